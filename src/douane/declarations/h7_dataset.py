"""From a consignment that was classified and assessed to its H7 data set (UCC-DA Annex B, column H7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from douane.declarations.message import IncompleteError
from douane.declarations.office import Office
from douane.domain.assessment import Assessment
from douane.domain.commodity import hs6
from douane.domain.consignment import Address, Consignment, Document, GoodsItem, Party
from douane.domain.h7 import H7, Amount, FiscalReference, H7Item
from douane.domain.numbers import ZERO, round_cent

VENDOR_UNDER_IOSS = "FR5"
PRE_LODGED, STANDARD = "D", "A"
_ITEM_DOCUMENTS = (("C127", "merchant"), ("C128", "manufacturer"), ("C129", "standard"))
_Y = "Y"
# Widths of D.E. 13 xx 016 and 018; what is longer is refused by `h7_dataset`, never cut.
_LIMITS = {"name": 70, "street": 70, "postcode": 17, "city": 35}


def h7_dataset(
    consignment: Consignment,
    codes: Sequence[str],
    assessment: Assessment,
    office: Office,
    *,
    lrn: str,
    acceptance: date,
) -> H7:
    """The data set. `codes` holds a settled code for each item. Raises `IncompleteError`."""
    procedures = assessment.routing.procedure
    gross = consignment.gross_mass
    if gross is None:
        raise IncompleteError("18 04", "gross mass is missing")
    fiscal: tuple[FiscalReference, ...] = ()
    if "F48" in procedures and consignment.ioss:
        fiscal = (FiscalReference(VENDOR_UNDER_IOSS, consignment.ioss),)
    transport = []
    if consignment.mawb:
        transport.append(Document("N741", consignment.mawb))
    if consignment.hawb:
        transport.append(Document("N703", consignment.hawb))
    return H7(
        lrn=lrn,
        acceptance=acceptance,
        additional_type=STANDARD if consignment.previous_document else PRE_LODGED,
        ucr=consignment.reference,
        declarant=office.declarant,
        declarant_contact=office.contact,
        representative=office.representative,
        exporter=_person(consignment.exporter, "13 01"),
        importer=_person(consignment.importer, "13 04"),
        fiscal_references=fiscal,
        location=office.location,
        transport_documents=tuple(transport),
        previous_documents=(consignment.previous_document,) if consignment.previous_document else (),
        gross_mass=gross,
        items=tuple(
            _item(item, i, code, procedures)
            for i, (item, code) in enumerate(zip(consignment.items, codes, strict=True), start=1)
        ),
        demonstration=office.demonstration,
    )


def _person(party: Party, element: str) -> Party:
    name = party.name or party.name_local
    address = party.address
    if not name:
        raise IncompleteError(f"{element} 016", "name is missing")
    if not address.country:
        raise IncompleteError(f"{element} 018", "country is missing")
    texts = {"name": name, "street": address.street, "postcode": address.postcode, "city": address.city}
    for part, text in texts.items():
        if text and len(text) > _LIMITS[part]:
            raise IncompleteError(f"{element} {part}", f"{text!r} has more than {_LIMITS[part]} characters")
    kept = Address(address.street, address.postcode, address.city, None, address.country)
    return replace(party, name=name, address=kept)


def _item(item: GoodsItem, number: int, code: str, procedures: tuple[str, ...]) -> H7Item:
    if item.value is None or item.currency is None:
        raise IncompleteError(f"14 14, item {number}", "value or currency is missing")
    if item.gross_mass is None:
        raise IncompleteError(f"18 04, item {number}", "gross mass is missing")
    if not item.words:
        raise IncompleteError(f"18 05, item {number}", "description is missing")
    costs: Decimal = (item.freight or ZERO) + (item.insurance or ZERO)
    ids = item.product_ids
    supporting = [Document(type_, text) for type_, name in _ITEM_DOCUMENTS if (text := getattr(ids, name))]
    references = [document for document in item.documents if document.type.startswith(_Y)]
    supporting += [document for document in item.documents if not document.type.startswith(_Y)]
    if not ids.standard and (ids.none_declared or ids.merchant or ids.manufacturer):
        references.append(Document("Y081", ""))
    return H7Item(
        number=number,
        additional_procedures=procedures,
        intrinsic_value=Amount(round_cent(item.value), item.currency),
        transport_costs=Amount(round_cent(costs), item.currency),
        gross_mass=item.gross_mass,
        description=item.words,
        packages=1 if item.packages is None and number == 1 else item.packages or 0,
        hs6=hs6(code),
        supporting_documents=tuple(supporting),
        additional_references=tuple(references),
    )
