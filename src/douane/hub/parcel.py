"""A parcel in the hub: what was manifested, where it is, and what customs have said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Customs(StrEnum):
    """What customs have said of a parcel, or what was done with it under their eyes."""

    NONE = "none"
    DECLARED = "declared"
    SELECTED = "selected"
    RELEASED = "released"
    TRANSIT = "transit"
    REEXPORT = "re-export"
    DESTROYED = "destroyed"
    ABANDONED = "abandoned"
    SEIZED = "seized"


class Status(StrEnum):
    """The one status of a parcel at a moment, as the boards and lists show it."""

    EXPECTED = "EXPECTED"
    ARRIVED = "ARRIVED"
    IN_TS = "IN_TS"
    DECLARED = "DECLARED"
    SELECTED = "SELECTED"
    RELEASED = "RELEASED"
    HELD = "HELD"
    SEIZED = "SEIZED"
    TRANSIT = "TRANSIT"
    REEXPORT = "REEXPORT"
    DESTROYED = "DESTROYED"
    ABANDONED = "ABANDONED"
    EXITED = "EXITED"


MAY_LEAVE = frozenset({Customs.RELEASED, Customs.TRANSIT, Customs.REEXPORT})
# What ends a parcel's time in the hub without a truck.
ENDED = frozenset({Customs.DESTROYED, Customs.SEIZED, Customs.ABANDONED})


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel as the manifest announces it and as events have left it. Times are in UTC; `mass` is gross, in kg.

    `holds` are the reasons why the hub or the broker keeps it back; customs' own word stands in `customs`.
    `seen_at` is the latest moment a scan saw it. `unexpected` marks an overage: found, and on no manifest.
    """

    reference: str
    flight: str = ""
    uld: str = ""
    waybill: str = ""
    house: str = ""
    bag: str = ""
    destination: str = ""
    partner: str = ""
    pieces: int = 1
    mass: Decimal = Decimal(0)
    customs: Customs = Customs.NONE
    procedure: str = ""
    mrn: str = ""
    holds: tuple[str, ...] = ()
    unexpected: bool = False
    damaged: bool = False
    found_uld: str = ""
    place: str = ""
    lane: str = ""
    truck: str = ""
    seen_at: datetime | None = None
    found_at: datetime | None = None
    declared_at: datetime | None = None
    released_at: datetime | None = None
    out_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What a parcel shares with others: when its flight landed, when its waybill was presented to customs."""

    landed_at: datetime | None = None
    presented_at: datetime | None = None


def status_of(parcel: Parcel, around: Around) -> Status:
    """The status of a parcel. A hold is shown before customs' word, an exit before everything."""
    if parcel.out_at is not None:
        return Status.EXITED
    if parcel.customs in ENDED:
        return Status(parcel.customs.name)
    if parcel.holds:
        return Status.HELD
    if parcel.found_at is None:
        return Status.EXPECTED
    if parcel.customs is not Customs.NONE:
        return Status(parcel.customs.name)
    return Status.IN_TS if around.presented_at else Status.ARRIVED


def in_storage(parcel: Parcel, around: Around) -> bool:
    """Whether a parcel counts as in temporary storage: here, presented, and under no procedure that ends it."""
    here = parcel.found_at is not None and parcel.out_at is None and parcel.customs not in ENDED
    return here and around.presented_at is not None and parcel.customs not in (Customs.RELEASED, Customs.TRANSIT)


def why_it_stays(parcel: Parcel) -> str | None:
    """What forbids a parcel to leave, in a few words; `None` where nothing does."""
    if parcel.out_at is not None:
        return "has already left"
    if parcel.found_at is None:
        return "was never found here"
    if parcel.holds:
        return f"is held: {', '.join(parcel.holds)}"
    if parcel.customs not in MAY_LEAVE:
        return f"customs: {parcel.customs.value}"
    return None
