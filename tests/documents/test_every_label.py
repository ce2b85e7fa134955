"""Labels as a scanner, a print head and a ruler see them: barcodes, black dots, sizes."""

from __future__ import annotations

import importlib
import io
from decimal import Decimal
from itertools import groupby
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from douane.documents.battery_mark import battery_mark
from douane.documents.item_label import item_label
from douane.documents.logistic_label import logistic_label, sscc
from douane.documents.piece_label import piece_label
from douane.documents.status_label import status_label
from douane.documents.uld_tag import uld_tag
from douane.domain.consignment import Party
from douane.domain.identifiers import sscc_fault
from douane.press.printer import Press
from douane.press.strictness import ProblemKind
from tests.press.reading import MM, pictures_of, text_of

SIZES = {
    "parcel_label_a6": (105, 148), "piece_label": (102, 85), "house_label": (102, 76), "item_label": (100, 50),
    "logistic_label": (105, 148), "uld_tag": (210, 148), "status_label": (105, 148), "battery_mark": (100, 100),
}  # fmt: skip
THERMAL = sorted(set(SIZES) - {"battery_mark"})
KINDS = ("short", "ordinary", "extreme")
BARS_AT = {"parcel_label_a6": 130, "piece_label": 20, "house_label": 8, "item_label": 30, "logistic_label": 120,
           "uld_tag": 15, "status_label": 50}  # fmt: skip


def view_of(template: str, kind: str) -> Any:
    return importlib.import_module(f"tests.documents.samples_{template}").SAMPLES[kind]


def barcodes_of(template: str, view: Any) -> list[str]:
    return {
        "parcel_label_a6": lambda: [view.reference, view.matrix],
        "piece_label": lambda: [view.barcode] if view.barcode else [],
        "house_label": lambda: [view.reference],
        "item_label": lambda: [view.reference],
        "logistic_label": lambda: [*([view.content] if view.content else []), f"(00){view.sscc}"],
        "uld_tag": lambda: [view.uld],
        "status_label": lambda: [view.reference],
    }[template]()


@pytest.fixture(scope="module")
def pdfs() -> dict[tuple[str, str], bytes]:
    press = Press()
    return {(name, kind): press.print(name, [view_of(name, kind)]).pdf for name in SIZES for kind in KINDS}


@pytest.mark.parametrize("template", sorted(SIZES))
def test_a_label_is_one_page_of_its_size(pdfs: dict[tuple[str, str], bytes], template: str) -> None:
    for kind in KINDS:
        with pikepdf.open(io.BytesIO(pdfs[template, kind])) as pdf:
            assert [[round(float(n) / MM, 2) for n in page.mediabox] for page in pdf.pages] == [[0, 0, *SIZES[template]]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("template", THERMAL)
def test_scanners_read_every_barcode_at_203_dpi(pdfs: dict[tuple[str, str], bytes], template: str, kind: str) -> None:
    for option in ("-gray", "-mono"):
        (page,) = pictures_of(pdfs[template, kind], 203, option)
        read = sorted(code.text for code in zxingcpp.read_barcodes(page.convert("L")))
        assert read == sorted(barcodes_of(template, view_of(template, kind)))


@pytest.mark.parametrize("template", THERMAL)
def test_a_label_has_no_greys(pdfs: dict[tuple[str, str], bytes], template: str) -> None:
    for kind in KINDS:
        (page,) = pictures_of(pdfs[template, kind], 203.2, "-aa", "no", "-aaVector", "no")
        assert {colour for _, colour in page.getcolors() or []} == {(0, 0, 0), (255, 255, 255)}


@pytest.mark.parametrize("template", THERMAL)
def test_bars_are_whole_dots_with_quiet_zones(pdfs: dict[tuple[str, str], bytes], template: str) -> None:
    (page,) = pictures_of(pdfs[template, "ordinary"], 203.2, "-gray")
    left, y = 8 * (113 if template == "uld_tag" else 0), 8 * BARS_AT[template]  # a tag has its number beside the bars
    row = page.crop((left, y, page.width, y + 1)).tobytes()
    before, *bars, after = [len(list(run)) for _, run in groupby(value < 128 for value in row)]
    module = min(bars)
    assert module >= 2
    assert {length % module for length in bars} == {0}
    assert before >= 10 * module
    assert after >= 10 * module


def test_the_sscc_is_the_lowest_barcode_and_high_enough(pdfs: dict[tuple[str, str], bytes]) -> None:
    (page,) = pictures_of(pdfs["logistic_label", "ordinary"], 203.19999, "-gray")
    codes = sorted(zxingcpp.read_barcodes(page), key=lambda code: code.position.top_left.y)
    assert [code.text[:4] for code in codes] == ["(02)", "(00)"]
    left = next(x for x in range(page.width) if page.getpixel((x, 8 * 120)) == 0)
    column = page.crop((left, 8 * 108, left + 1, page.height)).tobytes()
    assert max(len(list(run)) for value, run in groupby(column) if value == 0) >= 31.75 * 8
    assert narrowest(page, 8 * 120) * 0.125 >= 0.495


def narrowest(page: Image.Image, y: int) -> int:
    row = page.crop((0, y, page.width, y + 1)).tobytes()
    return min(len(list(run)) for value, run in groupby(row) if value == 0)


def test_a_battery_mark_is_black_white_and_red_with_numbers_12_mm_high(pdfs: dict[tuple[str, str], bytes]) -> None:
    (page,) = pictures_of(pdfs["battery_mark", "short"], 254, "-aa", "no", "-aaVector", "no")
    assert {colour for _, colour in page.getcolors() or []} == {(0, 0, 0), (255, 255, 255), (204, 0, 0)}
    edge = [page.getpixel((x, 500)) for x in range(50)]
    assert (0, 0, 0) not in edge
    assert (204, 0, 0) in {page.getpixel((45, y)) for y in range(1000)}  # 4.5 mm inside: the edge is 5 mm wide at least
    black = page.crop((80, 640, 920, 920)).convert("L").point(lambda value: 255 * (value == 0)).getbbox()
    assert black is not None
    assert (black[3] - black[1]) / 10 >= 12


def test_the_piece_barcode_is_waybill_and_piece() -> None:
    assert piece_label("99985896694", 3, 12).barcode == "9998589669400003"
    assert piece_label("99985896694", 3, 12).awb == "999-85896694"
    assert len(piece_label("999-85896694", 99_999, 99_999).barcode) == 16
    assert piece_label("999-85896694", 100_000, 100_000).barcode == ""


def test_a_wrong_waybill_number_is_no_barcode_and_says_so(pdfs: dict[tuple[str, str], bytes]) -> None:
    assert piece_label("999-85896695", 1, 1).barcode == ""
    assert "No barcode" in text_of(pdfs["piece_label", "short"])


def test_an_sscc_has_its_check_digit() -> None:
    assert sscc(0, "0614141", 123456789) == "006141411234567890"
    assert sscc(1, "0614141", 123456789) == "106141411234567897"
    assert sscc_fault(sscc(3, "5412345", 417)) is None
    for extension, prefix, serial in ((0, "0614141", 10**9), (10, "0614141", 1), (0, "06x4141", 1), (0, "0614141", -1)):
        with pytest.raises(ValueError, match="SSCC"):
            sscc(extension, prefix, serial)


def test_content_needs_its_count() -> None:
    code = sscc(0, "5412345", 1)
    assert logistic_label(code, Party(), Party(), gtin="5412345000013").content == ""
    assert logistic_label(code, Party(), Party(), gtin="5412345000013", count=7).content == "(02)05412345000013(37)7"


def test_only_a_right_item_number_has_a_label() -> None:
    view = item_label("RA473124829GB")
    assert view is not None
    assert (view.spaced, view.service, view.country) == ("RA 473 124 829 GB", "R", "GB")
    assert item_label("RA473124828GB") is None
    assert item_label("A-1") is None


def test_gross_is_known_where_net_and_tare_are() -> None:
    assert uld_tag("PMC12345CV", net=Decimal("1000.5"), tare=Decimal(120)).gross == "1120.500"
    assert uld_tag("PMC12345CV", net=Decimal("1000.5")).gross == ""
    assert [uld_tag(uld).spaced for uld in ("PMC12345CV", "AKE1234EXA", "PALLET 7")] == [
        "PMC 12345 CV",
        "AKE 1234 EXA",
        "PALLET 7",
    ]


def test_a_battery_mark_has_one_or_two_known_numbers() -> None:
    assert battery_mark(["UN3481", "UN3481"]).numbers == ("UN3481",)
    for numbers in ([], ["UN1263"], ["UN3480", "UN3481", "UN3090"]):
        with pytest.raises(ValueError, match="battery mark"):
            battery_mark(numbers)


def test_states_differ_without_colour(pdfs: dict[tuple[str, str], bytes]) -> None:
    press = Press()
    shares = []
    for state in ("hold", "release", "seized"):
        (page,) = pictures_of(press.pdf("status_label", [status_label(state, "A-1")]), 203, "-gray")
        shares.append(page.crop((40, 40, 80, 300)).tobytes().count(0))
    assert len(set(shares)) == 3


def test_a_text_too_long_is_never_cut_in_silence() -> None:
    view = piece_label("999-85896694", 1, 1, handling="keep away from heat and water " * 40)
    for stamped in (True, False):
        printed = Press(stamped=stamped).print("piece_label", [view])
        assert [problem.kind for problem in printed.problems] == [ProblemKind.OVERFLOW]
        assert "…" in text_of(printed.pdf)
