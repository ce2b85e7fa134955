"""What waits for a decision in the current runs: goods without a settled code, parties that resemble listed ones, holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, or_, select

from douane.store import tables
from douane.store.database import READING


def _table(model: Any) -> Any:
    return model.__table__


_OUTCOME, _RUN, _CONSIGNMENT = _table(tables.Outcome), _table(tables.Run), _table(tables.Consignment)
MOST = 5000
"""How many consignments of the newest runs are looked at for one list."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """A consignment of a current run that waits: its line of `consignments.jsonl` and its findings without words."""

    run: int
    consignment: int
    reference: str | None
    outcome: str
    record: dict[str, Any]
    findings: list[dict[str, Any]]


def without_code(engine: Engine, most: int = MOST) -> Iterator[Undecided]:
    """Consignments with goods whose code is not settled, newest runs first."""
    marks = [_OUTCOME.c.record.contains(f'"decision": "{state}"', autoescape=True) for state in ("review", "abstained")]
    yield from _found(engine, or_(*marks), most)


def with_findings(engine: Engine, codes: tuple[str, ...], most: int = MOST) -> Iterator[Undecided]:
    """Consignments that have one of these findings, newest runs first."""
    yield from _found(engine, or_(*(_OUTCOME.c.findings.contains(json.dumps(c), autoescape=True) for c in codes)), most)


def one(engine: Engine, run: int, consignment: int) -> Undecided | None:
    """A consignment of a run."""
    same = (_OUTCOME.c.run_id == run) & (_OUTCOME.c.consignment_id == consignment)
    return next(_read(engine, _rows().where(same)), None)


def _found(engine: Engine, condition: Any, most: int) -> Iterator[Undecided]:
    current = select(func.max(_RUN.c.id)).group_by(_RUN.c.manifest_id).scalar_subquery()
    query = _rows().where(_OUTCOME.c.run_id.in_(current), _OUTCOME.c.outcome.in_(("held", "review")), condition)
    yield from _read(engine, query.order_by(_OUTCOME.c.run_id.desc(), _OUTCOME.c.id).limit(most))


def _rows() -> Any:
    return select(_OUTCOME.c.run_id, _OUTCOME.c.consignment_id, _CONSIGNMENT.c.reference, _OUTCOME.c.outcome,
                  _OUTCOME.c.record, _OUTCOME.c.findings).join(
        _CONSIGNMENT, _CONSIGNMENT.c.id == _OUTCOME.c.consignment_id)  # fmt: skip


def _read(engine: Engine, query: Any) -> Iterator[Undecided]:
    with engine.connect().execution_options(**{READING: True}) as connection:
        rows = connection.execute(query).all()
    for row in rows:
        yield Undecided(row.run_id, row.consignment_id, row.reference, row.outcome, json.loads(row.record),
                        json.loads(row.findings))  # fmt: skip
