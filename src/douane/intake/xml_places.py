"""Line and column of a value in an XML file, found near the line at which its consignment or item begins."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from douane.domain.finding import Finding
from douane.intake.reading import Source
from douane.intake.xml_file import lines_of_xml

_AHEAD = 600


@lru_cache(maxsize=512)
def _start_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(?:[\w.-]+:)?{re.escape(name)}(?:\s[^>]*)?/?>\s*")


def place(
    source: Source, findings: Iterable[Finding], path_of: Callable[[Finding], str | None], closing: str
) -> list[Finding]:
    """The findings with the file's name and, where the field stands in the file, line and column of its value.

    `path_of` gives the element path of a finding's field below its line, such as `Importer/Name`; `closing` is the name
    of the element behind whose end nothing is looked for.
    """
    wanted = list(findings)
    order = sorted((i for i, f in enumerate(wanted) if f.line), key=lambda i: wanted[i].line or 0)
    window = _Window(source, closing)
    for position in order:
        found = wanted[position]
        path = path_of(found)
        at = window.find(found.line or 0, path.split("/"), found.value) if path else None
        wanted[position] = replace(found, field=path or found.field)
        if at:
            wanted[position] = replace(wanted[position], line=at[0], column=at[1])
    return [replace(found, file=source.name) for found in wanted]


def pathed(findings: Iterable[Finding], starts: Sequence[int], path_of: Callable[[Finding, int], str]) -> list[Finding]:
    """The findings with the element path of their value, as `path_of` makes it of a finding and its consignment's number.

    `starts` are the lines in which the consignments begin. A finding that has a path, or stands before all, stays as it is.
    """
    told: list[Finding] = []
    for found in findings:
        number = bisect.bisect_right(starts, found.line or 0)
        told.append(replace(found, path=path_of(found, number)) if number and found.path is None else found)
    return told


class _Window:
    """The file's lines from the last asked one on. Lines have to be asked for in rising order."""

    def __init__(self, source: Source, closing: str) -> None:
        self._lines = lines_of_xml(source)
        self._kept: dict[int, str] = {}
        self._next = 1
        self._first = 1
        self._closing = re.compile(rf"</(?:[\w.-]+:)?(?:{closing})\s*>")

    def find(self, line: int, names: list[str], value: str | None) -> tuple[int, int] | None:
        """Where the text of the element begins: of several, the one with the value, else the first."""
        while self._first < line:
            self._kept.pop(self._first, None)
            self._first += 1
        best: tuple[int, int] | None = None
        depth, start = 0, 0
        for number in range(line, line + _AHEAD):
            text = self._line(number)
            if text is None:
                break
            start = 0
            while found := _start_of(names[depth]).search(text, start):
                start = found.end()
                if depth < len(names) - 1:
                    depth += 1
                elif value is None or text.startswith(value, found.end()):
                    return number, found.end() + 1
                else:
                    best = best or (number, found.end() + 1)
                    depth = 0 if len(names) > 1 else depth
            if self._closing.search(text):
                break
        return best

    def _line(self, number: int) -> str | None:
        while self._next <= number:
            text = next(self._lines, None)
            if text is None:
                return None
            if self._next >= self._first:
                self._kept[self._next] = text
            self._next += 1
        return self._kept.get(number)
