"""For every finding of intake the smallest bad file and its mended twin; line and column point at the value."""

from __future__ import annotations

import re
import zipfile
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
# About a file or package as a whole, which has no place to point at.
WHOLE = {"FILE-BINARY", "FILE-EMPTY", "FILE-ENCODING", "FORMAT-UNKNOWN", "PACKAGE-BROKEN", "PACKAGE-EMPTY", "PACKAGE-UNSAFE",
         "SHEET-UNREADABLE", "SHEET-IGNORED", "MAPPING-HEADING"}  # fmt: skip
# About a line as a whole: the heading row, a row of the wrong width, the beginning of the file.
LINES = {"HEADING-MISSING", "ROW-WIDTH", "QUOTE-UNCLOSED", "XML-DOCTYPE", "XML-ENCODING", "SCHEMA-NONE", "JSON-SHAPE"}
# What stands at the place, where that is not the value: the content of an element that is not expected, what is missing,
# the total that a sum is compared with, the place where the file breaks off.
THERE = {"SCHEMA-ELEMENT": "1</Price>", "ELEMENT-UNKNOWN": "red</Colour>", "JSON-KEY-TWICE": '1", "value"', "XML-BROKEN": "",
         "JSON-BROKEN": "", "REFERENCE-MISSING": ",mug", "SUM-PIECES": "3</TotalPieceQuantity>", "WHOLE-NOT-SPLIT": "9</",
         "SUM-MASS": "5</IncludedTareGrossWeightMeasure>"}  # fmt: skip
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
    if code in WHOLE:
        return
    if bad.suffix == ".xlsx":
        assert re.fullmatch(r"\w+!([A-Z]+\d+|\d+:\d+)", one.path or "")
        return
    assert one.line
    if code in LINES:
        return
    assert one.column
    text = text_of(bad, one).splitlines()[one.line - 1][one.column - 1 :]
    assert text.startswith(THERE.get(code, one.value or "?"))


def text_of(bad: Path, found: Finding) -> str:
    """The text of the file that a finding names, which may stand in a package."""
    if bad.suffix != ".zip":
        return bad.read_text(encoding="utf-8")
    with zipfile.ZipFile(bad) as package:
        return package.read((found.file or "").partition("/")[2]).decode()


def test_every_finding_of_intake_has_its_mistake() -> None:
    raised = {
        code
        for path in INTAKE.glob("*.py")
        for code in re.findall(r'"([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)"', path.read_text(encoding="utf-8"))
        if code in entries()
    }
    assert raised - ELSEWHERE == set(CODES)
