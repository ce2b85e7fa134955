"""The same file back, in every format and packed too; formatting stays, and no finding is lost for want of room."""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from douane.domain.finding import Finding
from douane.intake import fixing
from douane.intake.recognise import open_manifest
from douane.reference.catalogue import finding
from tests.intake import writers
from tests.intake.test_all_formats import WRITERS
from tests.intake.test_fixing import BAD

Cli = Callable[..., tuple[int, str, str]]
WIDE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cols><col min="1" max="1" width="31"/></cols>
<sheetData><row r="1" ht="30" customHeight="1"><c r="A1" s="3" t="inlineStr"><is><t>parcel</t></is></c>
<c r="B1" s="3" t="inlineStr"><is><t>value</t></is></c><c r="C1" t="inlineStr"><is><t>recipient_country</t></is></c></row>
<row r="2"><c r="A2" s="1" t="inlineStr"><is><t>P1</t></is></c><c r="B2" s="2"><v>12.5</v></c>
<c r="C2" s="4" t="inlineStr"><is><t>Belgique</t></is></c></row></sheetData>
<conditionalFormatting sqref="B2"><cfRule type="cellIs" priority="1" operator="lessThan"><formula>1</formula></cfRule>
</conditionalFormatting></worksheet>"""


def told(one: Finding) -> str:
    return f"{one.code}: said"


def findings_of(path: Path) -> list[Finding]:
    reading = open_manifest(path)
    found = reading.place([f for received in reading.consignments() for f in received.findings])
    return [*reading.findings, *found]


@pytest.mark.parametrize("box", ["gz", "zip"])
@pytest.mark.parametrize("kind", list(WRITERS))
def test_a_package_comes_back_as_the_same_package(tmp_path: Path, kind: str, box: str) -> None:
    plain = WRITERS[kind](tmp_path / f"plain.{kind}", BAD)
    path = tmp_path / f"orders.{box}"
    if box == "gz":
        path.write_bytes(gzip.compress(plain.read_bytes(), mtime=1_700_000_000))
    else:
        with zipfile.ZipFile(path, "w") as package:
            package.writestr(zipfile.ZipInfo("read me.txt", (2026, 11, 20, 8, 0, 0)), "not a manifest")
            package.writestr(zipfile.ZipInfo(f"in/{plain.name}", (2026, 11, 21, 9, 30, 0)), plain.read_bytes())
    expected = fixing.mend(plain, tmp_path / "mended-plain")
    mended, noted = tmp_path / "mended" / path.name, tmp_path / "noted"
    mended.parent.mkdir()
    assert fixing.mend(path, mended) == expected
    again = findings_of(mended)
    assert {f.code for f in again} <= {"FORMAT-UNKNOWN"}
    fixing.annotate(mended, noted, again, told)
    if box == "gz":
        assert noted.read_bytes()[4:8] == path.read_bytes()[4:8]
        (tmp_path / "inner").write_bytes(gzip.decompress(mended.read_bytes()))
    else:
        with zipfile.ZipFile(noted) as new, zipfile.ZipFile(path) as old:
            assert [(e.filename, e.date_time) for e in new.infolist()] == [
                (e.filename, e.date_time) for e in old.infolist()
            ]
            assert new.read("read me.txt") == b"not a manifest"
        with zipfile.ZipFile(mended) as new:
            (tmp_path / "inner").write_bytes(new.read(f"in/{plain.name}"))
    assert findings_of(tmp_path / "inner") == []


def test_a_workbook_keeps_its_formatting(tmp_path: Path) -> None:
    path = writers.write_workbook(tmp_path / "book.xlsx", {"S": WIDE})
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/styles.xml", "<styleSheet/>")
    mended, noted = tmp_path / "mended.xlsx", tmp_path / "noted.xlsx"
    assert [(c.old, c.new) for c in fixing.mend(path, mended)] == [("Belgique", "BE")]
    about = finding("NUMBER-FORMAT", file="mended.xlsx", line=2, path="S!B2")
    assert fixing.annotate(mended, noted, [about], told) is None
    for made in (mended, noted):
        with zipfile.ZipFile(made) as package:
            xml = package.read("xl/worksheets/sheet1.xml").decode()
            assert package.read("xl/styles.xml") == b"<styleSheet/>"
        for kept in ('width="31"', 'ht="30"', 's="3"', 's="2"', "<v>12.5</v>", "conditionalFormatting"):
            assert kept in xml
        assert '<c r="C2" s="4" t="inlineStr"><is><t xml:space="preserve">BE</t></is></c>' in xml


def test_findings_without_room_stand_in_a_file_beside(tmp_path: Path, run_cli: Cli) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("parcel,value,currency,Zeug\nP1,1.00,EUR\nP2,x,EUR,z\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    run_cli("fix", path, "--out", out)
    beside = json.loads((tmp_path / "out.csv.findings.json").read_text(encoding="utf-8"))
    assert {"HEADING-UNKNOWN", "ROW-WIDTH"} <= {one["code"] for one in beside}
    noted = out.read_text(encoding="utf-8")
    shown = {f["code"] for f in json.loads(run_cli("check", path, "--json")[1])}
    assert all(code in noted or code in {one["code"] for one in beside} for code in shown)


def test_findings_about_a_whole_xml_file_stand_before_its_root_once(tmp_path: Path) -> None:
    path = writers.write_xml(tmp_path / "m.xml", BAD)
    about = [finding("LIST-NOT-LOADED", file="m.xml"), finding("NUMBER-FORMAT", file="m.xml", line=5)]
    once, twice = tmp_path / "once" / "m.xml", tmp_path / "twice" / "m.xml"
    once.parent.mkdir()
    twice.parent.mkdir()
    fixing.annotate(path, once, about, told)
    assert "<!-- douane: LIST-NOT-LOADED: said --><Manifest" in once.read_text(encoding="utf-8")
    fixing.mend(once, twice)
    assert "<!-- douane" not in twice.read_text(encoding="utf-8")
    assert [c for c in fixing.mend(twice, tmp_path / "third") if c.applied] == []


def test_words_that_an_encoding_lacks_do_not_stop_the_fix(tmp_path: Path) -> None:
    text = writers.write_xml(tmp_path / "m.xml", [{"parcel": "P1", "recipient_name": "Zoé", "item_no": "1", "value": "x"}])
    latin = text.read_text(encoding="utf-8").replace("UTF-8", "ISO-8859-1").encode("latin-1")
    text.write_bytes(latin)
    out = tmp_path / "out" / "m.xml"
    out.parent.mkdir()
    fixing.annotate(text, out, findings_of(text), lambda one: f"{one.code} → “{one.value}”")
    assert [f.code for f in findings_of(out)] == ["NUMBER-FORMAT"]
    assert "Zoé" in out.read_bytes().decode("latin-1")


SAMPLES = [
    "iata/SEL22222222_XFZB.xml",
    "iata/xfwbExample.xml",
    "china-ceb/CEB311Message.xml",
    "china-ceb/CEB621Message.xml",
]


@pytest.mark.parametrize("name", SAMPLES)
def test_messages_come_back_with_their_codes_mended(reference: Path, tmp_path: Path, name: str) -> None:
    original = (reference / "samples" / name).read_bytes()
    path, out = tmp_path / "m.xml", tmp_path / "out.xml"
    party = re.compile(rb"(<(?:\w+:)?ConsignorParty>.*?CountryID>)([A-Z]{2})(?=<)", re.DOTALL)
    bad = party.sub(lambda found: found[1] + found[2].lower() + b" ", original).replace(b"<ceb:qty>", b"<ceb:qty> ")
    path.write_bytes(bad)
    assert bad != original
    changes = fixing.mend(path, out)
    (tmp_path / "good.xml").write_bytes(original)
    before = fixing.mend(tmp_path / "good.xml", tmp_path / "mended.xml")
    assert {"sender_country", "quantity"} & ({c.field for c in changes} - {c.field for c in before})
    assert out.read_bytes() == (tmp_path / "mended.xml").read_bytes()
