"""A CSV that Excel has exported in a Belgian locale: every loss is named, nothing is guessed; the same in five languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from douane.intake.recognise import open_manifest

Cli = Callable[..., tuple[int, str, str]]
# Lost: the zero of the postcodes 01067 (Dresden) and 08013 (Barcelona), of the code 090210, of the GTIN 0012345678905; the
# digits of a GTIN shown as 6,29104E+12; the day order of 05/06/2026.
EXPORTED = (
    "\ufeffpakketnummer;aankomstdatum;naam ontvanger;postcode ontvanger;land ontvanger;omschrijving;brutogewicht;waarde;"
    "munt;hs code;ean\r\n"
    "P1;22/11/2026;Anna Voorbeeld;1067;DE;groene thee, los;0,250;12,50;EUR;90210;6,29104E+12\r\n"
    'P2;05/06/2026;Ben Exemple;8013;ES;"mok ""groot""";1,5;1.234,50;EUR;691110;12345678905\r\n'
    "P3;22/11/2026;Caro Modèle;4000;BE;T-shirt van katoen;0,2;20;EUR;610910;6291041500213\r\n"
)
LOST = [
    ("P1", "ZERO-LOST", "postcode ontvanger", "1067", "01067"), ("P1", "ZERO-LOST", "hs code", "90210", "090210"),
    ("P1", "VALUE-MANGLED", "ean", "6,29104E+12", None), ("P2", "DATE-AMBIGUOUS", "aankomstdatum", "05/06/2026", None),
    ("P2", "ZERO-LOST", "postcode ontvanger", "8013", "08013"), ("P2", "ZERO-LOST", "ean", "12345678905", "0012345678905"),
]  # fmt: skip


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_bytes(EXPORTED.encode())
    return path


def test_every_loss_is_named_at_its_place(exported: Path) -> None:
    reading = open_manifest(exported)
    found = reading.place([f for received in reading.consignments() for f in received.findings])
    told = [(f.consignment, f.code, f.field, f.value, f.expected) for f in found]
    assert sorted(told, key=str) == sorted(LOST, key=str)
    lines = EXPORTED.removeprefix("\ufeff").split("\r\n")
    for one in found:
        assert one.line
        assert one.column
        assert lines[one.line - 1][one.column - 1 :].startswith(one.value or "?")


def test_nothing_is_guessed_and_what_is_there_is_read(exported: Path) -> None:
    first, second, third = (received.consignment for received in open_manifest(exported).consignments())
    assert first is not None
    assert second is not None
    assert third is not None
    assert (str(first.arrival), str(first.items[0].value), str(first.items[0].gross_mass)) == (
        "2026-11-22",
        "12.50",
        "0.250",
    )
    assert (first.importer.address.postcode, first.items[0].commodity_code) == ("1067", "90210")
    assert (second.arrival, str(second.items[0].value), second.items[0].description) == (None, "1234.50", 'mok "groot"')
    assert second.items[0].product_ids.standard == "12345678905"
    assert (third.importer.name, third.importer.address.postcode) == ("Caro Modèle", "4000")


def test_fix_puts_no_lost_digit_back_by_itself(exported: Path, tmp_path: Path, run_cli: Cli) -> None:
    out = tmp_path / "fixed.csv"
    run_cli("fix", exported, "--out", out)
    fixed = out.read_text(encoding="utf-8-sig")
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    for kept in (";1067;", ";90210;", "6,29104E+12", "05/06/2026", ";0,250;", ";1.234,50;"):
        assert kept in fixed
    reading = open_manifest(out)
    again = [f.code for received in reading.consignments() for f in received.findings]
    assert sorted(again) == sorted(code for _, code, _, _, _ in LOST)


WORDS = {"en": "zero", "fr": "zéro", "nl": "nul", "de": "Null", "zh": "零"}


@pytest.mark.parametrize("language", list(WORDS))
def test_findings_are_told_in_five_languages(
    exported: Path, run_cli: Cli, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = json.loads(run_cli("check", exported, "--json", "--lang", language)[1])
    (one,) = [f for f in told if f["code"] == "ZERO-LOST" and f["value"] == "1067"]
    assert WORDS[language].casefold() in (one["message"] + one["fix"]).casefold()
    assert {key: one[key] for key in ("file", "line", "column", "path", "field", "value", "expected", "consignment")} == {
        "file": "export.csv", "line": 2, "column": 30, "path": "row 2, column postcode ontvanger",
        "field": "postcode ontvanger", "value": "1067", "expected": "01067", "consignment": "P1"}  # fmt: skip
    monkeypatch.setenv("DOUANE_LANG", language)
    assert json.loads(run_cli("check", exported, "--json")[1]) == told


def test_counts_are_grouped_in_the_summary(exported: Path, tmp_path: Path, run_cli: Cli) -> None:
    code, out, err = run_cli("run", exported, "--out", tmp_path / "out", "--jobs", 1, "--no-print", "--json")
    assert code == 1, err
    (manifest,) = json.loads(out)["manifests"]
    counts = {one["code"]: one["count"] for one in manifest["findings"]}
    assert (counts["ZERO-LOST"], counts["VALUE-MANGLED"], counts["DATE-AMBIGUOUS"]) == (4, 1, 1)
    assert "4 × ZERO-LOST" in err
