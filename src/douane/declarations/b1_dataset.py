"""From a consignment for export to its B1 data set (UCC-DA Annex B, column B1; DOMAIN §3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from douane.declarations.filling import (
    AIR,
    PRE_LODGED,
    STANDARD,
    commodity,
    flight,
    invoice,
    nature,
    needed_mass,
    office_of,
    one_line,
    packaging,
    settled_party,
    sorted_papers,
    terms,
    waybills,
)
from douane.declarations.message import IncompleteError
from douane.declarations.office import Office
from douane.domain.assessment import Assessment
from douane.domain.b1 import B1, B1Item
from douane.domain.consignment import Consignment, GoodsItem

TYPE = "EX"
NO_SAFETY_DATA = "0"
EXPORT, NO_PREVIOUS = "10", "00"


def b1_dataset(
    consignment: Consignment,
    codes: Sequence[str],
    assessment: Assessment,
    office: Office,
    *,
    lrn: str,
    acceptance: date,
) -> B1:
    """The data set. `codes` holds a settled code of at least eight digits for each item. Raises `IncompleteError`."""
    currency, prices = invoice(consignment)
    papers = sorted_papers(consignment.documents)
    exporter = settled_party(consignment.exporter, "13 01")
    if not exporter.eori:
        raise IncompleteError("13 01 017", "the exporter's EORI number is missing")
    consignee = settled_party(consignment.importer, "13 03")
    means = flight(consignment)
    statistical = assessment.export.statistical if assessment.export else None
    return B1(
        lrn=lrn,
        acceptance=acceptance,
        type=TYPE,
        additional_type=STANDARD if consignment.previous_document else PRE_LODGED,
        security=NO_SAFETY_DATA,
        office_of_export=office_of(office.posts.export, "17 01", "offices.export"),
        office_of_exit=office_of(office.posts.exit, "17 02", "offices.exit"),
        exporter=exporter,
        declarant=office.declarant,
        declarant_contact=office.contact if office.contact and office.contact.phone else None,
        representative=office.representative,
        consignee=consignee,
        country_of_export=exporter.address.country or "",
        destination=consignee.address.country or "",
        location=office.location,
        gross_mass=needed_mass(consignment.gross_mass, "18 04"),
        container=False,
        border_mode=AIR,
        items=tuple(
            _item(item, i, code, None if statistical is None else statistical[i - 1])
            for i, (item, code) in enumerate(zip(consignment.items, codes, strict=True), start=1)
        ),
        ucr=consignment.reference,
        currency=currency,
        invoiced=sum(prices, Decimal(0)),
        nature_of_transaction=nature(consignment),
        delivery_terms=terms(consignment),
        departure_means=(means,) if means else (),
        previous_documents=(consignment.previous_document,) if consignment.previous_document else (),
        supporting_documents=papers.supporting,
        additional_references=papers.references,
        transport_documents=waybills(consignment),
        demonstration=office.demonstration,
    )


def _item(item: GoodsItem, place: int, code: str, statistical: Decimal | None) -> B1Item:
    if not item.words:
        raise IncompleteError(f"18 05, item {place}", "description is missing")
    papers = sorted_papers(item.documents)
    return B1Item(
        number=place,
        procedure=EXPORT,
        previous_procedure=NO_PREVIOUS,
        description=one_line(item.words),
        # Export asks for the combined nomenclature and never for more (DOMAIN §3.2).
        commodity=commodity(code[:8], 8, "18 09 057", place),
        net_mass=needed_mass(item.net_mass, "18 01", place),
        packaging=packaging(item, place),
        statistical_value=statistical,
        gross_mass=item.gross_mass,
        origin=item.origin,
        supporting_documents=papers.supporting,
        additional_references=papers.references,
    )
