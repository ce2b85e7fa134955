from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from douane.domain.numbers import NumberFormatError, decimal_from_text, round_cent, split_by_share, text_of

amounts = st.decimals(-(10**9), 10**9, places=2)
shares = st.lists(st.decimals(0, 10**6, places=3), min_size=1, max_size=40)


@pytest.mark.parametrize("text", ["NaN", "1_0", "１", "٣", "1E+9", " 1", "1,5", "", "-", ".", "0x1", "1" * 29, "Infinity"])
def test_only_plain_decimals_are_numbers(text: str) -> None:
    with pytest.raises(NumberFormatError):
        decimal_from_text(text)


@pytest.mark.parametrize(("text", "value"), [("12.50", "12.5"), ("-.5", "-0.5"), ("007", "7"), ("5.", "5")])
def test_plain_decimals_are_read_exactly(text: str, value: str) -> None:
    assert decimal_from_text(text) == Decimal(value)


@pytest.mark.parametrize(
    ("exact", "rounded"), [("3.125", "3.13"), ("3.124", "3.12"), ("-3.125", "-3.13"), ("0.005", "0.01")]
)
def test_rounding_is_half_up(exact: str, rounded: str) -> None:
    assert round_cent(Decimal(exact)) == Decimal(rounded)


@given(amounts, shares)
def test_parts_add_up_to_the_cent(total: Decimal, weights: list[Decimal]) -> None:
    parts = split_by_share(total, weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)
    assert all(part == round_cent(part) for part in parts)


@given(st.decimals(0, 10**9, places=2), shares)
def test_a_positive_total_has_no_negative_part(total: Decimal, weights: list[Decimal]) -> None:
    assert all(part >= 0 for part in split_by_share(total, weights))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6))
def test_a_written_number_reads_back(number: Decimal) -> None:
    assert decimal_from_text(text_of(number)) == number
