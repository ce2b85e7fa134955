"""The proof of hand-over: what left on a truck, who gave it and who took it, to be signed by both (DOMAIN §8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from douane.documents.customs_lists import ParcelLineView, parcel_list
from douane.documents.frame import FrameView
from douane.hub.parcel import Parcel


@dataclass(frozen=True, slots=True)
class HandOverView:
    """Everything that the proof shows. `at` is the moment in Brussels; it and the names are empty while it is planned."""

    frame: FrameView
    place: str
    truck: str
    carrier: str
    lines: tuple[ParcelLineView, ...]
    parcels: str
    pieces: str
    mass: str
    handed_over_by: str
    received_by: str
    at: str


def hand_over(
    parcels: Iterable[Parcel], frame: FrameView, *, truck: str, carrier: str = "", place: str = "",
    handed_over_by: str = "", received_by: str = "", at: datetime | None = None,
) -> HandOverView:  # fmt: skip
    """The proof for the parcels of a truck, in the order given. `at` carries the offset that it is shown in."""
    listed = parcel_list(parcels, frame, place=place, truck=truck, carrier=carrier)
    return HandOverView(
        frame=frame,
        place=listed.place,
        truck=listed.truck,
        carrier=listed.carrier,
        lines=listed.lines,
        parcels=listed.parcels,
        pieces=listed.pieces,
        mass=listed.mass,
        handed_over_by=handed_over_by,
        received_by=received_by,
        at=at.strftime("%Y-%m-%d %H:%M %Z") if at else "",
    )
