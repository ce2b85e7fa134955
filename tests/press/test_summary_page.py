"""The H7 summary as printed."""

from __future__ import annotations

import io

import pikepdf
import pytest

from douane.press.captions import LANGUAGES
from douane.press.printer import Press, Printed
from tests.documents import fictional
from tests.press.conftest import SIGNS, UNBROKEN, WORDS, summaries
from tests.press.reading import MM, barcodes_on, pictures_of, solid, text_of, words_of


@pytest.fixture(scope="module")
def texts(printed_summaries: Printed) -> list[str]:
    """The text of each summary, without line breaks."""
    first, texts = 1, []
    for count in printed_summaries.pages:
        texts.append(solid(text_of(printed_summaries.pdf, first, first + count - 1)))
        first += count
    return texts


def test_an_ordinary_parcel_needs_one_page(printed_summaries: Printed) -> None:
    assert printed_summaries.pages[:2] == (1, 1)
    assert printed_summaries.pages[2] > 2
    assert printed_summaries.problems == ()
    with pikepdf.open(io.BytesIO(printed_summaries.pdf)) as pdf:
        assert len(pdf.pages) == sum(printed_summaries.pages)
        assert pdf.docinfo["/Title"] == "H7 declaration summaries"


def test_the_head_carries_the_lrn_until_there_is_an_mrn(printed_summaries: Printed, texts: list[str]) -> None:
    pictures = pictures_of(printed_summaries.pdf, 203, "-gray")
    assert barcodes_on(pictures[0]) == {"Code 128": fictional.LRN}
    assert barcodes_on(pictures[1]) == {"Code 128": fictional.MRN}
    assert barcodes_on(pictures[2]) == {"Code 128": "LRN-OF-22-CHARACTERS-X"}
    assert solid("not yet accepted: no MRN") in texts[0]
    assert solid("not yet accepted") not in texts[1]


def test_every_field_of_the_declaration_is_there(texts: list[str]) -> None:
    for part in (
        fictional.LRN, "LX638558603CN", "H7/D", "2026-11-21", "••••••••4567", "BELGG", "999-85896694",
        "26BE6C1D80E2F3A4U1", "BE0308357159", "represented indirectly (3) by BE0417497106", "Shenzhen Example Trading",
        "深圳市示例贸易有限公司", "Aïcha Vandermuster", "4460 Grâce-Hollogne", "BE Belgium", "1.089", "610910", "F48",
        "186.00", "22.56", "8.2456", "2026-10-21", "C127 SKU2642312-BLK-M · C128 M81674 · C129 6981003390753", "Y081",
        "320.30", "38.85", "9.00", "Reg. (EU) 2026/382 art. 2", "3 lines × 3.00 EUR",
        "DEMONSTRATION DECLARANT: not to be lodged", "READY", "may be declared",
        "Not confirmed in law: the first day of the fee was not published",
        "H7 declaration summary · LRN DNE26112100000417 · Law data 2026-11-20 (9f31c2) · printed 2026-11-22",
        "Page 1 of 1",
    ):  # fmt: skip
        assert solid(part) in texts[0], part
    assert fictional.IOSS not in texts[0]


def test_unknown_amounts_are_words_and_never_zero(texts: list[str]) -> None:
    assert texts[1].count(solid("not known")) == 3 * 3 + 3 + 6
    assert "0.00" not in texts[1].replace("0.000", "")
    assert "HELD" in texts[1]
    assert solid("The post code of the exporter is missing.") in texts[1]


def test_the_longest_texts_are_complete(texts: list[str]) -> None:
    for part in (WORDS, SIGNS, UNBROKEN, "E" * 70, "M" * 70, "FR7 BE0417497106", "declares for itself"):
        assert solid(part) in texts[2], part[:30]
    assert texts[2].count(solid("in total")) == 40


def test_heads_of_tables_and_pages_repeat(printed_summaries: Printed) -> None:
    count = printed_summaries.pages[2]
    pages = [solid(text_of(printed_summaries.pdf, 3 + number)) for number in range(count)]
    for number, page in enumerate(pages, start=1):
        assert solid(f"Page {number} of {count}") in page
        assert "LRN-OF-22-CHARACTERS-X" in page
    assert sum("Grosskg" in page and "DutyEUR" in page for page in pages) >= count - 1


def test_no_word_lies_on_another_or_leaves_the_page(printed_summaries: Printed) -> None:
    words = words_of(printed_summaries.pdf)
    for word in words:
        assert word.left >= 11.5 * MM
        assert word.right <= 198.5 * MM
        assert word.bottom <= 290 * MM
    for number, word in enumerate(words):
        assert not [other for other in words[number + 1 : number + 400] if word.overlaps(other)], word


@pytest.mark.parametrize("language", LANGUAGES)
def test_summaries_speak_every_language(press: Press, language: str) -> None:
    for view in summaries()[:2]:
        layout = press._engine.layout(press._templates.html("h7_summary", view, language), "h7_summary.css")
        assert len(layout.pages) == 1
