"""When goods came, for the clocks that run on them: what the hub has seen, else what the manifest says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, func, select

from douane.domain.life import Event
from douane.store import answer_tables, hub_tables, tables
from douane.store.database import READING


def _table(model: Any) -> Any:
    return model.__table__


_CONSIGNMENT, _PARCEL, _WAYBILL, _FLIGHT = (
    _table(m) for m in (tables.Consignment, hub_tables.HubParcel, hub_tables.HubWaybill, hub_tables.HubFlight)
)
_LODGED, _FACT = _table(answer_tables.Lodged), _table(answer_tables.LodgedFact)


@dataclass(frozen=True, slots=True)
class Came:
    """What is known of the times of a consignment: announced day, landed, presented, handed out for declaration, out."""

    arrival: date | None = None
    landed: datetime | None = None
    presented: datetime | None = None
    lodged: datetime | None = None
    out: datetime | None = None


def came(engine: Engine, consignments: Sequence[int]) -> dict[int, Came]:
    """The times of consignments (as many as stand on a page), by row."""
    places = (
        select(_CONSIGNMENT.c.id, _CONSIGNMENT.c.arrival, _FLIGHT.c.landed_at, _WAYBILL.c.presented_at, _PARCEL.c.out_at)
        .outerjoin(_PARCEL, _PARCEL.c.reference == _CONSIGNMENT.c.reference)
        .outerjoin(_WAYBILL, _WAYBILL.c.name == func.coalesce(func.nullif(_PARCEL.c.waybill, ""), _CONSIGNMENT.c.mawb))
        .outerjoin(_FLIGHT, _FLIGHT.c.name == func.coalesce(func.nullif(_PARCEL.c.flight, ""), _WAYBILL.c.flight))
        .where(_CONSIGNMENT.c.id.in_(consignments))
    )  # fmt: skip
    handed = (
        select(_LODGED.c.consignment_id, func.min(_FACT.c.at)).join(_FACT, _FACT.c.lodged_id == _LODGED.c.id)
        .where(_LODGED.c.consignment_id.in_(consignments), _FACT.c.event == Event.EXPORTED.value)
        .group_by(_LODGED.c.consignment_id)
    )  # fmt: skip
    with engine.connect().execution_options(**{READING: True}) as connection:
        lodged = {int(row[0]): _moment(row[1]) for row in connection.execute(handed)}
        return {
            int(row.id): Came(date.fromisoformat(row.arrival) if row.arrival else None, _moment(row.landed_at),
                              _moment(row.presented_at), lodged.get(row.id), _moment(row.out_at))
            for row in connection.execute(places)
        }  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
