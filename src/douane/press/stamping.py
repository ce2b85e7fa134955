"""Compile once, print many: a layout is made once for a shape, and each record writes only what differs.

A *family* is a skeleton (`skeletons.py`) in one template and language. Its marked elements are set in styles and widths
that do not depend on the record. A *shape* is a layout of a family: where everything stands, given how high the marked
texts are. Both depend on nothing but the template and the texts themselves, never on what was printed before, so that
the same record gives the same bytes in every process.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from douane.press import barcodes, pdf, weasy
from douane.press.barcodes import PlacedSymbol
from douane.press.engine import Engine, Layout
from douane.press.fitting import TOLERANCE, overfull_boxes
from douane.press.pdf import Page, Writer
from douane.press.skeletons import BARCODE, FIELD, FIT, Parts, take_apart
from douane.press.typesetting import NOTHING, Setter, SetText
from douane.press.weasy import Fonts, Place, Sheet, UnsupportedError

log = logging.getLogger(__name__)

FAMILIES = 256
"""Families kept; with more, all are forgotten and laid out again when they come."""

SHAPES = 64
"""Shapes kept of a family."""

_SAMPLE = "0"  # stands in every box of a definite height while a shape is laid out
_PIXELS = 96 / 25.4
_DOT = float(barcodes.DOT) * _PIXELS
_KEY_DECIMALS = 2
_SAME = 0.05  # CSS pixels


@dataclass(frozen=True, slots=True)
class _Shape:
    """Pages with gaps, and the glyphs of what is printed on every record."""

    sheets: tuple[Sheet, ...]
    glyphs: tuple[tuple[str, Any], ...]
    places: dict[int, Place]


@dataclass(frozen=True, slots=True)
class _Slot:
    """What sets a marked element in one of its sizes, and how wide and high a text may be there, in CSS pixels."""

    setter: Setter
    width: float
    height: float


@dataclass(slots=True)
class _Family:
    """What records with one skeleton share. `sizes` are the smaller sizes of each marked element; `None`: no box."""

    style: str
    sample: str
    sizes: tuple[tuple[str, ...] | None, ...]
    steps: set[int] = field(default_factory=set)
    setters: dict[tuple[int, int], _Slot] = field(default_factory=dict)
    shapes: dict[tuple[float, ...], _Shape] = field(default_factory=dict)


class Stamped(NamedTuple):
    """A record on its pages."""

    title: str
    pages: tuple[Page, ...]


class Stamper:
    """Prints pages of one template folder by stamping. One per process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._fonts = Fonts()
        self._families: dict[Any, _Family] = {}
        self._setters: dict[Any, Setter] = {}
        self.compiled = 0

    def writer(self, target: BinaryIO, *, language: str) -> Writer:
        """What writes a file of stamped pages."""
        return Writer(target, self._fonts.faces, language=language)

    def stamp(self, template: str, marked: str, drawn: Callable[[], str]) -> Stamped | None:
        """A record on its pages, or `None` where it must be laid out on its own.

        `marked` is the page with barcodes as words, `drawn` makes the same page with barcodes as pictures. Raises
        `BarcodeError`.
        """
        try:
            return self._stamp(template, marked, drawn)
        except UnsupportedError as reason:
            log.debug("%s is laid out on its own: %s", template, reason)
            return None

    def _stamp(self, template: str, marked: str, drawn: Callable[[], str]) -> Stamped | None:
        parts = take_apart(marked)
        symbols = [barcodes.placed(words, text) for words, text in parts.barcodes]
        family = self._family(template, parts, drawn)
        known = -1
        # A text may first show on a shape that only this record has, such as the head of a second page.
        while known < len(family.setters):
            known = len(family.setters)
            texts = [self._fitting(family, number, text) for number, text in enumerate(parts.texts)]
            settled = [text for text in texts if text is not None]
            if len(settled) < len(texts):
                return None
            shape = self._shape(family, settled, symbols, drawn)
        pages = tuple([_stamped(sheet, shape, settled, symbols) for sheet in shape.sheets])
        return Stamped(parts.title, pages)

    def painted(self, layout: Layout) -> tuple[Page, ...] | None:
        """The pages of a layout as it stands; `None` where it holds what only WeasyPrint writes."""
        try:
            sheets, glyphs = self._painted(layout.document, {}, {})
        except UnsupportedError:
            return None
        shape = _Shape(sheets, tuple(sorted(glyphs.items())), {})
        return tuple(_stamped(sheet, shape, (), ()) for sheet in sheets)

    def _family(self, template: str, parts: Parts, drawn: Callable[[], str]) -> _Family:
        # An empty text in the flow has no line, and so no place.
        key = (template, parts.skeleton, tuple([not text.strip() for text in parts.texts]))
        family = self._families.get(key)
        if family is None:
            if len(self._families) >= FAMILIES:
                self._families.clear()
            family = self._families[key] = self._new_family(template, drawn())
            if len(family.sizes) != len(parts.texts):
                del self._families[key]
                raise UnsupportedError("marked elements that hold more than text")
        return family

    def _new_family(self, template: str, sample: str) -> _Family:
        tree = self._engine.tree(sample)
        sizes = tuple(
            tuple(element.get("data-sizes", "").split()) if element.get(FIT) else None for element in _fields(tree)
        )
        return _Family(f"{template}.css", sample, sizes)

    def _fitting(self, family: _Family, number: int, text: str) -> SetText | None:
        """The text in the largest size with which it fits its box; `None` where it fits with none."""
        if not text.strip():
            return NOTHING
        sizes = family.sizes[number]
        for step in range(1 if sizes is None else len(sizes) + 1):
            slot = family.setters.get((number, step)) or self._slot(family, number, step)
            if slot is None:
                return NOTHING
            made = slot.setter.set(text)
            if sizes is None or (made.width <= slot.width and made.height <= slot.height):
                return made
        return None

    def _slot(self, family: _Family, number: int, step: int) -> _Slot | None:
        """What sets an element in its size number `step`; `None` for one that has not shown on any page yet."""
        if step not in family.steps:
            family.steps.add(step)
            self._learn(family, self._lay_out(family, family.sample, step), step)
        return family.setters.get((number, step))

    def _learn(self, family: _Family, shape: _Shape, step: int) -> None:
        for place in shape.places.values():
            key = (weasy.style_key(place.style), place.width)
            if key not in self._setters:
                self._setters[key] = Setter(place, self._fonts)
            slot = _Slot(self._setters[key], place.width + _overhang(place), place.height + TOLERANCE)
            family.setters.setdefault((place.number, step), slot)

    def _shape(
        self, family: _Family, texts: Sequence[SetText], symbols: Sequence[PlacedSymbol], drawn: Callable[[], str]
    ) -> _Shape:
        heights = [
            round(text.height, _KEY_DECIMALS) for text, sizes in zip(texts, family.sizes, strict=True) if sizes is None
        ]
        key = (*heights, *[float(symbol.height) for symbol in symbols])
        shape = family.shapes.get(key)
        if shape is None:
            shape = self._lay_out(family, drawn(), 0)
            self._learn(family, shape, 0)
            for number, place in shape.places.items():
                unlike = texts[number].lines and abs(place.height - texts[number].height) > _SAME
                if family.sizes[number] is None and unlike:
                    raise UnsupportedError("a text that stands in the flow in a way of its own")
            if len(family.shapes) >= SHAPES:
                family.shapes.clear()
            family.shapes[key] = shape
        return shape

    def _lay_out(self, family: _Family, html: str, step: int) -> _Shape:
        """A layout with the boxes of a definite height in their size number `step`."""
        self.compiled += 1
        tree = self._engine.tree(html)
        fields = _fields(tree)
        for element, sizes in zip(fields, family.sizes, strict=True):
            if sizes is not None:
                element.text = _SAMPLE
                if step and sizes:
                    size = sizes[min(step, len(sizes)) - 1]
                    element.set("style", f"{element.get('style', '')}; font-size: {size}pt")
        document = self._engine.render(tree, family.style)
        numbers = {element: number for number, element in enumerate(fields)}
        by_block = {
            block: weasy.place_of(number, block, is_box=family.sizes[number] is not None)
            for number, blocks in weasy.marked_boxes(document, numbers).items()
            for _, block in blocks
            if (fields[number].text or "").strip()
        }
        for block, place in by_block.items():
            if _solid(weasy.text_of(block)) != _solid(fields[place.number].text or ""):
                raise UnsupportedError("a marked text on two pages")
        if any(box.element not in numbers for box in overfull_boxes(document)):
            raise UnsupportedError("a box that must be shrunk and holds more than text")
        marks = {element: number for number, element in enumerate(_barcodes(tree))}
        sheets, glyphs = self._painted(document, by_block, marks)
        places = {place.number: place for place in by_block.values()}
        return _Shape(sheets, tuple(sorted(glyphs.items())), places)

    def _painted(self, document: Any, texts: Mapping[Any, Place], marks: Mapping[Any, int]) -> weasy.Painted:
        return self._engine.guarded(lambda: weasy.paint(document, self._fonts, texts, marks))


def _fields(tree: Any) -> list[Any]:
    return [e for e in tree.etree_element.iter() if (e.get(FIT) or e.get(FIELD)) and len(e) == 0]


def _barcodes(tree: Any) -> list[Any]:
    return [e for e in tree.etree_element.iter() if e.get(BARCODE)]


def _solid(text: str) -> str:
    return "".join(text.split())


def _overhang(place: Place) -> float:
    """How much wider than its box a text may be, as `fitting.py` sees it: what is centred hangs over on both sides."""
    return TOLERANCE * (2 if place.style["text_align_all"] == "center" else 1)


def _stamped(sheet: Sheet, shape: _Shape, texts: Sequence[SetText], symbols: Sequence[PlacedSymbol]) -> Page:
    """The page with its gaps filled."""
    content: list[bytes] = []
    glyphs = list(shape.glyphs)
    for item in sheet.content:
        if isinstance(item, bytes):
            content.append(item)
        elif item.style is None:
            content.append(_bars(symbols[item.number], item))
        else:
            text = texts[item.number]
            glyphs += text.glyphs
            for line in text.lines:
                place = (item.x + line.across, item.y + line.baseline, line.operators)
                content.append(b"BT\n1 0 0 -1 %.6f %.6f Tm\n%s\nET" % place)
    return pdf.page(sheet.width, sheet.height, b"\n".join(content), sheet.states, glyphs)


def _bars(one: PlacedSymbol, place: Place) -> bytes:
    module = one.dots * _DOT
    high = module if one.symbol.height > 1 else float(one.height) * _PIXELS
    return b"q\n%.6f 0 0 %.6f %.6f %.6f cm\n%s\nf\nQ" % (
        module, high, place.x + float(one.indent) * _PIXELS, place.y, one.symbol.operators,
    )  # fmt: skip
