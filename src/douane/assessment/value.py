"""Intrinsic value of a consignment in euro (D.E. 14 14; UCC-DA art. 1(48)): the price of the goods alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from douane.assessment.basis import Basis, euro
from douane.domain.assessment import Step
from douane.domain.consignment import GoodsItem
from douane.domain.numbers import ZERO, round_cent, split_by_share, text_of
from douane.reference.exchange import RateMissingError


@dataclass(frozen=True, slots=True)
class InEuro:
    """Amounts of a consignment in euro, rounded to the cent; `parts` are the items' and add up to `total`."""

    total: Decimal | None
    parts: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Valued:
    """Value of the goods and cost of transport and insurance, in euro, with the day of the rate."""

    goods: InEuro
    transport: InEuro
    freight: InEuro
    insurance: InEuro
    rate_date: date | None
    trace: tuple[Step, ...]
    missing_rates: tuple[str, ...]


def value_goods(basis: Basis) -> Valued:
    """The intrinsic value and the transport costs in euro. An item without value or rate leaves the total unknown."""
    items = basis.consignment.items
    trace: list[Step] = []
    factors: dict[str, Decimal] = {}
    missing: list[str] = []
    rate_date: date | None = None
    for currency in dict.fromkeys(item.currency for item in items if item.currency):
        try:
            rate = basis.rates(currency)
        except RateMissingError:
            missing.append(currency)
            continue
        rate_date = rate_date or rate.day
        factors[currency] = rate.per_euro
        if currency != "EUR":
            rate_date = rate.day
            trace.append(
                Step("exchange rate", f"ECB, penultimate Wednesday of the month before, {rate.day.isoformat()}",
                     f"EUR 1 = {currency} {text_of(rate.per_euro)}", "UCC art. 53(1)(a); UCC-IA art. 146")
            )  # fmt: skip
    goods = _in_euro([item.value for item in items], items, factors)
    transport = _in_euro([(item.freight or ZERO) + (item.insurance or ZERO) for item in items], items, factors)
    freight = _in_euro([item.freight or ZERO for item in items], items, factors)
    # What transport holds beside freight is insurance, so that the two add up to the cent.
    insurance = _rest(transport, freight)
    trace.append(_value_step(items, goods))
    if transport.total:
        trace.append(
            Step("transport and insurance", "shown separately, so not part of the intrinsic value", euro(transport.total),
                 "UCC-DA art. 1(48); D.E. 14 15")
        )  # fmt: skip
    return Valued(goods, transport, freight, insurance, rate_date, tuple(trace), tuple(missing))


def _in_euro(amounts: Sequence[Decimal | None], items: Sequence[GoodsItem], factors: dict[str, Decimal]) -> InEuro:
    exact = [
        None if amount is None or (factor := factors.get(item.currency or "")) is None else amount / factor
        for amount, item in zip(amounts, items, strict=True)
    ]
    known = [amount for amount in exact if amount is not None]
    if len(known) < len(exact):
        return InEuro(None, tuple(None if amount is None else round_cent(amount) for amount in exact))
    if any(amount < 0 for amount in known):
        # A value below zero is a mistake, so the total of it with others says nothing.
        return InEuro(None, tuple(round_cent(amount) for amount in known))
    total = round_cent(sum(known, ZERO))
    if len(known) == 1 or not total:
        # One part is the whole, and nothing spreads as nothing: most parcels end here.
        return InEuro(total, (total,) * len(known))
    return InEuro(total, split_by_share(total, known))


def _rest(whole: InEuro, part: InEuro) -> InEuro:
    if whole.total is None or part.total is None:
        return InEuro(None, tuple(None for _ in whole.parts))
    parts = tuple((a or ZERO) - (b or ZERO) for a, b in zip(whole.parts, part.parts, strict=True))
    return InEuro(whole.total - part.total, parts)


def _value_step(items: Sequence[GoodsItem], goods: InEuro) -> Step:
    parts = " + ".join(
        f"{item.currency or '?'} {'not known' if item.value is None else text_of(item.value)}" for item in items[:12]
    )
    more = f" + {len(items) - 12} more lines" if len(items) > 12 else ""
    result = "not known" if goods.total is None else euro(goods.total)
    return Step("intrinsic value", parts + more, result, "UCC-DA art. 1(48); D.E. 14 14")
