"""The loaded table of Chinese rates."""

from __future__ import annotations

from decimal import Decimal

import pytest

from douane.reference.duty_china import ChineseRates, read_chinese_rates

HEAD = "code;duty;vat;consumption\n"


def test_rates_are_told_by_ten_then_eight_digits() -> None:
    table = read_chinese_rates(HEAD + "33049900;1;13;\n3304990010;1;13;15\n", "made.csv")
    assert table.rates("3304990010") == ChineseRates(Decimal(1), Decimal(13), Decimal(15))
    assert table.rates("3304990099") == ChineseRates(Decimal(1), Decimal(13), None)
    assert table.rates("61091000") == ChineseRates()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a;b\n", ":1: the headings"), (HEAD + "3304;1;13;0\n", ":2: a line is"), (HEAD + "33049900;1;13\n", ":2: a line is"),
        (HEAD + "33049900;x;13;0\n", ":2: “x” is no percentage"), (HEAD + "33049900;1;13;100\n", ":2: a rate is"),
        (HEAD + "33049900;-1;13;0\n", ":2: a rate is"), (HEAD + "33049900;1;13;0\n33049900;1;13;0\n", ":3: 33049900 stands twice"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_chinese_rates(text, "made.csv")
