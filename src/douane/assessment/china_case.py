"""A consignment for China as a whole: channel, taxes in CNY, lists and caps (DOMAIN §4.1, §4.2, §4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from douane.assessment.basis import Basis, law_step
from douane.assessment.china import Channel, ChineseTax, RetailLine, general_trade_tax, over_cap, retail_tax
from douane.assessment.china_personal import personal_tax
from douane.assessment.rounding import round_fen
from douane.assessment.route import cross_border
from douane.domain.assessment import ChinaSide, Step
from douane.domain.consignment import GoodsItem, SaleType
from douane.domain.numbers import ZERO, NumberFormatError, decimal_from_text, split_by_share
from douane.reference.duty_china import ChineseRates
from douane.reference.exchange import RateMissingError

_CNY = "CNY"
_CONTENT = ("content_ml", "content_g", "net_content")
_NOT_KNOWN = "not known"


def china_side(basis: Basis, trace: list[Step]) -> ChinaSide:
    """Channel and taxes on the law's day. A line without a code or a rate leaves its tax not known."""
    lines, problem = _lines(basis, trace)
    if lines is None:
        trace.append(Step("Chinese taxes", problem, _NOT_KNOWN, "DOMAIN §4"))
        return ChinaSide(_channel_in_words(basis), allowed=True, because=problem, used=basis.used)
    if cross_border(basis.consignment):
        return _retail(basis, lines, trace)
    if basis.consignment.sale_type is SaleType.B2B:
        return _general(basis, lines, trace)
    return _personal(basis, lines, trace)


def _channel_in_words(basis: Basis) -> str:
    if cross_border(basis.consignment):
        return Channel.RETAIL.value
    return (Channel.GENERAL if basis.consignment.sale_type is SaleType.B2B else Channel.PERSONAL).value


def _retail(basis: Basis, lines: Sequence[RetailLine], trace: list[Step]) -> ChinaSide:
    freight, insurance = _charges(basis)
    found = retail_tax(lines, basis.law, freight=freight, insurance=insurance, used=basis.used)
    trace.extend(found.trace)
    allowed = found.channel in (Channel.RETAIL, Channel.RETAIL_FULL)
    counted = found.value if allowed else ZERO
    step = next(step for step in found.trace if step.what == "channel")
    side = _taxed(found, allowed=allowed, because=step.how, lines=lines, basis=basis)
    trace.append(_total(side.total))
    year = "cn.cross_border.annual_limit"
    how = f"{_cny(basis.used)} used before + {_cny(counted)}"
    trace.append(law_step(basis.law, year, "annual limit of the buyer", how, _cny(basis.used + counted)))
    return side


def _taxed(
    found: ChineseTax, *, allowed: bool, because: str, lines: Sequence[RetailLine], basis: Basis
) -> ChinaSide:  # fmt: skip
    retail = cross_border(basis.consignment)
    return ChinaSide(
        channel=found.channel.value, allowed=allowed, because=because, value=found.value,
        duty=_sum([line.duty for line in found.lines]), consumption_tax=_sum([line.consumption for line in found.lines]),
        vat=_sum([line.vat for line in found.lines]), total=found.total, used=basis.used,
        counted=found.value if retail and allowed else ZERO,
        not_listed=_not_listed(basis, lines) if retail else (),
        over_caps=over_cap(lines, basis.law) if retail else (),
    )  # fmt: skip


def _general(basis: Basis, lines: Sequence[RetailLine], trace: list[Step]) -> ChinaSide:
    freight, insurance = _charges(basis)
    whole = retail_values(lines, freight + insurance)
    found = general_trade_tax(whole, basis.law)
    trace.append(Step("taxable value", "price + freight + insurance (CIF)", _cny(found.value), "Tariff Law art. 24"))
    trace.extend(found.trace)
    trace.append(_total(found.total))
    return _taxed(found, allowed=True, because="sale between businesses", lines=lines, basis=basis)


def _personal(basis: Basis, lines: Sequence[RetailLine], trace: list[Step]) -> ChinaSide:
    found = personal_tax(lines, basis.consignment.exporter.address.country or "", basis.law)
    trace.append(Step("value of the articles", "stated prices; customs takes its reference price list, which may differ",
                      _cny(found.value), "announcement 2010 no. 43",
                      "the reference price list is not loaded, so the stated price stands for it"))  # fmt: skip
    trace.extend(found.trace)
    return ChinaSide(
        channel=Channel.PERSONAL.value, allowed=found.allowed, because=found.because, value=found.value,
        personal_tax=sum(found.lines, ZERO), total=found.collected, used=basis.used,
    )  # fmt: skip


def retail_values(lines: Sequence[RetailLine], extra: Decimal) -> tuple[RetailLine, ...]:
    """The lines with freight and insurance spread over them by price; the parts add up to `extra`."""
    parts = split_by_share(extra, [line.price for line in lines])
    return tuple(replace(line, price=line.price + part) for line, part in zip(lines, parts, strict=True))


def _lines(basis: Basis, trace: list[Step]) -> tuple[list[RetailLine] | None, str]:
    """The goods lines in CNY, or why they are not known."""
    lines: list[RetailLine] = []
    for i, item in enumerate(basis.consignment.items):
        code = code_in_china(basis, i)
        if code is None:
            return None, f"the code of line {item.number} is not settled"
        price = in_cny(basis, item.value, item.currency)
        if price is None or price < 0:
            return None, f"the value of line {item.number} in CNY is not known"
        rates = basis.chinese.rates(code) if basis.chinese else ChineseRates()
        lines.append(RetailLine(code, price, item.quantity or Decimal(1), _content(item), item.net_mass, rates))
    if not lines:
        return None, "there are no goods lines"
    foreign = dict.fromkeys(item.currency for item in basis.consignment.items if item.currency != _CNY)
    trace.extend(
        Step("exchange into CNY", f"{currency} by the ECB rates of the day's month", "by line", "Tariff Law art. 30",
             "China customs publishes its own monthly rate; the ECB's stands for it")
        for currency in foreign
    )  # fmt: skip
    return lines, ""


def code_in_china(basis: Basis, position: int) -> str | None:
    """The Chinese code of a line, else the six digits that both tariffs share; `None` where neither is settled."""
    given = basis.consignment.items[position].commodity_code_cn
    if given and given.isdigit() and len(given) >= 6:
        return given
    code = basis.codes[position]
    return code[:6] if code else None


def in_cny(basis: Basis, amount: Decimal | None, currency: str | None) -> Decimal | None:
    """An amount in CNY, rounded to the fen; `None` where amount or rate is not known."""
    if amount is None or currency is None:
        return None
    if currency == _CNY:
        return round_fen(amount)
    try:
        return round_fen(basis.rates(currency).to_euro(amount) * basis.rates(_CNY).per_euro)
    except RateMissingError:
        return None


def _charges(basis: Basis) -> tuple[Decimal, Decimal]:
    """Freight and insurance of the consignment in CNY."""
    items = basis.consignment.items
    freight = (in_cny(basis, item.freight, item.currency) for item in items)
    insurance = (in_cny(basis, item.insurance, item.currency) for item in items)
    return sum((part or ZERO for part in freight), ZERO), sum((part or ZERO for part in insurance), ZERO)


def _content(item: GoodsItem) -> Decimal | None:
    """Millilitres or grams of the line, where the manifest states them."""
    told = dict(item.attributes)
    for name in _CONTENT:
        try:
            return decimal_from_text(told[name])
        except (KeyError, NumberFormatError):
            continue
    return None


def _not_listed(basis: Basis, lines: Sequence[RetailLine]) -> tuple[int, ...]:
    """Numbers of the items that the loaded positive list does not hold; a short code that may be on it is left alone."""
    if basis.positive is None:
        return ()
    held = [basis.positive.holds(line.code) for line in lines]
    return tuple(item.number for item, known in zip(basis.consignment.items, held, strict=True) if known is False)


def _sum(parts: Sequence[Decimal | None]) -> Decimal | None:
    known = [part for part in parts if part is not None]
    return sum(known, ZERO) if len(known) == len(parts) else None


def _total(total: Decimal | None) -> Step:
    result = _NOT_KNOWN if total is None else _cny(total)
    return Step("Chinese taxes", "duty + consumption tax + VAT of all lines", result, "Tariff Law; VAT Law")


def _cny(amount: Decimal) -> str:
    return f"CNY {amount:.2f}"
