"""The same file back: what is certain mended, all else to the byte as it was, findings beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from douane.intake import fixing
from douane.intake.recognise import open_manifest
from tests.intake import writers
from tests.intake.test_all_formats import ROWS, WRITERS

BAD = [
    {**ROWS[0], "recipient_country": "Belgique", "value": "12,50", "arrival_date": "2026/11/23", "hs_code": "6911.10",
     "gross_kg": "0.2 kg"},
    {**ROWS[1], "unit": "pcs"},
    {**ROWS[2], "recipient_country": "nl", "gtin": "6291041500231"},
]  # fmt: skip
EXPECTED = {
    ("recipient_country", "Belgique", "BE"), ("value", "12,50", "12.50"), ("arrival_date", "2026/11/23", "2026-11-23"),
    ("hs_code", "6911.10", "691110"), ("gross_kg", "0.2 kg", "0.2"), ("unit", "pcs", "PCE"), ("recipient_country", "nl", "NL"),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(WRITERS))
def test_what_is_certain_is_mended_and_listed(tmp_path: Path, kind: str) -> None:
    path = WRITERS[kind](tmp_path / "bad", BAD)
    out = tmp_path / "mended"
    changes = fixing.mend(path, out)
    # A table that shows both marks reads 12,50 without doubt, so there is nothing to mend.
    read_anyway = {("value", "12,50", "12.50")} if kind in ("csv", "xlsx") else set()
    assert {(c.field, c.old, c.new) for c in changes if c.applied} == EXPECTED - read_anyway
    assert ("gtin", "6291041500231", "6291041500213") in {(c.field, c.old, c.new) for c in changes if not c.applied}
    received = list(open_manifest(out).consignments())
    assert not [f for one in received for f in one.findings]
    assert fixing.mend(out, tmp_path / "again") == [c for c in changes if not c.applied]


@pytest.mark.parametrize("kind", list(WRITERS))
def test_findings_are_noted_and_the_noted_file_reads_the_same(tmp_path: Path, kind: str) -> None:
    rows = [dict(row) for row in ROWS]
    rows[1]["value"] = "seven"
    path = WRITERS[kind](tmp_path / "bad", rows)
    reading = open_manifest(path)
    found = reading.place([f for one in reading.consignments() for f in one.findings])
    out = tmp_path / "noted"
    beside = fixing.annotate(path, out, found, lambda one: f"{one.code}: not -- a number")
    again = open_manifest(out)
    assert [f.code for one in again.consignments() for f in one.findings] == ["NUMBER-FORMAT"]
    assert again.findings == []
    if kind.startswith("json"):
        assert beside is not None
        assert "NUMBER-FORMAT" in beside.read_text(encoding="utf-8")
    elif kind != "xlsx":
        assert "NUMBER-FORMAT: not" in out.read_text(encoding="utf-8")


def test_what_is_right_stays_to_the_byte(tmp_path: Path) -> None:
    content = '\ufeffparcel;value;"gross_kg";description\r\nP1;1,50;"0,2";"a ""b""; c"\r\n\r\nP2;"2,50";1;\r\n'.encode()
    path = tmp_path / "excel.csv"
    path.write_bytes(content)
    assert fixing.mend(path, tmp_path / "out.csv") == []
    assert (tmp_path / "out.csv").read_bytes() == content


def test_fix_on_the_command_line(tmp_path: Path, run_cli: Callable[..., tuple[int, str, str]]) -> None:
    path = writers.write_csv(tmp_path / "bad.csv", BAD)
    out = tmp_path / "out.csv"
    code, _, err = run_cli("fix", path, "--out", out)
    assert code in (0, 1), err
    assert "'Belgique' → 'BE'" in err
    assert "(offered, not applied)" in err
    header, *rows = out.read_text(encoding="utf-8").splitlines()
    assert header.endswith(",douane_findings")
    assert len(rows) == len(BAD)
    code, _, err = run_cli("fix", out, "--out", tmp_path / "again.csv")
    assert "0 values mended" in err
    assert (tmp_path / "again.csv").read_bytes() == out.read_bytes()


def test_a_mapping_is_proposed_kept_and_used(tmp_path: Path, run_cli: Callable[..., tuple[int, str, str]]) -> None:
    path = tmp_path / "client.csv"
    path.write_text("Ref,Naam ontvanger,A,B\nLX638558603CN,Anna,IM0561234567,mug\n", encoding="utf-8")
    mapping = tmp_path / "client.toml"
    assert run_cli("mapping", "propose", path, "--out", mapping)[0] == 0
    text = mapping.read_text(encoding="utf-8")
    assert '"Ref" = "parcel"' in text
    assert '"A" = "ioss"' in text
    assert '"B" = ""' in text
    mapping.write_text(text.replace('"B" = ""', '"B" = "description"'), encoding="utf-8")
    assert run_cli("mapping", "use", mapping)[0] == 0
    reading = open_manifest(path)
    (received,) = reading.consignments()
    assert received.consignment is not None
    assert (received.consignment.ioss, received.consignment.items[0].description) == ("IM0561234567", "mug")
    assert [f.code for f in reading.findings] == ["MAPPING-USED"]


@pytest.mark.parametrize(
    "headings",
    ["Numéro de colis;Nom du destinataire;Poids brut (kg);Valeur;Désignation des marchandises",
     "Pakketnummer;Naam ontvanger;Brutogewicht;Waarde;Omschrijving", "Paketnummer;Empfängername;Rohmasse;Warenwert;Warenbezeichnung",
     "包裹单号;收件人姓名;毛重;申报价值;英文品名"],
)  # fmt: skip
def test_headings_in_five_languages(tmp_path: Path, headings: str) -> None:
    path = tmp_path / "manifest.csv"
    path.write_text(f"{headings}\nP1;Anna;0,2;1,50;mug\n", encoding="utf-8")
    (received,) = open_manifest(path).consignments()
    assert received.consignment is not None
    item = received.consignment.items[0]
    assert (received.consignment.importer.name, str(item.gross_mass), str(item.value), item.description) == (
        "Anna",
        "0.2",
        "1.50",
        "mug",
    )
