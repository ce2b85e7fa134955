"""From the parcels of a master waybill to its storage declaration (G4) and presentation notification (G3), DOMAIN §2.2."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from douane.declarations.filling import (
    AIR,
    HOUSE,
    MASTER,
    flight,
    needed_mass,
    office_of,
    one_line,
    packaging,
    settled_party,
)
from douane.declarations.message import IncompleteError
from douane.declarations.office import Office
from douane.domain.consignment import Consignment, Document, GoodsItem, Party
from douane.domain.declared import Commodity
from douane.domain.storage import G3, G4, Presented, StorageItem, StoredHouse

NOT_IN_UNION = "N"  # D.E. 12 10: goods without Union status


def by_waybill(consignments: Iterable[Consignment]) -> dict[str, list[Consignment]]:
    """Consignments by their master waybill, in their order; those without one stand under an empty number."""
    found: dict[str, list[Consignment]] = {}
    for consignment in consignments:
        found.setdefault(consignment.mawb or "", []).append(consignment)
    return found


def g4_dataset(
    parcels: Sequence[Consignment], office: Office, *, lrn: str, acceptance: date, arrival: datetime | None = None
) -> G4:
    """The storage declaration of one master waybill. Raises `IncompleteError`."""
    first = parcels[0]
    if not first.mawb:
        raise IncompleteError("12 05", "the master waybill is missing: one storage declaration stands for one of them")
    houses = tuple(_house(parcel) for parcel in parcels)
    return G4(
        lrn=lrn,
        acceptance=acceptance,
        declarant=office.declarant,
        declarant_contact=office.contact,
        representative=office.representative,
        office=office.posts.presentation,
        arrival=arrival,
        border_mode=AIR,
        arrival_means=flight(first),
        location=office.location,
        transport_document=Document(MASTER, first.mawb),
        gross_mass=sum((house.gross_mass for house in houses), Decimal(0)),
        houses=houses,
        warehouse=office.storage,
        authorisations=(office.storage_authorisation,) if office.storage_authorisation else (),
        demonstration=office.demonstration,
    )


def g3_dataset(parcels: Sequence[Consignment], office: Office, *, lrn: str, acceptance: date, presented_at: datetime) -> G3:
    """The presentation of the goods of one master waybill, by what was lodged before, else by the waybill itself.

    Raises `IncompleteError`.
    """
    first = parcels[0]
    lodged = dict.fromkeys(parcel.previous_document for parcel in parcels if parcel.previous_document)
    if not lodged and not first.mawb:
        raise IncompleteError("12 01", "neither a declaration lodged before nor a master waybill is named")
    documents = tuple(lodged) or (Document(MASTER, first.mawb or ""),)
    return G3(
        lrn=lrn,
        acceptance=acceptance,
        presenter=office.declarant,
        presenter_contact=office.contact,
        representative=office.representative,
        office=office_of(office.posts.presentation, "17 09", "offices.presentation"),
        presented_at=presented_at,
        border_mode=AIR,
        arrival_means=flight(first),
        location=office.location,
        presented=tuple(Presented(document) for document in documents),
        warehouse=office.storage,
        demonstration=office.demonstration,
    )


def _house(parcel: Consignment) -> StoredHouse:
    return StoredHouse(
        transport_document=Document(HOUSE, parcel.hawb or parcel.reference),
        gross_mass=needed_mass(parcel.gross_mass, "18 04"),
        ucr=parcel.reference,
        consignor=_known(parcel.exporter, "13 02"),
        consignee=_known(parcel.importer, "13 03"),
        previous_documents=(parcel.previous_document,) if parcel.previous_document else (),
        items=tuple(_item(item, place) for place, item in enumerate(parcel.items, start=1)),
    )


def _known(party: Party, element: str) -> Party | None:
    return settled_party(party, element) if party.name or party.name_local else None


def _item(item: GoodsItem, place: int) -> StorageItem:
    if not item.words:
        raise IncompleteError(f"18 05, item {place}", "description is missing")
    code = item.commodity_code
    return StorageItem(
        number=place,
        description=one_line(item.words),
        packaging=packaging(item, place),
        commodity=Commodity(code[:6], code[6:8] or None) if code and len(code) >= 6 else None,
        gross_mass=item.gross_mass,
        status=NOT_IN_UNION,
    )
