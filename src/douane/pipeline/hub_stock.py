"""What is at the hub now: stock, lots, warnings of the storage clock, and the board of clocks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from douane.hub.clocks import PROMISES, Clocks, Percentiles, clocks_of, counted, late
from douane.hub.parcel import Around, Parcel, in_storage, status_of
from douane.hub.storage import lot_of, storage_clock
from douane.reference.law import LawOnDay
from douane.store.hub import HubStore, HubTransaction

GROUPS = ("flight", "partner", "day")
_SHOWN = 5
_OF_STOCK = ("waybill", "customs", "holds")
_OF_CLOCKS = ("flight", "partner", "waybill", "customs", "holds", "truck", "out_at")


def stock_now(store: HubStore, on: date, law: LawOnDay) -> dict[str, Any]:
    """Parcels that are here by status, those past a warning of the storage clock, and the lots not yet discharged."""

    def work(hub: HubTransaction) -> dict[str, Any]:
        statuses: Counter[str] = Counter()
        warned: dict[int, list[tuple[Parcel, int]]] = defaultdict(list)
        lots: dict[str, list[Parcel]] = defaultdict(list)
        waybills = hub.waybills()
        for parcel, count in hub.alike(_OF_STOCK, ("found_at", "out_at")):
            lots[parcel.waybill].append(parcel)
            if parcel.found_at is None or parcel.out_at is not None:
                continue
            around = Around(presented_at=waybills.get(parcel.waybill, ("", None, ""))[1])
            statuses[status_of(parcel, around).value] += count
            if around.presented_at and in_storage(parcel, around):
                warning = storage_clock(around.presented_at, on, law).warning
                if warning is not None:
                    warned[warning].append((parcel, count))
        found = (lot_of(waybill, parcels) for waybill, parcels in sorted(lots.items()) if waybill)
        return {
            "here": sum(statuses.values()),
            "statuses": dict(sorted(statuses.items())),
            "warnings": [{"day": day, "parcels": sum(count for _, count in groups), "first": _first(hub, groups)}
                         for day, groups in sorted(warned.items())],
            "lots": [
                {"waybill": lot.waybill, "total": lot.total, "available": lot.available, "reserved": lot.reserved,
                 "drawn": lot.drawn, "remaining": lot.remaining, "missing": lot.missing}
                for lot in found if lot.remaining
            ],
        }  # fmt: skip

    result: dict[str, Any] = store.reading(work)
    return result


def _first(hub: HubTransaction, groups: Iterable[tuple[Parcel, int]]) -> list[str]:
    """The first references of groups: they lie in the groups that begin first."""
    begin = sorted((parcel for parcel, _ in groups), key=lambda parcel: parcel.reference)[:_SHOWN]
    alike = {(parcel.waybill, parcel.customs, parcel.holds) for parcel in begin}
    members = [parcel for waybill in sorted({p.waybill for p in begin}) for parcel in hub.parcels_where(waybill=waybill)]
    here = (p for p in members if p.found_at and not p.out_at and (p.waybill, p.customs, p.holds) in alike)
    return sorted(parcel.reference for parcel in here)[:_SHOWN]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One group of the board: its total times, how many that are here have missed 24 hours, and what blocks them."""

    total: Percentiles
    late: int
    blocks: dict[str, int]


def board(store: HubStore, by: str, at: datetime) -> list[BoardRow]:
    """The board of clocks, by flight, partner or day of landing."""

    def work(hub: HubTransaction) -> list[BoardRow]:
        groups: dict[str, list[tuple[Clocks, int]]] = defaultdict(list)
        for parcel, around, count in _timed(hub):
            day = around.landed_at.date().isoformat() if around.landed_at else "not landed"
            key = {"flight": parcel.flight, "partner": parcel.partner, "day": day}[by]
            groups[key or "unknown"].append((clocks_of(parcel, around), count))
        return [_row(name, members, at) for name, members in sorted(groups.items())]

    result: list[BoardRow] = store.reading(work)
    return result


def landing_to_release(store: HubStore) -> list[tuple[timedelta, int]]:
    """How long after the landing parcels were released, to the minute, and how many; a release before counts as none."""

    def work(hub: HubTransaction) -> list[tuple[timedelta, int]]:
        landed = hub.flights()
        times = []
        for flight, released, parcels in hub.releases():
            start = landed.get(flight)
            if start is not None and released >= start:
                times.append((released - start, parcels))
        return times

    result: list[tuple[timedelta, int]] = store.reading(work)
    return result


def _timed(hub: HubTransaction) -> Iterator[tuple[Parcel, Around, int]]:
    landed, waybills = hub.flights(), hub.waybills()
    for parcel, count in hub.alike(_OF_CLOCKS, ("found_at",)):
        presented = waybills.get(parcel.waybill, ("", None, ""))[1]
        yield parcel, Around(landed.get(parcel.flight), presented), count


def _row(name: str, members: list[tuple[Clocks, int]], at: datetime) -> BoardRow:
    blocks: Counter[str] = Counter()
    for each, count in members:
        if late(each, at, PROMISES[0]):
            blocks[each.blocked_by or ""] += count
    return BoardRow(counted(name, members), blocks.total(), dict(blocks.most_common(_SHOWN)))
