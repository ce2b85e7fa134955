"""Plays a simulated day into the store and says how it ended."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from douane.hub.clocks import Percentiles, clocks_of, percentiles
from douane.hub.events import Event, Kind
from douane.hub.parcel import status_of
from douane.hub.simulating import Day
from douane.pipeline.hub import announce, on_truck, outturn_of, record
from douane.store.hub import HubStore, HubTransaction, Recorded

_AT_ONCE = 2000
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Ending:
    """How things stand at the hub.

    `statuses` counts every parcel once. `stock` is what the store counts as here, `scanned` what the scans say: parcels
    found less parcels gone. `digest` covers the state of every parcel and ULD.
    """

    parcels: int
    statuses: dict[str, int]
    stock: int
    scanned: int
    refused: int
    alarms: int
    ulds: dict[str, int]
    discrepancies: dict[str, int]
    open_discrepancies: int
    total: Percentiles | None
    digest: str


def play(store: HubStore, day: Day, progress: Callable[[int], None] = lambda _: None) -> tuple[int, int]:
    """Play a day: how many events were refused, how many raised an alarm."""
    for chunk in _batches(day.parcels):
        announce(store, chunk)
    refused = alarms = 0
    for events in _batches(day.events):
        answers = record(store, events, events[-1].at)
        for answer in answers:
            refused += answer.refused is not None
            alarms += answer.alarm is not None
            if answer.refused and answer.event.kind is Kind.DISPATCHED:
                _go_without(store, answer)
        progress(len(events))
    return refused, alarms


def _go_without(store: HubStore, answer: Recorded) -> None:
    """Take what may not leave off a truck, and let it go."""
    truck = answer.event
    kept = [parcel.reference for parcel, why in on_truck(store, truck.subject) if why]
    device = f"{truck.name} again"
    off = [Event(device, n, Kind.UNLOADED, r, truck.at, truck.who, place="HOLD") for n, r in enumerate(kept, 1)]
    record(store, [*off, replace(truck, device=device, number=len(kept) + 1)], truck.at)


def _batches(values: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def ending(store: HubStore, refused: int = 0, alarms: int = 0) -> Ending:
    """How things stand now."""

    def work(hub: HubTransaction) -> Ending:
        digest, statuses, times = hashlib.sha256(), Counter[str](), []
        found = gone = 0
        for parcel, around in hub.each_parcel():
            statuses[status_of(parcel, around).value] += 1
            found += parcel.found_at is not None
            gone += parcel.out_at is not None
            times.append(clocks_of(parcel, around))
            digest.update(f"{parcel}\n".encode())
        ulds = hub.ulds()
        outturns = [outturn_of(hub, uld) for uld in ulds]
        for uld in ulds:
            digest.update(f"{uld}\n".encode())
        total = percentiles(times, lambda _: "all parcels")
        stock = sum(hub.stock().values())
        return Ending(
            sum(statuses.values()), dict(sorted(statuses.items())), stock, found - gone, refused, alarms,
            dict(Counter(uld.state for uld in ulds)),
            dict(sorted(Counter(d.difference.value for o in outturns for d in o.discrepancies).items())),
            sum(len(o.open) for o in outturns), total[0] if total else None, digest.hexdigest(),
        )  # fmt: skip

    result: Ending = store.reading(work)
    return result
