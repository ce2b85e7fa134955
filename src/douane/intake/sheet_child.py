"""Reads a workbook in a process of its own and writes its cells as JSON lines on stdout.

Run as `python -m douane.intake.sheet_child FILE MEMORY SECONDS`. The library may abort or eat memory on hostile files, so
memory and time are bounded here, and whoever started this process judges by how it ends. Lines: `{"sheet": name}`, then
for each row that holds something its number and its cells, separated by `SEPARATOR` (`[row, [cells]]` where a cell holds
signs of control), then `{"rows": counted a second way, "empty": cells of formulas without a result}`.
"""

from __future__ import annotations

import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

SEPARATOR = "\x1f"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# From here on a float does not hold all digits of an identifier.
_EXACT = 10**15
_MOST_EMPTY = 1_000


def main(path: str, memory: int, seconds: int) -> None:
    """Write all cells of the workbook. Raises whatever the libraries raise; the exit code tells."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(path)
    parts = sheet_parts(path)
    for name in workbook.sheet_names:
        _write({"sheet": name})
        sheet = workbook.get_sheet_by_name(name)
        first = sheet.start[0] if sheet.start else 0
        before = sheet.start[1] if sheet.start else 0
        for number, row in enumerate(sheet.to_python(skip_empty_area=True), start=first + 1):
            cells = [""] * before + [_text(cell) for cell in row]
            if any(cells):
                _write_row(number, cells)
        rows, empty = _counted(path, parts[name]) if name in parts else (None, [])
        _write({"rows": rows, "empty": empty[:_MOST_EMPTY]})


def _write(value: Any) -> None:
    sys.stdout.buffer.write(json.dumps(value).encode() + b"\n")


def _write_row(number: int, cells: list[str]) -> None:
    joined = "".join(cells)
    # What is printable holds no line end, no separator and no lone surrogate.
    if joined.isprintable():
        sys.stdout.buffer.write(f"{number}{SEPARATOR}{SEPARATOR.join(cells)}\n".encode())
    else:
        _write([number, cells])


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        if abs(cell) >= _EXACT:
            return f"{cell:.5E}"
        return str(int(cell)) if cell == int(cell) else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else ""


def sheet_parts(path: str) -> dict[str, str]:
    """The part of the package that holds each sheet, by the sheet's name."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    with zipfile.ZipFile(path) as package:
        book = etree.fromstring(package.read("xl/workbook.xml"), parser)
        links = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), parser)
    targets = {link.get("Id"): link.get("Target") for link in links}
    found: dict[str, str] = {}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION))
        if target:
            found[sheet.get("name")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _counted(path: str, part: str) -> tuple[int | None, list[str]]:
    """The rows that hold a value, and the cells whose formula has none, read from the sheet's own XML."""
    rows = 0
    empty: list[str] = []
    with zipfile.ZipFile(path) as package:
        if part not in package.namelist():
            return None, []
        with package.open(part) as stream:
            for row in _rows(stream):
                filled = any(part.text for part in row.iter(f"{_MAIN}v", f"{_MAIN}t"))
                cells = [formula.getparent() for formula in row.iter(f"{_MAIN}f")]
                empty.extend(cell.get("r") or "" for cell in cells if not cell.findtext(f"{_MAIN}v"))
                rows += filled
    return rows, empty


def _rows(stream: Any) -> Iterator[Any]:
    from lxml import etree

    for _, row in etree.iterparse(stream, events=("end",), tag=f"{_MAIN}row", resolve_entities=False, no_network=True):
        yield row
        row.clear()
        while row.getprevious() is not None:
            del row.getparent()[0]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
