"""The worklist as a file: CSV as it comes from the store, XLSX written row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

from openpyxl import Workbook

from douane.pipeline.outputs import LIST_COLUMNS, list_row, safe_cell
from douane.store.worklist import Row

COLUMNS = ("manifest", *LIST_COLUMNS)
_PIECE = 1 << 16


def as_csv(rows: Iterable[Row]) -> Iterator[str]:
    """The rows as CSV, with the mark by which spreadsheet programs know UTF-8."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    held.write("\ufeff")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(_cells(row))
        if held.tell() > _PIECE:
            yield held.getvalue()
            held.seek(0)
            held.truncate()
    yield held.getvalue()


def as_xlsx(rows: Iterable[Row]) -> Iterator[bytes]:
    """The rows as a workbook; identifiers stay text, so that no program rounds them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("worklist")
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append(_cells(row))
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _cells(row: Row) -> list[str]:
    record = {**row.record, "reference": row.reference, "lrn": row.lrn}
    return [safe_cell(cell) for cell in (row.manifest, *list_row(record))]
