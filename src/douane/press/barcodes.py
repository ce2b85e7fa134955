"""Barcodes as SVG: Code 128 (ISO/IEC 15417) and QR (ISO/IEC 18004), drawn in whole dots of a 203 dpi label printer.

Encoded by zxing-cpp. One symbol is one `<path>` in module units, quiet zone included, so that neighbouring modules
never show a seam.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import zxingcpp
from markupsafe import Markup

from douane.press.errors import BarcodeContentError, BarcodeTooLongError

DOT = Decimal("0.125")
"""One dot of a 203 dpi print head in millimetres: such heads have eight dots per millimetre."""

LINEAR_DOTS = (4, 3, 2)
"""Widths of a bar that a scanner reads from a 203 dpi label: 0.5, 0.375 and 0.25 mm."""

MATRIX_DOTS = (6, 5, 4, 3)
"""Widths of a square: 0.75 to 0.375 mm."""

_QUIET_LINEAR, _QUIET_MATRIX = 10, 4


Bar = tuple[int, int, int]
"""A run of dark modules in a row: where it begins from the left, its row from the top, its length."""

_DARK = re.compile(rb"\x00+")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A barcode in modules, quiet zone included. A linear symbol is one module high, to be stretched."""

    text: str
    width: int
    height: int
    bars: tuple[Bar, ...]

    @property
    def path(self) -> str:
        """The bars as data of an SVG path."""
        return "".join([f"M{x} {y}h{run}v1h-{run}z" for x, y, run in self.bars])

    @property
    def operators(self) -> bytes:
        """The bars as operators of a PDF content stream, one unit a module, the first row at the top."""
        return b" ".join([b"%d %d %d 1 re" % bar for bar in self.bars])


def code128(text: str) -> Symbol:
    """Code 128 with a quiet zone of ten modules on both sides.

    Raises `BarcodeContentError` for an empty text and for anything but printable ASCII, which hand scanners pass on
    unchanged, and `BarcodeTooLongError` above what a symbol holds.
    """
    if not text or not (text.isascii() and text.isprintable()):
        raise BarcodeContentError(text, "Code 128 carries printable ASCII characters only")
    try:
        rows = _rows(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128))
    except ValueError as error:
        raise BarcodeTooLongError(text, str(error)) from error
    return Symbol(text, len(rows[0]) + 2 * _QUIET_LINEAR, 1, tuple(_bars(rows[:1], _QUIET_LINEAR, 0)))


def qr(text: str) -> Symbol:
    """QR code, error correction level M, with a quiet zone of four modules all around.

    Raises `BarcodeContentError` for an empty text and `BarcodeTooLongError` above what a symbol holds.
    """
    if not text:
        raise BarcodeContentError(text, "it is empty")
    try:
        rows = _rows(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M"))
    except (ValueError, UnicodeEncodeError) as error:
        raise BarcodeTooLongError(text, str(error)) from error
    side = len(rows) + 2 * _QUIET_MATRIX
    return Symbol(text, side, side, tuple(_bars(rows, _QUIET_MATRIX, _QUIET_MATRIX)))


@dataclass(frozen=True, slots=True)
class PlacedSymbol:
    """A symbol with modules of `dots` dots, `indent` from the left of its place, `height` high (millimetres)."""

    symbol: Symbol
    dots: int
    indent: Decimal
    height: Decimal

    @property
    def width(self) -> Decimal:
        """Millimetres with both quiet zones."""
        return self.symbol.width * self.dots * DOT


def placed(words: str, text: str) -> PlacedSymbol:
    """The symbol of a text, placed as the words say: `code128 ROOM HEIGHT ALIGN` or `qr ROOM`, in millimetres.

    Raises `BarcodeError`.
    """
    kind, room, *more = words.split()
    width = Decimal(room)
    if kind == "qr":
        symbol = qr(text)
        dots = dots_that_fit(symbol, width, MATRIX_DOTS)
        return PlacedSymbol(symbol, dots, indent_to_centre(symbol, dots, width), symbol.height * dots * DOT)
    height, align = more
    symbol = code128(text)
    dots = dots_that_fit(symbol, width, LINEAR_DOTS)
    return PlacedSymbol(symbol, dots, _INDENTS[align](symbol, dots, width), Decimal(height))


def dots_that_fit(symbol: Symbol, room: Decimal, choices: Sequence[int]) -> int:
    """The widest module, in dots, with which the symbol fits `room` millimetres. Raises `BarcodeTooLongError`."""
    for dots in sorted(choices, reverse=True):
        if symbol.width * dots * DOT <= room:
            return dots
    need = symbol.width * min(choices) * DOT
    raise BarcodeTooLongError(symbol.text, f"it needs {need.normalize():f} mm and its place has {room.normalize():f} mm")


def svg(placed_symbol: PlacedSymbol, name: str, words: str = "") -> Markup:
    """The symbol as a picture. `name` is read out in place of it; `words` say how it was placed."""
    one, symbol = placed_symbol, placed_symbol.symbol
    return Markup(
        '<svg class="barcode" data-barcode="{}" style="margin-left:{}mm" xmlns="http://www.w3.org/2000/svg" role="img" '
        'aria-label="{}" width="{}mm" height="{}mm" viewBox="0 0 {} {}" preserveAspectRatio="none" '
        'shape-rendering="crispEdges">'
        '<path d="{}"/></svg>'
    ).format(words, one.indent, name, one.width, one.height, symbol.width, symbol.height, symbol.path)


def indent_to_centre(symbol: Symbol, dots: int, room: Decimal) -> Decimal:
    """How far from the left of `room` millimetres a symbol begins to stand in its middle, in whole dots."""
    return (room - symbol.width * dots * DOT) / 2 // DOT * DOT


def indent_to_right(symbol: Symbol, dots: int, room: Decimal) -> Decimal:
    """Where a linear symbol begins so that its last bar ends with `room`; the quiet zone hangs over into the margin."""
    return room - (symbol.width - _QUIET_LINEAR) * dots * DOT


_INDENTS = {"centre": indent_to_centre, "right": indent_to_right}


def _rows(barcode: zxingcpp.Barcode) -> list[bytes]:
    """Rows of modules, a byte each that is 0 for dark, without quiet zone."""
    # That the image can be read as a buffer is missing from zxing-cpp's type information.
    image: Any = barcode.to_image(scale=1, add_quiet_zones=False)
    rows, columns = image.shape
    pixels = bytes(memoryview(image))
    return [pixels[start : start + columns] for start in range(0, rows * columns, columns)]


def _bars(rows: Sequence[bytes], left: int, top: int) -> Iterator[Bar]:
    """The runs of dark modules, moved by the quiet zone."""
    for y, row in enumerate(rows, top):
        for run in _DARK.finditer(row):
            start, end = run.span()
            yield start + left, y, end - start
