"""The state of the work in a few counts, each answered from an index."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, select

from douane.store import batch_tables, tables
from douane.store.chunks import FINISHED
from douane.store.database import READING


def _table(model: Any) -> Any:
    return model.__table__


_WORK, _CHUNK, _OUTBOX = (_table(m) for m in (batch_tables.Work, batch_tables.Chunk, batch_tables.Outbox))
_OUTCOME, _CONSIGNMENT, _MANIFEST = (_table(m) for m in (tables.Outcome, tables.Consignment, tables.Manifest))
_DECLARATION, _DOCUMENT = (_table(m) for m in (tables.Declaration, tables.Document))
OUTCOMES = ("ready", "review", "held", "rejected")


@dataclass(frozen=True, slots=True)
class Status:
    """Outcomes by kind, consignments of unfinished runs by state of their chunk, runs by phase, folders to be placed."""

    outcomes: dict[str, int]
    chunks: dict[str, int]
    phases: dict[str, int]
    outbox: int


@dataclass(frozen=True, slots=True)
class ListedConsignment:
    """A line of a worklist: the outcome's row, the consignment, its reference and LRN, the run, and the JSON record."""

    outcome: int
    consignment: int
    reference: str | None
    lrn: str
    run: int
    record: str


def status_of(engine: Engine) -> Status:
    """Count."""
    with engine.connect().execution_options(**{READING: True}) as connection:
        counted: Any = select(_OUTCOME.c.outcome, func.count()).group_by(_OUTCOME.c.outcome)
        outcomes = {str(row[0]): int(row[1]) for row in connection.execute(counted)}
        unfinished = select(_WORK.c.run_id).where(_WORK.c.phase != FINISHED)
        sizes = (
            select(_CHUNK.c.state, func.sum(_CHUNK.c.size)).where(_CHUNK.c.run_id.in_(unfinished)).group_by(_CHUNK.c.state)
        )
        chunks = {str(row[0]): int(row[1]) for row in connection.execute(sizes)}
        phases = {
            str(row[0]): int(row[1])
            for row in connection.execute(select(_WORK.c.phase, func.count()).group_by(_WORK.c.phase))
        }
        waiting = select(func.count()).select_from(_OUTBOX).where(_OUTBOX.c.placed_at.is_(None))
        return Status(outcomes, chunks, phases, int(connection.execute(waiting).scalar_one()))


def state_hash(engine: Engine) -> str:
    """One hash over outcomes, numbers and documents: equal where the same work was done, on whatever engine, however often
    it was interrupted. Rows are taken in the order of manifests and consignments; row numbers and times are left out."""
    outcomes = (
        select(_MANIFEST.c.sha256, _CONSIGNMENT.c.ordinal, _CONSIGNMENT.c.eori, _CONSIGNMENT.c.lrn, _OUTCOME.c.outcome,
               _OUTCOME.c.route, _OUTCOME.c.record, _OUTCOME.c.findings, _OUTCOME.c.assessment)
        .join(_CONSIGNMENT, _CONSIGNMENT.c.manifest_id == _MANIFEST.c.id)
        .join(_OUTCOME, _OUTCOME.c.consignment_id == _CONSIGNMENT.c.id)
        .order_by(_MANIFEST.c.sha256, _CONSIGNMENT.c.ordinal, _OUTCOME.c.run_id)
    )  # fmt: skip
    declarations = (
        select(_DECLARATION.c.kind, _DECLARATION.c.lrn, _DECLARATION.c.sha256)
        .order_by(_DECLARATION.c.kind, _DECLARATION.c.lrn, _DECLARATION.c.sha256)
    )  # fmt: skip
    documents = select(_DOCUMENT.c.kind, _DOCUMENT.c.data, _DOCUMENT.c.sha256, _DOCUMENT.c.pages)
    digest = hashlib.sha256()
    with engine.connect().execution_options(**{READING: True}) as connection:
        for query in (outcomes, declarations):
            for row in connection.execution_options(yield_per=1000).execute(query):
                digest.update(repr(tuple(row)).encode())
        # Sorted here: databases differ in how they order letters and digits.
        for printed in sorted(map(tuple, connection.execute(documents))):
            digest.update(repr(printed).encode())
    return digest.hexdigest()


def worklist(engine: Engine, outcome: str, *, before: int | None = None, most: int = 50) -> list[ListedConsignment]:
    """One page of the consignments with an outcome, the newest first; `before` is the last outcome row of the page before.

    A page costs the same however deep it lies: it is found by its place in the index and not by counting.
    """
    page = select(_OUTCOME.c.id).where(_OUTCOME.c.outcome == outcome)
    if before is not None:
        page = page.where(_OUTCOME.c.id < before)
    page = page.order_by(_OUTCOME.c.id.desc()).limit(most)
    query = (
        select(_OUTCOME.c.id, _OUTCOME.c.consignment_id, _CONSIGNMENT.c.reference, _CONSIGNMENT.c.lrn, _OUTCOME.c.run_id,
               _OUTCOME.c.record)
        .join(_CONSIGNMENT, _CONSIGNMENT.c.id == _OUTCOME.c.consignment_id)
        .where(_OUTCOME.c.id.in_(page)).order_by(_OUTCOME.c.id.desc())
    )  # fmt: skip
    with engine.connect().execution_options(**{READING: True}) as connection:
        return [ListedConsignment(*row) for row in connection.execute(query)]


def find(engine: Engine, reference: str, *, most: int = 50) -> list[ListedConsignment]:
    """The outcomes of a reference (parcel or house waybill), the newest first."""
    query = (
        select(_OUTCOME.c.id, _OUTCOME.c.consignment_id, _CONSIGNMENT.c.reference, _CONSIGNMENT.c.lrn, _OUTCOME.c.run_id,
               _OUTCOME.c.record)
        .join(_CONSIGNMENT, _CONSIGNMENT.c.id == _OUTCOME.c.consignment_id)
        .where(_CONSIGNMENT.c.reference == reference).order_by(_OUTCOME.c.id.desc()).limit(most)
    )  # fmt: skip
    with engine.connect().execution_options(**{READING: True}) as connection:
        return [ListedConsignment(*row) for row in connection.execute(query)]
