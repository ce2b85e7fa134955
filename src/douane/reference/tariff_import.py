"""Load the Commission's TARIC spreadsheets, as published, into a tariff edition.

Recognised by their headings, whatever their names: the goods nomenclature in a language, the list of declarable codes,
the supplementary units, self-explanatory texts; and TARIC3 XML. One call makes (or replaces) one edition, named by the
newest start date in its files or by the day that is asked for.
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
from douane.reference.self_explanatory import Explained, is_self_explanatory, read_self_explanatory
from douane.reference.taric3_nomenclature import has_nomenclature, read_nomenclature

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
CREATE TABLE explained (code TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (code, language)) WITHOUT ROWID;
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


def import_taric(files: Sequence[Path], folder: Path, state: date | None = None) -> Imported:
    """Read the files into one edition in `folder`. Raises `TariffFileError`; the old edition stays in that case.

    `state` is the day whose lines of a TARIC3 file are wanted; without it, the newest start in the file counts.
    """
    lines: dict[tuple[str, str], _Line] = {}
    leaves: set[tuple[str, str]] | None = None
    units: dict[str, str] = {}
    explained: Explained = {}
    problems: list[str] = []
    for path in files:
        if has_nomenclature(path):
            units |= _read_taric3(path, state, lines, problems)
            continue
        if is_self_explanatory(path):
            explained |= read_self_explanatory(path)
            continue
        heading, rows = _sheet(path)
        if heading[:7] == _NOMENCLATURE:
            _read_nomenclature(rows, lines)
        elif heading[:5] == _DECLARABLE:
            leaves = {_key(row[0]) for row in rows if str(row[3]) in ("1", "1.0")}
        elif heading[:3] == _UNITS:
            units |= {str(row[0]): str(row[1]) for row in rows if row[1]}
        else:
            raise TariffFileError(
                f"{path.name} is no TARIC file known here: its headings are {', '.join(map(str, heading[:8]))}; "
                f"expected are those of the nomenclature, the declarable codes, the supplementary units or "
                f"self-explanatory texts, or TARIC3 XML"
            )
    if not lines:
        raise TariffFileError("no goods nomenclature is among the files; give at least one Nomenclature spreadsheet")
    ordered = [lines[key] for key in sorted(lines)]
    day = state or max(line.start for line in ordered)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"eu-{day.isoformat()}.sqlite"
    draft = target.with_suffix(".part")
    draft.unlink(missing_ok=True)
    declarable, broken = _write(draft, ordered, leaves, units)
    problems += [*broken, *_integrity(ordered, leaves), *_explain(draft, explained)]
    draft.replace(target)
    languages = {language for line in ordered for language in line.texts} | {language for _, language in explained}
    return Imported(target, len(ordered), tuple(sorted(languages)), declarable, tuple(problems))


def _read_taric3(
    path: Path, state: date | None, lines: dict[tuple[str, str], _Line], problems: list[str]
) -> dict[str, str]:  # fmt: skip
    try:
        found, units, left_out = read_nomenclature(path, state)
    except ValueError as error:
        raise TariffFileError(str(error)) from error
    problems += left_out
    for one in found:
        chapter = not one.code[2:].strip("0")
        position = 2 if chapter else 4 if one.dashes == 0 else 10
        line = lines.setdefault(
            (one.code, one.suffix), _Line(one.code, one.suffix, position, one.dashes, one.start, one.finish)
        )
        line.texts |= {language: _text(text) for language, text in one.texts.items()}
    return units


def _explain(path: Path, explained: Explained) -> list[str]:
    """Keep self-explanatory texts and let them be found by search; a code that the edition does not hold is a problem."""
    connection = sqlite3.connect(path)
    with connection:
        known = {row[0] for row in connection.execute("SELECT code FROM goods WHERE suffix = '80'")}
        held = {(row[0], row[1]) for row in connection.execute("SELECT code, language FROM search")}
        for (code, language), text in explained.items():
            padded = code.ljust(10, "0")
            connection.execute("INSERT INTO explained VALUES (?, ?, ?)", (code, language, text))
            if padded in known and (padded, language) not in held:
                connection.execute("INSERT INTO search VALUES (?, ?, ?, ?)", (text, text, padded, language))
    connection.close()
    gone = sorted({code for code, _ in explained if code.ljust(10, "0") not in known})
    return (
        [f"self-explanatory texts of {len(gone)} codes that this edition does not hold, such as {gone[0]}"] if gone else []
    )


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


def _integrity(lines: list[_Line], leaves: set[tuple[str, str]] | None) -> list[str]:
    """What contradicts itself in the tree, each kind once with its count and first case."""
    found: dict[str, list[str]] = {}
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        name = f"{line.code} {line.suffix}"
        depth = 0 if line.position == 2 else 1 if line.position == 4 else 1 + line.dashes
        below = following is not None and following.position not in (2, 4) and following.dashes > line.dashes
        if below and following and following.dashes > line.dashes + 1 and line.position != 2:
            found.setdefault("jump more than one level of dashes", []).append(f"{following.code} {following.suffix}")
        if leaves is not None and depth and line.suffix == DECLARABLE:
            declared = (line.code, line.suffix) in leaves
            if declared and not _is_leaf(line, depth, following):
                found.setdefault("are declarable but have lines below", []).append(name)
            elif not declared and _is_leaf(line, depth, following):
                found.setdefault("have no line below but are not declarable", []).append(name)
        if not any(line.texts.values()):
            found.setdefault("have no text", []).append(name)
    return [f"{len(names)} lines {what}, such as {names[0]}" for what, names in found.items()]


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
