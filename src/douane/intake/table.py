"""Rows of cells below headings, as CSV and spreadsheets have them, become consignments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from operator import itemgetter

from douane.intake import values
from douane.intake.grouping import Scattered, together
from douane.intake.headings import Columns
from douane.intake.notes import all_usual
from douane.intake.plan import Plan
from douane.intake.received import Received, Row
from douane.reference.catalogue import finding

_STYLE_SAMPLE = 20_000
_AT_ONCE = 400

Line = tuple[int, list[str]]


def look_first(columns: Columns, rows: Iterable[Line]) -> tuple[values.NumberStyle, set[str]]:
    """The number style that the rows show, and the references whose rows do not stand together."""
    at = columns.position("parcel") or 0
    # Two positions, so that the answer is a tuple also for one column or none.
    numbers = itemgetter(at, at, *columns.numeric)
    sample: set[str] = set()
    scattered = Scattered()
    previous = None
    for _, cells in rows:
        try:
            if len(sample) < _STYLE_SAMPLE:
                sample.update(numbers(cells)[2:])
            reference = cells[at]
        except IndexError:
            sample.update([cells[i] for i in columns.numeric if i < len(cells)])
            if len(cells) <= at:
                continue
            reference = cells[at]
        if reference != previous:
            scattered.see(values.clean(reference))
            previous = reference
    return values.NumberStyle.seen_in({text.strip() for text in sample}), scattered.references


def consignments(
    columns: Columns, rows: Iterator[Line], style: values.NumberStyle, scattered: set[str], manifest: str
) -> Iterator[Received]:
    """The consignments of the rows; those whose rows are scattered come at the end, in the order of their first row."""
    plan = Plan(columns.keys)
    at = columns.position("parcel") or 0
    for usual, one in together(_rows(columns, rows), scattered, at):
        yield one if isinstance(one, Received) else plan.received(one, style, manifest=manifest, usual=usual)


def _rows(columns: Columns, rows: Iterator[Line]) -> Iterator[tuple[bool, Row | Received]]:
    """Each row as a plan takes it, and whether its texts are as usual; many at once are asked that."""
    width = len(columns.headings)
    while some := list(islice(rows, _AT_ONCE)):
        usual = all_usual(cells for _, cells in some)
        for line, cells in some:
            if len(cells) != width:
                if len(cells) < width or any(cells[width:]):
                    code = "ROW-WIDTH" if cells else "QUOTE-UNCLOSED"
                    wrong = finding(code, line=line, value=str(len(cells)), expected=str(width))
                    yield usual, Received(None, (wrong,), (line,))
                    continue
                cells = cells[:width]  # noqa: PLW2901  empty cells beyond the headings say nothing
            yield _row(columns, line, cells, usual=usual)


def _row(columns: Columns, line: int, cells: list[str], *, usual: bool) -> tuple[bool, Row]:
    if not usual:
        cells = list(map(values.clean, cells))
        usual = all_usual((cells,))
    extra = tuple([(columns.headings[i], cells[i]) for i in columns.loose if cells[i]]) if columns.loose else ()
    return usual, Row(line, [*[cell or None for cell in cells], None], extra)
