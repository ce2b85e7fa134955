"""Barcodes in their places: in whole dots of a 203 dpi label printer, as SVG or as operators of a PDF page.

One symbol is one path in module units, quiet zone included, so that neighbouring modules never show a seam.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from douane.press import symbols
from douane.press.errors import BarcodeTooLongError
from douane.press.symbols import Symbol

DOT = Decimal("0.125")
"""One dot of a 203 dpi print head in millimetres: such heads have eight dots per millimetre."""

LINEAR_DOTS = (4, 3, 2)
"""Widths of a bar that a scanner reads from a 203 dpi label: 0.5, 0.375 and 0.25 mm."""

MATRIX_DOTS = (6, 5, 4, 3)
"""Widths of a square: 0.75 to 0.375 mm."""

GS1_DOTS = (8, 7, 6, 5, 4)
"""Logistic labels: 0.495 to 1.016 mm (GS1 General Specifications, 5.12.3.5)."""

EAN_DOTS = (5, 4, 3)
"""0.375 to 0.625 mm: between 80 % and 200 % of the nominal 0.33 mm."""


class Kind(NamedTuple):
    """A kind of barcode: how it is encoded, widths of its modules in dots, and whether it is stretched."""

    symbol: Callable[[str], Symbol]
    dots: tuple[int, ...]
    is_linear: bool


KINDS = {
    "code128": Kind(symbols.code128, LINEAR_DOTS, is_linear=True),
    "code128b": Kind(partial(symbols.code128, only_b=True), LINEAR_DOTS, is_linear=True),
    "gs1_128": Kind(symbols.gs1_128, GS1_DOTS, is_linear=True),
    "ean13": Kind(symbols.ean13, EAN_DOTS, is_linear=True),
    "qr": Kind(symbols.qr, MATRIX_DOTS, is_linear=False),
    "datamatrix": Kind(symbols.datamatrix, MATRIX_DOTS, is_linear=False),
    "gs1_datamatrix": Kind(symbols.gs1_datamatrix, MATRIX_DOTS, is_linear=False),
}
"""By the name of the function that a template calls."""


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
    """The symbol of a text, placed as the words say: `KIND ROOM HEIGHT ALIGN`, a matrix `KIND ROOM`, in millimetres.

    Raises `BarcodeError`.
    """
    name, room, *more = words.split()
    kind, width = KINDS[name], Decimal(room)
    symbol = kind.symbol(text)
    dots = dots_that_fit(symbol, width, kind.dots)
    if not kind.is_linear:
        return PlacedSymbol(symbol, dots, indent_to_centre(symbol, dots, width), symbol.height * dots * DOT)
    height, align = more
    return PlacedSymbol(symbol, dots, _INDENTS[align](symbol, dots, width), Decimal(height))


def dots_that_fit(symbol: Symbol, room: Decimal, choices: Sequence[int]) -> int:
    """The widest module, in dots, with which the symbol fits `room` millimetres. Raises `BarcodeTooLongError`."""
    space = room / DOT
    for dots in sorted(choices, reverse=True):
        if symbol.width * dots <= space:
            return dots
    need = symbol.width * min(choices) * DOT
    raise BarcodeTooLongError(symbol.text, f"it needs {need.normalize():f} mm and its place has {room.normalize():f} mm")


def svg(placed_symbol: PlacedSymbol, name: str, words: str = "") -> Markup:
    """The symbol as a picture. `name` is read out in place of it; `words` say how it was placed."""
    one, symbol = placed_symbol, placed_symbol.symbol
    return Markup(
        '<svg class="barcode" data-barcode="{}" style="margin-left:{}mm" xmlns="http://www.w3.org/2000/svg" role="img" '
        'alt="{}" aria-label="{}" width="{}mm" height="{}mm" viewBox="0 0 {} {}" preserveAspectRatio="none" '
        'shape-rendering="crispEdges">'
        '<path d="{}"/></svg>'
    ).format(words, one.indent, name, name, one.width, one.height, symbol.width, symbol.height, symbol.path)


def indent_to_centre(symbol: Symbol, dots: int, room: Decimal) -> Decimal:
    """How far from the left of `room` millimetres a symbol begins to stand in its middle, in whole dots."""
    return (room - symbol.width * dots * DOT) / 2 // DOT * DOT


def indent_to_right(symbol: Symbol, dots: int, room: Decimal) -> Decimal:
    """Where a linear symbol begins so that its last bar ends with `room`; the quiet zone hangs over into the margin."""
    return room - (symbol.width - symbol.quiet[1]) * dots * DOT


_INDENTS = {"centre": indent_to_centre, "right": indent_to_right}
