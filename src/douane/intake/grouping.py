"""Rows that carry one parcel number become one consignment, wherever they stand in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from douane.intake import values
from douane.intake.assemble import Received, Record, assemble
from douane.intake.received import Row

_REFERENCE = "parcel"


class Scattered:
    """Learns, from the references in the order of the rows, which ones do not stand together."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._previous: str | None = None
        self.references: set[str] = set()

    def see(self, reference: str) -> None:
        """The reference of the next row; an empty one ends a group."""
        if reference and reference != self._previous:
            if reference in self._seen:
                self.references.add(reference)
            self._seen.add(reference)
        self._previous = reference


def grouped(
    records: Iterable[Record | Received], scattered: set[str], style: values.NumberStyle, manifest: str
) -> Iterator[Received]:
    """Neighbouring rows make one consignment; scattered ones come at the end, in the order of their first row."""
    waiting: dict[str, list[Record]] = {}
    group: list[Record] = []
    current = ""
    for record in records:
        if isinstance(record, Received):
            yield record
            continue
        reference = record.texts.get(_REFERENCE, "")
        if reference in scattered:
            waiting.setdefault(reference, []).append(record)
            continue
        if group and (reference != current or not reference):
            yield assemble(group, style, manifest=manifest)
            group = []
        group.append(record)
        current = reference
    if group:
        yield assemble(group, style, manifest=manifest)
    for rows in waiting.values():
        yield assemble(rows, style, manifest=manifest)


def together(
    rows: Iterable[tuple[bool, Row | Received]], scattered: set[str], at: int
) -> Iterator[tuple[bool, list[Row] | Received]]:
    """The rows of each consignment, and whether the texts of all of them are as usual.

    `at` is the position of the reference among the cells. Neighbouring rows make one consignment; scattered ones come at
    the end, in the order of their first row. What is no row is handed on.
    """
    waiting: dict[str, list[Row]] = {}
    group: list[Row] = []
    current: str | None = ""
    all_usual = True
    for usual, row in rows:
        if isinstance(row, Received):
            yield usual, row
            continue
        reference = row.cells[at]
        if reference in scattered:
            waiting.setdefault(reference or "", []).append(row)
            continue
        if group and (reference != current or not reference):
            yield all_usual, group
            group, all_usual = [], True
        group.append(row)
        current, all_usual = reference, all_usual and usual
    if group:
        yield all_usual, group
    for some in waiting.values():
        yield False, some
