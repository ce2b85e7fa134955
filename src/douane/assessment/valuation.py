"""Customs value of goods on H1: transaction value with additions and deductions (UCC art. 70 to 72).

The price of each line is the price of the goods alone. Freight and insurance are stated beside it, or are inside it where
the delivery term says so and nothing is stated. All amounts are in euro, rounded to the cent; parts add up to totals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from douane.assessment.basis import euro, law_step
from douane.assessment.rounding import round_euro
from douane.domain.assessment import Step
from douane.domain.numbers import ZERO, round_cent, split_by_share, text_of
from douane.reference.law import LawOnDay


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An addition or deduction (D.E. 14 04): code a2, amount in euro, the line from 0 that it belongs to or all lines."""

    code: str
    amount: Decimal
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Valuation:
    """What a customs value is made of, in euro and kilograms.

    `freight` is the cost of carriage from the place of delivery to the destination in the Union, beside the prices; `None`
    says that it is not stated. `border_percent` is the share of it up to the Union border (UCC-IA Annex 23-01 for air),
    `None` where it is not known.
    """

    prices: tuple[Decimal, ...]
    masses: tuple[Decimal | None, ...]
    incoterm: str | None = None
    freight: Decimal | None = None
    insurance: Decimal | None = None
    border_percent: Decimal | None = None
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomsValue:
    """The customs value of each line, `None` where it is not known for the reasons in `unknown`.

    `inside_union` is the transport after the border of each line: no part of the customs value, part of the VAT base.
    """

    lines: tuple[Decimal, ...] | None
    inside_union: tuple[Decimal, ...]
    trace: tuple[Step, ...]
    unknown: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal | None:
        """The sum of the lines."""
        return None if self.lines is None else sum(self.lines, ZERO)


def customs_value(case: Valuation, law: LawOnDay) -> CustomsValue:
    """The transaction value with freight and insurance to the border, additions and deductions.

    Raises `ValueError` for an adjustment code that the law of the day does not know.
    """
    trace = [Step("price of the goods", " + ".join(text_of(price) for price in case.prices[:12]) or "none",
                  euro(sum(case.prices, ZERO)), "UCC art. 70")]  # fmt: skip
    unknown = _not_stated(case, law)
    outside, inside = _freight_parts(case, trace, unknown)
    insurance = case.insurance or ZERO
    _inside_the_price(case, law, trace)
    zeros = tuple(ZERO for _ in case.prices)
    if unknown:
        return CustomsValue(None, zeros, tuple(trace), tuple(unknown))
    freight_lines = spread(outside, case, law, "eu.valuation.freight_split", trace)
    insurance_lines = spread(insurance, case, law, "eu.valuation.insurance_split", trace)
    adjusted = _adjustments(case, law, trace)
    lines = tuple(sum(parts, ZERO) for parts in zip(case.prices, freight_lines, insurance_lines, adjusted, strict=True))
    if any(line < 0 for line in lines):
        return CustomsValue(None, zeros, tuple(trace), ("the deductions are more than the price of a line",))
    trace.append(Step("customs value", "price + freight to the border + insurance + additions − deductions",
                      euro(sum(lines, ZERO)), "UCC art. 70 to 72"))  # fmt: skip
    return CustomsValue(lines, spread(inside, case, law, "eu.valuation.freight_split", None), tuple(trace))


def spread(
    amount: Decimal, case: Valuation, law: LawOnDay, rule: str, trace: list[Step] | None
) -> tuple[Decimal, ...]:  # fmt: skip
    """An amount over the lines by the key that the rule of the day names; the parts add up to the amount.

    A line without mass makes the value the key, so that no line goes without its share.
    """
    if not amount or not case.prices:
        return tuple(ZERO for _ in case.prices)
    by_mass = law.choice(rule) == "GROSS_MASS" and all(case.masses)
    shares: Sequence[Decimal] = [mass or ZERO for mass in case.masses] if by_mass else case.prices
    parts = split_by_share(amount, shares)
    if trace is not None and len(parts) > 1:
        what = "freight" if "freight" in rule else "insurance"
        key = "gross mass" if by_mass else "value"
        trace.append(law_step(law, rule, f"{what} of each line", f"{euro(amount)} by {key}",
                              " + ".join(text_of(part) for part in parts[:12])))  # fmt: skip
    return parts


def statistical_lines(lines: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Statistical value of each line (D.E. 99 06) on import by air to Belgium: the customs value in whole euro.

    The goods come to the Belgian border at the airport, so nothing lies between the border of the Union and Belgium.
    """
    return tuple(round_euro(line) for line in lines)


def _not_stated(case: Valuation, law: LawOnDay) -> list[str]:
    carried = law.codes("eu.valuation.incoterms_with_carriage")
    if case.freight is None and case.incoterm not in carried:
        term = case.incoterm or "no delivery term"
        return [f"the freight is not stated and the price does not hold it ({term})"]
    return []


def _freight_parts(case: Valuation, trace: list[Step], unknown: list[str]) -> tuple[Decimal, Decimal]:
    """Freight up to the border and after it."""
    if not case.freight:
        if case.freight is None and not unknown:
            trace.append(Step("freight", f"inside the price ({case.incoterm}) and not shown, so nothing is taken off",
                              euro(ZERO), "UCC art. 72(a)"))  # fmt: skip
        return ZERO, ZERO
    if case.border_percent is None:
        unknown.append("the part of the freight up to the Union border is not known: load UCC-IA Annex 23-01")
        return ZERO, ZERO
    outside = round_cent(case.freight * case.border_percent / 100)
    how = f"{euro(case.freight)} × {text_of(case.border_percent)} %"
    source = "UCC art. 71(1)(e); UCC-IA art. 138 and Annex 23-01"
    trace.append(Step("freight to the Union border", how, euro(outside), source))
    return outside, case.freight - outside


def _inside_the_price(case: Valuation, law: LawOnDay, trace: list[Step]) -> None:
    """Say what is taken to be inside the price, or not to exist, because nothing is stated about it."""
    if case.insurance is None:
        held = case.incoterm in law.codes("eu.valuation.incoterms_with_insurance")
        how = "inside the price" if held else "none is stated"
        trace.append(Step("insurance", f"{how} ({case.incoterm or 'no delivery term'})", euro(ZERO), "UCC art. 71(1)(e)"))
    shown = any(entry.code == "BC" for entry in case.adjustments)
    if case.incoterm in law.codes("eu.valuation.incoterms_with_duty") and not shown:
        how = f"inside the price ({case.incoterm}) and not shown apart, so nothing is taken off"
        trace.append(Step("import duty and VAT", how, euro(ZERO), "UCC art. 72(e)"))


def _adjustments(case: Valuation, law: LawOnDay, trace: list[Step]) -> tuple[Decimal, ...]:
    lines = [ZERO for _ in case.prices]
    additions, deductions = law.codes("eu.valuation.additions"), law.codes("eu.valuation.deductions")
    for entry in case.adjustments:
        if entry.code not in additions | deductions or entry.amount < 0:
            raise ValueError(f"{entry.code} {entry.amount} is no addition or deduction (D.E. 14 04)")
        sign = 1 if entry.code in additions else -1
        parts = (
            split_by_share(entry.amount, case.prices) if entry.line is None
            else tuple(entry.amount if i == entry.line else ZERO for i in range(len(lines)))
        )  # fmt: skip
        lines = [line + sign * part for line, part in zip(lines, parts, strict=True)]
        name = "eu.valuation.additions" if sign == 1 else "eu.valuation.deductions"
        what = f"{'addition' if sign == 1 else 'deduction'} {entry.code}"
        trace.append(law_step(law, name, what, f"{'all lines' if entry.line is None else f'line {entry.line + 1}'}",
                              euro(sign * entry.amount)))  # fmt: skip
    return tuple(lines)
