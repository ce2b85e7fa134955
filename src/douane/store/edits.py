"""What people mended: kept with old and new value, taken back by a mark, never deleted; outcomes change with it at once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, update

from douane.store import account_tables, answer_tables, batch_tables, decision_tables, tables
from douane.store.audit import append_all
from douane.store.database import READING
from douane.store.outcomes import StoredDeclaration, StoredOutcome, keep_outcomes
from douane.store.prices import keep_seen
from douane.store.quotas import draw_quotas

_AT_ONCE = 500


def _table(model: Any) -> Any:
    return model.__table__


_EDIT, _LODGED, _DRAW = (
    _table(m) for m in (account_tables.Edit, answer_tables.Lodged, decision_tables.QuotaDraw)
)  # fmt: skip
_OUTCOME, _DECLARATION, _CONSIGNMENT = (_table(m) for m in (tables.Outcome, tables.Declaration, tables.Consignment))
_WORK, _CHUNK = _table(batch_tables.Work), _table(batch_tables.Chunk)
_PARTS = ("outcome", "route", "record", "findings", "assessment")
_REPLACE = (
    update(_OUTCOME).where(_OUTCOME.c.run_id == bindparam("of_run"), _OUTCOME.c.consignment_id == bindparam("of"))
    .values({name: bindparam(name) for name in _PARTS})
)  # fmt: skip


class HandedOutError(Exception):
    """Declarations of the consignments have gone out in the meantime; the message names a parcel."""


@dataclass(frozen=True, slots=True)
class NewEdit:
    """A value that a person gives, with the one it replaces; `item` is a position from 1, `None` the consignment's own."""

    consignment: int
    item: int | None
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit as kept. Edits of one decision share `together`; one that was taken back says when and by whom."""

    id: int
    run: int
    consignment: int
    together: str
    item: int | None
    field: str
    old: str | None
    new: str | None
    who: str
    why: str
    at: str
    undone_at: str | None
    undone_by: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was mended together, for the list of what may be taken back."""

    together: str
    run: int
    field: str
    new: str | None
    count: int
    who: str
    why: str
    at: str
    undone_at: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """An outcome to be replaced: as it was, as it is, and the data sets that now belong to it."""

    before: StoredOutcome
    after: StoredOutcome
    declarations: tuple[StoredDeclaration, ...]


Recount = Callable[[str], str]
"""The counts of a run as JSON, before and after."""


class Edits:
    """The edits of one organisation, over an engine of `database.connect`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def standing(self, consignments: Sequence[int]) -> dict[int, list[Edit]]:
        """The edits that were not taken back, by consignment, in the order in which they were made."""
        found: dict[int, list[Edit]] = defaultdict(list)
        with self._reading() as connection:
            for start in range(0, len(consignments), _AT_ONCE):
                some = consignments[start : start + _AT_ONCE]
                query = select(_EDIT).where(_EDIT.c.consignment_id.in_(some), _EDIT.c.undone_at.is_(None))
                for row in connection.execute(query.order_by(_EDIT.c.id)):
                    found[row.consignment_id].append(_edit(row))
        return found

    def of_consignment(self, consignment: int) -> list[Edit]:
        """All edits of a consignment, those taken back among them, oldest first."""
        query = select(_EDIT).where(_EDIT.c.consignment_id == consignment).order_by(_EDIT.c.id)
        with self._reading() as connection:
            return [_edit(row) for row in connection.execute(query)]

    def together(self, name: str) -> list[Edit]:
        """The edits of one decision."""
        query = select(_EDIT).where(_EDIT.c.together == name).order_by(_EDIT.c.id)
        with self._reading() as connection:
            return [_edit(row) for row in connection.execute(query)]

    def latest(self, run: int | None = None, most: int = 20) -> list[Decision]:
        """The latest decisions, newest first; of one run, where it is given."""
        one = (func.max(_EDIT.c.run_id), func.min(_EDIT.c.field), func.min(_EDIT.c.new), func.count(),
               func.min(_EDIT.c.who), func.min(_EDIT.c.why), func.min(_EDIT.c.at), func.max(_EDIT.c.undone_at))  # fmt: skip
        query = select(_EDIT.c.together, *one).group_by(_EDIT.c.together).order_by(func.max(_EDIT.c.id).desc())
        if run is not None:
            query = query.where(_EDIT.c.run_id == run)
        with self._reading() as connection:
            return [Decision(*row) for row in connection.execute(query.limit(most))]

    def gone_out(self, consignments: Sequence[int]) -> set[int]:
        """Which of the consignments have a declaration that was handed out: they are amended through customs only."""
        with self._reading() as connection:
            return _gone_out(connection, consignments)

    def keep(
        self, run: int, together: str, edits: Sequence[NewEdit], changed: Sequence[Changed], recount: Recount, *, why: str,
        at: str, who: str,
    ) -> None:  # fmt: skip
        """Keep edits and the outcomes they lead to, all or none. Raises `HandedOutError`."""
        with self.engine.begin() as connection:
            _replace_all(connection, run, changed, recount)
            connection.execute(insert(_EDIT), [
                {"run_id": run, "consignment_id": e.consignment, "together": together, "item": e.item, "field": e.field,
                 "old": e.old, "new": e.new, "who": who, "why": why, "at": at} for e in edits])  # fmt: skip
            append_all(connection, at, who, "value mended", [
                {"run": run, "consignment": e.consignment, "item": e.item, "field": e.field, "together": together,
                 "sha256": _digest(together, e.old, e.new)} for e in edits])  # fmt: skip
            append_all(connection, at, who, "outcome amended", _moves(run, changed))

    def take_back(
        self, run: int, together: str, changed: Sequence[Changed], recount: Recount, *, at: str, who: str
    ) -> bool:  # fmt: skip
        """Mark a decision as taken back, with the outcomes that follow; `False`, and nothing changed, where it was before.

        Raises `HandedOutError`.
        """
        with self.engine.begin() as connection:
            same = (_EDIT.c.together == together, _EDIT.c.undone_at.is_(None))
            if not connection.execute(update(_EDIT).where(*same).values(undone_at=at, undone_by=who)).rowcount:
                return False
            _replace_all(connection, run, changed, recount)
            append_all(connection, at, who, "mend taken back", [{"run": run, "together": together}])
            append_all(connection, at, who, "outcome amended", _moves(run, changed))
            return True

    def look_again(self, run: int, changed: Sequence[Changed], recount: Recount, *, at: str, who: str, why: str) -> None:
        """Keep outcomes that changed because something else was decided. Raises `HandedOutError`."""
        with self.engine.begin() as connection:
            _replace_all(connection, run, changed, recount)
            append_all(connection, at, who, "outcome amended", [{**move, "why": why} for move in _moves(run, changed)])

    def places(self, run: int, consignments: Sequence[int]) -> Iterator[tuple[int, str, int, int | None, int | None]]:
        """Row, LRN and ordinal of consignments, with row and first ordinal of the chunk of the run that holds each."""
        chunk = (_CHUNK.c.run_id == run) & (_CHUNK.c.first <= _CONSIGNMENT.c.ordinal) & (
            _CONSIGNMENT.c.ordinal < _CHUNK.c.first + _CHUNK.c.size)  # fmt: skip
        query = (
            select(_CONSIGNMENT.c.id, _CONSIGNMENT.c.lrn, _CONSIGNMENT.c.ordinal, _CHUNK.c.id, _CHUNK.c.first)
            .join(_OUTCOME, (_OUTCOME.c.consignment_id == _CONSIGNMENT.c.id) & (_OUTCOME.c.run_id == run))
            .outerjoin(_CHUNK, chunk)
        )  # fmt: skip
        with self._reading() as connection:
            for start in range(0, len(consignments), _AT_ONCE):
                some = consignments[start : start + _AT_ONCE]
                for row in connection.execute(query.where(_CONSIGNMENT.c.id.in_(some))):
                    yield row[0], row[1], row[2], row[3], row[4]

    def outcomes(self, run: int, consignments: Sequence[int]) -> dict[int, StoredOutcome]:
        """The outcomes of consignments in a run, by row."""
        columns = [_OUTCOME.c[name] for name in ("consignment_id", "outcome", "route", "record", "findings", "assessment")]
        found = {}
        with self._reading() as connection:
            for start in range(0, len(consignments), _AT_ONCE):
                some = consignments[start : start + _AT_ONCE]
                query = select(*columns).where(_OUTCOME.c.run_id == run, _OUTCOME.c.consignment_id.in_(some))
                found.update({row[0]: StoredOutcome(*row) for row in connection.execute(query)})
        return found

    def _reading(self) -> Connection:
        return self.engine.connect().execution_options(**{READING: True})


def _replace_all(connection: Connection, run: int, changed: Sequence[Changed], recount: Recount) -> None:
    """Outcomes, data sets, goods lines and drawn limits of consignments, and the counts of their run."""
    rows = [one.after.consignment for one in changed]
    if gone := _gone_out(connection, rows):
        raise HandedOutError(str(min(gone)))
    counts = connection.execute(select(_WORK.c.counts).where(_WORK.c.run_id == run).with_for_update()).scalar()
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        theirs = (_DECLARATION.c.run_id == run, _DECLARATION.c.consignment_id.in_(some))
        connection.execute(delete(_DECLARATION).where(*theirs))
        connection.execute(delete(_DRAW).where(_DRAW.c.consignment_id.in_(some)))
    outcomes = [one.after for one in changed]
    if outcomes:
        connection.execute(_REPLACE, [{"of_run": run, "of": o.consignment, **{name: getattr(o, name) for name in _PARTS}}
                                      for o in outcomes])  # fmt: skip
    keep_seen(connection, run, [(o.consignment, o.seen) for o in outcomes])
    draw_quotas(connection, run, [(o.consignment, o.draw) for o in outcomes if o.draw])
    keep_outcomes(connection, run, (), [made for one in changed for made in one.declarations])
    if counts is not None:
        connection.execute(update(_WORK).where(_WORK.c.run_id == run).values(counts=recount(counts)))


def _gone_out(connection: Connection, consignments: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(consignments), _AT_ONCE):
        some = consignments[start : start + _AT_ONCE]
        query = select(_LODGED.c.consignment_id).where(_LODGED.c.consignment_id.in_(some))
        found |= {int(row[0]) for row in connection.execute(query)}
    return found


def _moves(run: int, changed: Sequence[Changed]) -> list[dict[str, Any]]:
    return [
        {"run": run, "consignment": one.after.consignment, "before": one.before.outcome, "after": one.after.outcome}
        for one in changed
    ]


def _digest(*parts: str | None) -> str:
    """So that the chain proves what was mended and a purge can still take the value itself away."""
    return hashlib.sha256("\x1f".join(part or "" for part in parts).encode()).hexdigest()


def _edit(row: Any) -> Edit:
    return Edit(row.id, row.run_id, row.consignment_id, row.together, row.item, row.field, row.old, row.new, row.who,
                row.why, row.at, row.undone_at, row.undone_by)  # fmt: skip
