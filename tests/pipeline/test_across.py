"""What shows only across consignments and manifests: numbers used twice, split orders, parcels of an earlier manifest."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.intake import writers

Cli = Callable[..., tuple[int, str, str]]
ROW = {"parcel": "LX638558603CN", "sale_type": "B2C", "sender_name": "Shenzhen Muster Trading", "sender_country": "CN",
       "recipient_name": "Marie Voorbeeld", "recipient_street": "Rue du Modèle 12", "recipient_postcode": "4000",
       "recipient_city": "Liège", "recipient_country": "BE", "ioss": "IM0561234567", "item_no": "1",
       "description": "Women's T-shirt of cotton", "quantity": "1", "unit": "PCE", "gross_kg": "0.2", "value": "20.00",
       "currency": "EUR", "hs_code": "610910", "sku": "S", "manufacturer_ref": "M", "gtin": "6291041500213"}  # fmt: skip
OTHER = {**ROW, "parcel": "LX889124717CN"}


def codes(file: Path) -> list[str]:
    return [f["code"] for f in json.loads(file.read_text(encoding="utf-8"))]


def test_a_parcel_of_an_earlier_manifest_is_told_with_its_name(tmp_path: Path, run_cli: Cli) -> None:
    first = writers.write_csv(tmp_path / "monday.csv", [ROW])
    second = writers.write_csv(tmp_path / "tuesday.csv", [{**ROW, "value": "21.00"}, OTHER])
    for path in (first, second, first):
        run_cli("run", path, "--out", tmp_path / "out", "--jobs", 1, "--no-print", "--as-of", "2026-11-22")
    assert "PARCEL-ELSEWHERE" not in codes(tmp_path / "out" / "monday" / "findings.json")
    found = json.loads((tmp_path / "out" / "tuesday" / "findings.json").read_text(encoding="utf-8"))
    (told,) = [f for f in found if f["code"] == "PARCEL-ELSEWHERE"]
    assert (told["consignment"], told["value"], told["line"]) == ("LX638558603CN", "LX638558603CN", 2)
    assert "monday.csv" in told["message"]


@pytest.mark.parametrize("command", ["check", "run"])
@pytest.mark.parametrize(
    ("rows", "code"),
    [([{**ROW, "value": "90"}, {**OTHER, "value": "90", "recipient_name": "MARIE  Voorbeeld"}], "SAME-CONSIGNEE"),
     ([{**ROW, "value": "60"}, {**OTHER, "value": "90"}], None),
     ([{**ROW, "value": "90"}, {**OTHER, "value": "90", "recipient_street": "Elsewhere 1"}], None),
     ([{**ROW, "value": "90"}, {**OTHER, "value": "151"}], None)],
)  # fmt: skip
def test_an_order_split_under_the_limit_is_told(
    tmp_path: Path, run_cli: Cli, command: str, rows: list[dict[str, str]], code: str | None
) -> None:
    path = writers.write_csv(tmp_path / "m.csv", rows)
    if command == "check":
        out = json.loads(run_cli("check", path, "--json", "--as-of", "2026-11-22")[1])
        found = [f["code"] for f in out]
    else:
        run_cli("run", path, "--out", tmp_path / "out", "--jobs", 1, "--no-print", "--as-of", "2026-11-22")
        found = codes(tmp_path / "out" / "m" / "findings.json")
    assert found.count("SAME-CONSIGNEE") == (2 if code else 0)


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_number_used_twice_in_a_file_is_told_by_check_and_by_run(tmp_path: Path, run_cli: Cli, command: str) -> None:
    path = writers.write_xml(tmp_path / "m.xml", [ROW, OTHER])
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("LX889124717CN", "LX638558603CN"), encoding="utf-8")
    if command == "check":
        found = [f["code"] for f in json.loads(run_cli("check", path, "--json", "--as-of", "2026-11-22")[1])]
    else:
        run_cli("run", path, "--out", tmp_path / "out", "--jobs", 1, "--no-print", "--as-of", "2026-11-22")
        found = codes(tmp_path / "out" / "m" / "findings.json")
    assert found.count("PARCEL-REPEATED") == 1


def test_two_ioss_numbers_in_one_parcel_are_told(tmp_path: Path, run_cli: Cli) -> None:
    path = writers.write_csv(tmp_path / "m.csv", [ROW, {**ROW, "item_no": "2", "ioss": "IM2501234567"}])
    out = json.loads(run_cli("check", path, "--json", "--as-of", "2026-11-22")[1])
    (told,) = [f for f in out if f["code"] == "ROWS-DISAGREE"]
    assert (told["field"], told["value"], told["line"]) == ("ioss", "IM2501234567", 3)
    assert "IM0561234567" in told["message"]
    assert told["severity"] == "error"
