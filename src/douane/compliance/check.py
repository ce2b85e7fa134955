"""Run the rules that are in force over one consignment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from douane.compliance import (
    distance_sale,
    goods,
    into_china,
    leaving,
    listed,
    mandates,
    parties,
    plausible,
    regimes,
    safety,
)
from douane.compliance.measures import measured, meetings
from douane.compliance.rule import Case, Rule
from douane.domain.consignment import Direction
from douane.domain.finding import Finding, Severity

RULES: tuple[Rule, ...] = (
    *parties.RULES, *goods.RULES, *plausible.RULES, *distance_sale.RULES, *regimes.RULES, *safety.RULES, *listed.RULES,
    *mandates.RULES, *leaving.RULES, *into_china.RULES,
)  # fmt: skip


@lru_cache(maxsize=32)
def rules_on(day: date, direction: Direction, *, with_regimes: bool = True) -> tuple[Rule, ...]:
    """The rules in force on a day for goods that go one way, in the order in which their findings are shown."""
    return tuple(
        rule for rule in RULES
        if rule.in_force(day) and rule.direction in (None, direction) and (with_regimes or rule.regime is None)
    )  # fmt: skip


def check(case: Case) -> tuple[Finding, ...]:
    """Everything the rules of the day find; nothing stops at the first.

    Which measures meet the goods is asked once, and the rules over regimes are given their part of the answer.
    """
    met = meetings(case)
    found: list[Finding] = []
    for rule in rules_on(case.law.on, case.direction, with_regimes=bool(met)):
        if rule.regime is None:
            found.extend(rule.check(case))
        elif rule.regime in met:
            found.extend(measured(case, met[rule.regime]))
    return tuple(found)


def join(received: Sequence[Finding], ruled: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings of reading and of rules together.

    Where reading has already refused a value, what a rule says about its absence is left out; so is the broken numbering
    of lines where reading has found that a foreign line carries this parcel's number.
    """
    refused = {(f.item, f.field) for f in received if f.severity is Severity.ERROR}
    if any(f.code == "PARCEL-REPEATED" for f in received):
        refused.add((None, "item_no"))
    return (*received, *(f for f in ruled if (f.item, f.field) not in refused))
