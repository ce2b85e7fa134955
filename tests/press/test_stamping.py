"""Stamped pages are the pages that WeasyPrint makes, dot by dot, whatever the record holds."""

from __future__ import annotations

import io
import os
import random
from dataclasses import replace

import pikepdf
import pytest
import weasyprint
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ImageChops

from douane.documents.h7_summary import H7SummaryView
from douane.documents.parcel_label import ParcelLabelView
from douane.documents.wording import PartyView
from douane.press import weasy
from douane.press.printer import Press
from tests.press.conftest import labels, summaries
from tests.press.reading import pictures_of, solid, text_of

RECORDS = int(os.environ.get("DOUANE_PRESS_RECORDS", "24"))
"""Labels compared at each resolution: the plain way takes a second for each."""
TEXTS = (
    "Wilhelmina-Alexandrine van der Straeten", "O’Connor & Söhne <GmbH>", "广东省深圳市宝安区西乡大道12号3楼05室", "AVATAR To. Ty, WAVE Yo LT",
    "Москва, улица Ленина, дом 5", "Αθήνα Οδός Ερμού 12", "شارع الملك فهد ١٢٣", "רחוב הרצל 12", "ถนนสุขุมวิท กรุงเทพฯ", "नई दिल्ली मार्ग",
    "東京都渋谷区カタカナひらがな", "서울특별시 강남구", "office affiliate fjord", "Zu\u0308rich cafe\u0301", "A\u00a0B\u00a0C", "Donau\u00addampf\u00adschiff",
    "“quoted” – em—dash … ½ € №", "ＡＢＣ１２３（全角）", "Nguyễn Thị Hồng Đào", "Apt.12楼B座(东)5F-3", "  a   b  ", "", "12/34-56", "深圳Example 88号 Building",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "x" * 200, "李 😀",
)  # fmt: skip
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz éüßłøŞ ,.'-/0123456789  中国广东省深圳市宝安区、。（）"


def random_text(chance: random.Random) -> str:
    if chance.random() < 0.4:
        return chance.choice(TEXTS)
    return "".join(chance.choice(LETTERS) for _ in range(chance.randint(0, 60)))


def random_party(chance: random.Random) -> PartyView:
    country = chance.choice(("BE", "CN", "NL", "", "DE"))
    return PartyView(*(random_text(chance) for _ in range(7)), country)


def random_label(seed: int) -> ParcelLabelView:
    chance = random.Random(seed)  # noqa: S311 - for texts, not for secrets
    return replace(
        labels()[0], reference=f"LX{chance.randint(0, 999_999_999):09}CN", sender=random_party(chance),
        recipient=random_party(chance), service=random_text(chance), weight=chance.choice((None, "1.089", "12345.678")),
        headings=tuple(str(chance.randint(100_000, 999_999)) for _ in range(chance.randint(0, 14))),
        pieces=str(chance.randint(1, 9999)), lrn=chance.choice(("", "DNE26112100000417", "LRN-OF-22-CHARACTERS-X")),
    )  # fmt: skip


@pytest.fixture(scope="module")
def plain() -> Press:
    return Press(stamped=False)


def assert_equal_pages(ours: bytes, theirs: bytes, dpi: int) -> None:
    pages, others = (pictures_of(pdf, dpi, "-gray") for pdf in (ours, theirs))
    assert len(pages) == len(others)
    different = [n for n, (a, b) in enumerate(zip(pages, others, strict=True)) if ImageChops.difference(a, b).getbbox()]
    assert different == []


def test_the_version_that_the_internals_were_taken_from() -> None:
    assert weasyprint.__version__ == weasy.VERSION == "70.0"


@pytest.mark.parametrize("dpi", [203, 300])
def test_random_labels_are_dot_by_dot_the_same(press: Press, plain: Press, dpi: int) -> None:
    views = [random_label(dpi * 1000 + number) for number in range(RECORDS)]
    ours, theirs = press.print("parcel_label", views), plain.print("parcel_label", views)
    assert (ours.pages, ours.problems) == (theirs.pages, theirs.problems)
    assert_equal_pages(ours.pdf, theirs.pdf, dpi)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=80),
    street=st.text(st.sampled_from(LETTERS), max_size=120),
)
def test_any_text_is_dot_by_dot_the_same(press: Press, plain: Press, name: str, street: str) -> None:
    view = labels()[0]
    view = replace(
        view, recipient=replace(view.recipient, name=name, street=street), sender=replace(view.sender, city=street)
    )
    ours, theirs = press.print("parcel_label", [view]), plain.print("parcel_label", [view])
    assert ours.problems == theirs.problems
    assert_equal_pages(ours.pdf, theirs.pdf, 203)
    assert solid(text_of(ours.pdf)) == solid(text_of(theirs.pdf))


def test_labels_are_laid_out_once(plain: Press) -> None:
    press = Press()
    views = [replace(labels()[0], reference=f"LX{number:09}CN") for number in range(50)]
    press.print("parcel_label", views[:1])
    stamper = press._stamper
    assert stamper is not None
    before = stamper.compiled
    press.print("parcel_label", views)
    assert stamper.compiled == before


def test_a_record_gives_the_same_bytes_whatever_was_printed_before(press: Press) -> None:
    view = random_label(7)
    press.print("parcel_label", [random_label(number) for number in range(20)])
    assert press.print("parcel_label", [view]).pdf == Press().print("parcel_label", [view]).pdf


def test_a_stamped_file_is_sound(press: Press) -> None:
    printed = press.print("parcel_label", [random_label(number) for number in range(10)])
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == 10


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("views", [summaries()])
def test_summaries_are_dot_by_dot_the_same(press: Press, plain: Press, views: list[H7SummaryView], dpi: int) -> None:
    ours, theirs = press.print("h7_summary", views), plain.print("h7_summary", views)
    assert (ours.pages, ours.problems) == (theirs.pages, theirs.problems)
    assert_equal_pages(ours.pdf, theirs.pdf, dpi)
