"""What the desk lists: consignments of the latest run of each manifest, exceptions first, found by any reference."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, func, or_, select

from douane.store import batch_tables, tables
from douane.store.database import READING


def _table(model: Any) -> Any:
    return model.__table__


_MANIFEST, _CONSIGNMENT, _RUN = (_table(m) for m in (tables.Manifest, tables.Consignment, tables.Run))
_OUTCOME, _DECLARATION, _WORK = _table(tables.Outcome), _table(tables.Declaration), _table(batch_tables.Work)

# What needs a person comes first.
ORDER = ("held", "rejected", "review", "ready")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the worklist. `record` is the line of `consignments.jsonl`."""

    consignment: int
    run: int
    manifest: str
    reference: str | None
    lrn: str
    outcome: str
    route: str
    record: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything the store has on a consignment of a run: the line, findings without words, the trace of amounts."""

    row: Row
    ordinal: int
    findings: list[dict[str, Any]]
    assessment: Any
    declarations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """A manifest with its latest run; `counts` is what the run said of its outcomes."""

    manifest: int
    run: int
    name: str
    received_at: str
    as_of: str
    phase: str
    consignments: int
    counts: dict[str, Any]


class Worklist:
    """The lists of one organisation."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def counts(self, run: int | None = None) -> dict[str, int]:
        """How many consignments have which outcome, in one run or in all current ones."""
        query = select(_OUTCOME.c.outcome, func.count()).group_by(_OUTCOME.c.outcome)
        query = query.where(_OUTCOME.c.run_id == run if run is not None else _OUTCOME.c.run_id.in_(_current()))
        with self._reading() as connection:
            found = {row[0]: int(row[1]) for row in connection.execute(query)}
        return {name: found.get(name, 0) for name in ORDER}

    def page(
        self, outcome: str, *, run: int | None = None, search: str = "", code: str = "", after: int = 0, most: int = 50
    ) -> list[Row]:  # fmt: skip
        """Consignments with an outcome, from the row behind `after` on.

        `search` is the beginning of a reference, or a whole LRN; `code` is that of a finding.
        """
        query = _rows().where(_OUTCOME.c.outcome == outcome, _OUTCOME.c.id > after)
        query = query.where(_OUTCOME.c.run_id == run if run is not None else _OUTCOME.c.run_id.in_(_current()))
        if search:
            query = query.where(_matches(search))
        if code:
            query = query.where(_OUTCOME.c.findings.contains(json.dumps(code), autoescape=True))
        with self._reading() as connection:
            return [_row(row) for row in connection.execute(query.order_by(_OUTCOME.c.id).limit(most))]

    def codes(self, run: int | None = None) -> list[tuple[str, int]]:
        """The codes of what is not ready in a run, or in all current ones, with how many; the most frequent first."""
        query = select(_WORK.c.counts).where(_WORK.c.run_id == run if run is not None else _WORK.c.run_id.in_(_current()))
        found: Counter[str] = Counter()
        with self._reading() as connection:
            for (counts,) in connection.execute(query):
                found.update(json.loads(counts or "{}").get("codes", {}))
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))

    def with_code(self, code: str, run: int | None = None, *, most: int = 2000) -> list[Whole]:
        """Consignments that a finding of this code holds back or sends to a person, in the order of their runs."""
        query = _rows().add_columns(_CONSIGNMENT.c.ordinal, _OUTCOME.c.findings).where(
            _OUTCOME.c.run_id == run if run is not None else _OUTCOME.c.run_id.in_(_current()),
            _OUTCOME.c.outcome.in_(("held", "rejected", "review")),
            _OUTCOME.c.findings.contains(json.dumps(code), autoescape=True),
        )  # fmt: skip
        with self._reading() as connection:
            rows = connection.execute(query.order_by(_OUTCOME.c.id).limit(most))
            return [Whole(_row(row), row.ordinal, json.loads(row.findings), [], ()) for row in rows]

    def find(self, search: str, most: int = 50) -> list[Row]:
        """Consignments by the beginning of a reference or by an LRN, whatever their outcome."""
        query = _rows().where(_OUTCOME.c.run_id.in_(_current()), _matches(search))
        with self._reading() as connection:
            return [_row(row) for row in connection.execute(query.order_by(_CONSIGNMENT.c.reference).limit(most))]

    def whole(self, run: int, consignment: int) -> Whole | None:
        """A consignment of a run with all that is known of it."""
        same = (_OUTCOME.c.run_id == run, _OUTCOME.c.consignment_id == consignment)
        query = _rows().add_columns(_CONSIGNMENT.c.ordinal, _OUTCOME.c.findings, _OUTCOME.c.assessment).where(*same)
        sets = select(_DECLARATION.c.kind, _DECLARATION.c.state).where(
            _DECLARATION.c.run_id == run, _DECLARATION.c.consignment_id == consignment
        )
        with self._reading() as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            declared = tuple((kind, state) for kind, state in connection.execute(sets.order_by(_DECLARATION.c.kind)))
        return Whole(_row(row), row.ordinal, json.loads(row.findings), json.loads(row.assessment), declared)

    def current_run_of(self, consignment: int) -> int | None:
        """The latest run that a consignment has an outcome in."""
        query = select(func.max(_OUTCOME.c.run_id)).where(_OUTCOME.c.consignment_id == consignment)
        with self._reading() as connection:
            found = connection.execute(query).scalar()
        return int(found) if found is not None else None

    def next_exception(self, run: int, after: int, outcomes: Sequence[str] = ("held", "review")) -> int | None:
        """The next consignment of a run that needs a person, behind one."""
        query = select(_OUTCOME.c.consignment_id).where(
            _OUTCOME.c.run_id == run, _OUTCOME.c.outcome.in_(list(outcomes)), _OUTCOME.c.consignment_id > after
        )
        with self._reading() as connection:
            found = connection.execute(query.order_by(_OUTCOME.c.consignment_id).limit(1)).scalar()
        return int(found) if found is not None else None

    def manifests(self, most: int = 100) -> list[ManifestRow]:
        """The latest manifests with their latest runs, newest first."""
        query = (
            select(_MANIFEST.c.id, _WORK.c.run_id, _WORK.c.name, _MANIFEST.c.received_at, _RUN.c.as_of, _WORK.c.phase,
                   _WORK.c.consignments, _WORK.c.counts)
            .join(_RUN, _RUN.c.id == _WORK.c.run_id).join(_MANIFEST, _MANIFEST.c.id == _RUN.c.manifest_id)
            .where(_WORK.c.run_id.in_(_current())).order_by(_WORK.c.run_id.desc()).limit(most)
        )  # fmt: skip
        with self._reading() as connection:
            return [ManifestRow(*row[:7], json.loads(row[7] or "{}")) for row in connection.execute(query)]

    def manifest(self, run: int) -> ManifestRow | None:
        """The manifest of a run."""
        query = (
            select(_MANIFEST.c.id, _WORK.c.run_id, _WORK.c.name, _MANIFEST.c.received_at, _RUN.c.as_of, _WORK.c.phase,
                   _WORK.c.consignments, _WORK.c.counts)
            .join(_RUN, _RUN.c.id == _WORK.c.run_id).join(_MANIFEST, _MANIFEST.c.id == _RUN.c.manifest_id)
            .where(_WORK.c.run_id == run)
        )  # fmt: skip
        with self._reading() as connection:
            row = connection.execute(query).first()
        return ManifestRow(*row[:7], json.loads(row[7] or "{}")) if row else None

    def _reading(self) -> Connection:
        return self.engine.connect().execution_options(**{READING: True})


def _current() -> Any:
    return select(func.max(_RUN.c.id)).group_by(_RUN.c.manifest_id).scalar_subquery()


def _rows() -> Any:
    return (
        select(_OUTCOME.c.id, _OUTCOME.c.consignment_id, _OUTCOME.c.run_id, _MANIFEST.c.name, _CONSIGNMENT.c.reference,
               _CONSIGNMENT.c.lrn, _OUTCOME.c.outcome, _OUTCOME.c.route, _OUTCOME.c.record)
        .join(_CONSIGNMENT, _CONSIGNMENT.c.id == _OUTCOME.c.consignment_id)
        .join(_MANIFEST, _MANIFEST.c.id == _CONSIGNMENT.c.manifest_id)
    )  # fmt: skip


def _matches(search: str) -> Any:
    return or_(
        _CONSIGNMENT.c.reference.between(search, search + "\U0010ffff"), _CONSIGNMENT.c.lrn == search,
        _MANIFEST.c.name == search,
    )  # fmt: skip


def _row(row: Any) -> Row:
    return Row(
        row.consignment_id, row.run_id, row.name, row.reference, row.lrn, row.outcome, row.route, json.loads(row.record)
    )
