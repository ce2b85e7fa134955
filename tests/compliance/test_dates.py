"""The four days of every dated rule and measure: before the start, the first, the last, the day after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from douane.compliance.check import RULES, rules_on
from douane.compliance.rule import ALWAYS, Rule
from douane.domain.consignment import Direction
from douane.reference.measures_of_goods import Measure, load_measures, measures_on

ONE = timedelta(days=1)
DATED = [rule for rule in RULES if rule.since != ALWAYS or rule.until]
MEASURES = load_measures().by_name


@pytest.mark.parametrize("rule", DATED, ids=[rule.codes[0] for rule in DATED])
def test_a_rule_is_asked_from_its_first_day_to_its_last(rule: Rule) -> None:
    way = rule.direction or Direction.IMPORT
    if rule.since != ALWAYS:
        assert rule not in rules_on(rule.since - ONE, way)
        assert rule in rules_on(rule.since, way)
    if rule.until:
        assert rule in rules_on(rule.until - ONE, way)
        assert rule not in rules_on(rule.until, way)


@pytest.mark.parametrize(("name", "measure"), MEASURES.items(), ids=list(MEASURES))
def test_a_measure_holds_from_its_first_day_to_its_last(name: str, measure: Measure) -> None:
    assert name not in measures_on(measure.since - ONE).by_name
    assert name in measures_on(measure.since).by_name
    if measure.until:
        assert name in measures_on(measure.until - ONE).by_name
        assert name not in measures_on(measure.until).by_name


def test_rules_on_exports_are_not_asked_about_imports() -> None:
    day = date(2026, 11, 22)
    ours = {code for rule in rules_on(day, Direction.IMPORT) for code in rule.codes}
    theirs = {code for rule in rules_on(day, Direction.EXPORT) for code in rule.codes}
    assert "CEB-OVER-LIMIT" in theirs - ours
    assert ours <= theirs
