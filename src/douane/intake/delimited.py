"""Manifests as CSV: comma, semicolon or tab; UTF-8, UTF-16 with BOM or GB18030; one row for each goods item.

The file is read twice: once for its number style and for parcels whose rows do not stand together, once for the goods.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from douane.domain.consignment import ManifestHeader
from douane.domain.finding import Finding
from douane.intake import values
from douane.intake.csv_rows import QUOTE_LINES, Lines, rows_of
from douane.intake.headings import FEWEST_HEADINGS, Columns
from douane.intake.mapping import with_mapping
from douane.intake.reading import Source, UnreadableError
from douane.intake.received import Received
from douane.intake.table import consignments, look_first
from douane.intake.text_file import encoding_of, lines_of
from douane.reference.catalogue import finding

FORMAT = "csv"
DELIMITERS = (",", ";", "\t")


def recognise(source: Source) -> DelimitedManifest | None:
    """The file as a manifest in CSV, or `None` where no delimiter gives headings that are known."""
    encoding = encoding_of(source)
    best: tuple[Columns, str] | None = None
    for delimiter in DELIMITERS:
        first = next(rows_of(source.path, encoding, delimiter), None)
        columns = with_mapping(Columns.of(first[1], first[0]), source.mapping) if first else None
        enough = columns and (columns.mapped or columns.known >= FEWEST_HEADINGS)
        if columns and enough and (best is None or columns.known > best[0].known):
            best = columns, delimiter
    if best is None:
        return None
    columns, delimiter = best
    if columns.position("parcel") is None:
        raise UnreadableError(finding("HEADING-MISSING", file=source.name, field="parcel", line=columns.line,
                                      value=", ".join(columns.headings[:12])))  # fmt: skip
    return DelimitedManifest(source, encoding, delimiter, columns)


class DelimitedManifest:
    """A CSV manifest that is being read."""

    format = FORMAT

    def __init__(self, source: Source, encoding: str, delimiter: str, columns: Columns) -> None:
        self.source, self.path, self.encoding, self.delimiter, self.columns = (
            source, source.path, encoding, delimiter, columns,
        )  # fmt: skip
        self.header = ManifestHeader()
        self.findings: list[Finding] = list(self._about_headings())

    def _about_headings(self) -> Iterator[Finding]:
        """What is to be said about the headings, each at its place in their line."""
        told = list(self.columns.findings())
        starts: dict[int, tuple[int, int]] = {}
        if told:
            lines = Lines(lines_of(self.path, self.encoding))
            for _ in islice(lines, self.columns.line - 1):
                pass
            starts = self._starts(lines)
        at = {heading: position for position, heading in enumerate(self.columns.headings)}
        for found in told:
            place = starts.get(at.get(found.field or "", -1))
            column = place[1] if place and found.code != "MAPPING-USED" else None
            yield replace(found, file=self.source.name, column=column)

    def consignments(self) -> Iterator[Received]:
        """Rows that stand together make one consignment; scattered ones come at the end, in order of their first row."""
        style, scattered = self.first_pass()
        yield from consignments(self.columns, self.rows(), style, scattered, self.source.name)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows below the headings: line and cells; no cells if a quotation mark never closes."""
        return islice(rows_of(self.path, self.encoding, self.delimiter), 1, None)

    def first_pass(self) -> tuple[values.NumberStyle, set[str]]:
        """The number style shown by the rows, and the references whose rows do not stand together."""
        return look_first(self.columns, self.rows())

    def place(self, findings: Iterable[Finding]) -> list[Finding]:
        """Headings for field keys, and the column (characters from 1) at which the value begins in its line."""
        wanted = [self._named(found) for found in findings]
        by_line: dict[int, list[int]] = {}
        for position, found in enumerate(wanted):
            if found.line and found.line > self.columns.line and found.field:
                by_line.setdefault(found.line, []).append(position)
        if by_line:
            lines = Lines(lines_of(self.path, self.encoding))
            for line in sorted(by_line):
                lines.record.clear()
                for _ in islice(lines, line - 1 - lines.number):
                    lines.record.clear()
                lines.record.clear()
                starts = self._starts(lines)
                lines.give_back_all_but_first()
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
        return replace(found, file=self.source.name, field=name or found.field, path=path)

    def _starts(self, lines: Lines) -> dict[int, tuple[int, int]]:
        """For each cell of the record that begins in the next line: line offset and column of its first character."""
        starts: dict[int, tuple[int, int]] = {}
        cell, quoted = 0, False
        for offset, text in enumerate(lines):
            if not quoted:
                starts[cell] = (offset, 2 if text.startswith('"') else 1)
            for column, sign in enumerate(text):
                if sign == '"':
                    quoted = not quoted
                elif sign == self.delimiter and not quoted:
                    cell += 1
                    starts[cell] = (offset, column + (3 if text[column + 1 : column + 2] == '"' else 2))
            if not quoted or offset > QUOTE_LINES - 2:
                break
        return starts
