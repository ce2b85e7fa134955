"""From a consignment that was classified and assessed to its H1 data set (UCC-DA Annex B, column H1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from douane.declarations.filling import (
    AIR,
    PRE_LODGED,
    STANDARD,
    carriage,
    commodity,
    flight,
    identifier_papers,
    invoice,
    nature,
    needed_mass,
    one_line,
    packaging,
    settled_party,
    sorted_papers,
    terms,
    waybills,
)
from douane.declarations.message import IncompleteError
from douane.declarations.office import Office
from douane.domain.assessment import Assessment, ItemCharge
from douane.domain.consignment import Consignment, GoodsItem
from douane.domain.h1 import H1, Adjustment, Duty, H1Item

TYPE = "IM"
FREE_CIRCULATION, NO_PREVIOUS = "40", "00"
TRANSACTION_VALUE = 1
ERGA_OMNES = "100"
CUSTOMS_DUTY, TRANSPORT_COSTS = "A00", "AK"


def h1_dataset(
    consignment: Consignment,
    codes: Sequence[str],
    assessment: Assessment,
    office: Office,
    *,
    lrn: str,
    acceptance: date,
    rate: Decimal | None = None,
) -> H1:
    """The data set. `codes` holds a settled code of ten digits for each item; `rate` is foreign currency per euro.

    Raises `IncompleteError`.
    """
    currency, prices = invoice(consignment)
    papers = sorted_papers(consignment.documents)
    exporter, importer = settled_party(consignment.exporter, "13 01"), settled_party(consignment.importer, "13 04")
    charges = {charge.item: charge for charge in assessment.items}
    return H1(
        lrn=lrn,
        acceptance=acceptance,
        type=TYPE,
        additional_type=STANDARD if consignment.previous_document else PRE_LODGED,
        ucr=consignment.reference,
        office=office.posts.presentation,
        declarant=office.declarant,
        declarant_contact=office.contact,
        representative=office.representative,
        exporter=exporter,
        importer=importer,
        seller=settled_party(consignment.seller, "13 08") if consignment.seller else None,
        buyer=None,
        currency=currency,
        invoiced=sum(prices, Decimal(0)),
        destination=importer.address.country or "",
        dispatch=exporter.address.country or "",
        location=office.location,
        gross_mass=needed_mass(consignment.gross_mass, "18 04"),
        container=False,
        inland_mode=None,
        border_mode=AIR,
        arrival_means=flight(consignment),
        items=tuple(
            _item(item, i, code, price, charges.get(item.number), assessment.routing.procedure)
            for i, (item, code, price) in enumerate(zip(consignment.items, codes, prices, strict=True), start=1)
        ),
        exchange_rate=rate if currency != "EUR" else None,
        delivery_terms=terms(consignment),
        nature_of_transaction=nature(consignment),
        guarantees=(),
        previous_documents=(consignment.previous_document,) if consignment.previous_document else (),
        supporting_documents=papers.supporting,
        additional_references=papers.references,
        transport_documents=waybills(consignment),
        demonstration=office.demonstration,
    )


def _item(
    item: GoodsItem, place: int, code: str, price: Decimal, charge: ItemCharge | None, procedures: tuple[str, ...]
) -> H1Item:
    if not item.words:
        raise IncompleteError(f"18 05, item {place}", "description is missing")
    if not item.origin:
        raise IncompleteError(f"16 08, item {place}", "country of origin is missing")
    papers = sorted_papers((*identifier_papers(item), *item.documents))
    costs = carriage(item)
    duty = charge.customs_duty if charge else None
    return H1Item(
        number=place,
        procedure=FREE_CIRCULATION,
        previous_procedure=NO_PREVIOUS,
        additional_procedures=procedures,
        description=one_line(item.words),
        commodity=commodity(code, 10, "18 09 058", place),
        origin=item.origin,
        gross_mass=needed_mass(item.gross_mass, "18 04", place),
        net_mass=needed_mass(item.net_mass, "18 01", place),
        packaging=packaging(item, place),
        invoiced=price,
        valuation_method=TRANSACTION_VALUE,
        preference=ERGA_OMNES,
        adjustments=(Adjustment(TRANSPORT_COSTS, costs),) if costs else (),
        duties=(Duty(CUSTOMS_DUTY, charge.value if charge else None, duty),) if duty is not None else (),
        supporting_documents=papers.supporting,
        additional_references=papers.references,
    )
