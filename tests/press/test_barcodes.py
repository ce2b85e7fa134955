from __future__ import annotations

import re
from decimal import Decimal

import pytest

from douane.press import barcodes, symbols
from douane.press.errors import BarcodeContentError, BarcodeTooLongError


def test_code_128_has_quiet_zones_of_ten_modules() -> None:
    symbol = symbols.code128("LX638558603CN")
    starts = [int(start) for start in re.findall(r"M(\d+) 0h", symbol.path)]
    last, wide = (int(n) for n in re.findall(r"M(\d+) 0h(\d+)v1", symbol.path)[-1])
    assert starts[0] == 10
    assert symbol.width - (last + wide) == 10


def test_qr_codes_have_quiet_zones_of_four_modules() -> None:
    symbol = symbols.qr("LX638558603CN|DNE26112100000417")
    corners = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h", symbol.path)]
    assert min(x for x, _ in corners) == min(y for _, y in corners) == 4
    assert symbol.height == symbol.width
    assert max(y for _, y in corners) == symbol.height - 5


@pytest.mark.parametrize("text", ["", "é", "中文", "A\tB", "\u202eA"])
def test_code_128_refuses_what_scanners_would_change(text: str) -> None:
    with pytest.raises(BarcodeContentError):
        symbols.code128(text)


def test_modules_are_as_wide_as_the_place_allows() -> None:
    symbol = symbols.code128("LX638558603CN")
    assert symbol.width == 176
    assert barcodes.dots_that_fit(symbol, Decimal(88), (4, 3, 2)) == 4
    assert barcodes.dots_that_fit(symbol, Decimal("87.9"), (4, 3, 2)) == 3
    assert barcodes.dots_that_fit(symbol, Decimal(44), (4, 3, 2)) == 2


def test_a_symbol_too_long_for_its_place_is_an_error() -> None:
    symbol = symbols.code128("LX638558603CN")
    with pytest.raises(BarcodeTooLongError, match="it needs 44 mm and its place has 43 mm"):
        barcodes.dots_that_fit(symbol, Decimal(43), (4, 3, 2))
    with pytest.raises(BarcodeTooLongError):
        symbols.code128("X" * 500)
    with pytest.raises(BarcodeTooLongError):
        symbols.qr("X" * 5000)


def test_symbols_begin_on_a_dot() -> None:
    symbol = symbols.code128("AB")
    for room in (Decimal(94), Decimal("93.875"), Decimal(61)):
        indent = barcodes.indent_to_centre(symbol, 3, room)
        assert indent % barcodes.DOT == 0
        assert abs(room - 2 * indent - symbol.width * 3 * barcodes.DOT) <= 2 * barcodes.DOT


def test_svg_is_one_path_in_modules_and_escapes_its_name() -> None:
    drawing = barcodes.svg(barcodes.placed("code128 94 10 centre", "AB"), '"><script>')
    assert drawing.count("<path") == 1
    assert 'shape-rendering="crispEdges"' in drawing
    assert "<script>" not in drawing
