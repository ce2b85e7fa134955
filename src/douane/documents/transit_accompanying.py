"""The transit accompanying document (TAD) with its list of items (DOMAIN §2.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from douane.documents import declared_wording as words
from douane.documents.frame import FrameView, frame
from douane.documents.wording import PartyView, day, party_view
from douane.domain.consignment import Party
from douane.domain.t1 import T1, HouseConsignment


@dataclass(frozen=True, slots=True)
class TransitLineView:
    """One goods item with the parcel it lies in. Masses in kilograms."""

    number: str
    parcel: str
    consignor: str
    consignee: str
    description: str
    code: str
    packages: str
    gross_mass: str
    documents: str


@dataclass(frozen=True, slots=True)
class TransitAccompanyingView:
    """Everything that the transit accompanying document shows. A guarantee's access code is never on it."""

    frame: FrameView
    mrn: str
    lrn: str
    type: str
    additional_type: str
    security: str
    accepted: str
    holder: PartyView
    consignor: PartyView
    consignee: PartyView
    representative: str
    authorised: str
    items: str
    packages: str
    gross_mass: str
    dispatch: str
    destination: str
    routing: str
    binding: bool
    office_of_departure: str
    offices_of_transit: str
    office_of_destination: str
    limit: str
    location: str
    departure_means: str
    containers: str
    seals: str
    guarantees: tuple[str, ...]
    control: str
    previous: str
    transport: str
    documents: str
    lines: tuple[TransitLineView, ...]

    @property
    def barcode(self) -> str:
        """The MRN, or the LRN as long as there is none."""
        return self.mrn or self.lrn


def transit_accompanying(
    t1: T1, *, mrn: str = "", accepted: date | None = None, control: str = "", law_version: str = "",
    printed: date | None = None,
) -> TransitAccompanyingView:  # fmt: skip
    """The TAD of a transit declaration. MRN, day of acceptance and result of control come from customs (CC029C)."""
    houses = t1.houses
    return TransitAccompanyingView(
        frame=frame(f"MRN {mrn}" if mrn else f"LRN {t1.lrn}", accepted or t1.acceptance, law_version=law_version,
                    printed=printed, demonstration=t1.demonstration),
        mrn=mrn,
        lrn=t1.lrn,
        type=t1.type,
        additional_type=t1.additional_type,
        security=t1.security,
        accepted=day(accepted),
        holder=party_view(t1.holder),
        consignor=party_view(_same([house.consignor for house in houses])),
        consignee=party_view(_same([house.consignee for house in houses])),
        representative=t1.representative.eori if t1.representative else "",
        authorised=" · ".join(f"{one.type} {one.reference}" for one in t1.authorisations),
        items=str(sum(len(house.items) for house in houses)),
        packages=str(sum(words.packages_count(item.packaging) for house in houses for item in house.items)),
        gross_mass=words.mass_text(t1.gross_mass),
        dispatch=t1.dispatch,
        destination=t1.destination,
        routing=" → ".join(t1.routing),
        binding=t1.binding_itinerary,
        office_of_departure=t1.office_of_departure,
        offices_of_transit=" · ".join(t1.offices_of_transit),
        office_of_destination=t1.office_of_destination,
        limit=day(t1.limit),
        location=words.location_text(t1.location),
        departure_means=words.means_text(t1.departure_means),
        containers=words.containers_text(t1.equipment),
        seals=words.seals_text(t1.equipment),
        guarantees=tuple(words.guarantee_text(one) for one in t1.guarantees),
        control=control,
        previous=words.documents_text(t1.previous_documents),
        transport=words.documents_text(t1.transport_documents),
        documents=words.documents_text(t1.supporting_documents, t1.additional_references),
        lines=tuple(line for house in houses for line in _lines(house)),
    )  # fmt: skip


def _same(parties: list[Party | None]) -> Party:
    """The party that all parcels share, else none: then each line names its own."""
    known = set(parties)
    only = known.pop() if len(known) == 1 else None
    return only or Party()


def _lines(house: HouseConsignment) -> Iterator[TransitLineView]:
    for item in house.items:
        yield TransitLineView(
            number=str(item.declaration_number),
            parcel=house.ucr or item.ucr or "",
            consignor=_short(house.consignor),
            consignee=_short(house.consignee),
            description=item.description,
            code=words.code_text(item.commodity),
            packages=words.packages_text(item.packaging),
            gross_mass=words.mass_text(item.gross_mass),
            documents=words.documents_text(
                house.previous_documents, house.transport_documents, item.previous_documents,
                item.supporting_documents, item.additional_references,
            ),
        )  # fmt: skip


def _short(party: Party | None) -> str:
    if party is None:
        return ""
    name = party.name or party.name_local or ""
    return f"{name} ({party.address.country})" if party.address.country else name
