"""The label of a piece of a house consignment, 102 × 76 mm (DOMAIN §7)."""

from __future__ import annotations

from dataclasses import dataclass

from douane.documents.wording import PartyView, mass, party_view
from douane.domain.consignment import Consignment


@dataclass(frozen=True, slots=True)
class HouseLabelView:
    """Everything that the label shows. `reference` is the house waybill number; `weight` in kilograms, may be unknown."""

    reference: str
    mawb: str
    piece: str
    pieces: str
    destination: str
    weight: str | None
    shipper: PartyView
    consignee: PartyView


def house_label(consignment: Consignment, piece: int, pieces: int, *, destination: str = "") -> HouseLabelView:
    """The label of the piece number `piece` of `pieces`. `destination` is the IATA code of an airport.

    Without one, the country of the consignee (ISO 3166-1) stands in its place.
    """
    kilograms = consignment.gross_mass if consignment.items else None
    return HouseLabelView(
        reference=consignment.hawb or consignment.reference,
        mawb=consignment.mawb or "",
        piece=str(piece),
        pieces=str(pieces),
        destination=destination or consignment.importer.address.country or "",
        weight=None if kilograms is None else mass(kilograms),
        shipper=party_view(consignment.exporter),
        consignee=party_view(consignment.importer),
    )
