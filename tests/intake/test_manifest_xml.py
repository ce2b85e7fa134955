from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from douane.intake.manifest_xml import schema
from douane.intake.reading import Reading
from douane.intake.recognise import open_manifest
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples" / "import-50.xml"
SMALL = """<?xml version="1.0" encoding="UTF-8"?>
<Manifest xmlns="urn:douane:manifest:1">
  <Header><MessageNumber>M1</MessageNumber></Header>
  <Consignment>
    <Reference>P1</Reference>
    <Importer><Name>Anna</Name><Country>BE</Country></Importer>
    <Item>
      <Number>1</Number>
      <Description>Mug of porcelain</Description>
      <GrossMass>0.2</GrossMass>
      <Value>12.50</Value>
      <Currency>EUR</Currency>
    </Item>
  </Consignment>
  <Consignment>
    <Reference>P2</Reference>
    <Item><Number>1</Number><Description>Cap of cotton</Description></Item>
  </Consignment>
</Manifest>
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "manifest.xml"


def opened(file: Path, text: str) -> Reading:
    file.write_text(text, encoding="utf-8")
    return open_manifest(file)


def test_the_example_follows_the_schema() -> None:
    assert schema().validate(etree.parse(str(EXAMPLE)))


def test_values_are_read(file: Path) -> None:
    reading = opened(file, SMALL)
    first, second = (r.consignment for r in reading.consignments())
    assert first is not None
    assert second is not None
    assert (first.reference, first.importer.name, first.items[0].value) == ("P1", "Anna", Decimal("12.50"))
    assert second.items[0].description == "Cap of cotton"
    assert reading.header.number == "M1"


def test_a_comment_inside_a_value_changes_nothing(file: Path) -> None:
    reading = opened(file, SMALL.replace("12.50", "1<!-- x -->00"))
    assert next(r.consignment.items[0].value for r in reading.consignments() if r.consignment) == Decimal(100)


@pytest.mark.parametrize(
    ("old", "new", "code", "value"),
    [
        ("12.50", "twelve", "NUMBER-FORMAT", "twelve"), ("<Number>1</Number>\n", "<Number>x1</Number>\n", "NUMBER-FORMAT", "x1"),
        ("<Name>Anna</Name>", f"<Name>{'A' * 71}</Name>", "SCHEMA-VALUE", "A" * 71), (">BE<", ">BEL<", "SCHEMA-VALUE", "BEL"),
    ],
)  # fmt: skip
def test_line_and_column_point_at_the_value(file: Path, old: str, new: str, code: str, value: str) -> None:
    text = SMALL.replace(old, new, 1)
    reading = opened(file, text)
    received = list(reading.consignments())
    (found,) = reading.place(f for r in received for f in r.findings)
    assert found.code == code
    assert found.line is not None
    assert found.column is not None
    assert text.splitlines()[found.line - 1][found.column - 1 :].startswith(value)
    assert len(received) == 2


def test_an_element_in_the_wrong_place_is_named(file: Path) -> None:
    reading = opened(file, SMALL.replace("<Value>12.50</Value>", "<Price>12.50</Price>"))
    (found,) = [f for r in reading.consignments() for f in r.findings]
    assert found.code == "SCHEMA-ELEMENT"
    assert "Value" in (found.expected or "")
    assert "{" not in (found.expected or "")


def test_what_stands_before_a_break_is_read(file: Path) -> None:
    reading = opened(file, SMALL[: SMALL.index("<Reference>P2")])
    received = list(reading.consignments())
    assert [r.consignment.reference for r in received if r.consignment] == ["P1"]
    assert [f.code for f in reading.findings] == ["XML-BROKEN"]


def test_every_bad_consignment_is_told_and_every_good_one_kept(file: Path) -> None:
    one = SMALL[SMALL.index("  <Consignment>") : SMALL.index("  <Consignment>", SMALL.index("P1"))]
    many = [one.replace("P1", f"P{i}").replace("12.50", "x" if i % 2 else "1.00") for i in range(400)]
    text = SMALL[: SMALL.index("  <Consignment>")] + "".join(many) + "</Manifest>"
    reading = opened(file, text)
    received = list(reading.consignments())
    assert len(received) == 400
    assert sum(bool(r.findings) for r in received) == 200
    lines = text.splitlines()
    for found in reading.place(f for r in received for f in r.findings):
        assert lines[(found.line or 0) - 1][(found.column or 0) - 1 :].startswith("x<")


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">', '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)  # fmt: skip
def test_document_types_are_refused(file: Path, hostile: str) -> None:
    from douane.intake.reading import UnreadableError

    with pytest.raises(UnreadableError) as error:
        opened(file, SMALL.replace("<Manifest", hostile + "<Manifest"))
    assert error.value.finding.code == "XML-DOCTYPE"
