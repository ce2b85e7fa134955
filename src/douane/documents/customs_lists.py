"""The release list, by which a truck may be loaded, and the hold list, which says what stays and why (DOMAIN §7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from douane.documents.frame import FrameView
from douane.documents.wording import mass
from douane.hub.parcel import Parcel


@dataclass(frozen=True, slots=True)
class ParcelLineView:
    """One parcel. `mass` is gross, in kilograms; `reasons` is why it stays, empty on a release list."""

    parcel: str
    waybill: str
    uld: str
    place: str
    destination: str
    partner: str
    pieces: str
    mass: str
    mrn: str
    status: str
    reasons: str


@dataclass(frozen=True, slots=True)
class ParcelListView:
    """Everything that a release or hold list shows. `truck` and `carrier` are empty where none is planned."""

    frame: FrameView
    place: str
    truck: str
    carrier: str
    lines: tuple[ParcelLineView, ...]
    parcels: str
    pieces: str
    mass: str


def parcel_list(
    parcels: Iterable[Parcel], frame: FrameView, *, reasons: Mapping[str, str] | None = None, place: str = "",
    truck: str = "", carrier: str = "",
) -> ParcelListView:  # fmt: skip
    """A list of parcels in the order given. `reasons` says by parcel number why it stays, beside its holds."""
    listed, said = list(parcels), reasons or {}
    return ParcelListView(
        frame=frame,
        place=place,
        truck=truck,
        carrier=carrier,
        lines=tuple(_line(parcel, said.get(parcel.reference, "")) for parcel in listed),
        parcels=str(len(listed)),
        pieces=str(sum(parcel.pieces for parcel in listed)),
        mass=mass(sum((parcel.mass for parcel in listed), Decimal(0))),
    )


def _line(parcel: Parcel, reason: str) -> ParcelLineView:
    return ParcelLineView(
        parcel=parcel.reference,
        waybill=parcel.waybill,
        uld=parcel.found_uld or parcel.uld,
        place=" ".join(part for part in (parcel.place, parcel.lane) if part),
        destination=parcel.destination,
        partner=parcel.partner,
        pieces=str(parcel.pieces),
        mass=mass(parcel.mass),
        mrn=parcel.mrn,
        status=parcel.customs.value,
        reasons=" · ".join(dict.fromkeys(part for part in (reason, *parcel.holds) if part)),
    )
