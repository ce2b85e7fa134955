"""Duty expressions: every one of the reference table, both ways of writing, and what is refused by name."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from douane.reference.duty_expression import (
    AdValorem,
    Component,
    DutyExpressionError,
    Rate,
    Specific,
    Unpriced,
    parse_duty,
)
from douane.reference.duty_units import Counted

DAY = date(2026, 11, 22)


def rate(text: str, on: date = DAY, *certificates: str) -> Rate:
    found = parse_duty(text).on(on, frozenset(certificates))
    assert found is not None
    return found


def percent(number: str) -> AdValorem:
    return AdValorem(Decimal(number))


def euro(number: str, per: int | str, counted: Counted) -> Specific:
    return Specific(Decimal(number), Decimal(per), counted)


def test_every_expression_of_the_common_external_tariff_is_read_or_named(reference: Path) -> None:
    path = reference / "tariff" / "eu" / "cet-2020-duty.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 11830
    unpriced: dict[str, int] = {}
    for row in rows:
        expression = parse_duty(row["third_country_duty"])
        names = {part.words for case in expression.cases for part in case.rate.unpriced}
        for name in names:
            unpriced[name] = unpriced.get(name, 0) + 1
    assert unpriced == {
        "agricultural component": 33 + 21 + 5, "additional duty on sugar": 33, "additional duty on flour": 5, "entry price": 29,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "parts", "minimum", "maximum"),
    [
        ("12.000 %", [percent("12")], [], []),
        ("0.0%", [percent("0")], [], []),
        ("NIHIL", [percent("0")], [], []),
        ("7.2 MIN 0.36 EUR/100 kg", [percent("7.2")], [euro("0.36", 100, Counted.NET_MASS)], []),
        ("10.20% + 93.10 EUR / 100 kg", [percent("10.2"), euro("93.1", 100, Counted.NET_MASS)], [], []),
        ("10.200 % + 93.100 EUR DTN", [percent("10.2"), euro("93.1", 100, Counted.NET_MASS)], [], []),
        ("10.200 % + 93.100 EUR / DTN", [percent("10.2"), euro("93.1", 100, Counted.NET_MASS)], [], []),
        ("1,024.00 EUR / tonne", [euro("1024", 1000, Counted.NET_MASS)], [], []),
        ("52.00 EUR / 1,000 items", [euro("52", 1000, Counted.ITEMS)], [], []),
        ("52.000 EUR MIL", [euro("52", 1000, Counted.ITEMS)], [], []),
        ("1.19 EUR / kg / lactic matter + 27.50 EUR / 100 kg",
         [euro("1.19", 1, Counted.LACTIC_MATTER), euro("27.5", 100, Counted.NET_MASS)], [], []),
        ("1.190 EUR KGM P + 27.500 EUR DTN",
         [euro("1.19", 1, Counted.LACTIC_MATTER), euro("27.5", 100, Counted.NET_MASS)], [], []),
        ("0.40 EUR/100 kg/net/ % sacchar.", [euro("0.4", 100, Counted.SUCROSE)], [], []),
        ("0.400 EUR DTN Z", [euro("0.4", 100, Counted.SUCROSE)], [], []),
        ("8.3 + 3.8 EUR/100 kg eda", [percent("8.3"), euro("3.8", 100, Counted.DRAINED_MASS)], [], []),
        ("1.62 EUR / kg / tot alc", [euro("1.62", 1, Counted.ALCOHOL_MASS)], [], []),
        ("1.30 EUR / % vol / hl MIN 7.20 EUR / hl",
         [euro("1.3", 1, Counted.ALCOHOL)], [euro("7.2", 1, Counted.VOLUME)], []),
        ("1.300 EUR ASV X MIN 7.200 EUR HLT", [euro("1.3", 1, Counted.ALCOHOL)], [euro("7.2", 1, Counted.VOLUME)], []),
        ("18.40% MIN 22.00 EUR / 100 kg MAX 24.00 EUR / 100 kg",
         [percent("18.4")], [euro("22", 100, Counted.NET_MASS)], [euro("24", 100, Counted.NET_MASS)]),
        ("9.10% + 45.10 EUR / 100 kg MAX 18.90% + 16.50 EUR / 100 kg",
         [percent("9.1"), euro("45.1", 100, Counted.NET_MASS)], [],
         [percent("18.9"), euro("16.5", 100, Counted.NET_MASS)]),
        ("0.50 EUR / item MIN 2.70% MAX 4.60%", [euro("0.5", 1, Counted.ITEMS)], [percent("2.7")], [percent("4.6")]),
        ("3.80% MIN 0.60 EUR / 100 kg / gross", [percent("3.8")], [euro("0.6", 100, Counted.GROSS_MASS)], []),
        ("6.50% MAX 5.00 EUR / 100 m", [percent("6.5")], [], [euro("5", 100, Counted.METRES)]),
        ("8.00% MAX 2.80 EUR / m2", [percent("8")], [], [euro("2.8", 1, Counted.SQUARE_METRES)]),
        ("9.00% +  EA MAX 18.70%  + ADSZ",
         [percent("9"), Unpriced("EA", "agricultural component")], [],
         [percent("18.7"), Unpriced("ADSZ", "additional duty on sugar")]),
        ("9.000 % + EA(1) MAX 20.700 % + ADFM(1)",
         [percent("9"), Unpriced("EA(1)", "agricultural component")], [],
         [percent("20.7"), Unpriced("ADFM(1)", "additional duty on flour")]),
    ],
)  # fmt: skip
def test_an_expression_is_read_part_by_part(
    text: str, parts: list[Component], minimum: list[Component], maximum: list[Component]
) -> None:
    assert rate(text) == Rate(tuple(parts), tuple(minimum), tuple(maximum))


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("15.00% (01 JAN-14 FEB, 16 JUN-31 DEC), 0.00% (15 FEB-15 JUN)", date(2026, 2, 14), "15"),
        ("15.00% (01 JAN-14 FEB, 16 JUN-31 DEC), 0.00% (15 FEB-15 JUN)", date(2026, 2, 15), "0"),
        ("15.00% (01 JAN-14 FEB, 16 JUN-31 DEC), 0.00% (15 FEB-15 JUN)", date(2026, 6, 16), "15"),
        ("4.00% (01 JAN-31 MAR, 01-31 DEC), 5.10% (01 JUN-30 NOV)", date(2026, 12, 1), "4"),
        ("13.60% (01 JAN-30 APR, 01 OCT-31  DEC), 10.40% (01 MAY-30 SEP)", date(2026, 12, 31), "13.6"),
        (
            "9.60% MIN 1.1\xa0€/100\xa0kg/net (01 JAN-14 APR, 1 DEC-31 DEC), 13.60% MIN 1.6€/100kg/net",
            date(2026, 7, 1),
            "13.6",
        ),
        (
            "9.60% MIN 1.1\xa0€/100\xa0kg/net (01 JAN-14 APR, 1 DEC-31 DEC), 13.60% MIN 1.6€/100kg/net",
            date(2026, 12, 1),
            "9.6",
        ),
    ],
)
def test_a_seasonal_duty_follows_the_day(text: str, on: date, expected: str) -> None:
    assert rate(text, on).parts == (percent(expected),)


def test_a_day_that_no_season_covers_has_no_rate() -> None:
    text = "4.00% (01 JAN-31 MAR, 01-31 DEC), 5.10% (01 JUN-30 NOV)"
    assert parse_duty(text).on(date(2026, 4, 15)) is None


def test_a_condition_on_a_certificate_has_two_rates() -> None:
    text = "Cond:  A cert: D-008 (01):13.100 % ; A (01):36.100 %"
    assert rate(text).parts == (percent("36.1"),)
    assert rate(text, DAY, "D008").parts == (percent("13.1"),)
    assert rate(text, DAY, "Y901").parts == (percent("36.1"),)


def test_entry_prices_are_kept_by_name() -> None:
    text = "Cond:  V 118.600 EUR/DTN(01):4.800 % ; V 116.200 EUR/DTN(01):4.800 % + 2.400 EUR DTN"
    assert [part.words for part in rate(text).unpriced] == ["entry price"]
    assert [part.words for part in rate("Entry Price").unpriced] == ["entry price"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"), ("  ", "empty"), ("12 % + ", "no part"), ("12 USD DTN", "neither %"), ("12 EUR / bushel", "no unit"),
        ("12 %%", "neither %"), ("twelve %", "no part"), ("5 % MIN 1 % MIN 2 %", "twice"), ("-5 %", "no part"),
        ("5 % (in summer)", "no rate with a season"), ("5 % (31 FOO-31 BAR)", "no season"), ("Cond: A cert: D-008 (01):", "no duty"),
        ("1" * 40 + " %", "no number"), ("１２ %", "no part"),
    ],
)  # fmt: skip
def test_what_is_no_duty_is_refused_with_the_part_that_is_wrong(text: str, words: str) -> None:
    with pytest.raises(DutyExpressionError, match=words):
        parse_duty(text)
