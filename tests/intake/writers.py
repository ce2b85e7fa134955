"""Writers of manifests for tests, one for each format: rows of texts by field key in, a file out."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from douane.intake.fields import BY_KEY, CONSIGNMENT, ITEM, ITEM_KEYS
from douane.intake.spreadsheet import column_letters

Rows = Sequence[Mapping[str, str]]
_ORDER = ["parcel", "hawb", "mawb", "uld", "flight", "arrival_date", "order_no", "sale_type"]
_AFTER = ["ioss", "incoterm"]


def headings_of(rows: Rows) -> list[str]:
    return [key for key in BY_KEY if any(key in row for row in rows)]


def write_csv(path: Path, rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    keys = headings_of(rows)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(keys)
    writer.writerows([[row.get(key, "") for key in keys] for row in rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_json(path: Path, rows: Rows) -> Path:
    """A consignment for each parcel number, with its items."""
    found: dict[str, dict[str, object]] = {}
    for row in rows:
        head = found.setdefault(row["parcel"], {k: v for k, v in row.items() if k not in ITEM_KEYS} | {"items": []})
        head["items"].append({k: v for k, v in row.items() if k in ITEM_KEYS})  # type: ignore[attr-defined]
    path.write_text(json.dumps({"consignments": list(found.values())}, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def write_json_lines(path: Path, rows: Rows) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_xml(path: Path, rows: Rows) -> Path:
    parcels: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        parcels.setdefault(row["parcel"], []).append(row)
    out = ['<?xml version="1.0" encoding="UTF-8"?>', '<Manifest xmlns="urn:douane:manifest:1">',
           "<Header><MessageNumber>M</MessageNumber></Header>"]  # fmt: skip
    for rows_of_one in parcels.values():
        head = rows_of_one[0]
        out.append("<Consignment>")
        keys = [f.key for f in CONSIGNMENT if "/" not in f.element]
        out.extend(_leaf(BY_KEY[key].element, head[key]) for key in _ORDER if key in head)
        for party in ("sender", "recipient", "seller"):
            inner = "".join(_leaf(f.element.split("/")[1], head[f.key]) for f in CONSIGNMENT
                            if f.key.startswith(f"{party}_") and f.key in head)  # fmt: skip
            if inner:
                name = BY_KEY[f"{party}_name"].element.split("/")[0]
                out.append(f"<{name}>{inner}</{name}>")
        out.extend(_leaf(BY_KEY[key].element, head[key]) for key in _AFTER if key in head)
        assert set(head) - ITEM_KEYS <= {*_ORDER, *_AFTER, *(f.key for f in CONSIGNMENT if "/" in f.element)}, keys
        out.extend(
            "<Item>" + "".join(_leaf(f.element, row[f.key]) for f in ITEM if f.key in row) + "</Item>"
            for row in rows_of_one
        )
        out.append("</Consignment>")
    out.append("</Manifest>")
    path.write_text("\n".join(out), encoding="utf-8")
    return path


def _leaf(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def sheet_xml(table: Sequence[Sequence[str | float | None]], formulas: Mapping[str, str] | None = None) -> str:
    rows = []
    for number, cells in enumerate(table, start=1):
        out = []
        for position, cell in enumerate(cells):
            name = f"{column_letters(position)}{number}"
            if formulas and name in formulas:
                value = "" if cell is None else f"<v>{cell}</v>"
                out.append(f'<c r="{name}"><f>{escape(formulas[name])}</f>{value}</c>')
            elif isinstance(cell, str) and cell:
                out.append(f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>')
            elif isinstance(cell, (int, float)):
                out.append(f'<c r="{name}"><v>{cell}</v></c>')
        rows.append(f'<row r="{number}">{"".join(out)}</row>')
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/'
            f'spreadsheetml/2006/main"><sheetData>{"".join(rows)}</sheetData></worksheet>')  # fmt: skip


def write_workbook(path: Path, sheets: Mapping[str, str]) -> Path:
    """A workbook of sheets given as XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    names = "".join(f'<sheet name={quoteattr(n)} sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(sheets, start=1))
    links = "".join(f'<Relationship Id="rId{i}" Type="{office}/worksheet" Target="worksheets/sheet{i}.xml"/>'
                    for i in range(1, len(sheets) + 1))  # fmt: skip
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{kind}.worksheet+xml"/>'
                    for i in range(1, len(sheets) + 1))  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
                      f'"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
                      f'ContentType="{kind}.sheet.main+xml"/>{parts}</Types>')  # fmt: skip
        book.writestr("_rels/.rels", f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type='
                      f'"{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>')  # fmt: skip
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{names}</sheets></workbook>')
        book.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships">{links}</Relationships>'
        )
        for number, xml in enumerate(sheets.values(), start=1):
            book.writestr(f"xl/worksheets/sheet{number}.xml", xml)
    return path


def write_xlsx(path: Path, rows: Rows) -> Path:
    keys = headings_of(rows)
    return write_workbook(path, {"Manifest": sheet_xml([keys, *[[row.get(key, "") for key in keys] for row in rows]])})
