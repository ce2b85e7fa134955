"""Runs in chunks: each step of a chunk is one transaction that a second, late worker cannot repeat."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from douane.store import batch_tables, tables
from douane.store.audit import append, append_all
from douane.store.database import READING
from douane.store.outcomes import (
    Names,
    Numbered,
    PrintedDocument,
    StoredDeclaration,
    StoredOutcome,
    amend_outcome,
    draw_numbers,
    keep_outcomes,
)

READ, PROCESS, PRINT, FINISHED = "reading", "processing", "printing", "finished"
TO_DO, DONE, PRINTED = "todo", "done", "printed"

Submit = Callable[[Connection, Sequence[int]], None]


def _table(model: Any) -> Any:
    return model.__table__


_WORK, _CHUNK = (_table(m) for m in (batch_tables.Work, batch_tables.Chunk))
_CONSIGNMENT, _OUTCOME, _RUN = (_table(m) for m in (tables.Consignment, tables.Outcome, tables.Run))
_DOCUMENT, _MANIFEST = (_table(m) for m in (tables.Document, tables.Manifest))
_OUTBOX = _table(batch_tables.Outbox)
_WORK_COLUMNS = ("run_id", "name", "form", "order", "versions", "prints", "phase", "consignments", "counts")
_CHUNK_COLUMNS = ("id", "run_id", "number", "first", "size", "state", "culprits", "content")


@dataclass(frozen=True, slots=True)
class StoredWork:
    """What a run is asked and how far it is; `order`, `versions` and `counts` are JSON."""

    run: int
    name: str
    form: str
    order: str
    versions: str
    prints: str
    phase: str = READ
    consignments: int = 0
    counts: str = "{}"


@dataclass(frozen=True, slots=True)
class NewChunk:
    """Consignments as received, to be numbered and stored: place in the run, references in order, content deflated.

    `names` are what else they are looked for by, in the same order.
    """

    number: int
    first: int
    references: tuple[str | None, ...]
    content: bytes
    names: tuple[Names, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk with what was received for it, and the ordinals of consignments that broke a process down."""

    id: int
    run: int
    number: int
    first: int
    size: int
    state: str
    culprits: tuple[int, ...]
    content: bytes


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What became of a chunk. `together` and `tally` are JSON for the end of the run."""

    outcomes: Sequence[StoredOutcome]
    declarations: Sequence[StoredDeclaration]
    together: str
    tally: str


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A manifest's latest run for the shift report; `counts` is JSON."""

    run: int
    received_at: str
    finished_at: str | None
    consignments: int
    counts: str


class Chunks:
    """The part of the store that runs work on, over an engine of `database.connect`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def begin(self, work: StoredWork) -> None:
        """Begin the work of a run afresh: chunks and outbox of an earlier pass go."""
        with self.engine.begin() as connection:
            for table in (_CHUNK, _OUTBOX, _WORK):
                connection.execute(delete(table).where(table.c.run_id == work.run))
            connection.execute(insert(_WORK), _row(work))

    def work(self, run: int) -> StoredWork | None:
        """What a run is asked and how far it is, if it was begun in chunks."""
        with self._reading() as connection:
            found = connection.execute(select(*_columns(_WORK, _WORK_COLUMNS)).where(_WORK.c.run_id == run)).first()
        return StoredWork(*found) if found else None

    def unfinished_of(self, manifest: int) -> int | None:
        """The latest run of a manifest that was begun and not finished."""
        query = (
            select(_WORK.c.run_id).join(_RUN, _RUN.c.id == _WORK.c.run_id)
            .where(_RUN.c.manifest_id == manifest, _WORK.c.phase != FINISHED).order_by(_WORK.c.run_id.desc()).limit(1)
        )  # fmt: skip
        with self._reading() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else int(found)

    def unfinished(self) -> list[int]:
        """Runs that were begun and not finished, the oldest first."""
        with self._reading() as connection:
            found = connection.execute(select(_WORK.c.run_id).where(_WORK.c.phase != FINISHED).order_by(_WORK.c.run_id))
            return [int(row[0]) for row in found]

    def stored(self, run: int) -> int:
        """How many chunks of a run are in the store; they are stored in order."""
        with self._reading() as connection:
            query = select(func.count()).select_from(_CHUNK).where(_CHUNK.c.run_id == run)
            return int(connection.execute(query).scalar_one())

    def add(
        self, run: int, manifest: int, new: Sequence[NewChunk], *, eori: str, prefix: str, submit: Submit
    ) -> list[int]:  # fmt: skip
        """Store chunks with their consignments and LRNs and hand them to the runner, in one transaction."""
        with self.engine.begin() as connection:
            ids = []
            for chunk in new:
                draw_numbers(
                    connection, manifest, chunk.first, chunk.references, eori=eori, prefix=prefix, names=chunk.names
                )
                row = {"run_id": run, "number": chunk.number, "first": chunk.first, "size": len(chunk.references),
                       "state": TO_DO, "attempts": 0, "culprits": "[]", "content": chunk.content}  # fmt: skip
                ids.append(int(connection.execute(insert(_CHUNK).returning(_CHUNK.c.id), row).scalar_one()))
            submit(connection, ids)
            return ids

    def read_to_end(self, run: int, consignments: int) -> None:
        """Note that a manifest was read whole, and how many consignments it has."""
        same = (_WORK.c.run_id == run, _WORK.c.phase == READ)
        with self.engine.begin() as connection:
            connection.execute(update(_WORK).where(*same).values(phase=PROCESS, consignments=consignments))

    def rows(self, run: int, ordinals: Sequence[int]) -> dict[int, int]:
        """The rows of consignments of a run by their ordinals in the manifest."""
        if not ordinals:
            return {}
        manifest = select(_RUN.c.manifest_id).where(_RUN.c.id == run).scalar_subquery()
        query = (
            select(_CONSIGNMENT.c.ordinal, _CONSIGNMENT.c.id)
            .join(_OUTCOME, (_OUTCOME.c.consignment_id == _CONSIGNMENT.c.id) & (_OUTCOME.c.run_id == run))
            .where(_CONSIGNMENT.c.manifest_id == manifest,
                   _CONSIGNMENT.c.ordinal.between(min(ordinals), max(ordinals)))
        )  # fmt: skip
        wanted = set(ordinals)
        with self._reading() as connection:
            return {int(row[0]): int(row[1]) for row in connection.execute(query) if row[0] in wanted}

    def chunk(self, number: int) -> StoredChunk:
        """A chunk by its row. Raises `LookupError`."""
        with self._reading() as connection:
            found = connection.execute(select(*_columns(_CHUNK, _CHUNK_COLUMNS)).where(_CHUNK.c.id == number)).first()
        if found is None:
            raise LookupError(number)
        number, run, place, first, size, state, culprits, content = found
        return StoredChunk(number, run, place, first, size, state, tuple(json.loads(culprits)), content or b"")

    def numbers(self, chunk: StoredChunk, eori: str) -> list[Numbered]:
        """The rows and LRNs of a chunk's consignments, in order."""
        manifest = select(_RUN.c.manifest_id).where(_RUN.c.id == chunk.run).scalar_subquery()
        query = (
            select(_CONSIGNMENT.c.id, _CONSIGNMENT.c.lrn)
            .where(_CONSIGNMENT.c.manifest_id == manifest, _CONSIGNMENT.c.eori == eori,
                   _CONSIGNMENT.c.ordinal.between(chunk.first, chunk.first + chunk.size - 1))
            .order_by(_CONSIGNMENT.c.ordinal)
        )  # fmt: skip
        with self._reading() as connection:
            return [Numbered(int(row[0]), str(row[1])) for row in connection.execute(query)]

    def complete(self, chunk: StoredChunk, result: ChunkResult, *, at: str, who: str) -> bool:
        """Keep what became of a chunk, all or none; `False`, and nothing changed, where that was done before."""
        with self.engine.begin() as connection:
            if not _step(connection, chunk.id, TO_DO, DONE, together=result.together, tally=result.tally):
                return False
            keep_outcomes(connection, chunk.run, result.outcomes, result.declarations)
            digest = hashlib.sha256("".join(o.record for o in result.outcomes).encode()).hexdigest()
            append(connection, at, who, "chunk done", {
                "run": chunk.run, "chunk": chunk.number, "consignments": chunk.size, "sha256": digest})  # fmt: skip
            return True

    def printed(
        self, chunk: StoredChunk, documents: Sequence[PrintedDocument], prints: str, *, at: str, who: str
    ) -> bool:  # fmt: skip
        """Keep the documents of a chunk, all or none; `False`, and nothing changed, where that was done before."""
        with self.engine.begin() as connection:
            if not _step(connection, chunk.id, DONE, PRINTED, prints=prints):
                return False
            entries = []
            for document in documents:
                same = (_DOCUMENT.c.kind == document.kind, _DOCUMENT.c.data == document.data)
                if connection.execute(select(_DOCUMENT.c.id).where(*same)).first():
                    continue
                row = {"run_id": chunk.run, "kind": document.kind, "data": document.data, "sha256": document.sha256,
                       "pages": document.pages, "notes": document.notes, "content": b""}  # fmt: skip
                connection.execute(insert(_DOCUMENT), row)
                entries.append({"kind": document.kind, "data": document.data, "sha256": document.sha256})
            append_all(connection, at, who, "document printed", entries)
            return True

    def culprit(self, chunk: int, ordinal: int, *, at: str, who: str) -> None:
        """Note that a consignment broke a process down twice; it is held instead of being tried again."""
        with self.engine.begin() as connection:
            known = json.loads(connection.execute(select(_CHUNK.c.culprits).where(_CHUNK.c.id == chunk)).scalar_one())
            if ordinal in known:
                return
            connection.execute(update(_CHUNK).where(_CHUNK.c.id == chunk).values(culprits=json.dumps([*known, ordinal])))
            append(connection, at, who, "consignment set apart", {"chunk": chunk, "ordinal": ordinal})

    def states(self, run: int) -> Counter[str]:
        """How many consignments of a run stand in chunks of each state."""
        query = select(_CHUNK.c.state, func.sum(_CHUNK.c.size)).where(_CHUNK.c.run_id == run).group_by(_CHUNK.c.state)
        with self._reading() as connection:
            return Counter({str(row[0]): int(row[1]) for row in connection.execute(query)})

    def waiting(self, run: int, state: str) -> list[int]:
        """The chunks of a run in a state, in the order of the manifest."""
        query = select(_CHUNK.c.id).where(_CHUNK.c.run_id == run, _CHUNK.c.state == state).order_by(_CHUNK.c.number)
        with self._reading() as connection:
            return [int(row[0]) for row in connection.execute(query)]

    def column(self, run: int, name: str) -> Iterator[Any]:
        """One column of the chunks of a run, in the order of the manifest: `together`, `tally` or `prints`, from JSON."""
        query = select(_CHUNK.c[name]).where(_CHUNK.c.run_id == run).order_by(_CHUNK.c.number)
        with self._reading() as connection:
            for (text,) in connection.execution_options(yield_per=100).execute(query):
                yield json.loads(text) if text else []

    def hand_over(self, chunks: Sequence[int], submit: Submit) -> None:
        """Give chunks to the runner, in a transaction of its own."""
        with self.engine.begin() as connection:
            submit(connection, chunks)

    def close(
        self, run: int, changed: Sequence[tuple[str, StoredOutcome]], counts: str, *, at: str, who: str
    ) -> bool:  # fmt: skip
        """Amend outcomes by what shows only across the run (outcome before, outcome now) and go on to printing.

        All or none, and once: `False` where it was done before.
        """
        with self.engine.begin() as connection:
            same = (_WORK.c.run_id == run, _WORK.c.phase == PROCESS)
            if not connection.execute(update(_WORK).where(*same).values(phase=PRINT, counts=counts)).rowcount:
                return False
            for _, outcome in changed:
                amend_outcome(connection, run, outcome)
            append_all(connection, at, who, "outcome amended", [
                {"run": run, "consignment": outcome.consignment, "before": before, "after": outcome.outcome}
                for before, outcome in changed])  # fmt: skip
            return True

    def finish(self, run: int, *, at: str, who: str) -> bool:
        """Note that a run is complete; `False` where that was done before.

        What was received stays until its purge, so that what people mend can be laid over it.
        """
        with self.engine.begin() as connection:
            same = (_WORK.c.run_id == run, _WORK.c.phase == PRINT)
            if not connection.execute(update(_WORK).where(*same).values(phase=FINISHED)).rowcount:
                return False
            connection.execute(update(_CHUNK).where(_CHUNK.c.run_id == run).values(together=None))
            connection.execute(update(_RUN).where(_RUN.c.id == run).values(finished_at=at))
            append(connection, at, who, "run finished", {"run": run})
            return True

    def to_place(self, run: int, folder: str, language: str) -> None:
        """Note that the files of a run are to be put into a folder: the step that does it can be repeated."""
        with self.engine.begin() as connection:
            same = (_OUTBOX.c.run_id == run, _OUTBOX.c.folder == folder)
            connection.execute(delete(_OUTBOX).where(*same))
            connection.execute(insert(_OUTBOX), {"run_id": run, "folder": folder, "language": language})

    def placed(self, run: int, folder: str, *, at: str) -> None:
        """Note that the files of a run stand in a folder."""
        with self.engine.begin() as connection:
            same = (_OUTBOX.c.run_id == run, _OUTBOX.c.folder == folder)
            connection.execute(update(_OUTBOX).where(*same).values(placed_at=at))

    def folders(self, manifest: int, *, placed: bool) -> list[str]:
        """The folders that the files of a manifest are to be put into, or stand in."""
        query = select(_OUTBOX.c.folder).join(_RUN, _RUN.c.id == _OUTBOX.c.run_id).where(_RUN.c.manifest_id == manifest)
        if placed:
            query = query.where(_OUTBOX.c.placed_at.is_not(None))
        with self._reading() as connection:
            return [str(row[0]) for row in connection.execute(query.order_by(_OUTBOX.c.id))]

    def folders_of_run(self, run: int) -> list[str]:
        """The folders of a run's files, placed or not."""
        query = select(_OUTBOX.c.folder).where(_OUTBOX.c.run_id == run).order_by(_OUTBOX.c.id)
        with self._reading() as connection:
            return [str(row[0]) for row in connection.execute(query)]

    def is_taken(self, folder: str) -> bool:
        """Whether the files of any run belong into a folder."""
        with self._reading() as connection:
            return connection.execute(select(_OUTBOX.c.id).where(_OUTBOX.c.folder == folder)).first() is not None

    def outcome_counts(self, run: int) -> Counter[str]:
        """How many consignments of a run have which outcome, counted."""
        query = select(_OUTCOME.c.outcome, func.count()).where(_OUTCOME.c.run_id == run).group_by(_OUTCOME.c.outcome)
        with self._reading() as connection:
            return Counter({str(row[0]): int(row[1]) for row in connection.execute(query)})

    def shift_row(self, manifest: int) -> ShiftRow | None:
        """The latest run of a manifest, for the shift report."""
        query = (
            select(_RUN.c.id, _MANIFEST.c.received_at, _RUN.c.finished_at, _WORK.c.consignments, _WORK.c.counts)
            .join(_WORK, _WORK.c.run_id == _RUN.c.id).join(_MANIFEST, _MANIFEST.c.id == _RUN.c.manifest_id)
            .where(_RUN.c.manifest_id == manifest).order_by(_RUN.c.id.desc()).limit(1)
        )  # fmt: skip
        with self._reading() as connection:
            found = connection.execute(query).first()
        return ShiftRow(*found) if found else None

    def _reading(self) -> Connection:
        return self.engine.connect().execution_options(**{READING: True})


def _step(connection: Connection, chunk: int, before: str, after: str, **values: Any) -> bool:
    """The state guard: a worker that comes too late finds the chunk further on and changes nothing."""
    same = (_CHUNK.c.id == chunk, _CHUNK.c.state == before)
    return bool(connection.execute(update(_CHUNK).where(*same).values(state=after, **values)).rowcount)


def _columns(table: Any, names: Sequence[str]) -> list[Any]:
    return [table.c[name] for name in names]


def _row(work: StoredWork) -> dict[str, Any]:
    values = (work.run, work.name, work.form, work.order, work.versions, work.prints, work.phase, work.consignments,
              work.counts)  # fmt: skip
    return dict(zip(_WORK_COLUMNS, values, strict=True))
