"""What the desk lists: consignments of the latest run of each manifest, exceptions first, found by any reference."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, false, func, or_, select

from douane.store import batch_tables, tables
from douane.store.chunks import FINISHED, PRINT
from douane.store.database import READING


def _table(model: Any) -> Any:
    return model.__table__


_MANIFEST, _CONSIGNMENT, _RUN = (_table(m) for m in (tables.Manifest, tables.Consignment, tables.Run))
_OUTCOME, _DECLARATION, _WORK = _table(tables.Outcome), _table(tables.Declaration), _table(batch_tables.Work)
_CHUNK = _table(batch_tables.Chunk)
_COUNTED = (PRINT, FINISHED)
_WAYBILL = 11

# What needs a person comes first.
ORDER = ("held", "rejected", "review", "ready")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the worklist. `record` is the line of `consignments.jsonl`, `id` what a next page begins behind."""

    consignment: int
    run: int
    manifest: str
    reference: str | None
    lrn: str
    outcome: str
    route: str
    record: dict[str, Any]
    id: int = 0


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
        """How many consignments have which outcome, in one run or in all current ones.

        Runs that have ended say so themselves and those under way are added up by chunk: a million rows are not counted.
        """
        query = select(_RUN.c.id, _WORK.c.phase, _WORK.c.counts).outerjoin(_WORK, _WORK.c.run_id == _RUN.c.id)
        query = query.where(_RUN.c.id == run if run is not None else _RUN.c.id.in_(_current()))
        found: Counter[str] = Counter()
        with self._reading() as connection:
            for number, phase, counts in connection.execute(query).all():
                if phase in _COUNTED:
                    found.update(json.loads(counts).get("outcomes", {}))
                else:
                    found.update(_counted(connection, number, in_chunks=phase is not None))
        return {name: found[name] for name in ORDER}

    def page(
        self, outcome: str, *, run: int | None = None, search: str = "", code: str = "", after: int = 0, most: int = 50
    ) -> list[Row]:  # fmt: skip
        """Consignments with an outcome, from the row behind `after` on.

        `after` is the `id` of the last row of the page before. `search` is the beginning of a reference, or a whole LRN,
        order, house or master waybill number, ULD or manifest name; `code` is that of a finding.
        """
        query = _rows().where(_OUTCOME.c.outcome == outcome, _OUTCOME.c.id > after)
        query = query.where(_OUTCOME.c.run_id == run if run is not None else _OUTCOME.c.run_id.in_(_current()))
        if code:
            query = query.where(_OUTCOME.c.findings.contains(json.dumps(code), autoescape=True))
        with self._reading() as connection:
            if search:
                query = query.where(_matching(connection, search))
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
        """Consignments by any number they have, the reference also by its beginning, whatever their outcome."""
        with self._reading() as connection:
            query = _rows().where(_OUTCOME.c.run_id.in_(_current()), _matching(connection, search))
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


def _counted(connection: Connection, run: int, *, in_chunks: bool) -> Counter[str]:
    """The outcomes of a run under way; row by row for one that was not worked on in chunks."""
    found: Counter[str] = Counter()
    if in_chunks:
        for (tally,) in connection.execute(
            select(_CHUNK.c.tally).where(_CHUNK.c.run_id == run, _CHUNK.c.tally.is_not(None))
        ):
            found.update(json.loads(tally)["outcomes"])
        return found
    query = select(_OUTCOME.c.outcome, func.count()).where(_OUTCOME.c.run_id == run).group_by(_OUTCOME.c.outcome)
    return Counter({str(row[0]): int(row[1]) for row in connection.execute(query)})


def _current() -> Any:
    return select(func.max(_RUN.c.id)).group_by(_RUN.c.manifest_id).scalar_subquery()


def _rows() -> Any:
    return (
        select(_OUTCOME.c.id, _OUTCOME.c.consignment_id, _OUTCOME.c.run_id, _MANIFEST.c.name, _CONSIGNMENT.c.reference,
               _CONSIGNMENT.c.lrn, _OUTCOME.c.outcome, _OUTCOME.c.route, _OUTCOME.c.record)
        .join(_CONSIGNMENT, _CONSIGNMENT.c.id == _OUTCOME.c.consignment_id)
        .join(_MANIFEST, _MANIFEST.c.id == _CONSIGNMENT.c.manifest_id)
    )  # fmt: skip


def _matching(connection: Connection, search: str) -> ColumnElement[bool]:
    """What a text is found in: asked kind by kind, so that every search stays with an index."""
    text = search.strip()
    waybill = f"{text[:3]}-{text[3:]}" if len(text) == _WAYBILL and text.isdigit() else text
    manifests = select(_MANIFEST.c.id).where(_MANIFEST.c.name == text)
    kinds: tuple[ColumnElement[bool], ...] = (
        _CONSIGNMENT.c.lrn == text, _CONSIGNMENT.c.reference.between(text, text + "\U0010ffff"),
        _CONSIGNMENT.c.hawb == text, _CONSIGNMENT.c.order_number == text, _CONSIGNMENT.c.mawb.in_({text, waybill}),
        _CONSIGNMENT.c.uld == text, _CONSIGNMENT.c.manifest_id.in_(manifests),
    )  # fmt: skip
    found = [kind for kind in kinds if connection.execute(select(_CONSIGNMENT.c.id).where(kind).limit(1)).first()]
    return or_(false(), *found)


def _row(row: Any) -> Row:
    return Row(
        row.consignment_id, row.run_id, row.name, row.reference, row.lrn, row.outcome, row.route,
        json.loads(row.record), row.id,
    )  # fmt: skip
