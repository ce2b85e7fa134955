"""Figures of what was worked on, read from the counts that each run has left: a dashboard never reads consignments."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, func, select

from douane.store import batch_tables, tables
from douane.store.database import READING


def _table(model: Any) -> Any:
    return model.__table__


_MANIFEST, _RUN, _WORK = _table(tables.Manifest), _table(tables.Run), _table(batch_tables.Work)


@dataclass(frozen=True, slots=True)
class RunFigures:
    """What the latest run of a manifest came to. Amounts are in EUR; `client` is who sent it, empty where unknown."""

    run: int
    name: str
    client: str
    received_at: datetime
    outcomes: Counter[str]
    codes: Counter[str]
    totals: dict[str, Decimal]


def run_figures(engine: Engine, most: int = 2000) -> list[RunFigures]:
    """The figures of the latest run of each manifest, the latest `most` of them, oldest first."""
    current = select(func.max(_RUN.c.id)).group_by(_RUN.c.manifest_id).scalar_subquery()
    query = (
        select(_WORK.c.run_id, _WORK.c.name, _WORK.c.counts, _MANIFEST.c.received_at)
        .join(_RUN, _RUN.c.id == _WORK.c.run_id).join(_MANIFEST, _MANIFEST.c.id == _RUN.c.manifest_id)
        .where(_WORK.c.run_id.in_(current)).order_by(_WORK.c.run_id.desc()).limit(most)
    )  # fmt: skip
    with engine.connect().execution_options(**{READING: True}) as connection:
        return [_figures(row) for row in connection.execute(query)][::-1]


def _figures(row: Any) -> RunFigures:
    counts = json.loads(row.counts or "{}")
    return RunFigures(
        row.run_id, row.name, counts.get("client", ""), datetime.fromisoformat(row.received_at),
        Counter(counts.get("outcomes", {})), Counter(counts.get("codes", {})),
        {name: Decimal(total) for name, total in counts.get("totals", {}).items()},
    )  # fmt: skip
