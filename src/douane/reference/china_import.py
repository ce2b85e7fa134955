"""Load the Chinese tariff from CSV files into an edition: code and name, and what else the files hold.

The General Administration of Customs publishes no table for machines, so the form is the simplest that people make of it: a
heading row with `code` and `name`, codes of six, eight or ten digits, one file or several. Optional columns: `unit1`,
`unit2` (statutory units), `mfn`, `vat`, `consumption_tax` (percent), `elements` (申报要素, separated by |), `conditions`
(监管条件 letters), `ciq` (three digits).
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from douane.reference.tariff_import import TABLES, Imported, TariffFileError

_OPTIONAL = ("unit1", "unit2", "mfn", "vat", "consumption_tax", "elements", "conditions", "ciq")
_LENGTHS = (2, 4, 6, 8, 10)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def is_chinese_tariff(path: Path) -> bool:
    """Whether a file is a CSV with the headings of a Chinese tariff."""
    if path.suffix.lower() != ".csv":
        return False
    with path.open(encoding="utf-8-sig", newline="") as file:
        heading = next(csv.reader(file), [])
    return {"code", "name"} <= set(heading)


def import_china(files: Sequence[Path], folder: Path, state: date | None = None) -> Imported:
    """Read the files into one edition. Without `state` the year in their names counts. Raises `TariffFileError`."""
    day = state or _state_of(files)
    rows: dict[str, dict[str, str]] = {}
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                code = (row.get("code") or "").strip()
                if len(code) not in _LENGTHS or not code.isdigit():
                    raise TariffFileError(f"{path.name}, line {number}: {code!r} is no code of six, eight or ten digits")
                rows.setdefault(code, {}).update({k: v.strip() for k, v in row.items() if k and v and v.strip()})
    if not rows:
        raise TariffFileError("the files hold no codes")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"cn-{day.isoformat()}.sqlite"
    draft = target.with_suffix(".part")
    draft.unlink(missing_ok=True)
    declarable, problems = _write(draft, rows, day)
    draft.replace(target)
    return Imported(target, len(rows), ("zh",), declarable, tuple(problems))


def _state_of(files: Iterable[Path]) -> date:
    years = {match[1] for path in files if (match := _YEAR.search(path.name))}
    if len(years) != 1:
        raise TariffFileError("the file names do not tell the year of the tariff; give it with --state 2026-01-01")
    return date(int(years.pop()), 1, 1)


def _write(path: Path, rows: dict[str, dict[str, str]], state: date) -> tuple[int, list[str]]:
    # 090111, 09011100 and 0901110000 are one line of the tariff, named in three lists.
    lines: dict[str, list[str]] = {}
    for code in sorted(rows):
        lines.setdefault(code.ljust(10, "0"), []).append(code)
    numbers = {padded: number for number, padded in enumerate(lines, start=1)}
    problems = [f"{code} has no name" for code in rows if "name" not in rows[code]]
    connection = sqlite3.connect(path)
    declarable = 0
    with connection:
        connection.executescript(TABLES)
        connection.execute(f"CREATE TABLE china (goods INTEGER PRIMARY KEY, {', '.join(f'{c} TEXT' for c in _OPTIONAL)})")
        for padded, codes in lines.items():
            shortest, longest = codes[0], codes[-1]
            above = [
                candidate
                for n in _LENGTHS
                if n < len(shortest) and (candidate := shortest[:n].ljust(10, "0")) in numbers and candidate != padded
            ]
            leaf = len(longest) == max(_LENGTHS) or not any(
                other != padded and other.startswith(longest) for other in lines
            )
            declarable += leaf
            row: dict[str, str] = {}
            for code in codes:
                row |= rows[code]
            name = row.get("name", "")
            words = " ".join([name, *(rows[lines[a][-1]].get("name", "") for a in reversed(above))])
            _insert(connection, numbers[padded], (padded, len(shortest) // 2 - 1, above and numbers[above[-1]], leaf), row,
                    state, words)  # fmt: skip
    connection.close()
    return declarable, problems


def _insert(
    connection: sqlite3.Connection, number: int, line: tuple[str, int, object, bool], row: dict[str, str], state: date,
    words: str,
) -> None:  # fmt: skip
    padded, depth, parent, leaf = line
    name = row.get("name", "")
    connection.execute(
        "INSERT INTO goods VALUES (?, ?, '80', ?, ?, ?, ?, NULL, ?)",
        (number, padded, depth, parent or None, leaf, state.isoformat(), row.get("unit1")),
    )
    connection.execute("INSERT INTO texts VALUES (?, 'zh', ?)", (number, name))
    connection.execute("INSERT INTO search VALUES (?, ?, ?, 'zh')", (words, name, padded))
    marks = ", ?" * len(_OPTIONAL)
    connection.execute(f"INSERT INTO china VALUES (?{marks})", (number, *map(row.get, _OPTIONAL)))  # noqa: S608  marks only
