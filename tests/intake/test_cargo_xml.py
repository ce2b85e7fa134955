"""Cargo-XML: house manifests and flight manifests, versions 2 to 5, sums against the master waybill."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from douane.domain.finding import Finding
from douane.intake.recognise import open_manifest

SAMPLES = Path(__file__).parent / "samples"


def findings_of(path: Path) -> list[Finding]:
    reading = open_manifest(path)
    found = reading.place([f for received in reading.consignments() for f in received.findings])
    return [*reading.findings, *found]


def changed(tmp_path: Path, name: str, *pairs: tuple[str, str]) -> Path:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def value_at(path: Path, found: Finding) -> str:
    assert found.line
    assert found.column
    return path.read_text(encoding="utf-8").splitlines()[found.line - 1][found.column - 1 :].partition("<")[0]


def test_a_house_manifest_gives_a_consignment_for_each_house() -> None:
    reading = open_manifest(SAMPLES / "xfhl.xml")
    found = [received.consignment for received in reading.consignments()]
    assert [
        (c.reference, c.hawb, c.mawb, c.items[0].description, c.gross_mass, c.items[0].packages) for c in found if c
    ] == [
        ("HAWB0001", "HAWB0001", "999-85896694", "MUGS OF PORCELAIN", Decimal("2.5"), 1),
        ("HAWB0002", "HAWB0002", "999-85896694", "CAPS OF COTTON", Decimal(6), 2),
        ("HAWB0003", "HAWB0003", "999-85896694", "TOY CARS OF PLASTIC", Decimal(4), 1),
    ]  # fmt: skip
    assert found[0] is not None
    assert found[0].ioss == "IM0561234567"
    assert reading.findings == []
    assert reading.header.number == "999-85896694_XFHL"


def test_a_flight_manifest_gives_a_consignment_for_each_waybill_and_joins_its_parts() -> None:
    reading = open_manifest(SAMPLES / "xffm.xml")
    received = list(reading.consignments())
    first, second = (one.consignment for one in received)
    assert first is not None
    assert second is not None
    assert (first.mawb, first.flight, first.uld, str(first.arrival)) == (
        "999-85896694", "EX8402", "PMC10000EX", "2026-11-21")  # fmt: skip
    assert [(item.number, item.gross_mass, item.packages) for item in first.items] == [
        (1, Decimal(800), 60), (2, Decimal("200.5"), 15)]  # fmt: skip
    assert (second.mawb, second.items[0].description) == ("999-53454413", "SPARE PARTS FOR BICYCLES")
    assert [one.lines for one in received] == [(33, 52), (42,)]
    assert reading.findings == []


@pytest.mark.parametrize("version", ["2.00", "3.00", "4.00", "5.00"])
@pytest.mark.parametrize("name", ["xfhl.xml", "xffm.xml"])
def test_versions_two_to_five_are_read(tmp_path: Path, name: str, version: str) -> None:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    now = text.partition("<ram:VersionID>")[2].partition("<")[0]
    kind = text.partition('xmlns:rsm="')[2].partition('"')[0]
    path = changed(tmp_path, name, (f"<ram:VersionID>{now}", f"<ram:VersionID>{version}"),
                   (f'"{kind}"', f'"{kind[:-1]}{version[0]}"'))  # fmt: skip
    expected = [received.consignment and received.consignment.reference for received in
                open_manifest(SAMPLES / name).consignments()]  # fmt: skip
    reading = open_manifest(path)
    assert [received.consignment and received.consignment.reference for received in reading.consignments()] == expected
    assert reading.findings == []


def test_a_data_model_without_profile_is_read_and_told_once(tmp_path: Path) -> None:
    path = changed(tmp_path, "xfhl.xml", ("iata:datamodel:3", "iata:datamodel:5"))
    reading = open_manifest(path)
    assert len([received for received in reading.consignments() if received.consignment]) == 3
    assert [(f.code, f.value) for f in reading.findings] == [("SCHEMA-NONE", "iata:datamodel:5")]


@pytest.mark.parametrize(
    ("old", "new", "code", "value", "expected"),
    [(">4</ram:TotalPieceQuantity>", ">5</ram:TotalPieceQuantity>", "SUM-PIECES", "4", "5"),
     (">12.5</ram:Included", ">13.5</ram:Included", "SUM-MASS", "12.5", "13.5")],
)  # fmt: skip
def test_houses_that_do_not_add_up_to_the_master_are_told_where_its_total_stands(
    tmp_path: Path, old: str, new: str, code: str, value: str, expected: str
) -> None:
    path = changed(tmp_path, "xfhl.xml", (old, new))
    (found,) = findings_of(path)
    assert (found.code, found.value, found.expected) == (code, value, expected)
    assert value_at(path, found) == expected


def test_goods_lines_that_do_not_add_up_to_their_waybill_are_told(reference: Path, tmp_path: Path) -> None:
    path = tmp_path / "m.xml"
    text = (reference / "samples" / "iata" / "xfwbExample.xml").read_text(encoding="utf-8")
    start = text.index("TotalPieceQuantity>") + len("TotalPieceQuantity>")
    stop = text.index("<", start)
    path.write_text(f"{text[:start]}{int(text[start:stop]) + 1}{text[stop:]}", encoding="utf-8")
    assert [f.code for f in findings_of(path)] == ["SUM-PIECES"]


def test_a_house_manifest_that_breaks_off_gives_every_complete_house(tmp_path: Path) -> None:
    text = (SAMPLES / "xfhl.xml").read_text(encoding="utf-8")
    path = tmp_path / "m.xml"
    path.write_text(text[: text.index("HAWB0003")], encoding="utf-8")
    reading = open_manifest(path)
    assert [r.consignment.reference for r in reading.consignments() if r.consignment] == ["HAWB0001", "HAWB0002"]
    assert "XML-BROKEN" in [f.code for f in reading.findings]


def test_a_wrong_value_in_a_house_is_told_at_its_place(tmp_path: Path) -> None:
    path = changed(tmp_path, "xfhl.xml", (">6</ram:GrossWeightMeasure>", ">six</ram:GrossWeightMeasure>"))
    (found,) = [f for f in findings_of(path) if f.consignment]
    assert (found.code, found.consignment, found.value) == ("NUMBER-FORMAT", "HAWB0002", "six")
    assert value_at(path, found) == "six"
