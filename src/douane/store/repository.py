"""What the rest of the program may ask of the store. Plain values in, plain values out; one transaction for each call."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from douane.store import batch_tables, tables
from douane.store.audit import append
from douane.store.audit import entry_hash as entry_hash
from douane.store.database import READING
from douane.store.outcomes import Numbered as Numbered
from douane.store.outcomes import PrintedDocument, amend_outcome, draw_numbers, keep_outcomes
from douane.store.outcomes import StoredDeclaration as StoredDeclaration
from douane.store.outcomes import StoredOutcome as StoredOutcome

_BATCH = 1000


def _table(model: Any) -> Any:
    return model.__table__


_MANIFEST, _CONSIGNMENT, _RUN = (_table(m) for m in (tables.Manifest, tables.Consignment, tables.Run))
_OUTCOME, _DECLARATION, _DOCUMENT = (_table(m) for m in (tables.Outcome, tables.Declaration, tables.Document))
_AUDIT, _CHUNK, _COUNTER = (_table(m) for m in (tables.Audit, batch_tables.Chunk, tables.Counter))


@dataclass(frozen=True, slots=True)
class RunKey:
    """What makes two runs the same question."""

    manifest: int
    as_of: str
    direction: str
    law: str
    tariff: str
    software: str


class Store:
    """The repository over an engine of `database.connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def engine(self) -> Engine:
        """The database behind."""
        return self._engine

    def receive_manifest(self, name: str, form: str, content: bytes, *, at: str, who: str) -> int:
        """Keep the bytes of a manifest; the same bytes give the same manifest again."""
        return self.receive_deflated(
            name, form, hashlib.sha256(content).hexdigest(), len(content), zlib.compress(content, 1), at=at, who=who
        )

    def receive_deflated(
        self, name: str, form: str, sha256: str, size: int, content: bytes, *, at: str, who: str
    ) -> int:  # fmt: skip
        """Keep a manifest that is deflated already; `size` in bytes as received."""
        row = {"sha256": sha256, "name": name, "format": form, "size": size, "received_at": at, "content": content}
        with self._engine.begin() as connection:
            known = connection.execute(select(_MANIFEST.c.id).where(_MANIFEST.c.sha256 == sha256)).scalar()
            if known is not None:
                return int(known)
            number = connection.execute(insert(_MANIFEST).returning(_MANIFEST.c.id), row).scalar_one()
            append(connection, at, who, "manifest received", {"sha256": sha256, "size": size})
            return int(number)

    def manifest_of(self, sha256: str) -> int | None:
        """The manifest with these bytes, if it came in before."""
        with self._reading() as connection:
            found = connection.execute(select(_MANIFEST.c.id).where(_MANIFEST.c.sha256 == sha256)).scalar()
        return None if found is None else int(found)

    def find_run(self, key: RunKey) -> int | None:
        """The run for a question, if it was asked before."""
        with self._reading() as connection:
            found = connection.execute(select(_RUN.c.id).where(*_same(key))).scalar()
        return None if found is None else int(found)

    def begin_run(self, key: RunKey, *, at: str, who: str) -> int:
        """The run for a question; what an earlier run of the same question left is replaced."""
        row = _run_row(key)
        with self._engine.begin() as connection:
            number = connection.execute(select(_RUN.c.id).where(*_same(key))).scalar()
            if number is None:
                number = connection.execute(insert(_RUN).returning(_RUN.c.id), {**row, "started_at": at}).scalar_one()
            else:
                for table in (_OUTCOME, _DECLARATION):
                    connection.execute(delete(table).where(table.c.run_id == number))
                connection.execute(update(_RUN).where(_RUN.c.id == number).values(started_at=at, finished_at=None))
            append(connection, at, who, "run begun", {"run": number, **row})
            return int(number)

    def number(
        self, manifest: int, first: int, references: Sequence[str | None], *, eori: str, prefix: str
    ) -> list[Numbered]:
        """The rows and LRNs of the consignments from ordinal `first` on.

        Numbers are drawn once, in file order, in the transaction that stores the consignments; asked again, the same
        consignments have the same numbers.
        """
        last = first + len(references) - 1
        where = (_CONSIGNMENT.c.manifest_id == manifest, _CONSIGNMENT.c.eori == eori,
                 _CONSIGNMENT.c.ordinal.between(first, last))  # fmt: skip
        chosen = select(_CONSIGNMENT.c.id, _CONSIGNMENT.c.lrn).where(*where).order_by(_CONSIGNMENT.c.ordinal)
        with self._engine.begin() as connection:
            draw_numbers(connection, manifest, first, references, eori=eori, prefix=prefix)
            found = connection.execute(chosen).all()
        return [Numbered(int(row[0]), str(row[1])) for row in found]

    def elsewhere(self, manifest: int, references: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Which of the references stand in a manifest that came before: its name and the
        outcome there, a manifest in which it is ready before others."""
        query = (
            select(_CONSIGNMENT.c.reference, _MANIFEST.c.name, _OUTCOME.c.outcome)
            .join(_MANIFEST, _MANIFEST.c.id == _CONSIGNMENT.c.manifest_id)
            .join(_OUTCOME, _OUTCOME.c.consignment_id == _CONSIGNMENT.c.id)
            .where(_CONSIGNMENT.c.reference.in_(references), _CONSIGNMENT.c.manifest_id < manifest)
            .order_by(_MANIFEST.c.id, _OUTCOME.c.run_id)
        )
        found: dict[str, tuple[str, str]] = {}
        with self._reading() as connection:
            for reference, name, outcome in connection.execute(query):
                if found.get(reference, ("", ""))[1] != "ready" or outcome == "ready":
                    found[reference] = (name, outcome)
        return found

    def complete(
        self,
        run: int,
        outcomes: Sequence[StoredOutcome],
        declarations: Sequence[StoredDeclaration],
        *,
        at: str,
        who: str,
    ) -> None:
        """Keep the outcomes and data sets of a chunk, all or none."""
        with self._engine.begin() as connection:
            keep_outcomes(connection, run, outcomes, declarations)
            digest = hashlib.sha256("".join(o.record for o in outcomes).encode()).hexdigest()
            append(connection, at, who, "chunk done", {"run": run, "consignments": len(outcomes), "sha256": digest})

    def amend(self, run: int, changed: StoredOutcome, *, at: str, who: str) -> None:
        """Replace an outcome of this run by what became known later; a data set that may no longer stand goes."""
        with self._engine.begin() as connection:
            same = (_OUTCOME.c.run_id == run, _OUTCOME.c.consignment_id == changed.consignment)
            before = connection.execute(select(_OUTCOME.c.outcome).where(*same)).scalar_one()
            amend_outcome(connection, run, changed)
            append(connection, at, who, "outcome amended", {
                "run": run, "consignment": changed.consignment, "before": before, "after": changed.outcome})  # fmt: skip

    def finish_run(self, run: int, *, at: str, who: str) -> None:
        """Note that a run is complete."""
        with self._engine.begin() as connection:
            connection.execute(update(_RUN).where(_RUN.c.id == run).values(finished_at=at))
            append(connection, at, who, "run finished", {"run": run})

    def outcome(self, run: int, consignment: int) -> StoredOutcome:
        """The outcome of one consignment in a run. Raises `LookupError`."""
        for found in self._outcomes(run, _OUTCOME.c.consignment_id == consignment):
            return found
        raise LookupError(consignment)

    def outcomes(self, run: int) -> Iterator[StoredOutcome]:
        """All outcomes of a run in the order of the manifest."""
        return self._outcomes(run)

    def _outcomes(self, run: int, *where: Any) -> Iterator[StoredOutcome]:
        columns = [_OUTCOME.c[name] for name in ("consignment_id", "outcome", "route", "record", "findings", "assessment")]
        query = (
            select(*columns).join(_CONSIGNMENT, _CONSIGNMENT.c.id == _OUTCOME.c.consignment_id)
            .where(_OUTCOME.c.run_id == run, *where).order_by(_CONSIGNMENT.c.ordinal)
        )  # fmt: skip
        with self._reading() as connection:
            for row in connection.execution_options(yield_per=_BATCH).execute(query):
                yield StoredOutcome(*row)

    def declarations(self, run: int) -> Iterator[StoredDeclaration]:
        """All data sets of a run in the order of the manifest."""
        query = (
            select(_DECLARATION.c.consignment_id, _DECLARATION.c.kind, _DECLARATION.c.lrn, _DECLARATION.c.content)
            .join(_CONSIGNMENT, _CONSIGNMENT.c.id == _DECLARATION.c.consignment_id)
            .where(_DECLARATION.c.run_id == run).order_by(_CONSIGNMENT.c.ordinal)
        )  # fmt: skip
        with self._reading() as connection:
            for row in connection.execution_options(yield_per=_BATCH).execute(query):
                yield StoredDeclaration(*row)

    def document(self, kind: str, data: str) -> PrintedDocument | None:
        """A document that was printed before from the same data, so that it is not made twice."""
        columns = [_DOCUMENT.c[name] for name in ("kind", "data", "sha256", "pages", "notes")]
        query = select(*columns).where(_DOCUMENT.c.kind == kind, _DOCUMENT.c.data == data)
        with self._reading() as connection:
            found = connection.execute(query).first()
        return PrintedDocument(*found) if found else None

    def ready_among(self, run: int, consignments: Sequence[int]) -> set[int]:
        """Which of the consignments are ready in a run."""
        query = select(_OUTCOME.c.consignment_id).where(
            _OUTCOME.c.run_id == run, _OUTCOME.c.consignment_id.in_(consignments), _OUTCOME.c.outcome == "ready"
        )
        with self._reading() as connection:
            return {int(row[0]) for row in connection.execute(query)}

    def chunk_prints(self, run: int) -> Iterator[dict[str, Any]]:
        """What the chunks of a run have printed: documents by kind, findings; in the order of the manifest."""
        query = select(_CHUNK.c.prints).where(_CHUNK.c.run_id == run).order_by(_CHUNK.c.number)
        with self._reading() as connection:
            found = [row[0] for row in connection.execute(query)]
        yield from (json.loads(text) for text in found if text)

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(**{READING: True})

    def audit(self) -> Iterator[dict[str, Any]]:
        """The audit chain from its beginning."""
        with self._reading() as connection:
            for row in connection.execute(select(_AUDIT).order_by(_AUDIT.c.id)):
                yield dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public way to a row's names

    def document_hashes(self) -> Iterator[str]:
        """The hashes of all documents, each once."""
        with self._reading() as connection:
            for row in connection.execute(select(_DOCUMENT.c.sha256).distinct().order_by(_DOCUMENT.c.sha256)):
                yield str(row[0])

    def number_faults(self) -> Iterator[str]:
        """What is wrong with the numbers drawn: each declarant has as many as were drawn, without a gap or a double."""
        counted = select(_CONSIGNMENT.c.eori, func.count(), func.count(func.distinct(_CONSIGNMENT.c.lrn)))
        with self._reading() as connection:
            drawn = {str(row[0]): int(row[1]) for row in connection.execute(select(_COUNTER.c.eori, _COUNTER.c.last))}
            for eori, rows, different in connection.execute(counted.group_by(_CONSIGNMENT.c.eori)):
                if not drawn.get(eori, 0) == rows == different:
                    yield f"numbers of {eori}: {drawn.get(eori, 0)} drawn, {rows} consignments, {different} different LRNs"

    def audit_head(self) -> str:
        """The hash of the last audit entry; noted elsewhere, it shows when the end of the chain is cut."""
        with self._reading() as connection:
            return str(connection.execute(select(_AUDIT.c.hash).order_by(_AUDIT.c.id.desc()).limit(1)).scalar() or "")

    def count(self, what: str) -> int:
        """How many rows a table holds: manifest, consignment, outcome, declaration, document."""
        table = _MANIFEST.metadata.tables[what]
        with self._reading() as connection:
            return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _run_row(key: RunKey) -> dict[str, Any]:
    return {"manifest_id": key.manifest, "as_of": key.as_of, "direction": key.direction, "law": key.law,
            "tariff": key.tariff, "software": key.software}  # fmt: skip


def _same(key: RunKey) -> list[Any]:
    return [_RUN.c[name] == value for name, value in _run_row(key).items()]
