"""Boxes of a fixed size hold their text: it shrinks by the steps that the template allows, then it is cut visibly.

A template marks such a box with `data-fit="name of the field"` and gives the smaller sizes, in points, in
`data-sizes="11 9 7"`. The box is a block of a definite height that holds nothing but text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from douane.press.errors import TemplateError

_ELLIPSIS = "…"
TOLERANCE = 0.5  # CSS pixels, 0.13 mm: rounding of line heights and advances


@dataclass(frozen=True, slots=True)
class Cut:
    """A text that did not fit its box at the smallest size."""

    field: str
    text: str


def fit(render: Callable[[], Any]) -> tuple[Any, tuple[Cut, ...]]:
    """Render until every marked box holds its text. `render` lays out the same element tree each time.

    Answers WeasyPrint's document and the texts that end in an ellipsis. Raises `TemplateError` where a box is too
    small for a single line.
    """
    cuts: dict[Any, Cut] = {}
    steps: dict[Any, int] = {}
    document = render()
    while overfull := list(overfull_boxes(document)):
        for box in overfull:
            element = box.element
            sizes = element.get("data-sizes", "").split()
            step = steps.get(element, 0)
            if step < len(sizes):
                steps[element] = step + 1
                # The last of equal declarations counts.
                element.set("style", f"{element.get('style', '')}; font-size: {sizes[step]}pt")
            else:
                cuts.setdefault(element, Cut(element.get("data-fit"), _text_of(element)))
                _shorten(box)
        document = render()
    return document, tuple(cuts.values())


def _shorten(box: Any) -> None:
    """Keep what stands inside the box, less one character for the ellipsis."""
    text = _text_of(box.element).removesuffix(_ELLIPSIS)
    lines = [line for line in _lines(box) if _bottom(line) <= _content_bottom(box) + TOLERANCE]
    if not lines or not text:
        raise TemplateError(f"the box of {box.element.get('data-fit')} is too small for one line")
    inside = sum(len(part.text) * min(1.0, box.width / max(part.width, 1)) for line in lines for part in _texts(line))
    # Every line but the last has lost the space it was broken at.
    kept = min(int(inside) + len(lines) - 1, len(text)) - 1
    for child in list(box.element):
        box.element.remove(child)
    box.element.text = text[: max(kept, 0)].rstrip() + _ELLIPSIS


def overfull_boxes(document: Any) -> Iterator[Any]:
    """The marked boxes that do not hold their text."""
    for page in document.pages:
        # Absolutely positioned boxes stand behind placeholders. WeasyPrint has no public way to its boxes.
        for box in page._page_box.descendants(placeholders=True):  # noqa: SLF001
            element = getattr(box, "element", None)
            # The lines and texts inside carry the element of their block too.
            if _kind(box) == "BlockBox" and element is not None and element.get("data-fit") and _is_overfull(box):
                yield box


def _is_overfull(box: Any) -> bool:
    left, right = box.content_box_x() - TOLERANCE, box.content_box_x() + box.width + TOLERANCE
    for line in _lines(box):
        if _bottom(line) > _content_bottom(box) + TOLERANCE:
            return True
        if any(part.position_x < left or part.position_x + part.width > right for part in _texts(line)):
            return True
    return False


def _text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _lines(box: Any) -> list[Any]:
    return [child for child in box.descendants() if _kind(child) == "LineBox"]


def _texts(line: Any) -> list[Any]:
    return [child for child in line.descendants() if _kind(child) == "TextBox"]


def _kind(box: Any) -> str:
    return type(box).__name__


def _bottom(line: Any) -> float:
    return float(line.position_y + line.height)


def _content_bottom(box: Any) -> float:
    return float(box.content_box_y() + box.height)
