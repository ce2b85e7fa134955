"""Declarations that were handed out: versions, facts, answers, gaps in the numbers. Plain values in, plain values out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from douane.domain.life import Event, Fact, Life, State, life_of
from douane.store import answer_tables, tables
from douane.store.audit import append, append_all
from douane.store.database import READING


def _table(model: Any) -> Any:
    return model.__table__


_LODGED, _NAME, _VERSION = (
    _table(m) for m in (answer_tables.Lodged, answer_tables.LodgedName, answer_tables.LodgedVersion)
)
_FACT, _FILE, _GAP = (_table(m) for m in (answer_tables.LodgedFact, answer_tables.AnswerFile, answer_tables.NumberGap))
_DECLARATION, _OUTCOME, _CONSIGNMENT, _RUN = (
    _table(m) for m in (tables.Declaration, tables.Outcome, tables.Consignment, tables.Run)
)


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set of the newest run that may be handed out, with the names answers may know it by."""

    consignment: int
    eori: str
    lrn: str
    kind: str
    reference: str | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Lodged:
    """A declaration that was handed out, with its state as it follows from the facts."""

    id: int
    eori: str
    lrn: str
    kind: str
    consignment: int
    reference: str | None
    state: State
    mrn: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a declaration's message."""

    number: int
    content: bytes
    sha256: str
    made_at: str
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a fact changed: the life before and after it. `new` is false where the fact was known already."""

    before: Life
    after: Life
    new: bool


class DeclarationStore:
    """The repository of declarations over an engine of `database.connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def data_sets(self) -> Iterator[DataSet]:
        """The data sets of the newest run of each manifest whose consignment is ready, in the order of their numbers."""
        newest = (
            select(_OUTCOME.c.consignment_id, func.max(_OUTCOME.c.run_id).label("run_id"))
            .join(_RUN, _RUN.c.id == _OUTCOME.c.run_id).where(_RUN.c.finished_at.is_not(None))
            .group_by(_OUTCOME.c.consignment_id).subquery()
        )  # fmt: skip
        query = (
            select(_CONSIGNMENT.c.id, _CONSIGNMENT.c.eori, _DECLARATION.c.lrn, _DECLARATION.c.kind,
                   _CONSIGNMENT.c.reference, _DECLARATION.c.content)
            .join(newest, (newest.c.consignment_id == _DECLARATION.c.consignment_id)
                  & (newest.c.run_id == _DECLARATION.c.run_id))
            .join(_CONSIGNMENT, _CONSIGNMENT.c.id == _DECLARATION.c.consignment_id)
            .order_by(_CONSIGNMENT.c.id, _DECLARATION.c.kind)
        )  # fmt: skip
        with self._reading() as connection:
            for row in connection.execution_options(yield_per=500).execute(query):
                yield DataSet(*row)

    def hand_out(self, one: DataSet, names: Sequence[tuple[str, str]], *, at: str, who: str) -> Lodged | None:
        """Note a data set as handed out; `None` where its number already was, so that nothing goes out twice."""
        return next(iter(self.hand_out_all([(one, names)], at=at, who=who)), None)

    def hand_out_all(
        self, sets: Sequence[tuple[DataSet, Sequence[tuple[str, str]]]], *, at: str, who: str
    ) -> list[Lodged]:  # fmt: skip
        """Note data sets as handed out in one transaction; those whose number already was are left out."""
        noted = []
        with self._engine.begin() as connection:
            for one, names in sets:
                same = (_LODGED.c.eori == one.eori, _LODGED.c.lrn == one.lrn, _LODGED.c.kind == one.kind)
                if connection.execute(select(_LODGED.c.id).where(*same)).scalar() is None:
                    noted.append(_begun(connection, one, names, at, who))
            append_all(connection, at, who, "declaration handed out", [
                {"lrn": one.lrn, "kind": one.kind, "eori": one.eori} for one in noted])  # fmt: skip
        return noted

    def keep_answer_file(self, name: str, content: bytes, *, at: str) -> int:
        """Keep a file of answers as it came; the same bytes give the same file again."""
        digest = hashlib.sha256(content).hexdigest()
        with self._engine.begin() as connection:
            known = connection.execute(select(_FILE.c.id).where(_FILE.c.sha256 == digest)).scalar()
            if known is not None:
                return int(known)
            row = {"sha256": digest, "name": name, "content": content, "received_at": at}
            return int(connection.execute(insert(_FILE).returning(_FILE.c.id), row).scalar_one())

    def find(self, keys: Sequence[tuple[str, str]], kind: str | None = None) -> tuple[Lodged, ...]:
        """The declarations that the first of the keys which is known names; of `kind` only, where one is given."""
        with self._reading() as connection:
            for name, value in keys:
                if found := self._named(connection, name, value, kind):
                    return found
        return ()

    def _named(self, connection: Connection, name: str, value: str, kind: str | None) -> tuple[Lodged, ...]:
        query = select(_LODGED)
        if name == "lrn":
            query = query.where(_LODGED.c.lrn == value)
        elif name == "mrn":
            query = query.where(_LODGED.c.mrn == value)
        else:
            query = query.join(_NAME, _NAME.c.lodged_id == _LODGED.c.id).where(_NAME.c.name == name, _NAME.c.value == value)
        if kind is not None:
            query = query.where(_LODGED.c.kind == kind)
        return tuple(_lodged(row) for row in connection.execute(query.order_by(_LODGED.c.id)).mappings())

    def all(self, *states: State) -> Iterator[Lodged]:
        """All declarations that were handed out, of the given states if any, in the order in which they were."""
        query = select(_LODGED).order_by(_LODGED.c.id)
        if states:
            query = query.where(_LODGED.c.state.in_([state.value for state in states]))
        with self._reading() as connection:
            for row in connection.execution_options(yield_per=500).execute(query).mappings():
                yield _lodged(row)

    def tell(self, lodged: int, fact: Fact, *, at: str, who: str, answer: int | None = None) -> Told:
        """Add a fact and bring the state up to date, in one transaction; a fact that is known changes nothing."""
        with self._engine.begin() as connection:
            facts = _facts(connection, lodged)
            before = life_of(facts)
            if any(known.id == fact.id for known in facts):
                return Told(before, before, new=False)
            _add_fact(connection, lodged, fact, answer, at, who)
            after = life_of([*facts, fact])
            connection.execute(
                update(_LODGED).where(_LODGED.c.id == lodged).values(state=after.state.value, mrn=after.mrn)
            )  # fmt: skip
            append(connection, at, who, "declaration: " + fact.event.value, {
                "lodged": lodged, "fact": fact.id, "before": before.state.value, "after": after.state.value})  # fmt: skip
            return Told(before, after, new=True)

    def ask(self, lodged: int, event: Event, content: bytes | None, why: str, *, at: str, who: str) -> int:
        """Note that an amendment (with its new message) or invalidation is asked for; the number of the version."""
        with self._engine.begin() as connection:
            last = connection.execute(
                select(func.max(_VERSION.c.number)).where(_VERSION.c.lodged_id == lodged)
            ).scalar_one()
            number = int(last) + (content is not None)
            if content is not None:
                _add_version(connection, lodged, number, content, at, who, why)
            facts = _facts(connection, lodged)
            fact = Fact(f"asked-{len(facts) + 1}", event, at, version=number, note=why)
            _add_fact(connection, lodged, fact, None, at, who)
            append(connection, at, who, event.value, {"lodged": lodged, "version": number, "why": why})
            return number

    def facts(self, lodged: int) -> tuple[Fact, ...]:
        """Everything that happened to a declaration, as it was told."""
        with self._reading() as connection:
            return _facts(connection, lodged)

    def versions(self, lodged: int) -> tuple[Version, ...]:
        """The versions of a declaration's message, the first one first."""
        query = select(*(_VERSION.c[name] for name in ("number", "content", "sha256", "made_at", "who", "why")))
        with self._reading() as connection:
            return tuple(
                Version(*row)
                for row in connection.execute(query.where(_VERSION.c.lodged_id == lodged).order_by(_VERSION.c.number))
            )

    def consignment(self, name: str, value: str) -> tuple[int, str, str, str | None] | None:
        """Row, EORI, LRN and reference of the newest consignment by its `lrn`, `waybill`, or the `order` of its list."""
        columns = (_CONSIGNMENT.c.id, _CONSIGNMENT.c.eori, _CONSIGNMENT.c.lrn, _CONSIGNMENT.c.reference)
        query = select(*columns).order_by(_CONSIGNMENT.c.id.desc()).limit(1)
        if name == "order":
            query = (query.join(_LODGED, _LODGED.c.consignment_id == _CONSIGNMENT.c.id)
                     .join(_NAME, _NAME.c.lodged_id == _LODGED.c.id)
                     .where(_NAME.c.name == name, _NAME.c.value == value))  # fmt: skip
        else:
            query = query.where((_CONSIGNMENT.c.lrn if name == "lrn" else _CONSIGNMENT.c.reference) == value)
        with self._reading() as connection:
            row = connection.execute(query).first()
        return (row[0], row[1], row[2], row[3]) if row else None

    def record(self, consignment: int) -> str | None:
        """The newest line of `consignments.jsonl` of a consignment, which leads back to its manifest."""
        query = (select(_OUTCOME.c.record).where(_OUTCOME.c.consignment_id == consignment)
                 .order_by(_OUTCOME.c.run_id.desc()).limit(1))  # fmt: skip
        with self._reading() as connection:
            return connection.execute(query).scalar()

    def note_gaps(self, *, at: str, who: str) -> int:
        """Note for every number without a declaration why there is none; how many reasons are new.

        A number is drawn when its consignment comes in (it may turn out held, or need no such declaration); it is never
        used again, so an auditor has to be told.
        """
        reason = _OUTCOME.c.outcome + " " + _OUTCOME.c.route
        newest = (select(_OUTCOME.c.consignment_id, func.max(_OUTCOME.c.run_id).label("run_id"))
                  .group_by(_OUTCOME.c.consignment_id).subquery())  # fmt: skip
        query = (
            select(_CONSIGNMENT.c.eori, _CONSIGNMENT.c.lrn, reason)
            .join(newest, newest.c.consignment_id == _CONSIGNMENT.c.id)
            .join(_OUTCOME, (_OUTCOME.c.consignment_id == _CONSIGNMENT.c.id) & (_OUTCOME.c.run_id == newest.c.run_id))
            .outerjoin(_LODGED, (_LODGED.c.lrn == _CONSIGNMENT.c.lrn) & (_LODGED.c.eori == _CONSIGNMENT.c.eori))
            .where(_LODGED.c.id.is_(None))
        )  # fmt: skip
        with self._engine.begin() as connection:
            known = {tuple(row) for row in connection.execute(select(_GAP.c.eori, _GAP.c.lrn, _GAP.c.reason))}
            new = [tuple(row) for row in connection.execute(query) if tuple(row) not in known]
            if new:
                rows = [{"eori": eori, "lrn": lrn, "reason": why, "noted_at": at, "who": who} for eori, lrn, why in new]
                connection.execute(insert(_GAP), rows)
                append(connection, at, who, "gaps in the numbers noted", {"count": len(new)})
            return len(new)

    def gaps(self) -> tuple[tuple[str, str, str], ...]:
        """EORI, LRN and reason of each number that names no declaration; the newest reason of each."""
        query = (
            select(_GAP.c.eori, _GAP.c.lrn, _GAP.c.reason)
            .outerjoin(_LODGED, (_LODGED.c.lrn == _GAP.c.lrn) & (_LODGED.c.eori == _GAP.c.eori))
            .where(_LODGED.c.id.is_(None)).order_by(_GAP.c.id)
        )  # fmt: skip
        with self._reading() as connection:
            newest = {(eori, lrn): why for eori, lrn, why in connection.execute(query)}
        return tuple((eori, lrn, why) for (eori, lrn), why in newest.items())

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(**{READING: True})


def _begun(connection: Connection, one: DataSet, names: Sequence[tuple[str, str]], at: str, who: str) -> Lodged:
    row = {"eori": one.eori, "lrn": one.lrn, "kind": one.kind, "consignment_id": one.consignment,
           "reference": one.reference, "state": State.EXPORTED.value}  # fmt: skip
    number = connection.execute(insert(_LODGED).returning(_LODGED.c.id), row).scalar_one()
    _add_version(connection, number, 1, one.content, at, who, "handed out")
    for fact in (Fact("prepared-1", Event.PREPARED, at), Fact("exported-1", Event.EXPORTED, at, version=1)):
        _add_fact(connection, number, fact, None, at, who)
    for name, value in dict.fromkeys(names):
        connection.execute(insert(_NAME), {"lodged_id": number, "name": name, "value": value})
    return Lodged(number, one.eori, one.lrn, one.kind, one.consignment, one.reference, State.EXPORTED, None)


def _lodged(row: Any) -> Lodged:
    return Lodged(row["id"], row["eori"], row["lrn"], row["kind"], row["consignment_id"], row["reference"],
                  State(row["state"]), row["mrn"])  # fmt: skip


def _facts(connection: Connection, lodged: int) -> tuple[Fact, ...]:
    columns = (_FACT.c[name] for name in ("fact", "event", "at", "mrn", "version", "note"))
    query = select(*columns).where(_FACT.c.lodged_id == lodged).order_by(_FACT.c.id)
    return tuple(Fact(row[0], Event(row[1]), *row[2:]) for row in connection.execute(query))


def _add_fact(connection: Connection, lodged: int, fact: Fact, answer: int | None, at: str, who: str) -> None:
    connection.execute(insert(_FACT), {
        "lodged_id": lodged, "fact": fact.id, "event": fact.event.value, "at": fact.at, "mrn": fact.mrn,
        "version": fact.version, "note": fact.note, "answer_id": answer, "told_at": at, "who": who})  # fmt: skip


def _add_version(connection: Connection, lodged: int, number: int, content: bytes, at: str, who: str, why: str) -> None:
    connection.execute(insert(_VERSION), {
        "lodged_id": lodged, "number": number, "sha256": hashlib.sha256(content).hexdigest(), "content": content,
        "made_at": at, "who": who, "why": why})  # fmt: skip
