"""The elements of a message as a table for people: name, D.E. number, format, how often, when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from douane.declarations.message import Fixed, Group, Index, Message, Part


@dataclass(frozen=True, slots=True)
class Row:
    """One element; `depth` counts from 0 below the root."""

    depth: int
    name: str
    de: str
    form: str
    often: str
    when: str


def rows(message: Message) -> Iterator[Row]:
    """A row for each element, in the order of the message."""
    for attribute in message.attributes:
        form = attribute.text if isinstance(attribute, Fixed) else attribute.form.name
        yield Row(0, f"@{attribute.tag}", "", form, "1", "always" if _asked(attribute) else "optional")
    yield from _rows(message.parts, 0)


def printed(message: Message) -> Iterator[str]:
    """The table as lines of text."""
    found = [Row(0, "name", "D.E. number", "format", "times", "when required"), *rows(message)]
    names = [f"{'  ' * row.depth}{row.name}" for row in found]
    widths = [max(len(cell) for cell in column) for column in
              (names, [row.de for row in found], [row.form for row in found], [row.often for row in found])]  # fmt: skip
    yield message.title
    yield ""
    for name, row in zip(names, found, strict=True):
        cells = (name, row.de, row.form, row.often)
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)), row.when]).rstrip()


def _rows(parts: Sequence[Part], depth: int) -> Iterator[Row]:
    for part in parts:
        if isinstance(part, Group) and not part.tag:
            yield from _rows(part.parts, depth)
            continue
        least, most = (1 if _asked(part) else 0), getattr(part, "most", 1)
        often = str(most) if least == most else f"{least}..{most:,}"
        if isinstance(part, Fixed):
            yield Row(depth, part.tag, part.de, f"“{part.text}”", often, "always")
        elif isinstance(part, Index):
            yield Row(depth, part.tag, "", "n..5", often, "always, counted")
        else:
            when = part.when or ("always" if part.required else "optional")
            yield Row(depth, part.tag, part.de, "" if isinstance(part, Group) else part.form.name, often, when)
            if isinstance(part, Group):
                yield from _rows(part.parts, depth + 1)


def _asked(part: Part) -> bool:
    return getattr(part, "required", True)
