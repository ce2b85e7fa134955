"""Manifests as CSV: comma, semicolon or tab; UTF-8, UTF-16 with BOM or GB18030; one row for each goods item.

The file is read twice: once for its number style and for parcels whose rows do not stand together, once for the goods.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from douane.domain.consignment import ManifestHeader
from douane.domain.finding import Finding
from douane.intake import values
from douane.intake.assemble import Received, Record, assemble
from douane.intake.fields import BY_HEADING, Field, Kind, heading_key
from douane.intake.reading import UnreadableError
from douane.intake.text_file import encoding_of, lines_of
from douane.reference.catalogue import finding

FORMAT = "csv"
DELIMITERS = (",", ";", "\t")
_FEWEST_HEADINGS = 3
_MOST_LINES_IN_A_RECORD = 50
_LONGEST_FIELD = 1 << 16
_STYLE_SAMPLE = 20_000


class _UnclosedQuoteError(Exception):
    """A quotation mark swallows the lines that follow."""


class _Lines:
    """Lines for `csv.reader` that remember those of the record in hand and can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._returned: deque[str] = deque()
        self.record: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.number += 1
        self.record.append(line)
        if len(self.record) > _MOST_LINES_IN_A_RECORD or len(line) > _LONGEST_FIELD * 4:
            raise _UnclosedQuoteError
        return line

    def give_back_all_but_first(self) -> None:
        back = self.record[1:]
        self._returned.extendleft(reversed(back))
        self.number -= len(back)


@dataclass(frozen=True, slots=True)
class Row:
    """A record of the file: the line it begins in (from 1) and its cells; no cells if it cannot be read."""

    line: int
    cells: list[str]


def rows_of(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    """All records, blank ones left out. A record with a quotation mark that never closes comes without cells."""
    lines = _Lines(lines_of(path, encoding))
    csv.field_size_limit(_LONGEST_FIELD * 8)
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.record.clear()
        start = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_UnclosedQuoteError, csv.Error):
            lines.give_back_all_but_first()
            reader = csv.reader(lines, delimiter=delimiter)
            yield Row(start, [])
            continue
        if any(cells):
            yield Row(start, cells)


@dataclass(frozen=True, slots=True)
class Columns:
    """The heading row, and which field each column holds."""

    headings: tuple[str, ...]
    fields: tuple[Field | None, ...]

    @classmethod
    def of(cls, cells: list[str]) -> Columns:
        """The columns of a heading row."""
        headings = tuple(cell.strip().lstrip("\ufeff") for cell in cells)
        found = [BY_HEADING.get(heading_key(heading)) for heading in headings]
        twice = {field.key for field in found if field and found.count(field) > 1}
        return cls(headings, tuple(None if field and field.key in twice else field for field in found))

    @property
    def known(self) -> int:
        """How many columns hold a field."""
        return sum(field is not None for field in self.fields)

    def name_of(self, key: str) -> str | None:
        """The heading of the column that holds a field."""
        return next((h for h, f in zip(self.headings, self.fields, strict=True) if f and f.key == key), None)

    def findings(self) -> Iterator[Finding]:
        """What is to be said about the headings: two columns for one field, and columns that are not used."""
        for heading, field in zip(self.headings, self.fields, strict=True):
            if field is None and heading:
                meant = BY_HEADING.get(heading_key(heading))
                if meant:
                    yield finding("HEADING-TWICE", field=heading, value=heading, expected=meant.key, line=1)
                else:
                    yield finding("HEADING-UNKNOWN", field=heading, value=heading, line=1)


def recognise(path: Path) -> DelimitedManifest | None:
    """The file as a manifest in CSV, or `None` where no delimiter gives headings that are known."""
    encoding = encoding_of(path)
    best: tuple[Columns, str] | None = None
    for delimiter in DELIMITERS:
        first = next(iter(rows_of(path, encoding, delimiter)), None)
        columns = Columns.of(first.cells) if first else None
        if columns and columns.known >= _FEWEST_HEADINGS and (best is None or columns.known > best[0].known):
            best = columns, delimiter
    if best is None:
        return None
    columns, delimiter = best
    if not any(field and field.key == "parcel" for field in columns.fields):
        raise UnreadableError(finding("HEADING-MISSING", file=path.name, field="parcel", line=1,
                                      value=", ".join(columns.headings[:12])))  # fmt: skip
    return DelimitedManifest(path, encoding, delimiter, columns)


class DelimitedManifest:
    """A CSV manifest that is being read."""

    format = FORMAT

    def __init__(self, path: Path, encoding: str, delimiter: str, columns: Columns) -> None:
        self.path, self.encoding, self.delimiter, self.columns = path, encoding, delimiter, columns
        self.header = ManifestHeader()
        self.findings: list[Finding] = list(columns.findings())

    def consignments(self) -> Iterator[Received]:
        """Rows that stand together make one consignment; scattered ones come at the end, in order of their first row."""
        style, scattered = self._first_pass()
        waiting: dict[str, list[Record]] = {}
        group: list[Record] = []
        for record in self._records():
            if isinstance(record, Received):
                yield record
                continue
            reference = record.texts.get("parcel", "")
            if reference in scattered:
                waiting.setdefault(reference, []).append(record)
                continue
            if group and group[0].texts.get("parcel", "") != reference:
                yield assemble(group, style, manifest=self.path.name)
                group = []
            group.append(record)
            if not reference:
                yield assemble(group, style)
                group = []
        if group:
            yield assemble(group, style, manifest=self.path.name)
        for records in waiting.values():
            yield assemble(records, style, manifest=self.path.name)

    def place(self, findings: Iterable[Finding]) -> list[Finding]:
        """Headings for field keys, and the column (characters from 1) at which the value begins in its line."""
        wanted = [self._named(found) for found in findings]
        by_line: dict[int, list[int]] = {}
        for position, found in enumerate(wanted):
            if found.line and found.line > 1 and found.field:
                by_line.setdefault(found.line, []).append(position)
        if by_line:
            lines = _Lines(lines_of(self.path, self.encoding))
            for line in sorted(by_line):
                for _ in islice(lines, line - 1 - lines.number):
                    lines.record.clear()
                lines.record.clear()
                starts = self._starts(lines)
                for position in by_line[line]:
                    name = wanted[position].field
                    if name in self.columns.headings:
                        offset = starts.get(self.columns.headings.index(name))
                        if offset:
                            wanted[position] = replace(wanted[position], line=line + offset[0], column=offset[1])
        return wanted

    def _named(self, found: Finding) -> Finding:
        name = self.columns.name_of(found.field) if found.field else None
        path = f"row {found.line}, column {name}" if name and found.line else found.path
        return replace(found, file=self.path.name, field=name or found.field, path=path)

    def _starts(self, lines: _Lines) -> dict[int, tuple[int, int]]:
        """For each cell of the record that begins in the next line: line offset and column of its first character."""
        starts: dict[int, tuple[int, int]] = {}
        cell, quoted = 0, False
        for offset, text in enumerate(lines):
            column = 0
            if not quoted:
                starts[cell] = (offset, 2 if text.startswith('"') else 1)
            while column < len(text):
                sign = text[column]
                if sign == '"':
                    quoted = not quoted
                elif sign == self.delimiter and not quoted:
                    cell += 1
                    starts[cell] = (offset, column + (3 if text[column + 1 : column + 2] == '"' else 2))
                column += 1
            if not quoted or offset > _MOST_LINES_IN_A_RECORD - 2:
                break
        return starts

    def _rows(self) -> Iterator[Row]:
        return islice(rows_of(self.path, self.encoding, self.delimiter), 1, None)

    def _first_pass(self) -> tuple[values.NumberStyle, frozenset[str]]:
        """The number style shown by the first rows, and the references whose rows do not stand together."""
        at = next(i for i, field in enumerate(self.columns.fields) if field and field.key == "parcel")
        numeric = [i for i, field in enumerate(self.columns.fields) if field and field.kind is Kind.NUMBER]
        sample: set[str] = set()
        seen: set[str] = set()
        scattered: set[str] = set()
        previous = None
        for row in self._rows():
            if len(sample) < _STYLE_SAMPLE:
                sample.update(row.cells[i].strip() for i in numeric if i < len(row.cells))
            reference = values.clean(row.cells[at]) if at < len(row.cells) else ""
            if reference and reference != previous:
                if reference in seen:
                    scattered.add(reference)
                seen.add(reference)
            previous = reference
        return values.NumberStyle.seen_in(sample), frozenset(scattered)

    def _records(self) -> Iterator[Record | Received]:
        fields, width = self.columns.fields, len(self.columns.headings)
        for row in self._rows():
            if len(row.cells) != width and not (len(row.cells) > width and not any(row.cells[width:])):
                code = "ROW-WIDTH" if row.cells else "QUOTE-UNCLOSED"
                wrong = finding(code, line=row.line, value=str(len(row.cells)), expected=str(width))
                yield Received(None, (wrong,), (row.line,))
                continue
            texts, extra = {}, []
            for heading, field, cell in zip(self.columns.headings, fields, row.cells, strict=False):
                text = values.clean(cell)
                if not text:
                    continue
                if field is None:
                    extra.append((heading, text))
                else:
                    texts[field.key] = text
            yield Record(row.line, texts, tuple(extra))
