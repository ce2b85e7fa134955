"""Which runs hold the goods of a master waybill or of a flight, for the messages that customs get of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, select

from douane.store import batch_tables, hub_tables, tables
from douane.store.database import READING


def _table(model: Any) -> Any:
    return model.__table__


_CONSIGNMENT, _RUN = _table(tables.Consignment), _table(tables.Run)
_WORK, _WAYBILL = _table(batch_tables.Work), _table(hub_tables.HubWaybill)


@dataclass(frozen=True, slots=True)
class Announced:
    """The newest run over a manifest that names a waybill: its order (JSON), and the rows of the waybill's consignments."""

    run: int
    order: str
    rows: tuple[int, ...]


def waybills_of(engine: Engine, flight: str) -> list[str]:
    """The master waybills that came with a flight."""
    with engine.connect().execution_options(**{READING: True}) as connection, connection.begin():
        query = select(_WAYBILL.c.name).where(_WAYBILL.c.flight == flight).order_by(_WAYBILL.c.name)
        return [row[0] for row in connection.execute(query)]


def announced(engine: Engine, waybill: str) -> list[Announced]:
    """The runs with goods of a waybill, in the order in which their manifests came."""
    with engine.connect().execution_options(**{READING: True}) as connection, connection.begin():
        query = select(_CONSIGNMENT.c.manifest_id, _CONSIGNMENT.c.id).where(_CONSIGNMENT.c.mawb == waybill)
        rows: dict[int, list[int]] = {}
        for manifest, row in connection.execute(query.order_by(_CONSIGNMENT.c.id)):
            rows.setdefault(manifest, []).append(row)
        found = []
        for manifest in sorted(rows):
            run = connection.execute(select(func.max(_RUN.c.id)).where(_RUN.c.manifest_id == manifest)).scalar()
            order = connection.execute(select(_WORK.c.order).where(_WORK.c.run_id == run)).scalar()
            if run is not None and order is not None:
                found.append(Announced(run, order, tuple(rows[manifest])))
        return found
