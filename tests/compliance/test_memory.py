"""What runs remember: annual limits of buyers, earlier prices, rulings on parties; and goods that leave, from file to list."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from douane.pipeline.memory import buyer_key
from douane.store.database import connect
from douane.store.prices import Prices
from douane.store.quotas import Quotas
from douane.store.screening import Rulings, StoredRuling
from tests.intake import writers

Cli = Callable[..., tuple[int, str, str]]
BUYER = "11010519491231002X"
ORDER = {
    "parcel": "LX638558603CN", "order_no": "SO-1", "sale_type": "B2C", "sender_name": "Muster Confiserie BV",
    "sender_street": "Dorpsstraat 1", "sender_postcode": "9000", "sender_city": "Gent", "sender_country": "BE",
    "sender_eori": "BE0308357159", "recipient_name": "王芳", "recipient_street": "示例路1号", "recipient_city": "深圳",
    "recipient_country": "CN", "incoterm": "CPT", "platform_code": "31010000XX", "merchant_code": "44030000XX",
    "trade_mode": "9610", "paid": "436.40", "tax_total": "36.40", "buyer_name": "王芳", "buyer_id_number": BUYER,
    "description": "Milk chocolate bars with hazelnuts", "quantity": "1", "gross_kg": "1.2", "net_kg": "1.0", "value": "400",
    "currency": "CNY", "freight": "0", "origin": "BE", "hs_code": "180632", "hs_code_cn": "1806320000",
    "mawb": "999-85896694", "item_no": "1",
}  # fmt: skip
PARCEL = {
    "parcel": "LX638558603CN", "sale_type": "B2C", "sender_name": "Shenzhen Muster Trading", "sender_country": "CN",
    "recipient_name": "Marie Voorbeeld", "recipient_street": "Rue du Modèle 12", "recipient_postcode": "4000",
    "recipient_city": "Liège", "recipient_country": "BE", "ioss": "IM0561234567", "item_no": "1", "incoterm": "DAP",
    "description": "Women's T-shirt of cotton", "quantity": "1", "unit": "PCE", "gross_kg": "0.2", "net_kg": "0.2",
    "value": "20.00", "currency": "EUR", "freight": "0", "hs_code": "610910", "origin": "CN", "sku": "S",
    "manufacturer_ref": "M", "gtin": "6291041500213", "mawb": "999-85896694",
}  # fmt: skip
NUMBERS = tuple(f"PARCEL-{i:04d}" for i in range(24))


@pytest.fixture
def run(tmp_path: Path, run_cli: Cli) -> Callable[..., list[dict[str, Any]]]:
    """Run rows as a manifest and give the lines of `consignments.jsonl`."""

    def do(name: str, rows: list[dict[str, str]], *more: object) -> list[dict[str, Any]]:
        path = writers.write_csv(tmp_path / f"{name}.csv", rows)
        run_cli("run", path, "--out", tmp_path / "out", "--no-print", "--jobs", 1, "--as-of", "2026-11-22", *more)
        text = (tmp_path / "out" / name / "consignments.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    return do


def order(number: str, value: str, parcel: str) -> dict[str, str]:
    tax = (Decimal(value) * Decimal("0.091")).quantize(Decimal("0.01"))
    return {**ORDER, "order_no": number, "parcel": parcel, "value": value, "tax_total": f"{tax}",
            "paid": f"{Decimal(value) + tax}"}  # fmt: skip


def test_an_export_run_gives_both_sides_with_amounts(run: Callable[..., list[dict[str, Any]]]) -> None:
    trade = {**ORDER, "parcel": "LX889124717CN", "sale_type": "B2B", "order_no": "PO-2", "description": "Wool scarf knitted",
             "hs_code": "611710", "hs_code_cn": "", "value": "4000", "currency": "EUR",
             **dict.fromkeys(("platform_code", "merchant_code", "trade_mode", "buyer_name", "buyer_id_number"), ""),
             "paid": "", "tax_total": ""}  # fmt: skip
    retail, business = run("leaving", [ORDER, trade])
    assert (retail["route"], retail["procedure"], retail["outcome"]) == ("CEB", ["9610"], "ready")
    assert (retail["china"]["total"], retail["china"]["counted"], retail["china"]["allowed"]) == ("36.40", "400.00", True)
    assert retail["export"]["statistical_values"] == ["53"]
    assert (business["route"], business["export"]["form"]) == ("B1", "B1 at the exporter's office")
    assert business["china"]["total"] is None
    assert business["export"]["statistical_values"] == ["4000"]
    assert business["amounts"]["customs_duty"] is None


def test_assess_prints_the_chinese_arithmetic(tmp_path: Path, run_cli: Cli) -> None:
    path = writers.write_csv(tmp_path / "m.csv", [ORDER])
    out = run_cli("assess", path, "--as-of", "2026-11-22")[1]
    assert "CEB 9610" in out
    assert "(value + duty + consumption tax) × 13 % × 70 %  =  CNY 36.40" in out
    found = json.loads(run_cli("assess", path, "--json", "--as-of", "2026-11-22")[1])
    assert found["consignments"][0]["china"]["vat"] == "36.40"


def test_a_buyers_year_is_drawn_once_for_each_order(run: Callable[..., list[dict[str, Any]]]) -> None:
    orders = [order(f"SO-{i}", "5000", NUMBERS[i]) for i in range(5)]
    assert {line["outcome"] for line in run("monday", orders)} == {"ready"}
    assert Quotas(connect()).used(buyer_key(BUYER), 2026) == 25000
    run("monday", orders)
    assert Quotas(connect()).used(buyer_key(BUYER), 2026) == 25000
    within, above = run("tuesday", [order("SO-8", "1000", NUMBERS[8]), order("SO-9", "0.01", NUMBERS[9])])
    assert (within["outcome"], above["outcome"]) == ("ready", "held")
    assert above["reasons"] == ["CEB-YEAR-QUOTA"]
    assert Quotas(connect()).used(buyer_key(BUYER), 2026) == 26000
    assert Quotas(connect()).used(buyer_key(BUYER), 2027) == 0


def test_an_identity_number_is_nowhere_in_the_count() -> None:
    assert BUYER not in buyer_key(BUYER)
    assert buyer_key(BUYER.lower()) == buyer_key(BUYER)


def test_a_price_far_below_earlier_ones_goes_to_a_person_in_front(
    tmp_path: Path, run: Callable[..., list[dict[str, Any]]]
) -> None:
    earlier = [{**PARCEL, "parcel": number, "value": f"{20 + i % 3}.{i:02d}", "recipient_street": f"Rue {i}"}
               for i, number in enumerate(NUMBERS)]  # fmt: skip
    assert {line["outcome"] for line in run("before", earlier)} == {"ready"}
    cheap = {**PARCEL, "parcel": "LX000000107CN", "value": "2.13"}
    vague = {
        **PARCEL,
        "parcel": "LX000000115CN",
        "hs_code": "",
        "description": "Qzxv blorp frumious",
        "recipient_street": "X 2",
    }
    usual = {**PARCEL, "parcel": "LX000000124CN", "value": "21.37", "recipient_street": "Y 3"}
    found = {line["reference"]: line for line in run("after", [vague, usual, cheap])}
    assert found["LX000000107CN"]["outcome"] == "review"
    assert "PRICE-BELOW-EARLIER" in found["LX000000107CN"]["reasons"]
    assert found["LX000000124CN"]["outcome"] == "ready"
    with (tmp_path / "out" / "after" / "review.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["reference"] == "LX000000107CN"
    assert int(rows[0]["score"]) >= 40
    assert "low price" in rows[0]["signals"]
    queue = json.loads((tmp_path / "out" / "after" / "queue.json").read_text(encoding="utf-8"))
    assert queue[0]["consignment"] == "LX000000107CN"


def test_a_run_does_not_compare_prices_with_its_own_manifest(run: Callable[..., list[dict[str, Any]]]) -> None:
    rows = [{**PARCEL, "parcel": number, "recipient_street": f"Rue {i}"} for i, number in enumerate(NUMBERS)]
    run("alone", [*rows[:-1], {**rows[-1], "value": "0.90"}])
    assert "PRICE-BELOW-EARLIER" not in str(run("alone", [*rows[:-1], {**rows[-1], "value": "0.90"}]))
    assert list(Prices(connect()).before(1)) == []


def test_summaries_name_every_edition(tmp_path: Path, run: Callable[..., list[dict[str, Any]]]) -> None:
    run("named", [PARCEL])
    versions = json.loads((tmp_path / "out" / "named" / "summary.json").read_text(encoding="utf-8"))["versions"]
    assert {"law", "measures", "tariff", "classifier", "rates", "duties", "sanctions", "positive_list"} <= versions.keys()
    assert all(versions.values())


def test_rulings_are_kept_and_the_last_of_a_pair_counts() -> None:
    rulings = Rulings(connect())
    first = StoredRuling("p", "EU.1", "d", "other person", "examiner", "2026-11-22", "born on another day", "list 1")
    second = StoredRuling("p", "EU.1", "d", "same person", "second examiner", "2026-11-23", "passport seen", "list 1")
    rulings.keep(first, at="2026-11-22T10:00:00+00:00")
    rulings.keep(second, at="2026-11-23T10:00:00+00:00")
    assert rulings.all() == [first, second]
    assert date.fromisoformat(rulings.all()[-1].day) == date(2026, 11, 23)
