"""Mappings: proposed from heading, content and language, kept for a client, chosen by name; nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from douane.intake import mapping
from douane.intake.proposing import proposal
from douane.intake.recognise import open_manifest
from tests.intake import writers

Cli = Callable[..., tuple[int, str, str]]
CLIENT = "Ref,Naam ontvanger,A,B,Bedrag\nLX638558603CN,Anna,IM0561234567,mug,12.50\n"
MAPPING = """headings = ["Ref", "A", "B", "Bedrag"]
[columns]
Ref = "parcel"
A = "ioss"
B = "description"
Bedrag = "value"
"""


@pytest.fixture
def client(tmp_path: Path) -> Path:
    (tmp_path / "client.toml").write_text(MAPPING, encoding="utf-8")
    path = tmp_path / "orders.csv"
    path.write_text(CLIENT, encoding="utf-8")
    return path


def test_a_chosen_mapping_tells_the_columns_of_any_file(client: Path) -> None:
    chosen = mapping.load(client.with_name("client.toml"))
    reading = open_manifest(client, mapping=chosen)
    (received,) = reading.consignments()
    assert received.consignment is not None
    item = received.consignment.items[0]
    found = (received.consignment.ioss, item.description, str(item.value), received.consignment.importer.name)
    assert found == ("IM0561234567", "mug", "12.50", "Anna")
    assert [f.code for f in reading.findings] == ["MAPPING-USED"]


def test_a_chosen_mapping_reaches_workbooks_and_packed_files(client: Path, tmp_path: Path) -> None:
    import gzip

    chosen = mapping.load(client.with_name("client.toml"))
    rows = [line.split(",") for line in CLIENT.splitlines()]
    book = writers.write_workbook(tmp_path / "book.xlsx", {"S": writers.sheet_xml(rows)})
    packed = tmp_path / "orders.csv.gz"
    packed.write_bytes(gzip.compress(CLIENT.encode()))
    for path in (book, packed):
        (received,) = open_manifest(path, mapping=chosen).consignments()
        assert received.consignment is not None
        assert received.consignment.ioss == "IM0561234567"


def test_a_heading_that_the_file_does_not_have_is_told(client: Path) -> None:
    chosen = mapping.load(client.with_name("client.toml"))
    client.write_text(CLIENT.replace("Bedrag", "Som"), encoding="utf-8")
    reading = open_manifest(client, mapping=chosen)
    assert [(f.code, f.value) for f in reading.findings if f.code == "MAPPING-HEADING"] == [("MAPPING-HEADING", "Bedrag")]


def test_a_field_given_by_the_mapping_is_taken_from_every_other_column(client: Path) -> None:
    chosen = mapping.load(client.with_name("client.toml"))
    client.write_text("Ref,Waarde,Bedrag\nP1,99.00,12.50\n", encoding="utf-8")
    (received,) = open_manifest(client, mapping=chosen).consignments()
    assert received.consignment is not None
    assert str(received.consignment.items[0].value) == "12.50"
    assert received.consignment.items[0].attributes == (("Waarde", "99.00"),)


def test_check_takes_a_mapping_by_file_and_by_name(client: Path, run_cli: Cli) -> None:
    file = client.with_name("client.toml")
    assert "MAPPING-USED" in run_cli("check", client, "--mapping", file)[2]
    assert run_cli("mapping", "use", file)[0] == 0
    assert "client" in run_cli("mapping", "list")[1]
    assert "MAPPING-USED" in run_cli("check", client, "--mapping", "client")[2]
    code, _, err = run_cli("check", client, "--mapping", "nobody")
    assert code == 2
    assert "client" in err
    assert "douane mapping propose" in err


PROPOSED = [
    ("Ref;Land;Omschrijving\nLX638558603CN;BE;mug\n", {"Ref": "parcel", "Land": "", "Omschrijving": "description"}),
    ("Kd;Text\nLX638558603CN;陶瓷 杯子\n", {"Kd": "parcel", "Text": ""}),
    ("Kd;Text\nLX638558603CN;coffee mug of porcelain\n", {"Kd": "parcel", "Text": ""}),
    ("Kd;When\nLX638558603CN;22/11/2026\n", {"Kd": "parcel", "When": "arrival_date"}),
    ("Kd;Country;Origin\nLX638558603CN;BE;CN\n", {"Kd": "parcel", "Country": "", "Origin": "origin"}),
    ("Kd;Gewicht;Land;Klant\nLX638558603CN;1;BE;Anna\n", {"Gewicht": "", "Land": "", "Klant": ""}),
    ("Paketnummer;Netto;Brutto;Waehrung\nP1;1;2;EUR\n", {"Netto": "", "Brutto": "", "Waehrung": "currency"}),
    ("EAN1;EAN2;x\n6291041500213;6291041500213;y\n", {"EAN1": "", "EAN2": ""}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PROPOSED)
def test_a_mapping_is_proposed_from_heading_content_and_language(
    tmp_path: Path, text: str, expected: dict[str, str]
) -> None:  # fmt: skip
    path = tmp_path / "any.csv"
    path.write_text(text, encoding="utf-8")
    made = tmp_path / "any.toml"
    made.write_text(proposal(path), encoding="utf-8")
    found = {heading: key or "" for heading, key in mapping.load(made).columns.items()}
    assert {heading: found[heading] for heading in expected} == expected


def test_the_reason_of_each_proposal_is_said(tmp_path: Path) -> None:
    path = tmp_path / "any.csv"
    path.write_text(
        "Kd,Tekst,Texte,Plaats,Gewicht\nLX638558603CN,coffee mug of porcelain,陶瓷 杯子,Luik,1\n", encoding="utf-8"
    )
    text = proposal(path)
    assert '"Kd" = "parcel"  # 100% of 1 values have its form' in text
    assert '"Tekst" = ""  # description or category? choose one' in text
    assert '"Texte" = ""  # description_zh or sender_name_zh or recipient_name_zh? choose one' in text
    assert '"Plaats" = ""  # recipient_city or sender_city or seller_city? choose one' in text
    assert '"Gewicht" = ""  # gross_kg or net_kg? choose one' in text


def test_a_table_with_unknown_headings_is_refused_with_the_way_to_a_mapping(tmp_path: Path, run_cli: Cli) -> None:
    path = tmp_path / "client.csv"
    path.write_text("Ref;Klant;Prijs\nLX638558603CN;Anna;1\n", encoding="utf-8")
    code, _, err = run_cli("check", path)
    assert code == 3
    assert "douane mapping propose" in err
