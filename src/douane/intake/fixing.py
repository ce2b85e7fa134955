"""The same file back: safe mends applied, then findings written in. The door checks the file between the two.

A packed file is unpacked, the files in it are mended one by one, and the same package is made of them again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from douane.domain.finding import Finding
from douane.intake import mend_csv, mend_json, mend_packed, mend_sheet, mend_xml
from douane.intake.delimited import DelimitedManifest
from douane.intake.json_manifest import JsonManifest
from douane.intake.mapping import SavedMapping
from douane.intake.mend_change import Change, Notes, Words
from douane.intake.reading import Limits, Source, UnreadableError
from douane.intake.recognise import open_source
from douane.intake.spreadsheet import SheetManifest
from douane.intake.together import PackedManifest

Work = Callable[[Source, Path], None]


def mend(path: Path, out: Path, mapping: SavedMapping | None = None) -> list[Change]:
    """Write the file to `out` with safe mends applied. Raises `UnreadableError`."""
    source = Source(path, path.name, mapping)
    changes: list[Change] = []
    _through(source, out, lambda inner, target: changes.extend(_mended(inner, target)))
    return changes


def annotate(
    path: Path, out: Path, findings: Iterable[Finding], words: Words, mapping: SavedMapping | None = None
) -> Path | None:  # fmt: skip
    """Write the file to `out` with its findings in it.

    Gives the file beside it (`OUT.findings.json`) with those that found no room: all of a JSON file, of a table those about
    headings, broken rows and the file as a whole. `None` where all had room.
    """
    source = Source(path, path.name, mapping)
    by_file: dict[str | None, list[Finding]] = {}
    for found in findings:
        by_file.setdefault(found.file, []).append(found)
    left: list[Finding] = []
    _through(source, out, lambda inner, target: left.extend(_noted(inner, target, by_file.pop(inner.name, []), words)))
    left.extend(found for others in by_file.values() for found in others)
    return _beside(out, left, words) if left else None


def _through(source: Source, out: Path, work: Work) -> None:
    """Do the work on a file, or on every file of a package that can be read; the others go back as they came."""
    package = mend_packed.opened(source)
    if package is None:
        work(source, out)
        return
    open_source(source, Limits())
    made: dict[str, Path] = {}
    for number, inner in enumerate(package.sources):
        target = inner.path.with_name(f"mended-{number}")
        try:
            _through(inner, target, work)
        except UnreadableError:
            continue
        made[inner.name] = target
    mend_packed.repack(source, made, out)


def _mended(source: Source, out: Path) -> list[Change]:
    reading = open_source(source, Limits())
    if isinstance(reading, DelimitedManifest):
        return mend_csv.mend(reading, out)
    if isinstance(reading, JsonManifest):
        return mend_json.mend(reading, out)
    if isinstance(reading, PackedManifest):
        found = {sheet.sheet.name: mend_sheet.mend(sheet) for sheet in _sheets(reading)}
        mend_sheet.write(source.path, out, {name: cells for name, (_, cells) in found.items()})
        return [change for changes, _ in found.values() for change in changes]
    return mend_xml.mend(source, reading.format, out)


def _noted(source: Source, out: Path, findings: list[Finding], words: Words) -> list[Finding]:
    """Write the findings into one file that is no package; gives those that found no room."""
    reading = open_source(source, Limits())
    if isinstance(reading, DelimitedManifest):
        notes = Notes(findings, words)
        mend_csv.annotate(reading, out, notes)
        return notes.left
    if isinstance(reading, JsonManifest):
        shutil.copyfile(source.path, out)
        return findings
    if isinstance(reading, PackedManifest):
        return _noted_in_sheets(reading, source, out, findings, words)
    mend_xml.annotate(source, out, findings, words)
    return []


def _noted_in_sheets(
    reading: PackedManifest, source: Source, out: Path, findings: list[Finding], words: Words
) -> list[Finding]:  # fmt: skip
    left = list(findings)
    cells: dict[str, mend_sheet.Cells] = {}
    for sheet in _sheets(reading):
        theirs = [found for found in left if (found.path or "").startswith(f"{sheet.sheet.name}!")]
        notes = Notes(theirs, words)
        cells[sheet.sheet.name] = mend_sheet.noted(sheet, notes)
        left = [found for found in left if found not in theirs] + notes.left
    mend_sheet.write(source.path, out, cells)
    return left


def _sheets(reading: PackedManifest) -> list[SheetManifest]:
    return [part for part in reading.readings if isinstance(part, SheetManifest)]


def _beside(out: Path, findings: Iterable[Finding], words: Words) -> Path:
    told = [{"file": f.file, "line": f.line, "column": f.column, "path": f.path, "field": f.field, "code": f.code,
             "finding": words(f)} for f in findings]  # fmt: skip
    beside = out.with_name(f"{out.name}.findings.json")
    beside.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return beside
