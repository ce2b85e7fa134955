"""The consignment note for road transport (CMR Convention of 1956), with its boxes 1 to 24 (DOMAIN §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from douane.documents.frame import FrameView
from douane.documents.wording import PartyView, day, mass, party_view
from douane.domain.consignment import Consignment, Party
from douane.domain.numbers import text_of


@dataclass(frozen=True, slots=True)
class Carriage:
    """What is agreed for the journey and stands in no manifest. `volumes` in cubic metres, in the order of the items."""

    delivery: str = ""
    taken_over: str = ""
    taken_on: date | None = None
    documents: str = ""
    marks: str = ""
    packing: str = ""
    instructions: str = ""
    payment: str = ""
    cash_on_delivery: str = ""
    reservations: str = ""
    agreements: str = ""
    charges: str = ""
    established: str = ""
    carrier: Party | None = None
    successive: tuple[Party, ...] = ()
    volumes: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class RoadLineView:
    """Boxes 6 to 12: marks, number, packing, nature, statistical number, gross kilograms, cubic metres."""

    marks: str
    packages: str
    packing: str
    nature: str
    code: str
    gross_mass: str
    volume: str


@dataclass(frozen=True, slots=True)
class RoadWaybillView:
    """Everything that the consignment note shows; the signatures of boxes 22 to 24 stay empty."""

    frame: FrameView
    sender: PartyView
    consignee: PartyView
    carrier: PartyView
    successive: str
    delivery: str
    taken_over: str
    documents: str
    lines: tuple[RoadLineView, ...]
    gross_mass: str
    instructions: str
    payment: str
    cash_on_delivery: str
    reservations: str
    agreements: str
    charges: str
    established: str


def road_waybill(consignment: Consignment, carriage: Carriage, frame: FrameView) -> RoadWaybillView:
    """The consignment note of one consignment."""
    volumes = [*map(text_of, carriage.volumes), *[""] * len(consignment.items)]
    gross = consignment.gross_mass
    return RoadWaybillView(
        frame=frame,
        sender=party_view(consignment.exporter),
        consignee=party_view(consignment.importer),
        carrier=party_view(carriage.carrier or Party()),
        successive=" · ".join(one.name or "" for one in carriage.successive),
        delivery=carriage.delivery,
        taken_over=" · ".join(part for part in (carriage.taken_over, day(carriage.taken_on)) if part),
        documents=carriage.documents,
        lines=tuple(
            RoadLineView(
                marks=carriage.marks,
                packages=str(item.packages) if item.packages is not None else "",
                packing=carriage.packing,
                nature=item.words,
                code=item.commodity_code or "",
                gross_mass=mass(item.gross_mass) if item.gross_mass is not None else "",
                volume=volume,
            )
            for item, volume in zip(consignment.items, volumes, strict=False)
        ),
        gross_mass=mass(gross) if gross is not None else "",
        instructions=carriage.instructions,
        payment=carriage.payment,
        cash_on_delivery=carriage.cash_on_delivery,
        reservations=carriage.reservations,
        agreements=carriage.agreements,
        charges=carriage.charges,
        established=carriage.established,
    )
