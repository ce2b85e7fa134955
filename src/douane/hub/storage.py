"""Temporary storage: the clock of 90 days, lots with what is still to be discharged, and the record of UCC-DA art. 116."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from douane.hub.events import Event, Kind
from douane.hub.parcel import MAY_LEAVE, Around, Customs, Parcel, Status, in_storage, status_of
from douane.reference.law import LawOnDay


@dataclass(frozen=True, slots=True)
class StorageClock:
    """Days in storage (the day of presentation is day 0), the last day allowed, and the warning that has been passed."""

    days: int
    last_day: date
    warning: int | None
    over: bool


def storage_clock(presented_at: datetime, on: date, law: LawOnDay) -> StorageClock:
    """The clock of goods presented at a moment, on a day (UCC art. 149)."""
    began = presented_at.date()
    limit = int(law.number("eu.storage.storage_limit"))
    days = (on - began).days
    passed = [step for step in sorted(map(int, law.codes("eu.storage.storage_warnings"))) if days >= step]
    return StorageClock(days, began + timedelta(days=limit), passed[-1] if passed else None, days > limit)


@dataclass(frozen=True, slots=True)
class Lot:
    """The pieces of a master waybill in storage: `available` = remaining less reserved by declarations not yet answered.

    `drawn` are discharged by H7, H1, T1, re-export, destruction or seizure; `missing` were never found.
    """

    waybill: str
    total: int
    drawn: int
    reserved: int
    missing: int

    @property
    def remaining(self) -> int:
        """Pieces that are still to be discharged."""
        return self.total - self.drawn - self.missing

    @property
    def available(self) -> int:
        """Pieces that no declaration has reserved."""
        return self.remaining - self.reserved


def lot_of(waybill: str, parcels: Iterable[Parcel]) -> Lot:
    """The lot of a master waybill."""
    total = drawn = reserved = missing = 0
    for parcel in parcels:
        total += parcel.pieces
        if parcel.customs in MAY_LEAVE or parcel.customs in (Customs.DESTROYED, Customs.SEIZED):
            drawn += parcel.pieces
        elif parcel.found_at is None:
            missing += parcel.pieces
        elif parcel.customs in (Customs.DECLARED, Customs.SELECTED):
            reserved += parcel.pieces
    return Lot(waybill, total, drawn, reserved, missing)


@dataclass(frozen=True, slots=True)
class StorageRecord:
    """The record of a parcel in temporary storage, letter by letter of UCC-DA art. 116(1)."""

    declaration: str  # (a) reference of the temporary storage declaration
    began: datetime | None  # (a) its date
    ended: datetime | None  # (a) the end of temporary storage
    documents: tuple[str, ...]  # (b) documents that came with the goods
    particulars: str  # (c) identification and number of packages, mass
    places: tuple[tuple[datetime, str], ...]  # (d) location and every movement
    status: Status  # (e) customs status
    handling: tuple[tuple[datetime, str], ...]  # (f) what was done with them
    facilities: tuple[tuple[datetime, str], ...]  # (g) movements between facilities


def storage_record(parcel: Parcel, around: Around, events: Iterable[Event], declaration: str) -> StorageRecord:
    """The record of a parcel from its events."""
    ordered = sorted(events, key=lambda e: e.at)
    at_end = parcel.released_at if parcel.customs in MAY_LEAVE else None
    ended = at_end or parcel.out_at or _last(ordered, ENDED_BY)
    return StorageRecord(
        declaration, around.presented_at, None if in_storage(parcel, around) else ended,
        tuple(filter(None, (parcel.waybill, parcel.house, parcel.mrn))),
        f"{parcel.reference}: {parcel.pieces} pieces, {parcel.mass} kg gross",
        tuple((e.at, e.place) for e in ordered if e.kind in (Kind.FOUND, Kind.STORED, Kind.SORTED) and e.place),
        status_of(parcel, around),
        tuple((e.at, f"{e.kind.value} {e.reason}".strip()) for e in ordered if e.kind in (Kind.DAMAGED, Kind.NOTED)),
        tuple((e.at, e.place) for e in ordered if e.kind is Kind.MOVED),
    )  # fmt: skip


ENDED_BY = frozenset({Kind.DESTROYED, Kind.ABANDONED, Kind.SEIZED, Kind.REEXPORTED})


def _last(events: Iterable[Event], kinds: frozenset[Kind]) -> datetime | None:
    return max((event.at for event in events if event.kind in kinds), default=None)


def may_notify_reexport(presented_at: datetime, on: date, law: LawOnDay) -> bool:
    """Whether a notification suffices for re-export, or a declaration is due (UCC art. 274)."""
    return (on - presented_at.date()).days <= int(law.number("eu.storage.reexport_notification_limit"))
