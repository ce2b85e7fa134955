from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from douane.reference.exchange import EcbRates, RateMissingError, rate_day

HISTORY = "Date,USD,CNY,XYZ,\n2026-10-21,1.2500,8.0000,N/A,\n2026-10-20,1.2400,7.9000,5.0,\n2026-09-22,1.2,7.5,4,\n"


@pytest.mark.parametrize(
    ("on", "wednesday"),
    [
        (date(2026, 11, 1), date(2026, 10, 21)), (date(2026, 11, 30), date(2026, 10, 21)),
        (date(2026, 12, 1), date(2026, 11, 18)), (date(2027, 1, 15), date(2026, 12, 23)),
        (date(2026, 10, 31), date(2026, 9, 23)), (date(2024, 3, 1), date(2024, 2, 21)),
    ],
)  # fmt: skip
def test_the_penultimate_wednesday_of_the_month_before(on: date, wednesday: date) -> None:
    assert rate_day(on) == wednesday


def test_amount_in_euro_is_amount_divided_by_quote() -> None:
    rate = EcbRates(HISTORY, "made").for_customs("CNY", date(2026, 11, 5))
    assert rate.to_euro(Decimal(100)) == Decimal("12.5")
    assert rate.day == date(2026, 10, 21)


def test_the_most_recent_rate_where_none_was_published_that_wednesday() -> None:
    assert EcbRates(HISTORY, "made").for_customs("USD", date(2026, 10, 5)).day == date(2026, 9, 22)


@pytest.mark.parametrize("currency", ["XYZ", "ABC"])
def test_a_currency_without_quote_has_no_rate(currency: str) -> None:
    with pytest.raises(RateMissingError):
        EcbRates(HISTORY, "made").for_customs(currency, date(2026, 11, 5))


def test_a_month_behind_the_history_has_no_rate() -> None:
    with pytest.raises(RateMissingError):
        EcbRates(HISTORY, "made").for_customs("USD", date(2026, 12, 5))


def test_the_packaged_history_knows_november_2026() -> None:
    rate = EcbRates.packaged().for_customs("CNY", date(2026, 11, 22))
    assert rate.day == date(2026, 10, 21)
    assert Decimal(6) < rate.per_euro < Decimal(10)


def test_the_euro_is_one() -> None:
    assert EcbRates(HISTORY, "made").for_customs("EUR", date(2030, 1, 1)).per_euro == 1


def test_another_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rates.csv"
    file.write_text("Currency,Rate\nUSD,1.2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no history file"):
        EcbRates.from_file(file)
