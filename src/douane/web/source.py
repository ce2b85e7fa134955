"""The lines of a manifest that a consignment was read from, as they were received."""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from douane.intake.headings import field_of
from douane.pipeline.overlay import PERSONAL
from douane.web.covering import covered as cover

_MOST_LINES = 60
_LONGEST = 4000
_ELEMENTS = "Name|NameLocal|Street|StreetAndNumber|Phone|Email|IdNumber|BuyerName|BuyerIdNumber|BuyerPhone"
_IN_XML = re.compile(rf"(<(?:\w+:)?(?:{_ELEMENTS})[^>]*>)([^<]+)")
_IN_JSON = re.compile(rf'("(?:{"|".join(sorted(PERSONAL))}|name|street|phone|email)"\s*:\s*")([^"]*)')


@dataclass(frozen=True, slots=True)
class Source:
    """What was received: rows under headings, or a piece of text that begins in a line; neither for a packed file."""

    headings: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    text: str = ""
    line: int = 0


def source_of(deflated: bytes, lines: Sequence[int], *, covered: bool) -> Source:
    """The lines of a manifest (deflated), from 1. Personal data is masked where `covered`."""
    wanted = sorted(set(lines))
    if not deflated or not wanted:
        return Source()
    stream = _lines(deflated)
    first = next(stream, "")
    if first.startswith("PK") or "\0" in first:
        return Source()
    if first.lstrip("\ufeff \t").startswith(("<", "{", "[")):
        return _text(first, stream, wanted, covered=covered)
    return _table(first, stream, wanted, covered=covered)


def _lines(deflated: bytes) -> Iterator[str]:
    """Lines as long as they are asked for: the rest of the file is not unpacked."""
    unpack, rest = zlib.decompressobj(), b""
    for start in range(0, len(deflated), 1 << 16):
        parts = (rest + unpack.decompress(deflated[start : start + (1 << 16)])).split(b"\n")
        rest = parts.pop()
        for part in parts:
            yield part.decode("utf-8", "replace").rstrip("\r")
    yield (rest + unpack.flush()).decode("utf-8", "replace").rstrip("\r")


def _table(first: str, stream: Iterator[str], wanted: list[int], *, covered: bool) -> Source:
    delimiter = max(",;\t|", key=first.count)
    headings = tuple(next(csv.reader([first.lstrip("\ufeff")], delimiter=delimiter)))
    hidden = [covered and (field := field_of(heading)) is not None and field.key in PERSONAL for heading in headings]
    rows = []
    for number, line in enumerate(stream, start=2):
        if number in wanted:
            cells = next(csv.reader([line], delimiter=delimiter), [])
            shown = (cover(cell) if hide else cell for cell, hide in zip(cells, hidden, strict=False))
            rows.append((number, tuple(shown)))
        if number >= wanted[-1]:
            break
    return Source(headings, tuple(rows))


def _text(first: str, stream: Iterator[str], wanted: list[int], *, covered: bool) -> Source:
    """From the first line on to the next thing of the same kind, told by the beginning of the line."""
    start = wanted[0]
    last = max(wanted[-1], start)
    taken: list[str] = []
    opening = ""
    for number, line in enumerate((first, *stream), start=1) if start == 1 else enumerate(stream, start=2):
        if number < start:
            continue
        if number > last and (len(taken) >= _MOST_LINES or (opening and line.startswith(opening))):
            break
        opening = opening or line[: len(line) - len(line.lstrip()) + 5]
        taken.append(line[:_LONGEST])
    text = "\n".join(taken[:_MOST_LINES])
    if covered:
        for pattern in (_IN_XML, _IN_JSON):
            text = pattern.sub(lambda found: found[1] + cover(found[2]), text)
    return Source(text=text, line=start)
