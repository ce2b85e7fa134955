"""Labels in ZPL are the dots of the printed page, and scanners read them."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from binascii import crc_hqx

import pytest
from PIL import Image, ImageChops

from douane.press import raster, scanning
from douane.press.errors import NotInstalledError
from douane.press.printer import Printed
from douane.press.zpl import zpl
from tests.press.conftest import labels
from tests.press.reading import barcodes_on, pictures_of

FORMAT = re.compile(rb"\^XA\n\^PW(\d+)\n\^LL(\d+)\n\^FO0,0\^GFA,(\d+),(\d+),(\d+),:Z64:([^:]+):([0-9A-F]{4})\^FS\n\^XZ\n")


def test_each_label_is_one_graphic_of_the_page(printed_labels: Printed) -> None:
    found = FORMAT.findall(zpl(printed_labels.pdf))
    assert len(found) == len(labels())
    pages = pictures_of(printed_labels.pdf, 203.19999, "-mono", "-aa", "no", "-aaVector", "no")
    for view, page, (width, height, size, again, row, packed, check) in zip(labels(), pages, found, strict=True):
        assert (int(width), int(height), int(row), int(size)) == (800, 1200, 100, 120_000)
        assert size == again
        assert int(check, 16) == crc_hqx(packed, 0)
        dots = Image.frombytes("1", (800, 1200), bytes(255 - byte for byte in zlib.decompress(b64decode(packed))))
        assert ImageChops.difference(dots.convert("L"), page.convert("L")).getbbox() is None
        assert barcodes_on(dots) == {"Code 128": view.reference, "QR Code": view.matrix}


def test_barcodes_are_read_back_from_pages(printed_labels: Printed) -> None:
    for number, view in enumerate(labels(), 1):
        assert scanning.unread(printed_labels.pdf, number, number, (view.reference, view.matrix)) == ()
        assert scanning.unread(printed_labels.pdf, number, number, (view.reference, "LX999999999CN")) == ("LX999999999CN",)


@pytest.mark.parametrize(
    ("count", "share", "chosen"),
    [(1000, 0.005, [0, 200, 400, 600, 800]), (3, 1.0, [0, 1, 2]), (3, 0.0, []), (5, 0.01, [0]), (0, 1.0, [])],
)
def test_a_sample_is_spread_evenly(count: int, share: float, chosen: list[int]) -> None:
    assert list(scanning.sampled(count, share)) == chosen


def test_a_missing_program_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster.shutil, "which", lambda _name: None)
    with pytest.raises(NotInstalledError, match="apt-get install"):
        list(raster.black_and_white(b"%PDF"))
