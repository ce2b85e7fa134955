"""A workbook written again with its values mended and its findings in an added column; styles and other parts stay."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from douane.intake.headings import NOTES_HEADING
from douane.intake.mend_change import Change, Notes, changes_of
from douane.intake.mending import is_number
from douane.intake.sheet_child import sheet_parts
from douane.intake.spreadsheet import SheetManifest, column_letters

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Cells = dict[tuple[int, int], str]


def mend(reading: SheetManifest) -> tuple[list[Change], Cells]:
    """The changes of a sheet, and the new texts by row (from 1) and column (from 0)."""
    changes: list[Change] = []
    new: Cells = {}
    style = reading.style()
    for row, cells in reading.rows():
        for position, change in changes_of(row, reading.columns.keys, cells, style):
            changes.append(change)
            if change.applied:
                new[row, position] = change.new
    return changes, new


def noted(reading: SheetManifest, notes: Notes) -> Cells:
    """The cells of the added column: its heading, and the findings of each row that has some."""
    headings = reading.columns.headings
    at = headings.index(NOTES_HEADING) if NOTES_HEADING in headings else len(headings)
    found: Cells = {(reading.columns.line, at): NOTES_HEADING}
    for row, _ in reading.rows():
        text = notes.take(row)
        if text or at < len(headings):
            found[row, at] = text
    return found


def write(path: Path, out: Path, sheets: Mapping[str, Cells]) -> None:
    """Write the workbook with these cells changed, by the name of their sheet."""
    parts = sheet_parts(str(path))
    changed = {parts[name]: cells for name, cells in sheets.items() if name in parts and cells}
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            cells = changed.get(entry.filename)
            new.writestr(entry, _with_cells(content, cells) if cells else content)


def _with_cells(content: bytes, cells: Cells) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, parser)
    # It may be absent, and it would be wrong with a column more.
    for dimension in root.findall(f"{_MAIN}dimension"):
        root.remove(dimension)
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in cells.items():
        by_row.setdefault(row, []).append((column, text))
    for row in root.iter(f"{_MAIN}row"):
        for column, text in sorted(by_row.get(int(row.get("r") or 0), [])):
            row.attrib.pop("spans", None)
            _put(row, f"{column_letters(column)}{row.get('r')}", column, text)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _put(row: Any, name: str, column: int, text: str) -> None:
    cell = next((c for c in row if c.get("r") == name), None)
    if cell is None:
        cell = etree.Element(f"{_MAIN}c", r=name)
        before = [c for c in row if _column(c.get("r") or "") < column]
        row.insert(len(before), cell)
    for part in list(cell):
        cell.remove(part)
    was_number = cell.attrib.pop("t", None) is None and cell.get("s") is not None
    if was_number and is_number(text):
        etree.SubElement(cell, f"{_MAIN}v").text = text
        return
    cell.set("t", "inlineStr")
    inner = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
    inner.text = text
    inner.set(_SPACE, "preserve")


def _column(name: str) -> int:
    position = 0
    for sign in name.rstrip("0123456789"):
        position = position * 26 + ord(sign) - 64
    return position - 1
