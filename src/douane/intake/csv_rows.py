"""The records of a CSV file with the lines they begin in; a quotation mark that never closes takes one row only."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from douane.intake.text_file import lines_of

QUOTE_LINES = 50
_LONGEST_FIELD = 1 << 16


class UnclosedQuoteError(Exception):
    """A quotation mark swallows the lines that follow."""


class Lines:
    """Lines for `csv.reader` that remember those of the record in hand and can be given back."""

    def __init__(self, lines: Iterator[str], number: int = 0) -> None:
        self._lines = lines
        self._returned: deque[str] = deque()
        self.record: list[str] = []
        self.number = number

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.number += 1
        self.record.append(line)
        if len(self.record) > QUOTE_LINES:
            raise UnclosedQuoteError
        return line

    def give_back_all_but_first(self) -> None:
        """Have all lines of the record in hand read again, but for its first."""
        back = self.record[1:]
        self._returned.extendleft(reversed(back))
        self.number -= len(back)


def rows_of(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of all records, blank ones left out; no cells where a quotation mark never closes.

    The library's reader runs by itself until a record spans too many lines; from there on each line is watched.
    """
    csv.field_size_limit(_LONGEST_FIELD * 8)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        before = 0
        try:
            for cells in reader:
                after = reader.line_num
                if after - before > QUOTE_LINES:
                    break
                # A first cell that is filled, as nearly all are, spares the look at the others.
                if cells and (cells[0] or any(cells)):
                    yield before + 1, cells
                before = after
            else:
                return
        except csv.Error:
            pass
    for line, raw, cells in records(Lines(islice(lines_of(path, encoding), before, None), before), delimiter):
        if any(cells) or (not cells and raw.strip()):
            yield line, cells


def records(lines: Lines, delimiter: str) -> Iterator[tuple[int, str, list[str]]]:
    """Line, text as it stands, and cells of every record: blank ones too, and broken ones with their first line alone.

    A broken one has no cells.
    """
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.record.clear()
        start = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (UnclosedQuoteError, csv.Error):
            lines.give_back_all_but_first()
            reader = csv.reader(lines, delimiter=delimiter)
            yield start, lines.record[0], []
            continue
        yield start, "".join(lines.record), cells
