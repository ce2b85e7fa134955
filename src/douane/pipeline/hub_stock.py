"""What is at the hub now: stock, lots, warnings of the storage clock, and the board of clocks."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from douane.hub.clocks import PROMISES, Clocks, Percentiles, clocks_of, late, percentiles
from douane.hub.parcel import Parcel, in_storage, status_of
from douane.hub.storage import lot_of, storage_clock
from douane.reference.law import LawOnDay
from douane.store.hub import HubStore, HubTransaction

GROUPS = ("flight", "partner", "day")
_SHOWN = 5


def stock_now(store: HubStore, on: date, law: LawOnDay) -> dict[str, Any]:
    """Parcels that are here by status, those past a warning of the storage clock, and the lots not yet discharged."""

    def work(hub: HubTransaction) -> dict[str, Any]:
        statuses: Counter[str] = Counter()
        warned: dict[int, list[str]] = defaultdict(list)
        lots: dict[str, list[Parcel]] = defaultdict(list)
        for parcel, around in hub.each_parcel():
            lots[parcel.waybill].append(parcel)
            if parcel.found_at is None or parcel.out_at is not None:
                continue
            statuses[status_of(parcel, around).value] += 1
            if around.presented_at and in_storage(parcel, around):
                warning = storage_clock(around.presented_at, on, law).warning
                if warning is not None:
                    warned[warning].append(parcel.reference)
        found = (lot_of(waybill, parcels) for waybill, parcels in sorted(lots.items()) if waybill)
        return {
            "here": sum(statuses.values()),
            "statuses": dict(sorted(statuses.items())),
            "warnings": [{"day": day, "parcels": len(who), "first": who[:_SHOWN]} for day, who in sorted(warned.items())],
            "lots": [
                {"waybill": lot.waybill, "total": lot.total, "available": lot.available, "reserved": lot.reserved,
                 "drawn": lot.drawn, "remaining": lot.remaining, "missing": lot.missing}
                for lot in found if lot.remaining
            ],
        }  # fmt: skip

    result: dict[str, Any] = store.reading(work)
    return result


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One group of the board: its total times, how many that are here have missed 24 hours, and what blocks them."""

    total: Percentiles
    late: int
    blocks: dict[str, int]


def board(store: HubStore, by: str, at: datetime) -> list[BoardRow]:
    """The board of clocks, by flight, partner or day of landing."""

    def work(hub: HubTransaction) -> list[BoardRow]:
        groups: dict[str, list[Clocks]] = defaultdict(list)
        for parcel, around in hub.each_parcel():
            day = around.landed_at.date().isoformat() if around.landed_at else "not landed"
            key = {"flight": parcel.flight, "partner": parcel.partner, "day": day}[by]
            groups[key or "unknown"].append(clocks_of(parcel, around))
        return [_row(name, members, at) for name, members in sorted(groups.items())]

    result: list[BoardRow] = store.reading(work)
    return result


def _row(name: str, members: list[Clocks], at: datetime) -> BoardRow:
    behind = [each for each in members if late(each, at, PROMISES[0])]
    blocks = Counter(each.blocked_by or "" for each in behind)
    return BoardRow(percentiles(members, lambda _: name)[0], len(behind), dict(blocks.most_common(_SHOWN)))
