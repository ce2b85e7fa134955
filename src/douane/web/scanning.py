"""Scans as they reach the desk: named by their device and number, recorded once, allowed to hands and not to customs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from douane import places
from douane.hub.events import Event, Kind
from douane.hub.sorting import SHIPPED, Branch, read_plan
from douane.pipeline.hub import record
from douane.store.hub import HubStore, HubTransaction, Recorded
from douane.web.guards import Desk

# What hands do at the hub. Customs' words come from their answers, and a hold is lifted by who may decide.
BY_HAND = frozenset({
    Kind.LANDED, Kind.PRESENTED, Kind.ULD_RECEIVED, Kind.ULD_OPENED, Kind.ULD_CLOSED, Kind.FOUND, Kind.DAMAGED, Kind.STORED,
    Kind.MOVED, Kind.SORTED, Kind.NOTED, Kind.HELD, Kind.LOADED, Kind.UNLOADED, Kind.DISPATCHED, Kind.CORRECTED,
})  # fmt: skip

# A hold that a mistake has set is lifted, never undone by the one who would rather load.
_UNDONE_BY_HAND = BY_HAND - {Kind.HELD}


@dataclass(frozen=True, slots=True)
class Scan:
    """What a form sends. `device` and `number` name the scan; number 0 has it named here."""

    subject: str
    device: str = ""
    number: int = 0
    uld: str = ""
    place: str = ""
    reason: str = ""
    mrn: str = ""


def store_of(desk: Desk) -> HubStore:
    """The hub of the person's organisation."""
    return HubStore(desk.site.engine(desk.organisation))


def fresh_number(desk: Desk) -> int:
    """A number that no earlier scan of a person's forms has: the moment in microseconds."""
    return int(desk.site.now().timestamp() * 1e6)


def recorded(desk: Desk, kind: Kind, scan: Scan) -> Recorded | None:
    """Record a scan of a form. The same form sent twice is one scan; a form gone back to and filled anew is another."""
    if not scan.subject:
        return None
    now = desk.site.now()
    device = scan.device or f"desk {desk.person.email}"
    event = Event(
        device, scan.number or fresh_number(desk), kind, scan.subject, now, desk.person.email, scan.uld, scan.place,
        scan.reason, scan.mrn,
    )  # fmt: skip
    answer = record(store_of(desk), [event], now)[0]
    if answer.again and not _same(answer.event, event):
        answer = record(store_of(desk), [replace(event, number=fresh_number(desk))], now)[0]
    return answer


def _same(one: Event, other: Event) -> bool:
    return (one.kind, one.subject, one.uld, one.place, one.reason) == (
        other.kind, other.subject, other.uld, other.place, other.reason,
    )  # fmt: skip


def forbidden(store: HubStore, events: Iterable[Event]) -> Event | None:
    """The first event that is not for hands to tell: a word of customs, or the undoing of one."""
    listed = list(events)
    void = [event.subject for event in listed if event.kind is Kind.CORRECTED]

    def work(hub: HubTransaction) -> dict[str, Event | None]:
        return {name: hub.event_named(name) for name in void}

    undone = store.reading(work) if void else {}
    for event in listed:
        wrong = undone.get(event.subject) if event.kind is Kind.CORRECTED else None
        if event.kind not in BY_HAND or (wrong is not None and wrong.kind not in _UNDONE_BY_HAND):
            return event
    return None


def sort_plan() -> tuple[Branch, ...]:
    """The sort plan in force: the hub's own where there is one, read again when the file has changed."""
    own = places.home() / "sort-plan.yaml"
    path = own if own.exists() else SHIPPED
    return _plan(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _plan(path: Path, _changed: int) -> tuple[Branch, ...]:
    return read_plan(path)
