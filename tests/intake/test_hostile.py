"""Files that mean harm: a finding or a refusal, within 5 seconds and 300 MB, nothing read from disk or network."""

from __future__ import annotations

import gzip
import io
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
import resource, sys
from pathlib import Path
from douane.intake.reading import UnreadableError
from douane.intake.recognise import open_manifest
codes = []
try:
    reading = open_manifest(Path(sys.argv[1]))
    found = reading.place([f for received in reading.consignments() for f in received.findings])
    codes += [f.code for f in (*reading.findings, *found)]
except UnreadableError as error:
    codes.append(error.finding.code)
# The size of the process that started this one counts in ru_maxrss, so the kernel's own figure is read.
own = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
# A workbook is read in a process of its own, which counts too.
size = (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024
print(*sorted(set(codes)))
spent = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(round(spent, 2), size)
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


def wide_rows(path: Path) -> None:
    """Sixty rows that each reach to the last column: a gigabyte of empty cells."""
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(3, 60_000))
    xml = writers.sheet_xml([["parcel", "value", "currency"], ["P1", "1", "EUR"]])
    writers.write_workbook(path, {"S": xml.replace("</sheetData>", f"{rows}</sheetData>")})


def many_strings(path: Path) -> None:
    """A shared string of a megabyte that many cells name."""
    writers.write_workbook(path, {"S": writers.sheet_xml([["parcel", "value", "currency"], ["P1", "1", "EUR"]])})
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5_000))
    sheet = f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
    book = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "xl/_rels/workbook.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
                link = f'<Relationship Id="rId9" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
                content = content.replace(b"</Relationships>", link.encode())
            new.writestr(entry.filename, sheet if entry.filename.endswith("sheet1.xml") else content)
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}"><si><t>{"x" * (1 << 20)}</t></si></sst>')


def entity_sheet(path: Path) -> None:
    xml = writers.sheet_xml([["parcel", "value", "currency"], ["P1", "1", "EUR"]])
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet'
    writers.write_workbook(path, {"S": xml.replace("<worksheet", bomb).replace("P1", "&b;")})


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
    "quadratic": (text('<!DOCTYPE a [<!ENTITY a "' + "a" * 50_000 + f'">]><Manifest {NS}>' + "&a;" * 50_000 + "</Manifest>"),
                  {"XML-DOCTYPE"}),
    "attributes": (text(f"<Manifest {NS}><Consignment " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/></Manifest>"),
                   set()),
    "long text": (text(f"<Manifest {NS}><Consignment><Reference>" + "x" * 30_000_000), {"RECORD-LARGE"}),
    "many columns": (text("parcel,currency,ioss,hs_code" + ",value" * 150_000 + "\nP1,EUR,," + ",1" * 150_000 + "\n"), {"HEADING-TWICE"}),
    "many names": (text("parcel,value,currency" + "".join(f",c{n}" for n in range(120_000)) + "\nP1,x,EUR\n"), {"ROW-WIDTH"}),
    "wide": (text(f"<Manifest {NS}>" + "<a/>" * 8_000_000), {"RECORD-LARGE"}),
    "utf-7": (text(b'<?xml version="1.0" encoding="UTF-7"?><Manifest/>'), {"XML-ENCODING"}),
    "mixed encodings": (text(f"<Manifest {NS}>{GOOD}<!-- ".encode() + "é".encode("latin-1") + b" --></Manifest>"), {"XML-BROKEN"}),
    "long line": (text("parcel,value,currency\nP1," + "x" * 30_000_000), {"LINE-LONG"}),
    "long field": (text('parcel,value,currency\nP1,"' + "x\n" * 200_000 + '",EUR\n'), {"QUOTE-UNCLOSED", "ROW-WIDTH"}),
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
    "wide rows": (wide_rows, {"SHEET-UNREADABLE"}), "many strings": (many_strings, {"SHEET-UNREADABLE"}),
    "entities in a sheet": (entity_sheet, set()),
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
    # Seconds of the processor, because others may work on the same machine.
    assert seconds < 5


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
