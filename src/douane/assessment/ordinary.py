"""Ordinary customs duty of a consignment (H1): customs value, then the duty of each declaration line, with the steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from douane.assessment.basis import Basis, euro, law_step
from douane.assessment.duty import DutyAnswer, DutyQuestion, duty_of
from douane.assessment.route import matching
from douane.assessment.valuation import Adjustment, CustomsValue, Valuation, customs_value
from douane.assessment.value import Valued
from douane.domain.assessment import Step
from douane.domain.consignment import GoodsItem, SaleType
from douane.domain.numbers import ZERO, NumberFormatError, decimal_from_text, round_cent, split_by_share
from douane.reference.air_freight import AirFreightMissingError
from douane.reference.duty_units import QUANTITY_UNITS, Counted
from douane.reference.exchange import RateMissingError
from douane.reference.law import LawOnDay

_SOURCE = "UCC art. 56; load the tariff"
# Attributes of a goods line in which quantities stand that no unit of the line tells.
_ATTRIBUTES = {"drained_mass": Counted.DRAINED_MASS, "dry_mass": Counted.DRY_MASS, "pure_alcohol": Counted.PURE_ALCOHOL,
               "area": Counted.SQUARE_METRES, "length": Counted.METRES}  # fmt: skip
_ALCOHOL = "alcohol_by_volume"
_ADJUSTMENT = re.compile(r"(?:addition|deduction|adjustment)[ _]([a-z]{2})")


@dataclass(frozen=True, slots=True)
class Ordinary:
    """Duty of each item in euro, `None` where it is not known, and the steps that led to it."""

    items: tuple[Decimal | None, ...]
    trace: tuple[Step, ...]

    @property
    def total(self) -> Decimal | None:
        """The duty of all items."""
        known = [amount for amount in self.items if amount is not None]
        return sum(known, ZERO) if len(known) == len(self.items) else None


def ordinary_duty(basis: Basis, valued: Valued, lines: Sequence[int]) -> Ordinary:
    """The duty from the loaded measures, or the flat rate between private persons; `lines` numbers each item's line."""
    nothing = tuple(None for _ in lines)
    if basis.measures is None and not _flat(basis, valued):
        return Ordinary(
            nothing, (Step("customs duty", "ordinary tariff; no tariff of duties is loaded", "not known", _SOURCE),)
        )
    value = value_of(basis, valued)
    if value.lines is None:
        reasons = (Step("customs value", why, "not known", "UCC art. 70 to 72") for why in value.unknown)
        return Ordinary(nothing, (*value.trace, *reasons))
    trace = list(value.trace)
    items: list[Decimal | None] = [None] * len(lines)
    for number in dict.fromkeys(lines):
        members = [i for i, line in enumerate(lines) if line == number]
        amount = _line_duty(basis, valued, value.lines, members, trace)
        if amount is not None:
            parts = split_by_share(amount, [value.lines[i] for i in members])
            for i, part in zip(members, parts, strict=True):
                items[i] = part
    found = Ordinary(tuple(items), tuple(trace))
    return found if found.total is None else Ordinary(found.items, (*found.trace, _total(basis, found.total)))


def value_of(basis: Basis, valued: Valued) -> CustomsValue:
    """The customs value of the items from what the manifest states (prices of goods, freight and insurance beside them)."""
    goods = valued.goods
    if goods.total is None or valued.freight.total is None or valued.insurance.total is None:
        return CustomsValue(None, (), (), ("the value of the goods is not known",))
    stated = any(item.freight is not None for item in basis.consignment.items)
    percent = None
    if basis.air_freight is not None:
        try:
            percent = basis.air_freight.percent(basis.consignment.exporter.address.country or "")
        except AirFreightMissingError:
            percent = None
    adjustments, problem = adjustments_of(basis)
    if problem:
        return CustomsValue(None, (), (), (problem,))
    case = Valuation(
        prices=tuple(part or ZERO for part in goods.parts),
        masses=tuple(item.gross_mass for item in basis.consignment.items),
        incoterm=basis.consignment.incoterm,
        freight=valued.freight.total if stated else None,
        insurance=valued.insurance.total or None,
        border_percent=percent,
        adjustments=adjustments,
    )
    return customs_value(case, basis.law)


def adjustments_of(basis: Basis) -> tuple[tuple[Adjustment, ...], str]:
    """Additions and deductions (D.E. 14 04) that columns such as `addition_AB` or `deduction_BA` state for a line.

    Amounts are in the currency of the line. What cannot be used is said in words, so that no value rests on half of it.
    """
    known = basis.law.codes("eu.valuation.additions") | basis.law.codes("eu.valuation.deductions")
    found: list[Adjustment] = []
    for line, item in enumerate(basis.consignment.items):
        for name, text in item.attributes:
            told = _ADJUSTMENT.fullmatch(name.strip().casefold())
            if told is None or not text.strip():
                continue
            code = told[1].upper()
            try:
                amount = round_cent(basis.rates(item.currency or "").to_euro(decimal_from_text(text.strip())))
            except (NumberFormatError, RateMissingError):
                return (), f"the amount of {code} (D.E. 14 04) on line {item.number} cannot be used: {text}"
            if code not in known or amount < 0:
                return (), f"{code} {text} on line {item.number} is no addition or deduction (D.E. 14 04)"
            found.append(Adjustment(code, amount, line))
    return tuple(found), ""


def quantities_of(items: Iterable[GoodsItem]) -> dict[Counted, Decimal]:
    """Everything countable that all of the items state, summed; masses in kg, volume in hl."""
    sums: dict[Counted, Decimal] = {}
    common: set[Counted] | None = None
    for item in items:
        found = dict(_counts(item))
        common = set(found) if common is None else common & set(found)
        for what, amount in found.items():
            sums[what] = sums.get(what, ZERO) + amount
    return {what: amount for what, amount in sums.items() if what in (common or ())}


def _counts(item: GoodsItem) -> Iterable[tuple[Counted, Decimal]]:
    if item.net_mass is not None:
        yield Counted.NET_MASS, item.net_mass
    if item.gross_mass is not None:
        yield Counted.GROSS_MASS, item.gross_mass
    volume = None
    if item.quantity is not None and item.unit in QUANTITY_UNITS:
        per, what = QUANTITY_UNITS[item.unit]
        yield what, item.quantity * per
        volume = item.quantity * per if what is Counted.VOLUME else None
    for name, text in item.attributes:
        try:
            amount = decimal_from_text(text)
        except NumberFormatError:
            continue
        if name in _ATTRIBUTES:
            yield _ATTRIBUTES[name], amount
        elif name == _ALCOHOL and volume is not None:
            yield Counted.ALCOHOL, amount * volume


def _line_duty(
    basis: Basis, valued: Valued, values: Sequence[Decimal], members: Sequence[int], trace: list[Step]
) -> Decimal | None:
    items = [basis.consignment.items[i] for i in members]
    code, value = basis.codes[members[0]], sum((values[i] for i in members), ZERO)
    answer = _answer(basis, items, code, value)
    if _flat(basis, valued, code) and answer.amount != 0:
        rate = basis.law.number("eu.duty.flat_rate")
        amount = round_cent(value * rate / 100)
        trace.append(law_step(basis.law, "eu.duty.flat_rate", f"customs duty, {code or 'no code'}",
                              f"between private persons: {rate} % × {euro(value)}", euro(amount)))  # fmt: skip
        return amount
    for charge in answer.charges:
        what = "security, provisional duty" if charge.secured else "customs duty (A00)"
        if charge.measure.type in basis.law.codes("eu.duty.trade_defence_types"):
            what = "trade defence duty (A30, A35)"
        source = charge.measure.legal_base or f"TARIC measure {charge.measure.type} of {charge.measure.code}"
        name = basis.measures.name if basis.measures else ""
        trace.append(Step(f"{what}, {code}", charge.how, euro(charge.amount), f"{source}; {name}"))
    trace.extend(Step(f"customs duty, {code or 'no code'}", why, "not known", _SOURCE) for why in answer.unknown)
    return answer.amount


def _answer(basis: Basis, items: Sequence[GoodsItem], code: str | None, value: Decimal) -> DutyAnswer:
    if code is None:
        return DutyAnswer((), ("the code is not settled",))
    if basis.measures is None:
        return DutyAnswer((), (f"no duty rate is loaded for {code}: load the tariff",))
    origin = items[0].origin or basis.consignment.exporter.address.country
    if origin is None:
        return DutyAnswer((), ("the origin is not stated",))
    certificates = frozenset(
        document.type for document in (*basis.consignment.documents, *(d for item in items for d in item.documents))
    )
    question = DutyQuestion(code, origin, value, quantities_of(items), basis.law.on, items[0].additional_code,
                            items[0].preference, certificates, basis.ancestors(code))  # fmt: skip
    return duty_of(question, basis.measures, basis.law)


def _flat(basis: Basis, valued: Valued, code: str | None = None) -> bool:
    """Whether the flat rate between private persons may be used (Reg. (EEC) 2658/87 Annex I, Part One, Section II D)."""
    law, value = basis.law, valued.goods.total
    if basis.sale is not SaleType.C2C or value is None or not law.in_force("eu.duty.flat_rate"):
        return False
    return value <= law.number("eu.duty.flat_rate_limit") and not matching(law, "eu.duty.flat_rate_excluded", code)


def _total(basis: Basis, total: Decimal) -> Step:
    waiver = "eu.duty.notification_waiver"
    if ZERO < total < basis.law.number(waiver):
        how = f"sum of the lines; below {euro(basis.law.number(waiver))} the debt need not be notified"
        return law_step(basis.law, waiver, "customs duty of the declaration", how, euro(total))
    return Step("customs duty of the declaration", "sum of the lines", euro(total), "UCC art. 56")


def vat_at_import(basis: Basis, valued: Valued, trace: list[Step]) -> tuple[bool, Decimal | None]:
    """Whether Belgian VAT is to be computed for an H1, and if not, what is known about it."""
    law: LawOnDay = basis.law
    dutiable = [code for code in basis.codes if matching(law, "eu.restrictions.excise", code)]
    if dutiable:
        trace.append(law_step(law, "eu.restrictions.excise", f"excise duty, {', '.join(map(str, dutiable))}",
                              "rates of excise are not kept here; declare it with AC4", "not known"))  # fmt: skip
        trace.append(Step("import VAT", "the base holds the excise duty, which is not computed", "not known",
                          "Dir. 2006/112/EC art. 86(1)(a)"))  # fmt: skip
        return False, None
    if basis.destination != "BE":
        trace.append(Step("import VAT", f"goods for {basis.destination}: procedure 42 or VAT at release", "not known",
                          "Dir. 2006/112/EC art. 60 and 143(1)(d)"))  # fmt: skip
        return False, None
    limit = law.number("eu.low_value.intrinsic_value_limit")
    if basis.sale is SaleType.B2C and basis.consignment.ioss and (valued.goods.total or ZERO) <= limit:
        trace.append(Step("import VAT", "exempt: collected at the sale under IOSS", euro(ZERO),
                          "Dir. 2006/112/EC art. 143(1)(ca)"))  # fmt: skip
        return False, ZERO
    return True, None
