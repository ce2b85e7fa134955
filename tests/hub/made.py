"""Parcels and events for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

from douane.hub.events import Event, Kind
from douane.hub.parcel import Parcel

START = datetime(2026, 11, 22, 4, tzinfo=UTC)
_numbers = count(1)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def make_parcel(reference: str = "P1", **changes: object) -> Parcel:
    given = {"uld": "U1", "flight": "F1", "waybill": "W1", "destination": "BE", "mass": Decimal("0.5"), **changes}
    return Parcel(reference=reference, **given)  # type: ignore[arg-type]


def make_event(kind: Kind, subject: str = "P1", minutes: float = 0, **more: object) -> Event:
    return Event("T1", next(_numbers), kind, subject, at(minutes), "a test", **more)  # type: ignore[arg-type]
