from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from douane.documents.wording import masked, mass, money, party_view
from tests.documents import fictional


@pytest.mark.parametrize(
    ("number", "shown"),
    [("IM0561234567", "••••••••4567"), ("12345", "•2345"), ("1234", "••••"), ("1", "•"), ("", "")],
)
def test_numbers_are_masked_except_the_last_four(number: str, shown: str) -> None:
    assert masked(number) == shown


@pytest.mark.parametrize(
    ("kilograms", "text"),
    [
        ("0.09", "0.090"),
        ("2", "2.000"),
        ("0.000001", "0.000001"),
        ("1.5000", "1.500"),
        ("1234567890.123456", "1234567890.123456"),
    ],
)
def test_masses_align_to_the_gram_and_lose_nothing(kilograms: str, text: str) -> None:
    assert mass(Decimal(kilograms)) == text
    assert Decimal(text) == Decimal(kilograms)


def test_an_unknown_amount_stays_unknown() -> None:
    assert money(None) is None
    assert money(Decimal(0)) == "0.00"


def test_a_party_shows_company_numbers_and_no_private_ones() -> None:
    view = party_view(fictional.BUYER)
    assert view.identifier == ""
    assert "11010519491231002X" not in repr(view)
    assert "+32" not in repr(view)
    assert party_view(fictional.BROKER).identifier == "BE0308357159"
    assert party_view(fictional.SELLER).identifier == "91350100M000100Y43"


def test_a_local_name_stands_alone_or_second_but_never_twice() -> None:
    seller = fictional.SELLER
    assert party_view(seller).name_local == "深圳市示例贸易有限公司"
    alone = party_view(replace(seller, name=None))
    assert (alone.name, alone.name_local) == ("深圳市示例贸易有限公司", "")
    assert party_view(replace(seller, name_local=seller.name)).name_local == ""
