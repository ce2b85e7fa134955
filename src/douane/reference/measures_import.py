"""Load tables of tariff measures: the Commission's TARIC duty spreadsheets, or CSV with the same content.

Recognised by their headings, whatever their names:

- XLSX or CSV with the Commission's headings (`Goods code`, `Origin code`, `Meas. type code`, `Duty`, `Start date` …),
- CSV `code;origin;start;end;measure type;duty expression;additional code`,
- CSV `code,third_country_duty`: one undated third-country duty for each code,
- CSV `area;country`: the members of a geographical area, which preferences need,
- TARIC3 XML (`taric3_measures`), whose areas come along.

A duty that cannot be read is a problem that is named; it is kept, so that its goods are "not known" and never free.
"""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from douane.reference.duty_expression import DutyExpressionError, parse_duty
from douane.reference.measures import ERGA_OMNES, Measure
from douane.reference.taric3_measures import is_taric3, read_taric3

THIRD_COUNTRY = "103"
_FIELDS = {
    "code": ("goods code", "code"),
    "additional": ("add code", "additional code"),
    "order_number": ("order no.", "order number"),
    "start": ("start date", "start"),
    "end": ("end date", "end"),
    "origin": ("origin code",),
    "type": ("meas. type code", "measure type code"),
    "legal_base": ("legal base",),
    "duty": ("duty", "duty expression", "third_country_duty"),
    "excluded": ("excluded countries", "excluded"),
}
_TABLES = """
CREATE TABLE measures (id INTEGER PRIMARY KEY, code TEXT NOT NULL, origin TEXT NOT NULL, type TEXT NOT NULL,
    duty TEXT NOT NULL, additional TEXT, start TEXT NOT NULL, finish TEXT, order_number TEXT, legal_base TEXT,
    excluded TEXT NOT NULL);
CREATE INDEX measures_code ON measures (code);
CREATE TABLE areas (area TEXT NOT NULL, country TEXT NOT NULL, PRIMARY KEY (area, country)) WITHOUT ROWID;
"""


class MeasureFileError(Exception):
    """A file holds no table of measures that is known here; the message names it and says what is expected."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import made: the table's file, how many measures and areas, and what could not be read."""

    path: Path
    measures: int
    areas: int
    problems: tuple[str, ...]


def is_measure_table(path: Path) -> bool:
    """Whether a file's headings are those of a table of measures or of areas, or its XML records those of TARIC3."""
    if path.suffix.lower() == ".xml":
        return is_taric3(path)
    try:
        heading, _ = _rows(path)
    except MeasureFileError:
        return False
    return _is_areas(heading) or _columns(heading) is not None


def import_measures(files: Sequence[Path], folder: Path, market: str = "eu") -> Loaded:
    """Read the files into one table in `folder`, named by the newest start date in it. Raises `MeasureFileError`."""
    measures: list[Measure] = []
    areas: set[tuple[str, str]] = set()
    problems: list[str] = []
    for path in files:
        if path.suffix.lower() == ".xml":
            measures += _from_taric3(path, areas, problems)
            continue
        heading, rows = _rows(path)
        columns = _columns(heading)
        if _is_areas(heading):
            areas |= {(row[0].strip(), row[1].strip().upper()) for _, row in rows if len(row) > 1 and row[1].strip()}
        elif columns is None:
            raise MeasureFileError(
                f"{path.name} is no table of measures known here: its headings are {', '.join(heading[:8])}; expected are "
                f"those of the Commission's duty spreadsheet, or code;origin;start;end;measure type;duty expression;"
                f"additional code, or code,third_country_duty, or area;country"
            )
        else:
            measures += _read(path.name, rows, columns, problems)
    if not measures:
        raise MeasureFileError("no measure is among the files")
    state = max(measure.start for measure in measures)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"duty-{market}-{state.isoformat()}.sqlite"
    draft = target.with_suffix(".part")
    draft.unlink(missing_ok=True)
    _write(draft, measures, areas)
    draft.replace(target)
    return Loaded(target, len(measures), len({area for area, _ in areas}), tuple(problems))


def _from_taric3(path: Path, areas: set[tuple[str, str]], problems: list[str]) -> list[Measure]:
    try:
        found = read_taric3(path)
    except ValueError as error:
        raise MeasureFileError(str(error)) from error
    areas |= found.areas
    problems += found.problems
    for measure in found.measures:
        try:
            parse_duty(measure.duty)
        except DutyExpressionError as error:
            problems.append(f"{path.name}: {measure.code}: {error}; its goods are “not known”")
    return list(found.measures)


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The headings and the numbered rows of a spreadsheet or of a CSV file with comma or semicolon."""
    try:
        if path.suffix.lower() in (".xlsx", ".xls", ".ods"):
            sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
            lines = [[_cell(cell) for cell in row] for row in sheet]
        else:
            text = path.read_text(encoding="utf-8-sig")
            mark = ";" if ";" in text.partition("\n")[0] else ","
            lines = list(csv.reader(io.StringIO(text), delimiter=mark))
    except (CalamineError, OSError, UnicodeDecodeError, csv.Error) as error:
        raise MeasureFileError(f"{path.name} cannot be read as a table: {error}") from error
    if not lines:
        return [], []
    return [cell.strip() for cell in lines[0]], list(enumerate(lines[1:], start=2))


def _cell(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _is_areas(heading: Sequence[str]) -> bool:
    return [cell.lower() for cell in heading[:2]] == ["area", "country"]


def _columns(heading: Sequence[str]) -> Mapping[str, int] | None:
    """Where each field stands; `None` unless code and duty are there, and origin and type if there are dates."""
    names = [cell.lower() for cell in heading]
    found = {field: names.index(name) for field, known in _FIELDS.items() for name in known if name in names}
    if "goods code" not in names:
        # The short form says “origin” and “measure type” for what the Commission calls “origin code” and so on.
        found |= {field: names.index(name) for field, name in (("origin", "origin"), ("type", "measure type"))
                  if name in names}  # fmt: skip
    complete = {"code", "duty"} <= found.keys() and ("third_country_duty" in names or {"origin", "type"} <= found.keys())
    return found if complete else None


def _read(
    name: str, rows: Iterable[tuple[int, list[str]]], columns: Mapping[str, int], problems: list[str]
) -> Iterable[Measure]:  # fmt: skip
    for number, row in rows:
        cells = {field: row[at].strip() if at < len(row) else "" for field, at in columns.items()}
        if not any(cells.values()):
            continue
        code = re.sub(r"[\s.]", "", cells["code"])[:10]
        if not re.fullmatch(r"\d{2}(\d{2}){0,4}", code, re.ASCII):
            problems.append(f"{name}:{number}: “{cells['code']}” is no goods code; the line is left out")
            continue
        if not cells["duty"]:
            continue
        try:
            measure = _measure(code, cells)
        except ValueError as error:
            problems.append(f"{name}:{number}: {error}; the line is left out")
            continue
        try:
            parse_duty(measure.duty)
        except DutyExpressionError as error:
            problems.append(f"{name}:{number}: {error}; its goods are “not known”")
        yield measure


def _measure(code: str, cells: Mapping[str, str]) -> Measure:
    return Measure(
        code=code.ljust(10, "0"),
        origin=cells.get("origin", "") or ERGA_OMNES,
        type=cells.get("type", "") or THIRD_COUNTRY,
        duty=cells["duty"],
        additional=cells.get("additional") or None,
        start=_day(cells.get("start", "")) or date.min,
        end=_day(cells.get("end", "")),
        order_number=cells.get("order_number") or None,
        legal_base=cells.get("legal_base") or None,
        excluded=frozenset(re.findall(r"[A-Z]{2}", cells.get("excluded", ""))),
    )


def _day(text: str) -> date | None:
    """`2026-11-22` or, as the Commission writes, `22-11-2026`. Raises `ValueError`."""
    if not text:
        return None
    found = re.fullmatch(r"(\d{2})[-/.](\d{2})[-/.](\d{4})", text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"“{text}” is no day") from error


def _write(path: Path, measures: Iterable[Measure], areas: Iterable[tuple[str, str]]) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.executescript(_TABLES)
        connection.executemany(
            "INSERT INTO measures (code, origin, type, duty, additional, start, finish, order_number, legal_base, excluded)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((m.code, m.origin, m.type, m.duty, m.additional, m.start.isoformat(), m.end and m.end.isoformat(),
              m.order_number, m.legal_base, " ".join(sorted(m.excluded))) for m in measures),
        )  # fmt: skip
        connection.executemany("INSERT INTO areas VALUES (?, ?)", sorted(areas))
    connection.close()
