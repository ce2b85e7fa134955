"""Dated parameters: the four days of each (before the start, the first, the last, the day after), and strict files."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from douane.reference.law import Law, NotInForceError
from douane.reference.yaml_file import LawFileError

PERIODS = [
    (name, start, value) for name, parameter in Law.load().parameters.items() for start, value in parameter.values.items()
]


@pytest.mark.parametrize(("name", "start", "value"), PERIODS, ids=[f"{n}@{s}" for n, s, _ in PERIODS])
def test_a_value_begins_on_its_day_and_not_before(law: Law, name: str, start: date, value: object) -> None:
    parameter = law.parameters[name]
    starts = sorted(parameter.values)
    day_before = start - timedelta(days=1)
    earlier = [s for s in starts if s < start]
    assert law.on(start).in_force(name) == (value is not None)
    assert law.on(day_before).in_force(name) == bool(earlier and parameter.values[earlier[-1]] is not None)
    later = [s for s in starts if s > start]
    if later and value is not None:
        last = later[0] - timedelta(days=1)
        assert law.on(last).value(name).content == law.on(start).value(name).content
        assert law.on(last).value(name).since == start
        assert law.on(later[0]).in_force(name) == (parameter.values[later[0]] is not None)


def test_three_euro_from_july_2026_to_june_2028(law: Law) -> None:
    name = "eu.low_value.item_duty"
    assert not law.on(date(2026, 6, 30)).in_force(name)
    assert law.on(date(2026, 7, 1)).number(name) == Decimal("3.00")
    assert law.on(date(2028, 6, 30)).number(name) == Decimal("3.00")
    with pytest.raises(NotInForceError):
        law.on(date(2028, 7, 1)).number(name)


def test_the_union_fee_has_no_date_and_says_so(law: Law) -> None:
    with pytest.raises(NotInForceError, match="not published"):
        law.on(date(2026, 11, 22)).number("eu.low_value.union_fee")


def test_procedure_codes_changed_in_july_2026(law: Law) -> None:
    assert law.on(date(2026, 6, 30)).codes("eu.procedures.ioss") == {"C07", "F48"}
    assert law.on(date(2026, 7, 1)).codes("eu.procedures.ioss") == {"F48"}
    assert "C07" not in law.on(date(2026, 7, 1)).codes("eu.procedures.known_on_h7")


def test_a_name_that_no_file_holds_is_an_error(law: Law) -> None:
    with pytest.raises(KeyError):
        law.on(date(2026, 11, 22)).in_force("eu.low_value.no_such_thing")


GOOD = """
limit:
  description: a limit
  unit: EUR
  reference: a law
  values:
    2020-01-01: "150.00"
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD + "limit:\n  description: again\n", r"made\.yaml:8: the key 'limit' stands twice"),
        (GOOD + '    2020-01-01: "1"\n', r"made\.yaml:8: .*stands twice"),
        (GOOD.replace("unit: EUR", "unit: EUR\n  units: EUR"), "units"),
        (GOOD.replace('"150.00"', "150.00"), "is no EUR"),
        (GOOD.replace('"150.00"', '"many"'), "limit"),
        (GOOD.replace("unit: EUR", "unit: furlong"), "unit"),
        (GOOD.replace("  reference: a law\n", ""), "reference"),
        ("limit: [", "made.yaml"),
    ],
)
def test_a_wrong_law_file_is_refused_by_name(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "eu").mkdir()
    (tmp_path / "eu" / "made.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LawFileError, match=words):
        Law.load(tmp_path)


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    (tmp_path / "eu").mkdir()
    file = tmp_path / "eu" / "made.yaml"
    file.write_text(GOOD, encoding="utf-8")
    before = Law.load(tmp_path).version
    assert Law.load(tmp_path).version == before
    file.write_text(GOOD.replace("150", "151"), encoding="utf-8")
    assert Law.load(tmp_path).version != before
