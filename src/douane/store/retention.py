"""What has been kept long enough goes: persons' data by class, never what is under legal hold (UCC art. 51, GDPR art. 5).

The audit chain and the hashes stay: that something was there can be proved, what it said about a person cannot be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update

from douane.reference.law import LawOnDay
from douane.store import account_tables, batch_tables, tables
from douane.store.audit import append


def _table(model: Any) -> Any:
    return model.__table__


_MANIFEST, _RUN, _OUTCOME = (_table(m) for m in (tables.Manifest, tables.Run, tables.Outcome))
_DECLARATION, _DOCUMENT, _HOLD = (_table(m) for m in (tables.Declaration, tables.Document, batch_tables.LegalHold))
_CHUNK, _EDIT = _table(batch_tables.Chunk), _table(account_tables.Edit)
_LABEL = "parcel_label"


@dataclass(frozen=True, slots=True)
class Purged:
    """How much went: manifests' bytes, outcomes and declarations, labels; and the hashes of documents to be removed."""

    manifests: int
    declarations: int
    labels: int
    documents: tuple[str, ...]


def purge(engine: Engine, law: LawOnDay, *, at: str, who: str) -> Purged:
    """Purge what is past its time on the day of `law`, in one transaction. Done again, it finds nothing more."""
    day = law.on
    received_until = _end_of_year(day, int(law.number("be.retention.manifest_years")))
    accepted_until = _end_of_year(day, int(law.number("be.retention.declaration_years")))
    printed_until = (day - timedelta(days=int(law.number("be.retention.label_days")))).isoformat()
    with engine.begin() as connection:
        manifests = _manifests(connection, received_until)
        declarations = _declarations(connection, accepted_until)
        gone = _labels(connection, printed_until)
        purged = Purged(manifests, declarations, len(gone), gone)
        if manifests or declarations or gone:
            body = {"manifests": manifests, "declarations": declarations, "labels": len(gone), "day": day.isoformat()}
            append(connection, at, who, "purged", body)
        return purged


def hold_manifest(engine: Engine, sha256: str, why: str, *, at: str, who: str) -> None:
    """Put a manifest, its outcomes and its documents under legal hold. Raises `LookupError`."""
    with engine.begin() as connection:
        manifest = _manifest(connection, sha256)
        connection.execute(insert(_HOLD), {"manifest_id": manifest, "why": why, "who": who, "began_at": at})
        append(connection, at, who, "legal hold begun", {"sha256": sha256, "why": why})


def release_manifest(engine: Engine, sha256: str, *, at: str, who: str) -> None:
    """End the legal holds of a manifest. Raises `LookupError`."""
    with engine.begin() as connection:
        manifest = _manifest(connection, sha256)
        same = (_HOLD.c.manifest_id == manifest, _HOLD.c.ended_at.is_(None))
        if connection.execute(update(_HOLD).where(*same).values(ended_at=at)).rowcount:
            append(connection, at, who, "legal hold ended", {"sha256": sha256})


def _manifest(connection: Connection, sha256: str) -> int:
    found = connection.execute(select(_MANIFEST.c.id).where(_MANIFEST.c.sha256.startswith(sha256, autoescape=True))).all()
    if len(found) != 1:
        raise LookupError(f"{len(found)} manifests have a SHA-256 that begins with {sha256!r}; name exactly one.")
    return int(found[0][0])


def _end_of_year(day: date, years: int) -> str:
    """The first day that is not yet past its time: kept are `years` after the end of the year."""
    return date(day.year - years, 1, 1).isoformat()


def _held() -> Any:
    return select(_HOLD.c.manifest_id).where(_HOLD.c.ended_at.is_(None))


def _runs(*where: ColumnElement[bool]) -> Any:
    return select(_RUN.c.id).where(_RUN.c.manifest_id.not_in(_held()), *where)


def _manifests(connection: Connection, until: str) -> int:
    past = (_MANIFEST.c.received_at < until, _MANIFEST.c.id.not_in(_held()), func.length(_MANIFEST.c.content) > 0)
    runs = select(_RUN.c.id).where(_RUN.c.manifest_id.in_(select(_MANIFEST.c.id).where(*past)))
    # What was received is kept in chunks too, and what people put in its place with the edits.
    connection.execute(update(_CHUNK).where(_CHUNK.c.run_id.in_(runs)).values(content=None))
    connection.execute(update(_EDIT).where(_EDIT.c.run_id.in_(runs)).values(old=None, new=None))
    return connection.execute(update(_MANIFEST).where(*past).values(content=b"", name="")).rowcount


def _declarations(connection: Connection, until: str) -> int:
    runs = _runs(_RUN.c.as_of < until)
    same = (_OUTCOME.c.run_id.in_(runs), _OUTCOME.c.record != "{}")
    count = connection.execute(
        update(_OUTCOME).where(*same).values(record="{}", findings="[]", assessment="[]")
    ).rowcount  # fmt: skip
    connection.execute(update(_DECLARATION).where(_DECLARATION.c.run_id.in_(runs)).values(content=b""))
    return count


def _labels(connection: Connection, until: str) -> tuple[str, ...]:
    past = (_DOCUMENT.c.kind == _LABEL, _DOCUMENT.c.run_id.in_(_runs(_RUN.c.started_at < until)))
    gone = tuple(str(row[0]) for row in connection.execute(select(_DOCUMENT.c.sha256).where(*past)))
    connection.execute(delete(_DOCUMENT).where(*past))
    still = {str(row[0]) for row in connection.execute(select(_DOCUMENT.c.sha256).where(_DOCUMENT.c.sha256.in_(gone)))}
    return tuple(one for one in gone if one not in still)
