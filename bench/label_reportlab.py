"""The parcel label as a reportlab user would write it: the same texts, boxes and barcodes as `label.typ`.

reportlab neither shapes nor kerns and cannot embed CFF fonts, so Chinese is set in a font that the reader must have.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from douane.press import barcodes
from douane.press.barcodes import PlacedSymbol

HIGH = 150.0
_CHINESE = "STSong-Light"


def register(regular: str, bold: str) -> None:
    """Make the fonts known, once."""
    pdfmetrics.registerFont(TTFont("Latin", regular))
    pdfmetrics.registerFont(TTFont("Latin-Bold", bold))
    pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))


def labels(views: Sequence[Any]) -> bytes:
    """One file of labels."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(100 * mm, HIGH * mm))
    for view in views:
        _label(canvas, view)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _put(canvas: Canvas, x: float, y: float, size: float, weight: str, text: str) -> None:
    font = _CHINESE if any(ord(character) > 0x2E7F for character in text) else f"Latin{weight}"
    canvas.setFont(font, size)
    canvas.drawString(x * mm, (HIGH - y) * mm - size, text)


def _rule(canvas: Canvas, y: float, thick: float) -> None:
    canvas.rect(3 * mm, (HIGH - y - thick) * mm, 94 * mm, thick * mm, stroke=0, fill=1)


def _symbol(canvas: Canvas, one: PlacedSymbol, x: float, y: float) -> None:
    module, width = float(one.dots * barcodes.DOT), one.symbol.width
    high = module if one.symbol.height > 1 else float(one.height)
    path = canvas.beginPath()
    for start, end in one.symbol.spans:
        row, column = divmod(start, width)
        top = HIGH - y - (row + 1) * high
        path.rect((x + float(one.indent) + column * module) * mm, top * mm, (end - start) * module * mm, high * mm)
    canvas.drawPath(path, stroke=0, fill=1)


def _label(canvas: Canvas, v: Any) -> None:
    canvas.rect(3 * mm, (HIGH - 19) * mm, 24 * mm, 16 * mm, stroke=0, fill=1)
    canvas.setFillGray(1)
    _put(canvas, 6, 6, 30, "-Bold", v.route)
    canvas.setFillGray(0)
    _put(canvas, 29.5, 4, 18, "-Bold", v.procedures)
    _put(canvas, 29.5, 13, 9, "", v.service)
    _put(canvas, 71, 3, 38, "-Bold", v.recipient.country)
    for y, thick in ((20.5, 0.75), (45.5, 0.25), (95, 0.25), (106, 0.25), (121.5, 0.75)):
        _rule(canvas, y, thick)
    _put(canvas, 3, 22.5, 6.5, "", "From")
    _put(canvas, 3, 26, 10, "-Bold", v.sender.name)
    _put(canvas, 3, 31, 9, "", v.sender.name_local)
    _put(canvas, 3, 35.5, 7.5, "", f"{v.sender.street} · {v.sender.postcode} {v.sender.city}")
    _put(canvas, 3, 47.25, 6.5, "", "To")
    _put(canvas, 3, 50.5, 15, "-Bold", v.recipient.name)
    _put(canvas, 3, 58, 12, "", v.recipient.street)
    canvas.rect(3 * mm, (HIGH - 92.75) * mm, 50 * mm, 16.5 * mm, stroke=1, fill=0)
    _put(canvas, 8, 78, 34, "-Bold", v.recipient.postcode)
    _put(canvas, 56, 76, 15, "-Bold", v.recipient.city)
    _put(canvas, 56, 87.5, 9, "-Bold", v.recipient.country.upper())
    cells = ((3, "Weight kg", v.weight), (26.5, "Pieces", v.pieces), (39.5, "Air waybill", v.mawb), (71.5, "ULD", v.uld))
    for x, name, value in cells:
        _put(canvas, x, 96, 6.5, "", name)
        _put(canvas, x, 99.5, 11, "-Bold", value or "")
    _put(canvas, 3, 107, 6.5, "", "Customs")
    _put(canvas, 3, 110.5, 11, "-Bold", f"{v.route} · {v.procedures}")
    _put(canvas, 26.5, 107, 6.5, "", "HS 6")
    _put(canvas, 26.5, 110.5, 11, "-Bold", "  ".join(v.headings))
    _put(canvas, 26.5, 117, 8, "-Bold", f"LRN {v.lrn}")
    _symbol(canvas, barcodes.placed("qr 23", v.matrix), 75.5, 21.75)
    _symbol(canvas, barcodes.placed("code128 94 18 centre", v.reference), 3, 124)
    _put(canvas, 30, 143, 14, "-Bold", v.reference)
