"""What goes wrong with the data while it is printed, as values: a page never changes or loses a text in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

from douane.press.fonts import Coverage

LONGEST = 10_000
"""Characters of a text; the longest data element has 512."""


class ProblemKind(StrEnum):
    """`MISSING_GLYPHS`: characters were replaced by a mark. `OVERFLOW`: a text was cut, an ellipsis shows where.

    `BARCODE`: a text cannot be drawn as a barcode, so the whole document was left out. `UNREAD`: a scanner does not read
    a barcode on the finished page.
    """

    MISSING_GLYPHS = "missing glyphs"
    OVERFLOW = "overflow"
    BARCODE = "barcode"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of one view: its place in the list printed, the field, the text as given and, in words, what happened.

    `characters` holds each character that has no glyph, once.
    """

    kind: ProblemKind
    view: int
    field: str
    text: str
    message: str
    characters: str = ""

    @property
    def left_out(self) -> bool:
        """Whether the document is not in the PDF."""
        return self.kind is ProblemKind.BARCODE


def texts_of(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a view with the path to it, such as `lines[0].description`."""
    if isinstance(value, str):
        yield path, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name), f"{path}.{field.name}" if path else field.name)
    elif isinstance(value, Sequence):
        for index, entry in enumerate(value):
            yield from texts_of(entry, f"{path}[{index}]")


def missing_glyphs(texts: Iterable[tuple[str, str]], number: int, coverage: Coverage) -> Iterator[Problem]:
    """The characters of a view's texts that no font has."""
    for path, text in texts:
        if gone := coverage.missing(text):
            names = ", ".join(f"U+{ord(character):04X}" for character in gone)
            message = f"no font has {names}; the replacement mark is printed instead"
            yield Problem(ProblemKind.MISSING_GLYPHS, number, path, text[:LONGEST], message, gone)


def shortened(value: Any) -> Any:
    """The view with no text longer than `LONGEST`: laying out a text of megabytes would take hours, on no page."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: shortened(getattr(value, field.name)) for field in fields(value)})
    if isinstance(value, tuple):
        return tuple(map(shortened, value))
    return value


def too_long(texts: Iterable[tuple[str, str]], number: int) -> Iterator[Problem]:
    """The texts of a view that no page has room for."""
    for path, text in texts:
        if len(text) > LONGEST:
            message = f"the text has {len(text)} characters; the first {LONGEST} are printed, with an ellipsis"
            yield Problem(ProblemKind.OVERFLOW, number, path, text[:LONGEST], message)
