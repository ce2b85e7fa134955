"""Every rule fires on its smallest mistake and stays silent on the mended twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from douane.compliance.check import RULES
from douane.domain.consignment import Address, Consignment, Document, ProductIds, SaleType
from douane.domain.decision import Verdict
from tests.compliance.cases import found
from tests.compliance.test_into_china import CODES as CHINA_CODES
from tests.compliance.test_leaving import CODES as EXPORT_CODES
from tests.compliance.test_mandates import MANDATE_CODES
from tests.compliance.test_measures import MISTAKES as GOODS
from tests.compliance.test_price_history import PRICE_CODES
from tests.compliance.test_screening import PARTY_CODES
from tests.conftest import make_consignment, make_item


def item(**changes: Any) -> Callable[[], Consignment]:
    return lambda: make_consignment(make_item(**changes))


def whole(**changes: Any) -> Callable[[], Consignment]:
    return lambda: make_consignment(**changes)


def importer(**changes: Any) -> Callable[[], Consignment]:
    base = make_consignment()
    return lambda: replace(base, importer=replace(base.importer, **changes))


def exporter(**changes: Any) -> Callable[[], Consignment]:
    base = make_consignment()
    return lambda: replace(base, exporter=replace(base.exporter, **changes))


IDS = ProductIds("SKU-1", "MF-1", "6291041500213")
MISTAKES: list[tuple[str, Callable[[], Consignment], Callable[[], Consignment]]] = [
    ("DESCRIPTION-MISSING", item(description=None), item(description="Mug of porcelain")),
    ("DESCRIPTION-STOP-WORD", item(description="Gift"), item(description="Gift box of paperboard")),
    ("DESCRIPTION-STOP-WORD", item(description=" Spare Parts. "), item(description="Spare parts for bicycles, steel")),
    ("DESCRIPTION-SHORT", item(description="Mug"), item(description="Coffee mug")),
    ("DESCRIPTION-LONG", item(description="cotton shirt " * 40), item(description="cotton shirt " * 39)),
    ("DESCRIPTION-LOCAL-ONLY", item(description=None, description_local="女士纯棉T恤"), item(description_local="女士纯棉T恤")),
    ("QUANTITY-NOT-POSITIVE", item(quantity=Decimal(0)), item(quantity=Decimal(1))),
    ("MASS-MISSING", item(gross_mass=None), item()),
    ("MASS-NOT-POSITIVE", item(gross_mass=Decimal(0)), item(gross_mass=Decimal("0.5"))),
    ("NET-ABOVE-GROSS", item(net_mass=Decimal(2)), item(net_mass=Decimal("0.2"))),
    ("MASS-IMPLAUSIBLE", item(gross_mass=Decimal(200), net_mass=None), item(gross_mass=Decimal(150), net_mass=None)),
    ("MASS-IMPLAUSIBLE", item(quantity=Decimal(1000), net_mass=None), item(quantity=Decimal(200), net_mass=None)),
    ("VALUE-IMPLAUSIBLE", item(value=Decimal("0.01")), item(value=Decimal("0.02"))),
    ("VALUE-IMPLAUSIBLE", item(value=Decimal(31000)), item(value=Decimal(30000))),
    ("VALUE-MISSING", item(value=None), item()),
    ("VALUE-NEGATIVE", item(value=Decimal(-1)), item(value=Decimal(1))),
    ("VALUE-ZERO", item(value=Decimal(0)), item(value=Decimal("0.01"))),
    ("VALUE-NEAR-LIMIT", item(value=Decimal(145)), item(value=Decimal("144.99"))),
    ("CURRENCY-MISSING", item(currency=None), item()),
    ("CURRENCY-UNKNOWN", item(currency="RMB"), item(currency="CNY")),
    ("RATE-MISSING", item(currency="VND"), item(currency="USD")),
    ("COUNTRY-UNKNOWN", item(origin="UK"), item(origin="GB")),
    ("HS-FORM", item(commodity_code="61091"), item(commodity_code="610910")),
    ("HS-UNKNOWN", item(commodity_code="610999"), item(commodity_code="610990")),
    ("GTIN-FORM", item(product_ids=replace(IDS, standard="6912345678901")), item(product_ids=IDS)),
    ("ITEM-NUMBERS", item(number=2), item(number=1)),
    ("PRODUCT-ID-MISSING", item(product_ids=replace(IDS, merchant=None)), item(product_ids=IDS)),
    ("PRODUCT-ID-MISSING", item(product_ids=replace(IDS, manufacturer=None)), item(product_ids=replace(IDS, standard=None))),
    ("PRODUCT-ID-LONG", item(product_ids=replace(IDS, merchant="x" * 71)), item(product_ids=replace(IDS, merchant="x" * 70))),
    ("PRODUCT-ID-CONTRADICTION", item(product_ids=replace(IDS, none_declared=True)),
     item(product_ids=replace(IDS, none_declared=True, standard=None))),
    ("PERFUME-ON-H7", item(commodity_code="330300"), item(commodity_code="330499")),
    ("GOODS-PROHIBITED", item(commodity_code="960110"), item(commodity_code="960190")),
    ("GOODS-RESTRICTED", item(commodity_code="090121"), item(commodity_code="610910")),
    ("EXPORTER-INCOMPLETE", exporter(name=None), exporter(name="A company")),
    ("EXPORTER-INCOMPLETE", exporter(address=Address(city="Shenzhen")), exporter()),
    ("IMPORTER-INCOMPLETE", importer(name=None), importer(name_local="王芳")),
    ("IMPORTER-INCOMPLETE", importer(address=Address(None, "4000", "Liège", None, "BE")), importer()),
    ("COUNTRY-UNKNOWN", importer(address=Address("Rue 1", "1", "X", None, "XQ")), importer()),
    ("ROUTE-OUTSIDE-UNION", importer(address=Address("Rue 1", "8001", "Zürich", None, "CH")), importer()),
    ("POSTCODE-FORM", importer(address=Address("Rue 1", "850", "X", None, "BE")), importer()),
    ("PARTY-SAME", importer(name="shenzhen muster Trading  Co., Ltd", address=Address(None, None, None, None, "CN")), importer()),
    ("EORI-FORM", exporter(eori="BE0308357158"), exporter(eori="BE0308357159")),
    ("VAT-FORM", importer(vat="BE0308357158"), importer(vat="BE0308357159")),
    ("REFERENCE-LONG", whole(reference="P" * 36), whole(reference="P" * 35)),
    ("S10-CHECK-DIGIT", whole(reference="LX638558604CN"), whole(reference="LX638558603CN")),
    ("AWB-FORM", whole(mawb="999-85896690"), whole(mawb="999-85896694")),
    ("ULD-FORM", whole(uld="PALLET 7"), whole(uld="PMC10000EX")),
    ("MRN-FORM", whole(previous_document=Document("N337", "21DE27364916384835")),
     whole(previous_document=Document("N337", "21DE27364916384836"))),
    ("INCOTERM-UNKNOWN", whole(incoterm="DDU"), whole(incoterm="DAP")),
    ("INCOTERM-SEA-ONLY", whole(incoterm="FOB"), whole(incoterm="FCA")),
    ("SALE-TYPE-MISSING", whole(sale_type=None), whole()),
    ("IOSS-FORM", whole(ioss="IN0561234567"), whole(ioss="IM0561234567")),
    ("IOSS-OVER-LIMIT", item(value=Decimal("150.01")), item(value=Decimal("150.00"))),
    ("IOSS-NOT-B2C", whole(sale_type=SaleType.B2B), whole(sale_type=SaleType.B2B, ioss=None)),
    ("PROCEDURE-UNKNOWN", whole(procedure_wish=("C07", "F48")), whole(procedure_wish=("F48",))),
    ("PROCEDURE-MIXED", whole(procedure_wish=("C08", "F48")), whole(procedure_wish=("F48",))),
    ("PROCEDURE-IOSS-MISSING", whole(procedure_wish=("F48",), ioss=None), whole(procedure_wish=("F48",))),
    ("PROCEDURE-IOSS-UNUSED", whole(procedure_wish=("F53",)), whole(procedure_wish=("F53",), ioss=None)),
    ("PROCEDURE-NOT-BELGIUM",
     lambda: replace(importer(address=Address("Straat 1", "6211 AB", "Maastricht", None, "NL"))(), procedure_wish=("F49",)),
     whole(procedure_wish=("F49",), ioss=None)),
    ("ROUTE-STANDARD", item(value=Decimal(151)), item(value=Decimal(150))),
    ("ROUTE-TRANSIT", lambda: replace(importer(address=Address("Straat 1", "6211 AB", "Maastricht", None, "NL"))(), ioss=None),
     importer(address=Address("Straat 1", "6211 AB", "Maastricht", None, "NL"))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "wrong", "mended"), MISTAKES, ids=[f"{i}-{m[0]}" for i, m in enumerate(MISTAKES)])
def test_a_rule_fires_on_the_mistake_and_not_on_its_twin(
    code: str, wrong: Callable[[], Consignment], mended: Callable[[], Consignment]
) -> None:
    assert code in found(wrong())
    assert code not in found(mended())


def test_code_unsettled_waits_for_a_person() -> None:
    assert "CODE-UNSETTLED" in found(make_consignment(), verdict=Verdict.REVIEW)
    assert "CODE-UNSETTLED" not in found(make_consignment(), verdict=Verdict.ACCEPTED)


def test_every_code_of_every_rule_has_a_mistake() -> None:
    tried = {code for code, _, _ in MISTAKES} | {mistake.code for mistake in GOODS} | PARTY_CODES | PRICE_CODES
    tried |= EXPORT_CODES | CHINA_CODES | MANDATE_CODES | {"CODE-UNSETTLED"}
    assert {code for rule in RULES for code in rule.codes} == tried


def test_nothing_is_said_about_a_consignment_with_nothing_wrong() -> None:
    assert found(make_consignment()) == set()


@pytest.mark.parametrize(("on", "fires"), [(date(2026, 10, 31), False), (date(2026, 11, 1), True)])
def test_product_identifiers_are_required_from_november_2026(on: date, *, fires: bool) -> None:
    wrong = make_consignment(make_item(product_ids=ProductIds()))
    assert ("PRODUCT-ID-MISSING" in found(wrong, on=on)) is fires


@pytest.mark.parametrize(("on", "fires"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True)])
def test_c07_ends_with_june_2026(on: date, *, fires: bool) -> None:
    assert ("PROCEDURE-UNKNOWN" in found(make_consignment(procedure_wish=("C07", "F48")), on=on)) is fires


def test_rules_speak_in_sentences() -> None:
    for rule in RULES:
        assert rule.sentence.endswith("."), rule.codes
