from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from douane.domain.consignment import SaleType
from douane.intake.assemble import Received
from douane.intake.reading import Reading, UnreadableError
from douane.intake.recognise import open_manifest

HEAD = "parcel,recipient_name,item_no,description,value,gross_kg"


def read(path: Path, content: str | bytes) -> tuple[Reading, list[Received]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    reading = open_manifest(path)
    return reading, list(reading.consignments())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "manifest.csv"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_delimiters_and_encodings(file: Path, delimiter: str, encoding: str) -> None:
    text = delimiter.join(HEAD.split(",")) + "\n" + delimiter.join(["P1", "王芳", "1", "纯棉T恤", "12.50", "0.2"]) + "\n"
    _, (received,) = read(file, text.encode(encoding))
    assert received.consignment is not None
    assert received.consignment.importer.name == "王芳"
    assert received.consignment.items[0].description == "纯棉T恤"
    assert received.consignment.items[0].value == Decimal("12.50")
    assert received.findings == ()


def test_rows_of_one_parcel_are_one_consignment_wherever_they_stand(file: Path) -> None:
    rows = ["P1,Anna,1,cap,1,1", "P2,Ben,1,cup,1,1", "P1,Anna,2,mug,1,1", "P3,Cas,1,pen,1,1"]
    _, received = read(file, "\n".join([HEAD, *rows]))
    found = {r.consignment.reference: (len(r.consignment.items), r.lines, r.findings) for r in received if r.consignment}
    assert found == {"P1": (2, (2, 4), ()), "P2": (1, (3,), ()), "P3": (1, (5,), ())}


def test_a_parcel_number_used_twice_is_told_at_its_row(file: Path) -> None:
    _, received = read(file, "\n".join([HEAD, "P1,Anna,1,cap,1,1", "P2,Ben,1,cup,1,1", "P1,Cas,1,mug,1,1"]))
    (finding,) = [f for r in received for f in r.findings]
    assert (finding.code, finding.line, finding.consignment) == ("PARCEL-REPEATED", 4, "P1")
    assert len(received) == 2


def test_what_a_parcel_has_once_comes_from_its_first_row(file: Path) -> None:
    _, (received,) = read(file, "parcel,ioss,sender_name,item_no\nP1,IM12,A,1\nP1,IM0561234567,A,2\n")
    assert received.consignment is not None
    assert received.consignment.ioss == "IM12"
    assert [(f.code, f.line, f.item) for f in received.findings] == [("ROWS-DISAGREE", 3, 2)]


@pytest.mark.parametrize(
    ("value", "expected", "code"),
    [
        ("12.50", "12.50", None), ('"1,234.56"', "1234.56", None), ("12 EUR", None, "NUMBER-FORMAT"),
        ("1.2E+12", None, "VALUE-MANGLED"), ("１２", None, "NUMBER-FORMAT"), ("NaN", None, "NUMBER-FORMAT"),
        ('"1,234"', None, "NUMBER-AMBIGUOUS"), ('"12,5"', "12.5", None),
    ],
)  # fmt: skip
def test_numbers_are_read_or_said_to_be_none(file: Path, value: str, expected: str | None, code: str | None) -> None:
    _, (received,) = read(file, f"{HEAD}\nP1,Anna,1,cap,{value},1\n")
    assert received.consignment is not None
    assert received.consignment.items[0].value == (Decimal(expected) if expected else None)
    assert [f.code for f in received.findings] == ([code] if code else [])


def test_a_belgian_excel_file(file: Path) -> None:
    text = "\ufeffparcel;arrival_date;value;gross_kg;sale_type\nP1;22/11/2026;7,52;0,093;b2c\nP2;5/6/2026;1.234,56;1;B2C\n"
    _, (first, second) = read(file, text)
    assert first.consignment is not None
    assert second.consignment is not None
    assert first.consignment.arrival == date(2026, 11, 22)
    assert first.consignment.sale_type is SaleType.B2C
    assert (first.consignment.items[0].value, first.consignment.items[0].gross_mass) == (Decimal("7.52"), Decimal("0.093"))
    assert second.consignment.items[0].value == Decimal("1234.56")
    assert [f.code for f in second.findings] == ["DATE-AMBIGUOUS"]


@pytest.mark.parametrize(
    ("row", "code"), [("P2,Ben,1", "ROW-WIDTH"), ("P2,Ben,1,a,b,c,d", "ROW-WIDTH"), (",Ben,1,cup,1,1", "REFERENCE-MISSING")]
)
def test_a_bad_row_is_rejected_and_the_others_go_on(file: Path, row: str, code: str) -> None:
    _, received = read(file, "\n".join([HEAD, "P1,Anna,1,cap,1,1", row, "P3,Cas,1,pen,1,1"]))
    bad = [r for r in received if r.consignment is None]
    assert [f.code for r in bad for f in r.findings] == [code]
    assert bad[0].lines == (3,)
    assert {r.consignment.reference for r in received if r.consignment} == {"P1", "P3"}


def test_a_quotation_mark_that_never_closes_takes_one_row_only(file: Path) -> None:
    rows = ['P1,Anna,1,"cap,1,1', *(f"Q{i},Ben,1,cup,1,1" for i in range(200))]
    _, received = read(file, "\n".join([HEAD, *rows]))
    assert [f.code for r in received for f in r.findings] == ["QUOTE-UNCLOSED"]
    assert sum(r.consignment is not None for r in received) == 200


def test_columns_that_are_not_known_are_kept_with_the_goods(file: Path) -> None:
    reading, (received,) = read(file, f"{HEAD},Farbe\nP1,Anna,1,cap,1,1,rot\n")
    assert received.consignment is not None
    assert received.consignment.items[0].attributes == (("Farbe", "rot"),)
    assert [f.code for f in reading.findings] == ["HEADING-UNKNOWN"]


def test_two_columns_for_one_field_are_not_guessed(file: Path) -> None:
    reading, (received,) = read(file, f"{HEAD},item_value\nP1,Anna,1,cap,1,1,2\n")
    assert received.consignment is not None
    assert received.consignment.items[0].value is None
    assert [f.code for f in reading.findings] == ["HEADING-TWICE", "HEADING-TWICE"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE-EMPTY"), (b"  \r\n", "FILE-EMPTY"), (b"\x00\x01\x02" * 50, "FILE-BINARY"), (b"a\x81\xff\xfe" * 9, "FILE-ENCODING"),
        (b"just some words\nand more\n", "FORMAT-UNKNOWN"), (b"%PDF-1.7 something", "FORMAT-UNKNOWN"),
        (b"description,value,gross_kg\nmug,1,1\n", "HEADING-MISSING"), (b"<a/>", "FORMAT-UNKNOWN"), (b"<<a>", "XML-BROKEN"),
        (b'<!DOCTYPE x [<!ENTITY e "v">]><x>&e;</x>', "XML-DOCTYPE"), (b"{}", "FORMAT-UNKNOWN"),
    ],
)  # fmt: skip
def test_what_is_no_manifest_gives_one_finding(file: Path, content: bytes, code: str) -> None:
    file.write_bytes(content)
    with pytest.raises(UnreadableError) as error:
        list(open_manifest(file).consignments())
    assert error.value.finding.code == code


def test_line_and_column_point_at_the_value(file: Path) -> None:
    text = f'{HEAD}\nP1,"Anna, van",1,"a cap\nwith a badge",abc,0\nP2,Ben,1,cup,"1x",1\n'
    reading, received = read(file, text)
    placed = reading.place(f for r in received for f in r.findings)
    lines = text.splitlines()
    assert [(f.code, f.line) for f in placed] == [("NUMBER-FORMAT", 3), ("NUMBER-FORMAT", 4)]
    for found, value in zip(placed, ("abc", "1x"), strict=True):
        assert found.line is not None
        assert found.column is not None
        assert lines[found.line - 1][found.column - 1 :].startswith(value)
        assert found.field == "value"


@given(st.binary(max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_bytes_end_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(HEAD.encode() + b"\n" + content)
    try:
        reading = open_manifest(path)
        findings = [f for r in reading.consignments() for f in r.findings]
        reading.place(findings)
    except UnreadableError as error:
        assert error.finding.code  # noqa: PT017  either way is fine, a traceback is not


def test_the_reference_manifests_are_read_whole(reference: Path) -> None:
    for path in sorted((reference / "samples" / "manifests").glob("*.csv")):
        received = list(open_manifest(path).consignments())
        rows = path.read_text(encoding="utf-8-sig").count("\n") - 1
        assert sum(len(r.lines) for r in received) == rows
        references = [r.consignment.reference for r in received if r.consignment]
        assert len(set(references)) == len(references) == int(path.stem.rsplit("-", 1)[1])
        truth = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))
        repeated = {entry["row"] for entry in truth if entry["mistake"] == "parcel repeated"}
        assert {f.line for r in received for f in r.findings if f.code == "PARCEL-REPEATED"} == repeated


def test_values_are_pointed_at_behind_quotation_marks_that_never_close(file: Path) -> None:
    rows = [f'P{n},"Anna,1,cap,{"x" if n % 7 else 1},1' if n == 3 else f"P{n},Anna,1,cap,x,1" for n in range(1, 161)]
    text = "\n".join([HEAD, *rows])
    reading, received = read(file, text)
    placed = reading.place([f for one in received for f in one.findings])
    lines = text.splitlines()
    wrong = [f for f in placed if f.code == "NUMBER-FORMAT"]
    assert len(wrong) == 159
    assert all(f.line and f.column and lines[f.line - 1][f.column - 1 :].startswith("x,") for f in wrong)
    assert [f.line for f in placed if f.code == "QUOTE-UNCLOSED"] == [4]
