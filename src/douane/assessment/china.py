"""Chinese import taxes: cross-border retail (9610, 1210), and general trade where rates are given (DOMAIN §4.2).

Amounts are in CNY. Duty D = P × d; consumption tax C = (P + D) ÷ (1 − c) × c; VAT = (P + D + C) × v, where P is the price
with freight and insurance. Within the limits of retail D is zero and C and VAT are collected at 70 %. Each tax of a line is
rounded once to CNY 0.01. What is not known is `None`, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from douane.assessment.basis import law_step
from douane.assessment.rounding import round_fen
from douane.assessment.route import matching
from douane.domain.assessment import Step
from douane.domain.numbers import ZERO, split_by_share, text_of
from douane.reference.duty_china import ChineseRates
from douane.reference.law import LawOnDay

_HUNDRED = Decimal(100)
_NO_RATES = ChineseRates()


class Channel(StrEnum):
    """How a parcel enters: retail with reduced taxes, retail as one item at full tax, personal articles, general trade."""

    RETAIL = "cross-border retail"
    RETAIL_FULL = "cross-border retail, one item at full tax"
    PERSONAL = "personal articles"
    GENERAL = "general trade"


@dataclass(frozen=True, slots=True)
class RetailLine:
    """A line of an order: code of 8 or 10 digits, its price in CNY, pieces, and what high-end cosmetics are told by.

    `measure` is the content of the line in millilitres or grams, `mass` its net mass in kg. `rates` come from the loaded
    table; what it leaves open is told by the law where the law is plain, else not known.
    """

    code: str
    price: Decimal
    pieces: Decimal = Decimal(1)
    measure: Decimal | None = None
    mass: Decimal | None = None
    rates: ChineseRates = _NO_RATES


@dataclass(frozen=True, slots=True)
class LineTax:
    """Taxes of one line in CNY: its taxable value, duty, consumption tax, VAT."""

    value: Decimal
    duty: Decimal | None
    consumption: Decimal | None
    vat: Decimal | None


@dataclass(frozen=True, slots=True)
class ChineseTax:
    """The answer for an order. `quota_after` is what the buyer has then used of the annual limit."""

    channel: Channel
    value: Decimal
    lines: tuple[LineTax, ...]
    quota_after: Decimal
    trace: tuple[Step, ...]

    @property
    def total(self) -> Decimal | None:
        """All taxes, `None` if one of them is not known."""
        taxes = [tax for line in self.lines for tax in (line.duty, line.consumption, line.vat)]
        known = [tax for tax in taxes if tax is not None]
        return sum(known, ZERO) if len(known) == len(taxes) else None


def retail_tax(
    lines: Sequence[RetailLine], law: LawOnDay, *, freight: Decimal = ZERO, insurance: Decimal = ZERO, used: Decimal = ZERO
) -> ChineseTax:
    """Taxes of one order to one buyer. `used` is what the buyer has bought this year, from the store.

    Raises `ValueError` for an order without lines or with a negative amount.
    """
    if not lines or min(freight, insurance, used, *(line.price for line in lines)) < 0:
        raise ValueError("an order has lines and no negative amounts")
    extra = split_by_share(freight + insurance, [line.price for line in lines])
    values = [line.price + part for line, part in zip(lines, extra, strict=True)]
    value = sum(values, ZERO)
    channel, step = _channel(lines, value, used, law)
    trace = [Step("taxable value", "price + freight + insurance", _cny(value), "Cai Guan Shui 2016 no. 18, art. 2"), step]
    taxes = tuple(_line(line, part, channel, law, trace) for line, part in zip(lines, values, strict=True))
    counted = value if channel in (Channel.RETAIL, Channel.RETAIL_FULL) else ZERO
    return ChineseTax(channel, value, taxes, used + counted, tuple(trace))


def general_trade_tax(lines: Sequence[RetailLine], law: LawOnDay) -> ChineseTax:
    """Full duty, consumption tax and VAT; a line's price is its customs value (CIF)."""
    trace: list[Step] = []
    taxes = tuple(_line(line, line.price, Channel.GENERAL, law, trace) for line in lines)
    return ChineseTax(Channel.GENERAL, sum((line.price for line in lines), ZERO), taxes, ZERO, tuple(trace))


def over_cap(lines: Iterable[RetailLine], law: LawOnDay, used: dict[str, Decimal] | None = None) -> tuple[str, ...]:
    """Which yearly caps by mass (`sugar`, `rice`) an order would break; `used` holds the kilograms of this year."""
    listed = tuple(lines)
    broken = []
    for goods in ("sugar", "rice"):
        mine = [line for line in listed if matching(law, f"cn.cross_border.{goods}_goods", line.code)]
        mass = sum((line.mass or ZERO for line in mine), ZERO) + (used or {}).get(goods, ZERO)
        if mine and mass > law.number(f"cn.cross_border.{goods}_cap"):
            broken.append(goods)
    return tuple(broken)


def combined_rate(consumption: Decimal, vat: Decimal, share: Decimal) -> Decimal:
    """The rate in percent of the price that consumption tax and VAT come to: (c + v) ÷ (1 − c) × share."""
    return (consumption + vat) / (_HUNDRED - consumption) * share


def consumption_rate(line: RetailLine, law: LawOnDay) -> Decimal | None:
    """Consumption tax in percent: the loaded rate; for cosmetics by their price; zero for goods that bear none."""
    if line.rates.consumption is not None:
        return line.rates.consumption
    if matching(law, "cn.import.cosmetics_goods", line.code):
        return law.number("cn.import.cosmetics_rate") if high_end(line, law) else ZERO
    return None if matching(law, "cn.import.consumption_tax_goods", line.code) else ZERO


def high_end(line: RetailLine, law: LawOnDay) -> bool:
    """Whether cosmetics are high-end, by content where it is stated, else by piece or sheet."""
    if line.measure:
        return line.price / line.measure >= law.number("cn.import.cosmetics_price_by_measure")
    return line.price / (line.pieces or 1) >= law.number("cn.import.cosmetics_price_by_piece")


def vat_rate(line: RetailLine, law: LawOnDay) -> Decimal:
    """Import VAT in percent: the loaded rate, else the rate of the law."""
    if line.rates.vat is not None:
        return line.rates.vat
    reduced = matching(law, "cn.import.vat_reduced_goods", line.code)
    return law.number("cn.import.vat_reduced" if reduced else "cn.import.vat_standard")


def _channel(lines: Sequence[RetailLine], value: Decimal, used: Decimal, law: LawOnDay) -> tuple[Channel, Step]:
    limit, year = law.number("cn.cross_border.transaction_limit"), law.number("cn.cross_border.annual_limit")
    name, channel = "cn.cross_border.transaction_limit", Channel.RETAIL
    how = f"{_cny(value)} is within {_cny(limit)}, with {_cny(used)} used within {_cny(year)} of the year"
    if used + value > year:
        name, channel = "cn.cross_border.annual_limit", Channel.GENERAL
        how = f"{_cny(used)} used + {_cny(value)} is above {_cny(year)} of the year"
    elif value > limit:
        single = len(lines) == 1 and lines[0].pieces == 1 and law.flag("cn.cross_border.single_item_exception")
        name = "cn.cross_border.single_item_exception" if single else name
        channel = Channel.RETAIL_FULL if single else Channel.GENERAL
        how = f"{_cny(value)} is above {_cny(limit)}, {'one item' if single else 'more than one item'}"
    return channel, law_step(law, name, "channel", how, channel.value)


def _line(line: RetailLine, value: Decimal, channel: Channel, law: LawOnDay, trace: list[Step]) -> LineTax:
    reduced = channel is Channel.RETAIL
    duty_rate = law.number("cn.cross_border.duty_rate") if reduced else line.rates.duty
    share = law.number("cn.cross_border.tax_share") / _HUNDRED if reduced else Decimal(1)
    consumption, vat = consumption_rate(line, law), vat_rate(line, law)
    if duty_rate is None:
        trace.append(Step(f"duty, {line.code}", "no rate is loaded", "not known", "load the Chinese tariff"))
        return LineTax(value, None, None, None)
    duty = value * duty_rate / _HUNDRED
    if consumption is None:
        trace.append(Step(f"consumption tax, {line.code}", "no rate is loaded", "not known", "load the Chinese tariff"))
        return LineTax(value, round_fen(duty), None, None)
    full = (value + duty) / (_HUNDRED - consumption) * consumption
    tax = LineTax(value, round_fen(duty), round_fen(full * share),
                  round_fen((value + duty + full) * vat / _HUNDRED * share))  # fmt: skip
    _explain(line, tax, (duty_rate, consumption, vat, share), law, trace)
    return tax


def _explain(
    line: RetailLine, tax: LineTax, rates: tuple[Decimal, Decimal, Decimal, Decimal], law: LawOnDay, trace: list[Step]
) -> None:  # fmt: skip
    duty, consumption, vat, share = rates
    cut = f" × {text_of(share * _HUNDRED)} %" if share != 1 else ""
    trace.append(Step(f"duty, {line.code}", f"{_cny(tax.value)} × {text_of(duty)} %", _cny(tax.duty or ZERO),
                      "Tariff Law of the People's Republic of China"))  # fmt: skip
    if consumption:
        how = f"(value + duty) ÷ (1 − {text_of(consumption)} %) × {text_of(consumption)} %{cut}"
        trace.append(Step(f"consumption tax, {line.code}", how, _cny(tax.consumption or ZERO),
                          "Provisional Regulations on Consumption Tax art. 9"))  # fmt: skip
    rule = "cn.import.vat_reduced" if vat == law.number("cn.import.vat_reduced") else "cn.import.vat_standard"
    how = f"(value + duty + consumption tax) × {text_of(vat)} %{cut}"
    trace.append(law_step(law, rule, f"VAT, {line.code}", how, _cny(tax.vat or ZERO)))


def _cny(amount: Decimal) -> str:
    return f"CNY {amount:.2f}"
