"""For every finding of intake the smallest bad file and its mended twin; line and column point at the value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from douane.domain.finding import Finding
from douane.intake.mapping import load
from douane.intake.reading import UnreadableError
from douane.intake.recognise import open_manifest
from douane.reference.catalogue import entries

HERE = Path(__file__).parent
INTAKE = HERE.parents[1] / "src" / "douane" / "intake"
# Tested elsewhere, because their smallest file is large, not a file, or needs a folder of the user.
ELSEWHERE = {"FILE-UNREADABLE", "LINE-LONG", "RECORD-LARGE", "MAPPING-USED", "SCHEMA-OFFICIAL", "SHEET-ROWS"}
# What these findings name is an element or a key, and the place is that of its value.
NAMES = {"SCHEMA-ELEMENT", "ELEMENT-UNKNOWN", "JSON-KEY-TWICE", "XML-BROKEN"}
CODES = sorted(path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("_"))


def findings_of(path: Path) -> list[Finding]:
    mapping = path.with_name("mapping.toml")
    try:
        reading = open_manifest(path, mapping=load(mapping) if mapping.exists() else None)
        found = reading.place([f for received in reading.consignments() for f in received.findings])
    except UnreadableError as error:
        return [error.finding]
    return [*reading.findings, *found]


@pytest.mark.parametrize("code", CODES)
def test_the_mistake_is_told_and_its_twin_is_not(code: str) -> None:
    (bad,) = (HERE / code).glob("bad.*")
    (mended,) = (HERE / code).glob("mended.*")
    found = [f for f in findings_of(bad) if f.code == code]
    assert found
    assert code not in [f.code for f in findings_of(mended)]
    one = found[0]
    if one.line and one.column and one.value and bad.suffix in (".csv", ".xml", ".json") and code not in NAMES:
        text = bad.read_text(encoding="utf-8").splitlines()[one.line - 1]
        if one.value in text:
            assert text[one.column - 1 :].lstrip('"').startswith(one.value)


def test_every_finding_of_intake_has_its_mistake() -> None:
    raised = {
        code
        for path in INTAKE.glob("*.py")
        for code in re.findall(r'"([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)"', path.read_text(encoding="utf-8"))
        if code in entries()
    }
    assert raised - ELSEWHERE == set(CODES)
