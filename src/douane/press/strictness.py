"""What goes wrong with the data while it is printed, as values: a page never changes or loses a text in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum

from douane.press.fonts import Coverage


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


def missing_glyphs(view: object, number: int, coverage: Coverage) -> Iterator[Problem]:
    """The characters of a view that no font has."""
    for path, text in texts_of(view):
        if gone := coverage.missing(text):
            names = ", ".join(f"U+{ord(character):04X}" for character in gone)
            message = f"no font has {names}; the replacement mark is printed instead"
            yield Problem(ProblemKind.MISSING_GLYPHS, number, path, text, message, gone)
