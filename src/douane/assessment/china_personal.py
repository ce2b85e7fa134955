"""Chinese tax on personal articles sent by post or express (DOMAIN §4.4). Amounts are in CNY.

The value is that of the customs reference price list, not of the invoice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from douane.assessment.basis import law_step
from douane.assessment.china import RetailLine, high_end
from douane.assessment.rounding import round_fen
from douane.assessment.route import matching
from douane.domain.assessment import Step
from douane.domain.numbers import ZERO, text_of
from douane.reference.law import LawOnDay


@dataclass(frozen=True, slots=True)
class PersonalTax:
    """The answer for one mailing: whether it may pass as personal articles, the tax of each line, and what is collected."""

    allowed: bool
    because: str
    value: Decimal
    lines: tuple[Decimal, ...]
    collected: Decimal
    trace: tuple[Step, ...]


def personal_tax(lines: Sequence[RetailLine], dispatched_from: str, law: LawOnDay) -> PersonalTax:
    """Tax of a mailing from a country or place (ISO 3166-1 alpha-2); up to the waiver nothing is collected."""
    value = sum((line.price for line in lines), ZERO)
    near = dispatched_from in law.codes("cn.personal.near_places")
    rule = "cn.personal.value_limit_near" if near else "cn.personal.value_limit"
    limit = law.number(rule)
    single = len(lines) == 1 and lines[0].pieces == 1
    allowed = value <= limit or single
    what = "one indivisible article" if single else "more than one article"
    within = value <= limit
    because = f"CNY {value:.2f} is {'within' if within else 'above'} CNY {limit:.2f}{'' if within else f', {what}'}"
    trace = [law_step(law, rule, "limit of a mailing", because, "may pass" if allowed else "return, or general trade")]
    taxes = []
    for line in lines:
        name = article_class(line, law)
        rate = law.number(name)
        tax = round_fen(line.price * rate / 100)
        trace.append(
            law_step(law, name, f"tax, {line.code}", f"CNY {line.price:.2f} × {text_of(rate)} %", f"CNY {tax:.2f}")
        )
        taxes.append(tax)
    total = sum(taxes, ZERO)
    collected = ZERO if total <= law.number("cn.personal.waiver") else total
    how = f"CNY {total:.2f}, not collected up to CNY {law.number('cn.personal.waiver'):.2f}"
    trace.append(law_step(law, "cn.personal.waiver", "tax collected", how, f"CNY {collected:.2f}"))
    return PersonalTax(allowed, because, value, tuple(taxes), collected, tuple(trace))


def article_class(line: RetailLine, law: LawOnDay) -> str:
    """The parameter of the class that an article is of: third by goods or price, first by goods, else second."""
    dear_watch = matching(law, "cn.personal.watch_goods", line.code) and (
        line.price / (line.pieces or 1) >= law.number("cn.personal.watch_price")
    )
    dear_cosmetics = matching(law, "cn.import.cosmetics_goods", line.code) and high_end(line, law)
    if dear_watch or dear_cosmetics or matching(law, "cn.personal.high_goods", line.code):
        return "cn.personal.high_rate"
    return "cn.personal.low_rate" if matching(law, "cn.personal.low_goods", line.code) else "cn.personal.middle_rate"
