"""Barcodes as SVG: Code 128 (ISO/IEC 15417) and QR (ISO/IEC 18004), drawn in whole dots of a 203 dpi label printer.

Encoded by zxing-cpp. One symbol is one `<path>` in module units, quiet zone included, so that neighbouring modules
never show a seam.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import zxingcpp
from markupsafe import Markup

from douane.press.errors import BarcodeContentError, BarcodeTooLongError

DOT = Decimal("0.125")
"""One dot of a 203 dpi print head in millimetres: such heads have eight dots per millimetre."""

_QUIET_LINEAR, _QUIET_MATRIX = 10, 4


@dataclass(frozen=True, slots=True)
class Symbol:
    """A barcode in modules, quiet zone included. A linear symbol is one module high, to be stretched."""

    text: str
    width: int
    height: int
    path: str


def code128(text: str) -> Symbol:
    """Code 128 with a quiet zone of ten modules on both sides.

    Raises `BarcodeContentError` for an empty text and for anything but printable ASCII, which hand scanners pass on
    unchanged, and `BarcodeTooLongError` above what a symbol holds.
    """
    if not text or not (text.isascii() and text.isprintable()):
        raise BarcodeContentError(text, "Code 128 carries printable ASCII characters only")
    try:
        rows = _modules(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128))
    except ValueError as error:
        raise BarcodeTooLongError(text, str(error)) from error
    bars = "".join(f"M{_QUIET_LINEAR + x} 0h{run}v1h-{run}z" for x, run in _runs(rows[0]))
    return Symbol(text, len(rows[0]) + 2 * _QUIET_LINEAR, 1, bars)


def qr(text: str) -> Symbol:
    """QR code, error correction level M, with a quiet zone of four modules all around.

    Raises `BarcodeContentError` for an empty text and `BarcodeTooLongError` above what a symbol holds.
    """
    if not text:
        raise BarcodeContentError(text, "it is empty")
    try:
        rows = _modules(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M"))
    except (ValueError, UnicodeEncodeError) as error:
        raise BarcodeTooLongError(text, str(error)) from error
    path = "".join(
        f"M{_QUIET_MATRIX + x} {_QUIET_MATRIX + y}h{run}v1h-{run}z" for y, row in enumerate(rows) for x, run in _runs(row)
    )
    return Symbol(text, len(rows[0]) + 2 * _QUIET_MATRIX, len(rows) + 2 * _QUIET_MATRIX, path)


def dots_that_fit(symbol: Symbol, room: Decimal, choices: Sequence[int]) -> int:
    """The widest module, in dots, with which the symbol fits `room` millimetres. Raises `BarcodeTooLongError`."""
    for dots in sorted(choices, reverse=True):
        if symbol.width * dots * DOT <= room:
            return dots
    need = symbol.width * min(choices) * DOT
    raise BarcodeTooLongError(symbol.text, f"it needs {need.normalize():f} mm and its place has {room.normalize():f} mm")


def svg(symbol: Symbol, dots: int, name: str, height: Decimal | None = None, indent: Decimal = Decimal(0)) -> Markup:
    """The symbol with modules of `dots` dots, `indent` millimetres from the left.

    `height` in millimetres is needed for a linear symbol and only there. `name` is read out in place of the picture.
    """
    module = dots * DOT
    tall = symbol.height * module if height is None else height
    return Markup(
        '<svg class="barcode" style="margin-left:{}mm" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" '
        'width="{}mm" height="{}mm" viewBox="0 0 {} {}" preserveAspectRatio="none" shape-rendering="crispEdges">'
        '<path d="{}"/></svg>'
    ).format(indent, name, symbol.width * module, tall, symbol.width, symbol.height, symbol.path)


def indent_to_centre(symbol: Symbol, dots: int, room: Decimal) -> Decimal:
    """How far from the left of `room` millimetres a symbol begins to stand in its middle, in whole dots."""
    return (room - symbol.width * dots * DOT) / 2 // DOT * DOT


def indent_to_right(symbol: Symbol, dots: int, room: Decimal) -> Decimal:
    """Where a linear symbol begins so that its last bar ends with `room`; the quiet zone hangs over into the margin."""
    return room - (symbol.width - _QUIET_LINEAR) * dots * DOT


def _modules(barcode: zxingcpp.Barcode) -> list[list[bool]]:
    """Rows of modules, `True` for dark, without quiet zone."""
    # An image of one byte a module; that it can be read as a buffer is missing from zxing-cpp's type information.
    image: Any = barcode.to_image(scale=1, add_quiet_zones=False)
    rows, columns = image.shape
    pixels = bytes(memoryview(image))
    return [[pixels[y * columns + x] == 0 for x in range(columns)] for y in range(rows)]


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where each run of dark modules begins, and how long it is."""
    start = None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x - start
            start = None
