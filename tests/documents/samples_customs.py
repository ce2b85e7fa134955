"""Prints of export, transit and import declarations for tests and pictures: their data sets, then the views."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from douane.documents.export_accompanying import ExportAccompanyingView, export_accompanying
from douane.documents.import_declaration import ImportDeclarationView, import_declaration
from douane.documents.transit_accompanying import TransitAccompanyingView, transit_accompanying
from douane.domain.b1 import B1, B1Item
from douane.domain.consignment import Document
from douane.domain.declared import (
    Amount,
    Commodity,
    DeliveryTerms,
    Equipment,
    FiscalReference,
    GoodsLocation,
    Guarantee,
    Packaging,
    Representative,
    TransportMeans,
)
from douane.domain.h1 import H1, Adjustment, Duty, H1Item
from douane.domain.t1 import T1, HouseConsignment, TransitItem
from tests.documents import fictional
from tests.documents.variants import ARABIC, CONSIGNEE, EXPORTER, LONG, PRINTED, SIGNS, WORDS

PLACE = GoodsLocation("BELGG", "B", "U")
FLIGHT = TransportMeans("40", "EX8401", "BE")
GRN = "26BE000000417000A5"
LONG_TEXTS = {1: WORDS, 2: SIGNS, 3: "W" * 200, 4: ARABIC * 5}
ABOUT: dict[str, Any] = {"law_version": fictional.LAW, "printed": PRINTED}
MANY_DOCUMENTS = tuple(Document("N741", f"999-8589669{n}") for n in range(9))


def b1() -> B1:
    """Pumps for Shenzhen, with safety data."""
    item = B1Item(
        1, "10", "00", "Centrifugal pump for liquids, stainless steel, 1.5 kW", Commodity("841370", "51"), Decimal(88),
        (Packaging("CT", 2, "EX-0417"),), Decimal(3180), Decimal("96.4"), Decimal(4), (), "BE", "4",
        supporting_documents=(Document("N380", "INV-2026-0417"),), additional_references=(Document("Y901", ""),),
    )  # fmt: skip
    second = replace(item, number=2, description="Pralines, assorted, 250 g", commodity=Commodity("180690", "19"),
                     packaging=(Packaging("CT", 5, "EX-0417"),), statistical_value=Decimal(1079))  # fmt: skip
    return B1(
        lrn=fictional.LRN, acceptance=fictional.DAY, type="EX", additional_type="A", security="2",
        office_of_export="BELGG000", office_of_exit="BELGG000", exporter=EXPORTER, declarant=fictional.BROKER,
        declarant_contact=None, representative=Representative("BE0308357159", 2), consignee=CONSIGNEE,
        country_of_export="BE", destination="CN", location=PLACE, gross_mass=Decimal("133.9"), container=False,
        border_mode="4", items=(item, second), inland_mode="3", ucr="LGG-EXP-0417", currency="EUR",
        invoiced=Decimal("4509.04"), delivery_terms=DeliveryTerms("CIP", None, "CN", "Shenzhen"), border_means=FLIGHT,
        departure_means=(TransportMeans("30", "1-ABC-417", "BE"),), equipment=(Equipment(None, ("SEAL-1", "SEAL-2")),),
        routing=("BE", "CN"), transport_charges="D", circumstance="A20", carrier="BE0417497106",
        transport_documents=(Document("N741", "999-85896694"),),
    )  # fmt: skip


def t1() -> T1:
    """Two parcels to the Netherlands under one guarantee."""
    items = (TransitItem(1, 1, "Women's knitted T-shirt", Decimal("0.615"), (Packaging("CT", 1),), Commodity("610910")),)
    house = HouseConsignment(Decimal("0.615"), items, "LX638558603CN", fictional.SELLER, fictional.BUYER,
                             transport_documents=(Document("N703", "LX638558603CN"),))  # fmt: skip
    other = replace(house, ucr="LX638558617CN",
                    items=(replace(items[0], declaration_number=2, description="Drinking bottle"),))  # fmt: skip
    return T1(
        lrn=fictional.LRN, acceptance=fictional.DAY, type="T1", additional_type="A", security="0",
        office_of_departure="BELGG000", office_of_destination="NL000432", holder=fictional.BROKER, holder_contact=None,
        representative=None, guarantees=(Guarantee("1", GRN, "SECR", Amount(Decimal("1200.00"), "EUR")),), dispatch="CN",
        destination="NL", gross_mass=Decimal("1.230"), container=False, location=PLACE, houses=(house, other),
        binding_itinerary=True, limit=date(2026, 11, 29), offices_of_transit=("NL000432",),
        equipment=(Equipment(None, ("SEAL-7",)),), departure_means=(TransportMeans("30", "1-ABC-417", "BE"),),
        routing=("BE", "NL"), previous_documents=(Document("N337", "26BE6C1D80E2F3A4U1"),),
        transport_documents=(Document("N741", "999-85896694"),),
    )  # fmt: skip


def h1() -> H1:
    """One T-shirt of more than EUR 150, with duty and VAT."""
    item = H1Item(
        1, "40", "00", ("C07",), "Women's knitted T-shirt, 95 % cotton", Commodity("610910", "00", "10", ("4099",)), "CN",
        Decimal("12.4"), Decimal("11.8"), (Packaging("CT", 1, "ADDR"),), Decimal("1640.00"), 1, "100", Decimal(199),
        adjustments=(Adjustment("AK", Decimal("24.00")),),
        duties=(Duty("A00", Decimal("222.89"), Decimal("26.75"), "E"), Duty("B00", Decimal("249.64"), Decimal("52.42"), "E")),
        supporting_documents=(Document("N380", "INV-1"),),
    )  # fmt: skip
    return H1(
        lrn=fictional.LRN, acceptance=fictional.DAY, type="IM", additional_type="A", ucr="LX638558603CN",
        office="BELGG000", declarant=fictional.BROKER, declarant_contact=None,
        representative=Representative("BE0417497106", 3), exporter=fictional.SELLER, importer=fictional.BUYER,
        seller=None, buyer=None, currency="CNY", invoiced=Decimal("1640.00"), destination="BE", dispatch="CN",
        location=PLACE, gross_mass=Decimal("12.4"), container=False, inland_mode="3", border_mode="4",
        arrival_means=FLIGHT, items=(item,), exchange_rate=Decimal("8.2456"),
        delivery_terms=DeliveryTerms("DAP", "BELGG"), payment="E",
        guarantees=(Guarantee("1", GRN, None, Amount(Decimal("500.00"), "EUR")),),
        fiscal_references=(FiscalReference("FR1", "BE0417497106"),),
        transport_documents=(Document("N741", "999-85896694"),), previous_documents=(Document("N337", "26BE6C1D80E2F3A4U1"),),
        demonstration=True,
    )  # fmt: skip


def long_b1(lines: int = 30) -> B1:
    """The longest texts, many lines."""
    items = tuple(
        replace(b1().items[0], number=n, description=LONG_TEXTS.get(n, f"Part no. {n}"), dangerous_goods=("3481",),
                supporting_documents=MANY_DOCUMENTS) for n in range(1, lines + 1)
    )  # fmt: skip
    return replace(b1(), exporter=LONG, consignee=replace(LONG, name=ARABIC), items=items,
                   transport_documents=MANY_DOCUMENTS, routing=("BE", "DE", "PL", "BY", "RU", "KZ", "CN"))  # fmt: skip


def long_t1(lines: int = 30) -> T1:
    """Many parcels between the longest names."""
    houses = tuple(
        replace(t1().houses[0], ucr=f"U{n:034}", consignor=LONG, consignee=replace(LONG, name=f"{ARABIC} {n}"),
                items=(replace(t1().houses[0].items[0], declaration_number=n, description=LONG_TEXTS.get(n, f"Part {n}")),))
        for n in range(1, lines + 1)
    )  # fmt: skip
    return replace(t1(), houses=houses, holder=LONG, guarantees=t1().guarantees * 3, transport_documents=MANY_DOCUMENTS)


def long_h1(lines: int = 25) -> H1:
    """Many lines with the longest descriptions."""
    items = tuple(
        replace(h1().items[0], number=n, description=LONG_TEXTS.get(n, f"Part no. {n}"), invoiced=Decimal("99999999.99"),
                supporting_documents=MANY_DOCUMENTS) for n in range(1, lines + 1)
    )  # fmt: skip
    return replace(h1(), items=items, importer=LONG, exporter=replace(LONG, name=ARABIC), demonstration=False)


SAMPLES_OF: dict[str, dict[str, ExportAccompanyingView | TransitAccompanyingView | ImportDeclarationView]] = {
    "export_accompanying": {
        "short": export_accompanying(replace(b1(), items=b1().items[:1], security="0", ucr=None, equipment=())),
        "ordinary": export_accompanying(b1(), mrn=fictional.MRN, issued=fictional.DAY, **ABOUT),
        "extreme": export_accompanying(long_b1(), mrn=fictional.MRN, issued=fictional.DAY, **ABOUT),
    },
    "transit_accompanying": {
        "short": transit_accompanying(replace(t1(), houses=t1().houses[:1], guarantees=(), equipment=())),
        "ordinary": transit_accompanying(t1(), mrn=fictional.MRN, accepted=fictional.DAY, control="A3", **ABOUT),
        "extreme": transit_accompanying(long_t1(), mrn=fictional.MRN, accepted=fictional.DAY, control="A1", **ABOUT),
    },
    "import_declaration": {
        "short": import_declaration(replace(h1(), guarantees=(), fiscal_references=(), previous_documents=())),
        "ordinary": import_declaration(h1(), mrn=fictional.MRN, released=fictional.DAY, **ABOUT),
        "extreme": import_declaration(long_h1(), mrn=fictional.MRN, **ABOUT),
    },
}
