"""What the press takes from inside WeasyPrint, which has no public way to it: boxes, painting, lines of text.

Written against WeasyPrint 70.0; a test names that version. Everything else in the press uses WeasyPrint's public
interface, and every page can be printed without this module (`engine.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pydyf
import weasyprint.draw
from weasyprint.draw.text import draw_first_line
from weasyprint.layout.replaced import replacedbox_layout
from weasyprint.matrix import Matrix
from weasyprint.pdf.fonts import Font
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import font_features
from weasyprint.text.line_break import split_first_line, strut

from douane.press.faces import Face

VERSION = "70.0"
POINTS = 0.75
"""Points in a CSS pixel."""


class UnsupportedError(Exception):
    """The page holds something that is not stamped, so it is printed the plain way."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where WeasyPrint has put a marked text or barcode, in CSS pixels from the top left; `style` is WeasyPrint's."""

    number: int
    x: float
    y: float
    width: float
    height: float
    style: Any


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: its operators, and where it begins, in CSS pixels from the start of its block."""

    across: float
    baseline: float
    operators: bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as painted, in points: its content, cut where marked texts and barcodes stand, and its graphics states."""

    width: float
    height: float
    content: tuple[bytes | Place, ...]
    states: tuple[tuple[str, float], ...]


Painted = tuple[tuple[Sheet, ...], dict[str, Mapping[int, str]]]
"""Pages, and the glyphs that are on them by the tag of the face."""


class Fonts:
    """The fonts that WeasyPrint has met in this process, as WeasyPrint's objects and as faces."""

    def __init__(self) -> None:
        self.met: dict[Any, Font] = {}
        self.faces: dict[str, Face] = {}

    def forget_use(self) -> None:
        """Begin to note which glyphs are drawn."""
        for font in self.met.values():
            font.to_unicode, font.missing = {}, {}

    def used(self) -> dict[str, Mapping[int, str]]:
        """The glyphs drawn since, by the tag of the face. Raises `UnsupportedError` for missing and coloured glyphs."""
        used: dict[str, Mapping[int, str]] = {}
        for font in self.met.values():
            if font.to_unicode:
                if font.missing or font.bitmap or font.png or font.svg or font.colr or "fvar" in font.tables:
                    raise UnsupportedError(f"glyphs of {font.family}")
                self.face(font)
                used[font.hash] = {**font.to_unicode, **used.get(font.hash, {})}
        return used

    def face(self, font: Font) -> Face:
        """The face of a font."""
        face = self.faces.get(font.hash)
        if face is None:
            face = self.faces[font.hash] = Face(font.hash, font.name, font.file_content, font.index)
        return face


def marked_boxes(document: Any, numbers: Mapping[Any, int]) -> dict[int, list[tuple[int, Any]]]:
    """The blocks of the marked elements: by the number of the element, the page and the block."""
    found: dict[int, list[tuple[int, Any]]] = {}
    for page_number, page in enumerate(document.pages):
        for box in page._page_box.descendants(placeholders=True):  # noqa: SLF001
            number = numbers.get(getattr(box, "element", None))
            if number is not None and isinstance(box, weasyprint.draw.boxes.BlockContainerBox):
                found.setdefault(number, []).append((page_number, box))
    return found


def place_of(number: int, block: Any, *, is_box: bool) -> Place:
    """Where the text of a marked block begins, and its room: of a box its own, else the height of its lines.

    Raises `UnsupportedError` for an empty one.
    """
    lines = [box for box in block.children if type(box).__name__ == "LineBox"]
    texts = [box for line in lines for box in line.descendants() if type(box).__name__ == "TextBox"]
    if not texts:
        raise UnsupportedError("a marked element without text")
    style = texts[0].style
    if style["text_decoration_line"] != "none" or style["direction"] != "ltr" or texts[0].justification_spacing:
        raise UnsupportedError("decorated, turned or justified text in a marked element")
    top, bottom = lines[0].position_y, lines[-1].position_y + lines[-1].height
    height = block.content_box_y() + block.height - top if is_box else bottom - top
    return Place(number, block.content_box_x(), top, block.width, height, style)


def text_of(block: Any) -> str:
    """The text of the lines of a block."""
    return "".join(box.text for box in block.descendants() if type(box).__name__ == "TextBox")


def paint(document: Any, fonts: Fonts, texts: Mapping[Any, Place], barcodes: Mapping[Any, int]) -> Painted:
    """Paint the pages, with a gap for each marked text and barcode; also the glyphs of what is painted.

    `texts` are keyed by the marked block, `barcodes` by their element. Raises `UnsupportedError` for anything but
    text, lines and areas.
    """
    if document.metadata.attachments or any(page.links for page in document.pages):
        raise UnsupportedError("attachments or links")
    fonts.forget_use()
    resources = pydyf.Dictionary({kind: pydyf.Dictionary() for kind in ("ExtGState", "XObject", "Pattern", "Shading")})
    sheets = []
    with _gaps(texts, barcodes):
        for page in document.pages:
            stream = _stream(fonts, (0, 0, page.width, page.height), resources)
            stream.transform(d=-1, f=page.height * POINTS)
            page.paint(stream, POINTS)
            if any(resources[kind] for kind in ("XObject", "Pattern", "Shading")):
                raise UnsupportedError("pictures or patterns")
            sheets.append((page.width * POINTS, page.height * POINTS, _cut(stream.stream)))
    states = []
    for name, state in resources["ExtGState"].items():
        if set(state) - {"ca", "CA"}:
            raise UnsupportedError("graphics states other than opacity")
        states += [(name, *pair) for pair in state.items()]
    plain = tuple(
        sorted({(f"/{name} << /{kind} {number(value).decode()} >>", float(value)) for name, kind, value in states})
    )
    return tuple(Sheet(width, height, content, plain) for width, height, content in sheets), fonts.used()


def number(value: float) -> bytes:
    """A number as WeasyPrint writes it."""
    return bytes(pydyf._to_bytes(float(value)))  # noqa: SLF001


class _Gap(bytes):
    """Nothing in the content, and the place that belongs there."""

    place: Place


def _gap(place: Place) -> _Gap:
    gap = _Gap()
    gap.place = place
    return gap


def _cut(items: Sequence[Any]) -> tuple[bytes | Place, ...]:
    content: list[bytes | Place] = []
    run: list[bytes] = []
    for item in items:
        if isinstance(item, _Gap):
            content += [b"\n".join(run), item.place]
            run = []
        else:
            run.append(bytes(pydyf._to_bytes(item)))  # noqa: SLF001
    content.append(b"\n".join(run))
    return tuple(content)


@contextmanager
def _gaps(texts: Mapping[Any, Place], barcodes: Mapping[Any, int]) -> Iterator[None]:
    """While inside, WeasyPrint leaves the marked texts and barcodes out and notes their places."""
    draw_text, draw_replaced = weasyprint.draw.draw_text, weasyprint.draw.draw_replacedbox
    by_line = {id(box): place for block, place in texts.items() for box in block.descendants()}
    first = set()

    def text(stream: Stream, box: Any, *rest: Any) -> None:
        place = by_line.get(id(box))
        if place is None:
            draw_text(stream, box, *rest)
        elif id(place) not in first:
            first.add(id(place))
            stream.set_color(place.style["color"])
            stream.stream.append(_gap(place))
            stream._current_font = stream._old_font = None  # noqa: SLF001

    def replaced(stream: Stream, box: Any) -> None:
        number = barcodes.get(box.element)
        if number is None:
            draw_replaced(stream, box)
            return
        width, height, x, y = replacedbox_layout(box)
        indent = box.margin_left if isinstance(box.margin_left, float | int) else 0.0
        with stream.stacked():
            stream.set_alpha(1.0)
            stream.set_color_rgb(0, 0, 0)
            stream.stream.append(_gap(Place(number, x - indent, y, width, height, None)))

    weasyprint.draw.draw_text, weasyprint.draw.draw_replacedbox = text, replaced
    try:
        yield
    finally:
        weasyprint.draw.draw_text, weasyprint.draw.draw_replacedbox = draw_text, draw_replaced


def _stream(fonts: Fonts, rectangle: tuple[float, float, float, float], resources: Any) -> Stream:
    return Stream(fonts.met, rectangle, resources, {}, None, {}, None)


def lines_of(text: str, place: Place, fonts: Fonts) -> tuple[list[Line], float, float, dict[str, Mapping[int, str]]]:
    """The text set by Pango: its lines, their height, the widest line, the glyphs. Raises `UnsupportedError`."""
    fonts.forget_use()
    style, rest = place.style, text
    line_height, strut_baseline = strut(style)
    wraps = style["white_space"] in ("normal", "pre-wrap", "pre-line")
    lines: list[Line] = []
    top, widest = 0.0, 0.0
    while rest:
        layout, _, resume, width, height, baseline = split_first_line(rest, style, None, place.width if wraps else None, 0)
        own = baseline + (line_height - height) / 2
        down = max(strut_baseline, own)
        stream = _stream(fonts, (0, 0, 1, 1), pydyf.Dictionary())
        layout.reactivate(style)
        box = SimpleNamespace(text=layout.text, style=style, pango_layout=layout)
        if draw_first_line(stream, box, "clip", "none", Matrix(d=-1)):
            raise UnsupportedError("coloured glyphs")
        # The first operator is the text matrix, which is written with the place.
        operators = b"\n".join(bytes(pydyf._to_bytes(item)) for item in stream.stream[1:])  # noqa: SLF001
        lines.append(Line(aligned(style, place.width, width), top + down, operators))
        top += down + max(line_height - strut_baseline, line_height - own)
        widest = max(widest, width)
        rest = rest.encode()[resume:].decode() if resume is not None else ""
    return lines, top, widest, fonts.used()


def aligned(style: Any, room: float, width: float) -> float:
    """How far a line of that width begins from the left of its block."""
    align = style["text_align_all"]
    if align in ("right", "end"):
        return room - width
    return (room - width) / 2 if align == "center" else 0.0


def line_metrics(text: str, style: Any) -> tuple[float, float]:
    """Base line and height of a single line with that text."""
    line_height, strut_baseline = strut(style)
    _, _, _, _, height, baseline = split_first_line(text, style, None, None, 0)
    own = baseline + (line_height - height) / 2
    down = max(strut_baseline, own)
    return down, down + max(line_height - strut_baseline, line_height - own)


_KEY = ("font_family", "font_size", "font_weight", "font_style", "font_stretch", "line_height", "white_space",
        "letter_spacing", "word_spacing", "text_align_all", "lang", "overflow_wrap", "word_break", "tab_size")  # fmt: skip


# In the order in which WeasyPrint asks for them.
_FEATURES = ("font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps",
             "font_variant_numeric", "font_variant_alternates", "font_variant_east_asian",
             "font_feature_settings")  # fmt: skip


def style_key(style: Any) -> tuple[str, ...]:
    """What a text looks like in a style depends on these properties and on the features."""
    return (*[str(style[name]) for name in _KEY], str(features_of(style)))


def features_of(style: Any) -> dict[str, bool]:
    """The OpenType features of a style."""
    return {name: bool(value) for name, value in font_features(*(style[name] for name in _FEATURES)).items()}


def face_for(character: str, style: Any, fonts: Fonts) -> Face:
    """The face that Pango takes for a character. Raises `UnsupportedError`."""
    place = Place(0, 0, 0, 1e6, 0, style)
    _, _, _, glyphs = lines_of(character, place, fonts)
    return fonts.faces[next(iter(glyphs))]
