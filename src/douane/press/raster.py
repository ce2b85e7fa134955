"""Pages as dots, by poppler: for label printers and for reading barcodes back as a scanner would."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile

from douane.press.errors import NotInstalledError, PressError

DOTS_PER_INCH = "203.19999"
"""Eight dots a millimetre; a hair less, so that poppler does not round a page of 100 mm up to 801 dots."""

_HEAD = re.compile(rb"P([45])\s+(\d+)\s+(\d+)\s+(?:255\s)?")


@dataclass(frozen=True, slots=True)
class Raster:
    """A page in dots: rows from the top, a bit each (1 is black, rows filled up to bytes) or a byte each (0 is black)."""

    width: int
    height: int
    rows: bytes


def black_and_white(pdf: bytes) -> Iterator[Raster]:
    """The pages as a 203 dpi thermal head burns them. Raises `NotInstalledError` and `PressError`."""
    yield from _drawn(pdf, "-mono", "-aa", "no", "-aaVector", "no")


def grey(pdf: bytes, first: int = 1, last: int = 0) -> Iterator[Raster]:
    """The pages, or those from `first` to `last`, as a scanner sees them. Raises the same."""
    limits = ["-f", str(first), "-l", str(last)] if last else []
    yield from _drawn(pdf, "-gray", *limits)


def _drawn(pdf: bytes, *options: str) -> Iterator[Raster]:
    program = shutil.which("pdftoppm")
    if program is None:
        raise NotInstalledError("pdftoppm (poppler-utils)")
    with TemporaryFile() as source:
        source.write(pdf)
        source.seek(0)
        done = subprocess.run(  # noqa: S603 - a fixed program; the file comes on its standard input
            [program, "-r", DOTS_PER_INCH, *options, "-"], stdin=source, capture_output=True, check=False
        )
    if done.returncode:
        raise PressError(f"pdftoppm cannot draw the pages: {done.stderr.decode(errors='replace')[:200]}")
    yield from _pages(done.stdout)


def _pages(data: bytes) -> Sequence[Raster]:
    """The pictures in a stream of PBM (P4) and PGM (P5)."""
    pages, position = [], 0
    while found := _HEAD.match(data, position):
        width, height = int(found[2]), int(found[3])
        size = height * ((width + 7) // 8 if found[1] == b"4" else width)
        pages.append(Raster(width, height, data[found.end() : found.end() + size]))
        position = found.end() + size
    return pages
