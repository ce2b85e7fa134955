"""Barcode symbols in modules: what text they carry and where their bars stand, quiet zone included.

Code 128 is encoded here (`code128.py`), all others by zxing-cpp: GS1-128 and GS1 DataMatrix (GS1 General
Specifications), EAN-13 (ISO/IEC 15420), QR (ISO/IEC 18004), Data Matrix ECC 200 (ISO/IEC 16022).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import zxingcpp

from douane.press import code128 as code_128
from douane.press.code128 import Span
from douane.press.errors import BarcodeContentError, BarcodeTooLongError

_QUIET_LINEAR = 10
_QUIET_EAN = (11, 7)
_LONGEST = 80  # characters; a symbol of that length is wider than any page
_DARK = re.compile(rb"\x00+")
_Format = zxingcpp.BarcodeFormat


@dataclass(frozen=True, slots=True)
class Symbol:
    """A barcode in modules, quiet zone included. A linear symbol is one module high, to be stretched.

    `spans` are its bars row after row, counted through from the first module of the first row; no bar goes around an
    end. `quiet` are the modules of the quiet zone on the left and on the right.
    """

    text: str
    width: int
    height: int
    spans: tuple[Span, ...]
    quiet: tuple[int, int]

    @property
    def path(self) -> str:
        """The bars as data of an SVG path."""
        width = self.width
        return "".join([f"M{start % width} {start // width}h{end - start}v1h-{end - start}z" for start, end in self.spans])

    @property
    def operators(self) -> bytes:
        """The bars as operators of a PDF content stream, one unit a module, the first row at the top."""
        known = _OPERATORS[self.width]
        return b"\n".join([known[span] for span in self.spans])


class _Operators(dict[Span, bytes]):
    """The operators of the bars of symbols of one width; most symbols of a run share most of them."""

    _MOST = 50_000

    def __init__(self, width: int) -> None:
        super().__init__()
        self._width = width

    def __missing__(self, span: Span) -> bytes:
        if len(self) > self._MOST:
            self.clear()
        start, end = span
        y, x = divmod(start, self._width)
        made = self[span] = b"%d %d %d 1 re" % (x, y, end - start)
        return made


class _Widths(dict[int, _Operators]):
    def __missing__(self, width: int) -> _Operators:
        made = self[width] = _Operators(width)
        return made


_OPERATORS = _Widths()


def code128(text: str, *, only_b: bool = False) -> Symbol:
    """Code 128 with a quiet zone of ten modules on both sides, `only_b` in set B throughout, as an MRN is printed.

    Raises `BarcodeContentError` for an empty text and for anything but printable ASCII, which hand scanners pass on
    unchanged, and `BarcodeTooLongError` above 80 characters.
    """
    if not text or not (text.isascii() and text.isprintable()):
        raise BarcodeContentError(text, "Code 128 carries printable ASCII characters only")
    if len(text) > _LONGEST:
        raise BarcodeTooLongError(text, f"it has more than {_LONGEST} characters")
    spans, modules = code_128.spans(text, only_b=only_b)
    moved = tuple([(start + _QUIET_LINEAR, end + _QUIET_LINEAR) for start, end in spans])
    return Symbol(text, modules + 2 * _QUIET_LINEAR, 1, moved, (_QUIET_LINEAR, _QUIET_LINEAR))


def gs1_128(text: str) -> Symbol:
    """GS1-128 of element strings written as `(00)354012345678901234`. Raises `BarcodeError`."""
    return _linear(text, _Format.Code128, (_QUIET_LINEAR, _QUIET_LINEAR), gs1=True)


def ean13(text: str) -> Symbol:
    """EAN-13 of thirteen digits, or of twelve without their check digit. Raises `BarcodeError`."""
    if not (text.isascii() and text.isdigit() and len(text) in (12, 13)):
        raise BarcodeContentError(text, "EAN-13 carries twelve digits and a check digit")
    return _linear(text, _Format.EAN13, _QUIET_EAN)


def qr(text: str) -> Symbol:
    """QR code, error correction level M, with a quiet zone of four modules all around.

    Raises `BarcodeContentError` for an empty text and `BarcodeTooLongError` above what a symbol holds.
    """
    return _matrix(text, _Format.QRCode, 4, ec_level="M")


def datamatrix(text: str) -> Symbol:
    """Square Data Matrix with a quiet zone of one module all around. Raises `BarcodeError`."""
    return _matrix(text, _Format.DataMatrix, 1, force_square=True)


def gs1_datamatrix(text: str) -> Symbol:
    """Square GS1 DataMatrix of element strings written as `(01)…(17)…(10)…`. Raises `BarcodeError`."""
    return _matrix(text, _Format.DataMatrix, 1, force_square=True, gs1=True)


def _linear(text: str, kind: Any, quiet: tuple[int, int], **options: Any) -> Symbol:
    flat, width, _ = _raster(_created(text, kind, **options), quiet_zones=False)
    left, right = quiet
    spans = tuple([(start + left, end + left) for start, end in (run.span() for run in _DARK.finditer(flat[:width]))])
    return Symbol(text, width + left + right, 1, spans, quiet)


def _matrix(text: str, kind: Any, quiet: int, **options: Any) -> Symbol:
    # The quiet zone parts the rows, so that no run of dark modules goes around an end.
    flat, width, height = _raster(_created(text, kind, **options), quiet_zones=True)
    return Symbol(text, width, height, tuple([run.span() for run in _DARK.finditer(flat)]), (quiet, quiet))


def _created(text: str, kind: Any, **options: Any) -> Any:
    if not text:
        raise BarcodeContentError(text, "it is empty")
    try:
        return zxingcpp.create_barcode(text, kind, **options)
    except (ValueError, RuntimeError) as error:  # the second for lone surrogates
        too_long = "too long" in str(error) or "capacity" in str(error)
        raise (BarcodeTooLongError if too_long else BarcodeContentError)(text, str(error)) from error


def _raster(barcode: Any, *, quiet_zones: bool) -> tuple[bytes, int, int]:
    """The modules row after row, a byte each that is 0 for dark, with width and height."""
    # That the image can be read as a buffer is missing from zxing-cpp's type information.
    image: Any = barcode.to_image(scale=1, add_quiet_zones=quiet_zones)
    rows, columns = image.shape
    return bytes(memoryview(image)), columns, rows
