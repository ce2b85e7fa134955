"""Reads printed pages back: text, barcodes, pixels, places of words."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import zxingcpp
from PIL import Image

MM = 72 / 25.4


@dataclass(frozen=True)
class Word:
    """A word and its box, in points from the top left of its page."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def _letters_top(self) -> float:
        """Where letters begin: a quarter of the box of a font is air above its capitals."""
        return self.top + 0.25 * (self.bottom - self.top)

    def overlaps(self, other: Word) -> bool:
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self._letters_top, other._letters_top)
        smaller = min(self.bottom - self.top, other.bottom - other.top)
        return self.page == other.page and wide > 1 and high > 0.45 * smaller


def text_of(pdf: bytes, *pages: int) -> str:
    """The text of a PDF, or of its pages from the first to the last given."""
    limits = ["-f", str(pages[0]), "-l", str(pages[-1])] if pages else []
    return _poppler(["pdftotext", "-raw", *limits, "-", "-"], pdf).decode()


def solid(text: str) -> str:
    """The text without blanks and line breaks, in the composed form, for comparing across line ends."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def fonts_of(pdf: bytes) -> list[str]:
    """Names of the fonts embedded; all are subsets."""
    rows = _poppler(["pdffonts", "-"], pdf).decode().splitlines()[2:]
    assert all(re.match(r"[A-Z]{6}\+", row) for row in rows)
    return [row.split()[0].partition("+")[2] for row in rows]


def words_of(pdf: bytes) -> list[Word]:
    root = ElementTree.fromstring(_poppler(["pdftotext", "-bbox", "-", "-"], pdf))  # noqa: S314 - poppler wrote it
    return [
        Word(number, word.text or "", *(float(word.attrib[key]) for key in ("xMin", "yMin", "xMax", "yMax")))
        for number, page in enumerate(root.iter("{http://www.w3.org/1999/xhtml}page"), start=1)
        for word in page.iter("{http://www.w3.org/1999/xhtml}word")
    ]


def pictures_of(pdf: bytes, dpi: float, *options: str) -> list[Image.Image]:
    """The pages as pictures; `-mono` for black and white dots."""
    with TemporaryDirectory() as folder:
        _poppler(["pdftoppm", "-r", str(dpi), *options, "-", f"{folder}/page"], pdf)
        return [Image.open(path).copy() for path in sorted(Path(folder).iterdir())]


def barcodes_on(picture: Image.Image) -> dict[str, str]:
    """What a scanner reads: the text by kind of symbol."""
    return {str(code.format): code.text for code in zxingcpp.read_barcodes(picture.convert("L"))}


def _poppler(command: list[str], pdf: bytes) -> bytes:
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
