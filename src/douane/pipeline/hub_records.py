"""The hub in JSON and CSV: events in from scanners' queues, states, outturns and clocks out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from douane.hub.clocks import PROMISES, Clocks, Percentiles
from douane.hub.events import Event, Kind, clock_set
from douane.hub.outturn import Outturn
from douane.hub.parcel import Around, Parcel, status_of
from douane.hub.storage import storage_clock, storage_record
from douane.reference.law import LawOnDay
from douane.store.hub import Recorded


class EventError(Exception):
    """A line of a scanner's queue cannot be read; the message says which and why."""

    exit_code = 3


def read_events(lines: Iterable[str], received_at: datetime, who: str) -> Iterator[Event]:
    """Events from JSON lines: `device`, `number`, `kind`, `subject`, `at`, and `uld`, `place`, `reason`, `mrn`, `who`.

    `sent_at` tells the device's clock when it sent the line: what it is off by is corrected and kept. Times are ISO 8601
    with their offset. Raises `EventError`.
    """
    for line, text in enumerate(lines, 1):
        if text.strip():
            try:
                yield _event(json.loads(text), received_at, who)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                kinds = ", ".join(kind.value for kind in Kind)
                raise EventError(
                    f"Line {line} is no event ({error}). Each line is an object with device, number, kind, subject and at "
                    f"(a time with its offset, as 2026-11-22T18:05:00+01:00); kinds are: {kinds}."
                ) from error


def _event(given: dict[str, Any], received_at: datetime, who: str) -> Event:
    event = Event(
        device=str(given["device"]), number=int(given["number"]), kind=Kind(given["kind"]), subject=str(given["subject"]),
        at=_moment(given["at"]), who=str(given.get("who", who)), uld=str(given.get("uld", "")),
        place=str(given.get("place", "")), reason=str(given.get("reason", "")), mrn=str(given.get("mrn", "")),
    )  # fmt: skip
    return clock_set(event, _moment(given["sent_at"]), received_at) if "sent_at" in given else event


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return moment.astimezone(UTC)


def recorded_json(answer: Recorded) -> dict[str, Any]:
    """What became of an event."""
    return {"event": answer.event.name, "kind": answer.event.kind.value, "subject": answer.event.subject,
            "refused": answer.refused, "alarm": answer.alarm, "again": answer.again}  # fmt: skip


def parcel_json(parcel: Parcel, around: Around) -> dict[str, Any]:
    """A parcel with its status, for programs."""
    return {"reference": parcel.reference, "status": status_of(parcel, around).value, "customs": parcel.customs.value,
            "flight": parcel.flight, "uld": parcel.uld, "found_uld": parcel.found_uld, "waybill": parcel.waybill,
            "place": parcel.place, "lane": parcel.lane, "truck": parcel.truck, "holds": list(parcel.holds),
            "pieces": parcel.pieces, "gross_mass": str(parcel.mass), "destination": parcel.destination,
            "partner": parcel.partner, "procedure": parcel.procedure, "mrn": parcel.mrn, "damaged": parcel.damaged,
            "unexpected": parcel.unexpected}  # fmt: skip


def storage_json(parcel: Parcel, around: Around, events: Iterable[Event], declaration: str, on: date, law: LawOnDay) -> Any:
    """The record of UCC-DA art. 116 and the clock of 90 days, for programs."""
    record = storage_record(parcel, around, events, declaration)
    clock = storage_clock(around.presented_at, on, law) if around.presented_at else None
    return {
        "declaration": record.declaration, "began": _iso(record.began), "ended": _iso(record.ended),
        "documents": list(record.documents), "particulars": record.particulars, "status": record.status.value,
        "places": _pairs(record.places), "handling": _pairs(record.handling), "facilities": _pairs(record.facilities),
        "clock": clock and {"days": clock.days, "last_day": clock.last_day.isoformat(), "warning": clock.warning,
                            "over": clock.over},
    }  # fmt: skip


def _pairs(pairs: Iterable[tuple[datetime, str]]) -> list[list[str]]:
    return [[at.isoformat(), text] for at, text in pairs]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def outturn_json(outturn: Outturn) -> dict[str, Any]:
    """An outturn report as data."""
    return {
        "unit": outturn.unit, "expected_pieces": outturn.expected_pieces, "found_pieces": outturn.found_pieces,
        "expected_mass": str(outturn.expected_mass), "found_mass": str(outturn.found_mass),
        "discrepancies": [
            {"parcel": d.parcel, "difference": d.difference.value, "remark": d.remark, "action": d.action}
            for d in outturn.discrepancies
        ],
        "open": len(outturn.open),
    }  # fmt: skip


def clocks_json(clocks: Clocks) -> dict[str, Any]:
    """The clocks of a parcel, each with its start and its stop."""
    legs = [*clocks.legs, clocks.total]
    return {
        "legs": [
            {"name": leg.name, "start": _iso(leg.start), "stop": _iso(leg.stop), "seconds": _seconds(leg.took),
             "prelodged": leg.prelodged} for leg in legs
        ],
        "within": {f"{int(p.total_seconds() // 3600)}h": clocks.within(p) for p in PROMISES},
        "blocked_by": clocks.blocked_by,
    }  # fmt: skip


def percentiles_json(found: Percentiles) -> dict[str, Any]:
    """Percentiles of a group, in seconds."""
    return {
        "group": found.group, "measured": found.measured, "p50": _seconds(found.p50), "p95": _seconds(found.p95),
        "within": {f"{int(p.total_seconds() // 3600)}h": n for p, n in zip(PROMISES, found.within, strict=True)},
    }  # fmt: skip


def _seconds(took: timedelta | None) -> int | None:
    return None if took is None else int(took.total_seconds())


_RELEASE_LIST = ("reference", "waybill", "found_uld", "place", "lane", "partner", "destination", "pieces", "mass", "mrn")


def release_list(parcels: Iterable[Parcel]) -> str:
    """The release list as CSV: what may be loaded. Masses in kg."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_RELEASE_LIST)
    writer.writerows([getattr(parcel, name) for name in _RELEASE_LIST] for parcel in parcels)
    return text.getvalue()
