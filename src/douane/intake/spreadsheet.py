"""Manifests as XLSX: one row for each goods item below a row of headings, in one sheet or in several.

Cells are read by python-calamine in a bounded process of its own (`sheet_child`), the rows are counted a second way, and
formulas are never carried out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from douane.domain.consignment import ManifestHeader
from douane.domain.finding import Finding
from douane.intake import values
from douane.intake.headings import FEWEST_HEADINGS, Columns
from douane.intake.mapping import with_mapping
from douane.intake.reading import Limits, Source, UnreadableError
from douane.intake.received import Received
from douane.intake.sheet_child import SEPARATOR
from douane.intake.table import consignments, look_first
from douane.intake.together import PackedManifest
from douane.reference.catalogue import finding

FORMAT = "xlsx"
_HEADINGS_WITHIN = 10
_PACKAGE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet in the cells file: its name and where its rows begin and end, in bytes."""

    name: str
    start: int
    end: int
    rows: int
    counted: int | None
    empty: tuple[str, ...]


class Cells:
    """All cells of a workbook as lines in a temporary file that lives as long as this object."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self.findings: list[Finding] = []
        self.source = source
        _look(source, limits)
        handle, name = tempfile.mkstemp(prefix="douane-", suffix=".cells")
        self.path = Path(name)
        with os.fdopen(handle, "wb") as out:
            self._read(out, limits)
        self.sheets = list(self._index())

    def __del__(self) -> None:
        if hasattr(self, "path"):
            self.path.unlink(missing_ok=True)

    def _read(self, out: object, limits: Limits) -> None:
        memory = str(_memory(self.source, limits))
        command = [sys.executable, "-m", "douane.intake.sheet_child", str(self.source.path), memory,
                   str(limits.sheet_seconds)]  # fmt: skip
        environment = {**os.environ, "PYTHONPATH": str(_PACKAGE)}
        try:
            done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, env=environment, check=False,  # type: ignore[call-overload]  # noqa: S603
                                  timeout=limits.sheet_seconds)  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise self._unreadable("it takes too long") from error
        if done.returncode:
            words = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise self._unreadable(words[-1][:200] if words and done.returncode > 0 else "it asks for too much memory")

    def _unreadable(self, why: str) -> UnreadableError:
        return UnreadableError(finding("SHEET-UNREADABLE", file=self.source.name, value=why))

    def _index(self) -> Iterator[_Sheet]:
        name, start, rows, at = "", 0, 0, 0
        with self.path.open("rb") as file:
            for line in file:
                begin, at = at, at + len(line)
                if not line.startswith(b"{"):
                    rows += 1
                    continue
                entry = json.loads(line)
                if "sheet" in entry:
                    name, start, rows = entry["sheet"], at, 0
                else:
                    yield _Sheet(name, start, begin, rows, entry["rows"], tuple(entry["empty"]))

    def rows(self, sheet: _Sheet) -> Iterator[tuple[int, list[str]]]:
        """Row number and cells of each row that holds something."""
        with self.path.open("rb") as file:
            at = file.seek(sheet.start)
            while at < sheet.end:
                line = file.readline()
                at += len(line)
                if line.startswith(b"["):
                    row, cells = json.loads(line)
                    yield row, cells
                else:
                    number, *cells = line[:-1].decode().split(SEPARATOR)
                    yield int(number), cells


def _memory(source: Source, limits: Limits) -> int:
    """Bytes that the reading process may have: by the size of the file, so that a small one cannot ask for much."""
    wanted = limits.sheet_memory_least + limits.sheet_memory_ratio * source.path.stat().st_size
    return min(wanted, limits.sheet_memory)


def _look(source: Source, limits: Limits) -> None:
    """Look at the package's directory before anything is unpacked. Raises `UnreadableError`."""
    try:
        with zipfile.ZipFile(source.path) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise UnreadableError(finding("SHEET-UNREADABLE", file=source.name, value=str(error))) from error
    why = None
    size = sum(entry.file_size for entry in entries)
    if len(entries) > limits.entries:
        why = f"it holds {len(entries)} parts; at most {limits.entries} are accepted"
    elif any(".." in entry.filename.split("/") for entry in entries):
        why = "a part's name leads outside the package"
    elif any(entry.flag_bits & 1 for entry in entries):
        why = "it is encrypted"
    elif size > limits.sheet_unpacked:
        why = f"it unpacks to more than {limits.sheet_unpacked} bytes"
    elif size > (1 << 20) and size > limits.sheet_ratio * source.path.stat().st_size:
        why = f"it unpacks to more than {limits.sheet_ratio} times its size"
    if why:
        raise UnreadableError(finding("PACKAGE-UNSAFE", file=source.name, value=why))


class SheetManifest:
    """One sheet of a workbook that is being read."""

    format = FORMAT

    def __init__(self, source: Source, cells: Cells, sheet: _Sheet, columns: Columns) -> None:
        self.source, self.path, self.cells, self.sheet, self.columns = source, source.path, cells, sheet, columns
        self.header = ManifestHeader()
        self.findings: list[Finding] = [self._named(found) for found in columns.findings()]
        if sheet.counted is not None and sheet.counted > sheet.rows:
            self.findings.append(
                finding("SHEET-ROWS", {"found": str(sheet.rows)}, file=source.name, value=sheet.name,
                        expected=str(sheet.counted))
            )  # fmt: skip
        self.findings.extend(
            finding("SHEET-FORMULA", file=source.name, path=f"{sheet.name}!{cell}") for cell in sheet.empty
        )

    def consignments(self) -> Iterator[Received]:
        """Rows that stand together make one consignment; scattered ones come at the end, in order of their first row."""
        style, scattered = look_first(self.columns, self.rows())
        yield from consignments(self.columns, self._full_rows(), style, scattered, self.source.name)

    def style(self) -> values.NumberStyle:
        """The number style that the texts of the sheet show."""
        return look_first(self.columns, self.rows())[0]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Row number and cells of each row below the headings."""
        return ((row, cells) for row, cells in self.cells.rows(self.sheet) if row > self.columns.line)

    def _full_rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows with a cell for each heading: a sheet does not say what is empty at its right."""
        width = len(self.columns.headings)
        for row, cells in self.rows():
            if len(cells) < width:
                cells.extend([""] * (width - len(cells)))
            yield row, cells

    def place(self, findings: Iterable[Finding]) -> list[Finding]:
        """Headings for field keys, sheet and cell, and the row and column as numbers from 1."""
        return [self._named(found) for found in findings]

    def _named(self, found: Finding) -> Finding:
        at = self.columns.position(found.field) if found.field else None
        if at is None and found.field in self.columns.headings:
            at = self.columns.headings.index(found.field)
        if at is None or not found.line:
            path = f"{self.sheet.name}!{found.line}:{found.line}" if found.line else self.sheet.name
            return replace(found, file=self.source.name, path=path)
        cell = f"{self.sheet.name}!{column_letters(at)}{found.line}"
        return replace(found, file=self.source.name, field=self.columns.headings[at], path=cell, column=at + 1)


def column_letters(position: int) -> str:
    """The letters of a column by its position from 0: A, B, … Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def open_workbook(source: Source, limits: Limits) -> PackedManifest:
    """The sheets whose headings are those of a manifest. Raises `UnreadableError` where there is none."""
    cells = Cells(source, limits)
    readings: list[SheetManifest] = []
    ignored: list[Finding] = []
    headless: Finding | None = None
    for sheet in cells.sheets:
        columns = _columns(cells, sheet)
        if columns is None:
            if sheet.rows:
                ignored.append(finding("SHEET-IGNORED", file=source.name, value=sheet.name, path=sheet.name))
        elif columns.position("parcel") is None:
            headless = headless or finding("HEADING-MISSING", file=source.name, field="parcel", line=columns.line,
                                           value=", ".join(columns.headings[:12]), path=sheet.name)  # fmt: skip
        else:
            readings.append(SheetManifest(source, cells, sheet, columns))
    if not readings:
        first = next((row for sheet in cells.sheets for _, row in cells.rows(sheet)), [])
        unknown = finding("FORMAT-UNKNOWN", file=source.name, value=", ".join(first)[:80])
        raise UnreadableError(headless or (unknown if first else finding("FILE-EMPTY", file=source.name)))
    if headless:
        ignored.append(headless)
    return PackedManifest(source.path, cells, readings, ignored)


def _columns(cells: Cells, sheet: _Sheet) -> Columns | None:
    for number, (row, texts) in enumerate(cells.rows(sheet)):
        if number >= _HEADINGS_WITHIN:
            return None
        while texts and not texts[-1].strip():
            texts.pop()
        columns = with_mapping(Columns.of(texts, row), cells.source.mapping)
        if columns.mapped or columns.known >= FEWEST_HEADINGS:
            return columns
    return None
