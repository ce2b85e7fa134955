"""Files that mean harm: a finding or a refusal, within 5 seconds and 300 MB, nothing read from disk or network."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from douane.intake.reading import UnreadableError
from douane.intake.recognise import open_manifest
from tests.conftest import ROOT
from tests.intake import writers

NS = 'xmlns="urn:douane:manifest:1"'
GOOD = "<Consignment><Reference>P1</Reference><Item><Number>1</Number></Item></Consignment>"
MEASURE = """
import sys, time
from pathlib import Path
from douane.intake.reading import UnreadableError
from douane.intake.recognise import open_manifest
started = time.monotonic()
codes = []
try:
    reading = open_manifest(Path(sys.argv[1]))
    for received in reading.consignments():
        codes += [f.code for f in received.findings]
    codes += [f.code for f in reading.findings]
except UnreadableError as error:
    codes.append(error.finding.code)
# The size of the process that started this one counts in ru_maxrss, so the kernel's own figure is read.
own = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
size = own // 1024
print(*sorted(set(codes)))
print(round(time.monotonic() - started, 2), size)
"""


def bomb_gzip(path: Path) -> None:
    with gzip.open(path, "wb") as file:
        for _ in range(300):
            file.write(b"0" * (1 << 20))


def bomb_workbook(path: Path) -> None:
    writers.write_workbook(path, {"S": writers.sheet_xml([["parcel", "value", "currency"]]) + " " * (400 << 20)})


def far_cell(path: Path) -> None:
    xml = writers.sheet_xml([["parcel", "value", "currency"], ["P1", "1", "EUR"]])
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    writers.write_workbook(path, {"S": xml.replace("</sheetData>", far)})


def traversal(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("../../evil.csv", "parcel,value,currency\nP1,1,EUR\n")


def many_files(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as box:
        for number in range(2_000):
            box.writestr(f"{number}.csv", "x")


def nested_boxes(path: Path) -> None:
    inner = b"parcel,value,currency\nP1,1,EUR\n"
    for _ in range(6):
        inner = gzip.compress(inner)
    path.write_bytes(inner)


def text(content: str | bytes) -> Callable[[Path], None]:
    raw = content if isinstance(content, bytes) else content.encode()
    return lambda path: path.write_bytes(raw) and None


HOSTILE: dict[str, tuple[Callable[[Path], None], set[str]]] = {
    "entities": (text('<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Manifest ' + NS + ">&b;</Manifest>"), {"XML-DOCTYPE"}),
    "external": (text(f'<!DOCTYPE a SYSTEM "file:///etc/passwd"><Manifest {NS}/>'), {"XML-DOCTYPE"}),
    "xinclude": (text(f'<Manifest {NS}><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>{GOOD}</Manifest>'), set()),
    "schema location": (text(f'<Manifest {NS} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='
                             f'"urn:douane:manifest:1 http://127.0.0.1:9/x.xsd">{GOOD}</Manifest>'), set()),
    "deep": (text(f"<Manifest {NS}>" + "<a>" * 100_000), {"XML-BROKEN"}),
    "wide": (text(f"<Manifest {NS}>" + "<a/>" * 8_000_000), {"RECORD-LARGE"}),
    "utf-7": (text(b'<?xml version="1.0" encoding="UTF-7"?><Manifest/>'), {"XML-ENCODING"}),
    "mixed encodings": (text(f"<Manifest {NS}>{GOOD}<!-- ".encode() + "é".encode("latin-1") + b" --></Manifest>"), {"XML-BROKEN"}),
    "long line": (text("parcel,value,currency\nP1," + "x" * 30_000_000), {"LINE-LONG"}),
    "long field": (text('parcel,value,currency\nP1,"' + "x\n" * 400_000 + '",EUR\n'), {"QUOTE-UNCLOSED", "ROW-WIDTH"}),
    "nul": (text(b"parcel,value,description\nP1,1,a\x00b\n"), {"FILE-BINARY"}),
    "formula": (text('parcel,value,description\nP1,1,"=HYPERLINK(""http://x"")"\nP2,1,@SUM(1)\n'), {"FORMULA-TEXT"}),
    "direction": (text("parcel,value,description\nP1,1,a\u202egnp.exe\n"), {"TEXT-HIDDEN"}),
    "surrogate": (text('[{"parcel":"P1","description":"a\\ud800b","value":"1"}]'), {"TEXT-HIDDEN"}),
    "deep json": (text('[{"parcel":"P1","items":' + "[" * 100_000), {"JSON-BROKEN"}),
    "wide json": (text('{"parcel":"P1","items":[' + '{"value":1},' * 1_000_000), {"RECORD-LARGE"}),
    "huge number": (text('[{"parcel":"P1","value":' + "9" * 100_000 + "}]"), {"NUMBER-FORMAT"}),
    "not a number": (text('[{"parcel":"P1","value":NaN}]'), {"JSON-BROKEN"}),
    "gzip bomb": (bomb_gzip, {"PACKAGE-UNSAFE"}), "workbook bomb": (bomb_workbook, {"PACKAGE-UNSAFE"}),
    "far cell": (far_cell, {"SHEET-UNREADABLE"}), "traversal": (traversal, {"PACKAGE-UNSAFE"}),
    "many files": (many_files, {"PACKAGE-UNSAFE"}), "boxes in boxes": (nested_boxes, {"PACKAGE-UNSAFE"}),
    "damaged gzip": (text(gzip.compress(b"parcel,value,currency\nP1,1,EUR\n" * 400)[:-20]), {"PACKAGE-BROKEN"}),
}  # fmt: skip


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_files_are_refused_soon_and_small(tmp_path: Path, name: str) -> None:
    make, expected = HOSTILE[name]
    path = tmp_path / "file"
    make(path)
    done = subprocess.run([sys.executable, "-c", MEASURE, path], capture_output=True, text=True, timeout=60,
                          env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"})  # fmt: skip
    assert done.returncode == 0, done.stderr
    codes, figures = done.stdout.splitlines()
    seconds, megabytes = (float(figure) for figure in figures.split())
    assert set(codes.split()) >= expected, codes
    assert megabytes < 300
    assert seconds < 10  # five, on a machine that does nothing else


def test_good_consignments_before_a_fault_are_kept(tmp_path: Path) -> None:
    for content, code in (
        (f"<Manifest {NS}>{GOOD}{GOOD.replace('P1', 'P2')}<Consignment><Refer", "XML-BROKEN"),
        (f"<Manifest {NS}>{GOOD}{GOOD.replace('P1', 'P2')}" + "<a/>" * 2_000_000, "RECORD-LARGE"),
        (json.dumps([{"parcel": "P1", "value": 1}, {"parcel": "P2"}])[:-1] + ', {"parcel":', "JSON-BROKEN"),
    ):
        path = tmp_path / "file"
        path.write_text(content, encoding="utf-8")
        reading = open_manifest(path)
        assert [r.consignment.reference for r in reading.consignments() if r.consignment] == ["P1", "P2"]
        assert [f.code for f in reading.findings] == [code]


def test_a_far_cell_is_refused_as_one_finding(tmp_path: Path) -> None:
    far_cell(tmp_path / "far.xlsx")
    with pytest.raises(UnreadableError) as error:
        open_manifest(tmp_path / "far.xlsx")
    assert error.value.finding.code == "SHEET-UNREADABLE"
