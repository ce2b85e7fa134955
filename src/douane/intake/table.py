"""Rows of cells below headings, as CSV and spreadsheets have them, become records."""

from __future__ import annotations

from douane.intake import values
from douane.intake.assemble import Record
from douane.intake.headings import Columns


def cells_record(columns: Columns, line: int, cells: list[str]) -> Record:
    """The record of a row that has a cell for each heading; cells without a field are kept under their heading."""
    if not values.all_clean(cells):
        cells = [values.clean(cell) for cell in cells]
    texts: dict[str, str] = {}
    extra: tuple[tuple[str, str], ...] = ()
    for key, cell in zip(columns.keys, cells, strict=True):
        if cell:
            if key is None:
                continue
            texts[key] = cell
    if columns.loose:
        extra = tuple([(columns.headings[i], cells[i]) for i in columns.loose if cells[i]])
    return Record(line, texts, extra)
