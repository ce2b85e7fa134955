"""The parcel label as printed: read back from the page as a scanner and an eye would."""

from __future__ import annotations

import io
from itertools import groupby

import pikepdf
import pytest

from douane.press.captions import LANGUAGES
from douane.press.fonts import FAMILIES
from douane.press.printer import Press, Printed
from tests.documents import fictional
from tests.press.conftest import ARABIC, CHINESE, LONG_NAME, LONG_STREET, labels
from tests.press.reading import MM, barcodes_on, fonts_of, pictures_of, solid, text_of, words_of


def test_a_label_is_one_page_of_100_by_150_mm(printed_labels: Printed) -> None:
    assert printed_labels.pages == (1,) * len(labels())
    with pikepdf.open(io.BytesIO(printed_labels.pdf)) as pdf:
        for page in pdf.pages:
            assert [round(float(n) / MM, 2) for n in page.mediabox] == [0, 0, 100, 150]
        assert pdf.docinfo["/Title"] == "Parcel labels"
        assert pdf.Root.Lang == "en"
        assert "/CreationDate" not in pdf.docinfo


@pytest.mark.parametrize("option", ["-gray", "-mono"])
def test_scanners_read_both_codes_at_203_dpi(printed_labels: Printed, option: str) -> None:
    for view, picture in zip(labels(), pictures_of(printed_labels.pdf, 203, option), strict=True):
        assert barcodes_on(picture) == {"Code 128": view.reference, "QR Code": view.matrix}


def test_a_label_is_black_and_white(printed_labels: Printed) -> None:
    for page in pictures_of(printed_labels.pdf, 203.2, "-aa", "no", "-aaVector", "no"):
        assert {colour for _, colour in page.getcolors() or []} == {(0, 0, 0), (255, 255, 255)}


def test_bars_are_whole_dots_with_quiet_zones(printed_labels: Printed) -> None:
    for page in pictures_of(printed_labels.pdf, 203.2, "-gray")[:-1]:
        row = page.crop((0, 8 * 133, 800, 8 * 133 + 1)).tobytes()
        runs = [(dark, len(list(run))) for dark, run in groupby(value < 128 for value in row)]
        assert [length % 4 for _, length in runs[1:-1]] == [0] * (len(runs) - 2)
        assert runs[0][1] >= 10 * 4
        assert runs[-1][1] >= 10 * 4


def test_names_in_every_script_are_on_the_page_and_in_its_text(printed_labels: Printed) -> None:
    texts = [solid(text_of(printed_labels.pdf, number)) for number in range(1, len(labels()) + 1)]
    assert solid("Shenzhen Example Trading Co., Ltd深圳市示例贸易有限公司") in texts[0]
    assert solid(LONG_NAME) in texts[1]
    assert solid(LONG_STREET) in texts[1]
    assert all(solid(part) in texts[2] for part in ARABIC.split())
    assert CHINESE in texts[3]
    assert "4460" in texts[0]
    assert "H7·F48" in texts[0]
    assert "610910732393392690" in texts[0]
    assert printed_labels.problems == ()


def test_only_the_fonts_named_are_used(printed_labels: Printed) -> None:
    families = {family.replace(" ", "-") for family in FAMILIES}
    assert {font.removesuffix("-Bold") for font in fonts_of(printed_labels.pdf)} <= families


def test_what_is_not_there_is_a_dash_and_an_unknown_weight_is_words(printed_labels: Printed) -> None:
    text = solid(text_of(printed_labels.pdf, len(labels())))
    assert solid("Weight kg not known") in text
    assert solid("HS 6 —") in text
    assert solid("LRN —") in text
    assert "None" not in text


def test_nothing_private_is_on_a_label(printed_labels: Printed) -> None:
    text = solid(text_of(printed_labels.pdf))
    assert fictional.IOSS[2:] not in text
    assert "45550123" not in text
    assert "11010519491231002X" not in text


def test_no_word_lies_on_another_or_leaves_the_label(printed_labels: Printed) -> None:
    words = words_of(printed_labels.pdf)
    assert words
    for word in words:
        assert word.left >= 2.5 * MM
        assert word.right <= 97.5 * MM
        assert word.bottom <= 150 * MM
    # The boxes of Arabic letters reach far above and below them.
    words = [word for word in words if word.page != 3]
    for number, word in enumerate(words):
        assert not [other for other in words[number + 1 :] if word.overlaps(other)], word


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_speak_every_language(press: Press, language: str) -> None:
    layout = press._engine.layout(press._templates.html("parcel_label", labels()[0], language), "parcel_label.css")
    assert len(layout.pages) == 1
    assert layout.cuts == ()
