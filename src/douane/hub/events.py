"""What happens in the hub, as events that are only ever added. A mistake is mended by one more event."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of events, by what they are about."""

    # a flight
    LANDED = "landed"
    # a unit load device
    ULD_RECEIVED = "uld-received"
    ULD_OPENED = "uld-opened"
    ULD_CLOSED = "uld-closed"
    # a master waybill
    PRESENTED = "presented"
    # a parcel in the hub's hands
    FOUND = "found"
    DAMAGED = "damaged"
    STORED = "stored"
    MOVED = "moved"
    SORTED = "sorted"
    NOTED = "noted"
    # a parcel in customs' or the broker's eyes
    DECLARED = "declared"
    SELECTED = "selected"
    RELEASED = "released"
    REJECTED = "rejected"
    TRANSIT = "transit"
    REEXPORTED = "re-exported"
    DESTROYED = "destroyed"
    ABANDONED = "abandoned"
    SEIZED = "seized"
    HELD = "held"
    HOLD_LIFTED = "hold-lifted"
    # a truck
    LOADED = "loaded"
    UNLOADED = "unloaded"
    DISPATCHED = "dispatched"
    # an earlier event
    CORRECTED = "corrected"


OF_PARCELS = frozenset(Kind) - {
    Kind.LANDED, Kind.ULD_RECEIVED, Kind.ULD_OPENED, Kind.ULD_CLOSED, Kind.PRESENTED, Kind.CORRECTED
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a device saw or a person did. `device` and `number` together name it for ever.

    `subject` is the parcel's reference, or the flight, ULD, master waybill or truck that the kind is about; for
    `CORRECTED` it is the name of the event that is void. `at` is the moment on a right clock in UTC; `skew` is what was
    added to the device's own clock, in seconds.
    """

    device: str
    number: int
    kind: Kind
    subject: str
    at: datetime
    who: str
    uld: str = ""
    place: str = ""
    reason: str = ""
    mrn: str = ""
    skew: float = 0.0

    @property
    def name(self) -> str:
        """The event's name: device and number, as in `T7/12`."""
        return f"{self.device}/{self.number}"


def clock_set(event: Event, sent_at: datetime, received_at: datetime) -> Event:
    """The event on our clock: a device whose clock is off by more than two seconds is corrected, and that is kept."""
    skew = (received_at - sent_at).total_seconds()
    if abs(skew) <= _TOLERATED_SECONDS:
        return event
    return replace(event, at=event.at + timedelta(seconds=skew), skew=skew)


_TOLERATED_SECONDS = 2.0
