"""Load the Commission's TARIC spreadsheets, as published, into a tariff edition.

Recognised by their headings, whatever their names: the goods nomenclature in a language, the list of declarable codes,
the supplementary units. One call makes (or replaces) one edition, named by the newest start date in its files.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from douane.reference.nomenclature import DECLARABLE

_NOMENCLATURE = ["Goods code", "Start date", "End date", "Language", "Hier. Pos.", "Indent", "Description"]
_DECLARABLE = ["Goods code", "Start date", "Decl. start date", "IS_LEAF", "End date"]
_UNITS = ["CNKEY", "SU", "SU_Name"]

TABLES = """
CREATE TABLE goods (id INTEGER PRIMARY KEY, code TEXT NOT NULL, suffix TEXT NOT NULL, depth INTEGER NOT NULL,
    parent INTEGER REFERENCES goods, leaf INTEGER NOT NULL, start TEXT NOT NULL, finish TEXT, unit TEXT,
    UNIQUE (code, suffix));
CREATE INDEX goods_parent ON goods (parent);
CREATE TABLE texts (goods INTEGER NOT NULL REFERENCES goods, language TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (goods, language)) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5 (words, own UNINDEXED, code UNINDEXED, language UNINDEXED,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '3');
"""


class TariffFileError(Exception):
    """A file is no TARIC spreadsheet that is known here; the message names it and says what is expected."""

    exit_code = 3


@dataclass
class _Line:
    code: str
    suffix: str
    position: int
    dashes: int
    start: date
    finish: date | None
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made: the edition's file, counts, and lines that break the tree's rules."""

    path: Path
    lines: int
    languages: tuple[str, ...]
    declarable: int
    problems: tuple[str, ...]


def import_taric(files: Sequence[Path], folder: Path) -> Imported:
    """Read the files into one edition in `folder`. Raises `TariffFileError`; the old edition stays in that case."""
    lines: dict[tuple[str, str], _Line] = {}
    leaves: set[tuple[str, str]] | None = None
    units: dict[str, str] = {}
    for path in files:
        heading, rows = _sheet(path)
        if heading[:7] == _NOMENCLATURE:
            _read_nomenclature(rows, lines)
        elif heading[:5] == _DECLARABLE:
            leaves = {_key(row[0]) for row in rows if str(row[3]) in ("1", "1.0")}
        elif heading[:3] == _UNITS:
            units = {str(row[0]): str(row[1]) for row in rows if row[1]}
        else:
            raise TariffFileError(
                f"{path.name} is no TARIC spreadsheet known here: its headings are {', '.join(map(str, heading[:8]))}; "
                f"expected are those of the nomenclature, the declarable codes or the supplementary units"
            )
    if not lines:
        raise TariffFileError("no goods nomenclature is among the files; give at least one Nomenclature spreadsheet")
    ordered = [lines[key] for key in sorted(lines)]
    state = max(line.start for line in ordered)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"eu-{state.isoformat()}.sqlite"
    draft = target.with_suffix(".part")
    draft.unlink(missing_ok=True)
    declarable, problems = _write(draft, ordered, leaves, units)
    draft.replace(target)
    languages = tuple(sorted({language for line in ordered for language in line.texts}))
    return Imported(target, len(ordered), languages, declarable, tuple(problems))


def _sheet(path: Path) -> tuple[list[str], list[list[object]]]:
    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError) as error:
        raise TariffFileError(f"{path.name} cannot be read as a spreadsheet: {error}") from error
    return ([str(cell) for cell in rows[0]], [list(row) for row in rows[1:]]) if rows else ([], [])


def _key(cell: object) -> tuple[str, str]:
    code, _, suffix = str(cell).partition(" ")
    return code, suffix


def _read_nomenclature(rows: Iterable[list[object]], lines: dict[tuple[str, str], _Line]) -> None:
    for row in rows:
        key = _key(row[0])
        start = _day(row[1])
        if not re.fullmatch(r"\d{10}", key[0]) or start is None:
            continue
        line = lines.get(key)
        if line is None:
            position = int(float(str(row[4])))
            line = _Line(*key, position, str(row[5] or "").count("-"), start, _day(row[2]))
            lines[key] = line
        line.texts[str(row[3]).lower()] = _text(row[6])


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return datetime.strptime(str(cell), "%d-%m-%Y").date() if cell else None  # noqa: DTZ007  a date has no zone


def _text(cell: object) -> str:
    # The Commission writes "|" for a blank that must not break and encodes superscripts as "!2!".
    return " ".join(re.sub(r"!(\w+)!", r"\1", str(cell or "").replace("|", " ")).split())


def _write(
    path: Path, lines: list[_Line], leaves: set[tuple[str, str]] | None, units: dict[str, str]
) -> tuple[int, list[str]]:
    problems: list[str] = []
    above: list[tuple[int, int]] = []
    declarable = 0
    connection = sqlite3.connect(path)
    with connection:
        connection.executescript(TABLES)
        parents: dict[int, int | None] = {}
        for number, line in enumerate(lines, start=1):
            depth = 0 if line.position == 2 else 1 if line.position == 4 else 1 + line.dashes
            while above and above[-1][0] >= depth:
                above.pop()
            parent = above[-1][1] if above else None
            if depth and parent is None:
                problems.append(f"{line.code} {line.suffix} has no parent")
            above.append((depth, number))
            parents[number] = parent
            following = lines[number] if number < len(lines) else None
            leaf = _is_leaf(line, depth, following) if leaves is None else (line.code, line.suffix) in leaves
            declarable += leaf and line.suffix == DECLARABLE
            unit = units.get(line.code + line.suffix)
            connection.execute(
                "INSERT INTO goods VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, line.code, line.suffix, depth, parent, leaf, line.start.isoformat(),
                 line.finish and line.finish.isoformat(), unit),
            )  # fmt: skip
            connection.executemany("INSERT INTO texts VALUES (?, ?, ?)", [(number, *entry) for entry in line.texts.items()])
        _fill_search(connection, lines, parents)
    connection.execute("VACUUM")
    connection.close()
    return declarable, problems


def _is_leaf(line: _Line, depth: int, following: _Line | None) -> bool:
    if line.suffix != DECLARABLE or depth == 0:
        return False
    if following is None or following.position in (2, 4):
        return True
    return 1 + following.dashes <= depth


def _fill_search(connection: sqlite3.Connection, lines: list[_Line], parents: dict[int, int | None]) -> None:
    for number, line in enumerate(lines, start=1):
        if line.suffix != DECLARABLE or line.position < 4:
            continue
        for language in line.texts:
            words, following = [], parents[number]
            while following is not None:
                words.append(lines[following - 1].texts.get(language, ""))
                following = parents[following]
            path = " ".join([line.texts[language], *words])
            connection.execute("INSERT INTO search VALUES (?, ?, ?, ?)", (path, line.texts[language], line.code, language))
