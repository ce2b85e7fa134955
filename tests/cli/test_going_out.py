"""China's messages and Cargo-XML from a manifest, through the command line."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from douane.declarations.ceb_xml import is_signed, read_ceb, schema_faults
from douane.intake.recognise import open_manifest
from tests.declarations.ceb.conftest import PASSWORD, key_file, signer

__all__ = ["key_file", "signer"]  # fixtures
Cli = Callable[..., tuple[int, str, str]]
SETTINGS = '[china]\nsender_code = "4403660001"\nsender_name = "深圳示例电子商务有限公司"\nbox = "DXPENT0000000001"\n'
PARCEL = {
    "parcel": "LX638558603CN", "hawb": "LX638558603CN", "mawb": "999-85896694", "flight": "CV9731", "order_no": "ORDER-0001",
    "sale_type": "B2C", "sender_name": "Shenzhen Muster Trading", "sender_city": "Shenzhen", "sender_country": "CN",
    "recipient_name": "Marie Voorbeeld", "recipient_street": "Rue du Modèle 12", "recipient_postcode": "4000",
    "recipient_city": "Liège", "recipient_country": "BE", "ioss": "IM0561234567", "description": "Women's T-shirt of cotton",
    "description_zh": "女式棉制T恤", "hs_code": "610910", "hs_code_cn": "6109100010", "quantity": "1", "unit": "PCE",
    "packages": "1", "gross_kg": "0.2", "net_kg": "0.18", "value": "20.00", "currency": "EUR", "origin": "CN", "sku": "SKU-1",
    "manufacturer_ref": "MF-1", "gtin": "6291041500213", "platform_code": "4403660001", "platform_name": "示例平台",
    "merchant_code": "4403660002", "merchant_name": "示例商户", "logistics_code": "4403180001", "logistics_name": "示例物流",
    "ceb_customs_office": "5349", "ceb_port": "5349", "ceb_agent_code": "4403980001", "ceb_agent_name": "示例报关",
}  # fmt: skip


@pytest.fixture
def manifest(tmp_path: Path, home: Path) -> Callable[..., Path]:
    home.mkdir(exist_ok=True)
    (home / "douane.toml").write_text(SETTINGS, encoding="utf-8")

    def write(**changes: str) -> Path:
        path = tmp_path / "m.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*PARCEL])
            writer.writeheader()
            writer.writerow(PARCEL | changes)
        return path

    return write


@pytest.mark.parametrize("kind", ["ceb303", "ceb505", "ceb603"])
def test_a_parcel_to_liege_goes_out_as_china_s_export_messages(
    kind: str, manifest: Callable[..., Path], run_cli: Cli, tmp_path: Path
) -> None:
    out = tmp_path / "message.xml"
    code, _, err = run_cli("declare", kind, manifest(), "--out", out, "--as-of", "2026-11-22")
    assert code == 0, err
    assert schema_faults(out.read_bytes(), kind) == []
    (document,) = read_ceb(out.read_bytes()).documents
    assert document.app_time == "20261122000000"
    again = tmp_path / "again.xml"
    run_cli("declare", kind, manifest(), "--out", again, "--as-of", "2026-11-22")
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize("kind", ["xfhl", "xfzb"])
def test_a_parcel_goes_out_as_cargo_xml_and_comes_in_again(
    kind: str, manifest: Callable[..., Path], run_cli: Cli, tmp_path: Path
) -> None:
    out = tmp_path / "message.xml"
    code, _, err = run_cli("declare", kind, manifest(), "--out", out, "--as-of", "2026-11-22")
    assert code == 0, err
    (received,) = open_manifest(out).consignments()
    assert received.consignment is not None
    assert (received.consignment.reference, received.consignment.mawb) == ("LX638558603CN", "999-85896694")


def test_a_message_is_signed_with_the_user_s_key(
    manifest: Callable[..., Path],
    run_cli: Cli,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    key_file: Path,
) -> None:
    monkeypatch.setenv("DOUANE_KEY_PASSWORD", PASSWORD.decode())
    out = tmp_path / "message.xml"
    asked = ("declare", "ceb603", manifest(), "--out", out, "--as-of", "2026-11-22", "--key")
    assert run_cli(*asked, key_file)[0] == 0
    assert is_signed(out.read_bytes())
    monkeypatch.setenv("DOUANE_KEY_PASSWORD", "another")
    code, _, err = run_cli(*asked, key_file)
    assert code == 2
    assert "wrong password" in err


def test_what_a_parcel_lacks_is_told_with_its_line(manifest: Callable[..., Path], run_cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "message.xml"
    code, _, err = run_cli("declare", "ceb603", manifest(hs_code_cn=""), "--out", out, "--as-of", "2026-11-22")
    assert code == 1
    assert "MESSAGE-INCOMPLETE" in err
    assert "gcode (hs_code_cn) of item 1 is missing" in err
    assert "m.csv:2" in err
    assert not out.exists()


def test_settings_without_a_sender_say_what_to_add(
    manifest: Callable[..., Path], run_cli: Cli, tmp_path: Path, home: Path
) -> None:
    path = manifest()
    (home / "douane.toml").unlink()
    code, _, err = run_cli("declare", "ceb603", path, "--out", tmp_path / "x.xml", "--as-of", "2026-11-22")
    assert code == 2
    assert "[china]" in err


def test_the_message_is_plain_xml(manifest: Callable[..., Path], run_cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "message.xml"
    run_cli("declare", "ceb603", manifest(), "--out", out, "--as-of", "2026-11-22")
    root = etree.fromstring(out.read_bytes())
    assert root.get("version") == "1.0"
    assert root.get("guid") == (root.get("guid") or "").upper()


def test_china_s_messages_live_until_the_list_is_released(
    manifest: Callable[..., Path], run_cli: Cli, tmp_path: Path, home: Path
) -> None:
    (home / "douane.toml").parent.mkdir(exist_ok=True)
    path = manifest()
    (home / "douane.toml").write_text(f'lrn_prefix = "X"\n{SETTINGS}', encoding="utf-8")
    out = tmp_path / "messages"
    out.mkdir()
    for kind in ("ceb603", "ceb303", "ceb505"):
        assert run_cli("declare", kind, path, "--out", out / f"{kind}.xml", "--as-of", "2026-11-22")[0] == 0
        assert run_cli("declaration", "add", out / f"{kind}.xml")[0] == 0
    assert run_cli("simulate", out, "--at", "2026-11-22T10:00:00+00:00")[0] == 0
    code, said, _ = run_cli("answers", out / "answers", "--json")
    assert {finding["code"] for row in json.loads(said) for finding in row["findings"]} == {"ANSWER-SELECTED"}
    assert code == 1
    lives = {one["kind"]: one for one in json.loads(run_cli("declaration", "list", "--json")[1])}
    assert {kind: life["state"] for kind, life in lives.items()} == {
        "ceb603": "released", "ceb303": "accepted", "ceb505": "accepted"}  # fmt: skip
    assert len(lives["ceb603"]["mrn"]) == 18
    assert run_cli("declaration", "show", lives["ceb603"]["lrn"], "--kind", "ceb603")[0] == 0
    code, _, err = run_cli("declaration", "show", lives["ceb603"]["lrn"])
    assert code == 2
    assert "say which with --kind" in err


def test_a_message_of_another_house_is_not_noted(run_cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "m.xml"
    path.write_text('<H7Declaration xmlns="urn:douane:h7:1"><LRN>Z26-1</LRN></H7Declaration>')
    code, _, err = run_cli("declaration", "add", path)
    assert code == 1
    assert "ANSWER-UNMATCHED" in err


def test_one_strange_file_does_not_keep_the_others_out(manifest: Callable[..., Path], run_cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "messages"
    out.mkdir()
    (out / "a.xml").write_text("<Strange/>")
    assert run_cli("declare", "h7", manifest(), "--out", out / "h7.xml", "--as-of", "2026-11-22")[0] == 0
    code, _, err = run_cli("declaration", "add", out)
    assert code == 1
    assert "ANSWER-UNREADABLE" in err
    assert [one["kind"] for one in json.loads(run_cli("declaration", "list", "--json")[1])] == ["h7"]
