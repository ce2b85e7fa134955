"""Schemas: listed, added, checked and described; an official package is used beside the profile, for each consignment."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from douane.domain.finding import Finding
from douane.intake.recognise import open_manifest
from tests.intake.test_cargo_xml import SAMPLES

Cli = Callable[..., tuple[int, str, str]]
OFFICIAL = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="iata:datamodel:3"
 targetNamespace="iata:datamodel:3" elementFormDefault="qualified">
<xs:complexType name="Consignment"><xs:sequence>
 <xs:element name="SequenceNumeric"/><xs:element name="GrossWeightMeasure"/><xs:element name="PackageQuantity"/>
 <xs:element name="TotalPieceQuantity"/>
 <xs:element name="SummaryDescription"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="15"/>
 </xs:restriction></xs:simpleType></xs:element>
 <xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/>
</xs:sequence></xs:complexType>
<xs:complexType name="Master"><xs:sequence>
 <xs:element name="IncludedTareGrossWeightMeasure"/><xs:element name="ConsignmentItemQuantity"/>
 <xs:element name="PackageQuantity"/><xs:element name="TotalPieceQuantity"/><xs:element name="TransportContractDocument"/>
 <xs:element name="OriginLocation"/><xs:element name="FinalDestinationLocation"/>
 <xs:element name="IncludedHouseConsignment" type="Consignment" maxOccurs="unbounded"/>
</xs:sequence></xs:complexType></xs:schema>"""
ROOT = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:ram="iata:datamodel:3" xmlns="iata:housemanifest:1"
 targetNamespace="iata:housemanifest:1" elementFormDefault="qualified">
<xs:import namespace="iata:datamodel:3" schemaLocation="ReusableAggregate.xsd"/>
<xs:element name="HouseManifest"><xs:complexType><xs:sequence>
 <xs:element name="MessageHeaderDocument"/><xs:element name="BusinessHeaderDocument"/>
 <xs:element name="MasterConsignment" type="ram:Master"/>{trailer}
</xs:sequence></xs:complexType></xs:element></xs:schema>"""


def read(path: Path) -> list[Finding]:
    reading = open_manifest(path)
    found = reading.place([f for received in reading.consignments() for f in received.findings])
    return [f for f in (*reading.findings, *found) if f.code == "SCHEMA-OFFICIAL"]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "ReusableAggregate.xsd").write_text(OFFICIAL, encoding="utf-8")
    (folder / "HouseManifest.xsd").write_text(ROOT.format(trailer=""), encoding="utf-8")
    return folder


def test_an_added_schema_refuses_values_of_a_consignment_at_their_place(package: Path, run_cli: Cli) -> None:
    assert read(SAMPLES / "xfhl.xml") == []
    assert run_cli("schema", "add", package, "--format", "cargo-xml")[0] == 0
    found = read(SAMPLES / "xfhl.xml")
    lines = (SAMPLES / "xfhl.xml").read_text(encoding="utf-8").splitlines()
    assert [(f.consignment, f.value, f.expected) for f in found] == [
        ("HAWB0001", "MUGS OF PORCELAIN", "at most 15 characters"),
        ("HAWB0003", "TOY CARS OF PLASTIC", "at most 15 characters"),
    ]  # fmt: skip
    for one in found:
        assert one.line
        assert one.column
        assert lines[one.line - 1][one.column - 1 :].startswith(one.value or "?")


def test_what_is_missing_around_the_consignments_is_told_once(package: Path, run_cli: Cli) -> None:
    (package / "HouseManifest.xsd").write_text(ROOT.format(trailer='<xs:element name="Trailer"/>'), encoding="utf-8")
    run_cli("schema", "add", package, "--format", "cargo-xml")
    about = [f for f in read(SAMPLES / "xfhl.xml") if f.consignment is None]
    assert [(f.file, f.value, f.expected) for f in about] == [("xfhl.xml", "HouseManifest", "Trailer")]


def test_a_file_that_breaks_off_is_not_told_to_lack_what_follows(package: Path, tmp_path: Path, run_cli: Cli) -> None:
    (package / "HouseManifest.xsd").write_text(ROOT.format(trailer='<xs:element name="Trailer"/>'), encoding="utf-8")
    run_cli("schema", "add", package, "--format", "cargo-xml")
    text = (SAMPLES / "xfhl.xml").read_text(encoding="utf-8")
    (tmp_path / "cut.xml").write_text(text[: text.index("HAWB0003")], encoding="utf-8")
    assert [f.consignment for f in read(tmp_path / "cut.xml")] == ["HAWB0001"]


def test_large_files_are_checked_too_in_linear_time(package: Path, tmp_path: Path, run_cli: Cli) -> None:
    run_cli("schema", "add", package, "--format", "cargo-xml")
    text = (SAMPLES / "xfhl.xml").read_text(encoding="utf-8")
    at = text.index("    <ram:IncludedHouseConsignment>")
    stop = text.index("    <ram:IncludedHouseConsignment>", at + 1)
    one = text[at:stop]
    seconds = []
    for many in (500, 4_000):
        path = tmp_path / f"{many}.xml"
        path.write_text(text[:at] + one * many + text[stop:], encoding="utf-8")
        started = time.process_time()
        assert len(read(path)) == many + 1
        seconds.append(time.process_time() - started)
    # Eight times the file: twice eight times the time is allowed, sixty-four would be quadratic.
    assert seconds[1] < 16 * seconds[0]


def test_schemas_of_the_sample_are_listed_added_and_used(tmp_path: Path, reference: Path, run_cli: Cli) -> None:
    assert "cargo-xml" in run_cli("schema", "list")[1]
    assert "IncludedHouseConsignment" in run_cli("schema", "doc", "cargo-xml")[1]
    assert run_cli("schema", "add", reference / "schemas" / "china-ceb", "--format", "china-ceb")[0] == 0
    assert "official" in run_cli("schema", "list")[1]
    sample = reference / "samples" / "china-ceb" / "CEB311Message.xml"
    before = read(sample)
    bad = tmp_path / "bad.xml"
    bad.write_bytes(sample.read_bytes().replace(b"<ceb:currency>142<", b"<ceb:currency>14<", 1))
    new = [f for f in read(bad) if f not in before and f.value == "14"]
    assert new
    assert new[0].line
    assert new[0].column
    assert bad.read_text(encoding="utf-8").splitlines()[new[0].line - 1][new[0].column - 1 :].startswith("14<")
    assert new[0].consignment


def test_a_schema_that_cannot_be_used_is_refused_with_the_way_out(tmp_path: Path, run_cli: Cli) -> None:
    bad = tmp_path / "bad.xsd"
    bad.write_text("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element/></xs:schema>", encoding="utf-8")
    code, _, err = run_cli("schema", "add", bad, "--format", "cargo-xml")
    assert code == 2
    assert "cannot be used" in err
    assert "official" not in run_cli("schema", "list")[1]
    (bad.parent / "good.xsd").write_text("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>", encoding="utf-8")
    code, _, err = run_cli("schema", "add", tmp_path, "--format", "cargo-xml")
    assert code == 0
    assert "bad.xsd: kept, but no schema by itself" in err
    code, _, err = run_cli("schema", "add", bad, "--format", "elsewhere")
    assert code == 2
    assert "cargo-xml" in err


def test_schema_check_says_what_a_schema_refuses_in_a_file(package: Path, run_cli: Cli) -> None:
    assert run_cli("schema", "check", package / "HouseManifest.xsd")[0] == 0
    code, _, err = run_cli("schema", "check", package / "HouseManifest.xsd", SAMPLES / "xfhl.xml")
    assert code == 1
    lines = (SAMPLES / "xfhl.xml").read_text(encoding="utf-8").splitlines()
    for text in ("MUGS OF PORCELAIN", "TOY CARS OF PLASTIC"):
        at = next(number for number, line in enumerate(lines, start=1) if text in line)
        assert f"xfhl.xml:{at}  “{text}”" in err
