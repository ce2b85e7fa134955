"""The same file back: safe mends applied, then findings written in. The door checks the file between the two."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from douane.domain.finding import Finding
from douane.intake import mend_csv, mend_json, mend_sheet, mend_xml
from douane.intake.delimited import DelimitedManifest
from douane.intake.json_manifest import JsonManifest
from douane.intake.mend_change import Change
from douane.intake.reading import Source
from douane.intake.recognise import open_manifest
from douane.intake.spreadsheet import SheetManifest
from douane.intake.together import PackedManifest


class NotFixableError(Exception):
    """The file's format has no way back. The message says what to do."""

    exit_code = 2


Words = Callable[[Finding], str]


def mend(path: Path, out: Path) -> list[Change]:
    """Write the file to `out` with safe mends applied. Raises `UnreadableError` and `NotFixableError`."""
    reading = open_manifest(path)
    if isinstance(reading, DelimitedManifest):
        return mend_csv.mend(reading, out)
    if isinstance(reading, JsonManifest):
        return mend_json.mend(reading, out)
    if isinstance(reading, PackedManifest):
        sheets = _sheets(reading)
        found = {sheet.sheet.name: mend_sheet.mend(sheet) for sheet in sheets}
        mend_sheet.write(path, out, {name: cells for name, (_, cells) in found.items()})
        return [change for changes, _ in found.values() for change in changes]
    return mend_xml.mend(Source(path, path.name), reading.format, out)


def annotate(path: Path, out: Path, findings: Iterable[Finding], words: Words) -> Path | None:
    """Write the file to `out` with its findings in it; gives the file beside it that holds them where it has no room."""
    reading = open_manifest(path)
    found = list(findings)
    if isinstance(reading, DelimitedManifest):
        mend_csv.annotate(reading, out, _by_line(found, words))
        return None
    if isinstance(reading, JsonManifest):
        shutil.copyfile(path, out)
        beside = out.with_name(f"{out.name}.findings.json")
        told = [{"line": f.line, "column": f.column, "path": f.path, "code": f.code, "finding": words(f)} for f in found]
        beside.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return beside
    if isinstance(reading, PackedManifest):
        sheets = _sheets(reading)
        cells = {
            sheet.sheet.name: mend_sheet.noted(sheet, _by_line(_of_sheet(found, sheet.sheet.name), words))
            for sheet in sheets
        }
        mend_sheet.write(path, out, cells)
        return None
    mend_xml.annotate(Source(path, path.name), out, found, words)
    return None


def _sheets(reading: PackedManifest) -> list[SheetManifest]:
    sheets = [part for part in reading.readings if isinstance(part, SheetManifest)]
    if len(sheets) != len(reading.readings):
        raise NotFixableError("unpack the package first, and fix the files in it one by one")
    return sheets


def _of_sheet(findings: Iterable[Finding], name: str) -> list[Finding]:
    return [found for found in findings if (found.path or "").startswith(f"{name}!")]


def _by_line(findings: Iterable[Finding], words: Words) -> Callable[[int], str]:
    lines: dict[int, list[str]] = {}
    for found in findings:
        if found.line:
            lines.setdefault(found.line, []).append(words(found))
    return lambda line: " | ".join(lines.get(line, ()))
