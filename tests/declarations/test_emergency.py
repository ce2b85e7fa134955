from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace

from openpyxl import load_workbook

from douane.declarations.emergency import COLUMNS, emergency_csv, emergency_xlsx
from tests.conftest import make_consignment, make_item
from tests.declarations.sets import h7


def test_csv_has_a_row_for_each_item_under_data_element_headings() -> None:
    text = emergency_csv([h7(make_consignment(make_item(), make_item(number=2))), h7()]).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert head[0] == "12 09 LRN"
    assert [row[head.index("11 03 Goods item number")] for row in rows] == ["1", "2", "1"]
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert rows[0][head.index("13 16 034 VAT identification")] == "IM0561234567"


def test_no_cell_becomes_a_formula() -> None:
    made = h7()
    made = replace(made, importer=replace(made.importer, name="=1+1"))
    assert ";'=1+1;" in emergency_csv([made]).decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(emergency_xlsx([made]))).active
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_xlsx_says_the_same_as_csv_and_has_no_clock_in_it() -> None:
    made = [h7()]
    first = emergency_xlsx(made)
    assert first == emergency_xlsx(made)
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {(2021, 7, 1, 0, 0, 0)}
    rows = [[cell or "" for cell in row] for row in load_workbook(io.BytesIO(first)).active.iter_rows(values_only=True)]
    text = emergency_csv(made).decode("utf-8-sig")
    assert rows == list(csv.reader(io.StringIO(text), delimiter=";"))
