"""The append-only chain: each entry's hash covers the one before it, so that no row can be changed, taken or moved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, text

from douane.store import tables

_AUDIT: Any = tables.Audit.__table__  # type: ignore[attr-defined]
GENESIS = "0" * 64
# Any number, as long as nothing else in the database takes a lock by it.
_LOCK = 0x646F75616E65


def append(connection: Connection, at: str, who: str, what: str, body: dict[str, Any]) -> None:
    """Add an entry in the transaction of what it tells."""
    append_all(connection, at, who, what, [body])


def append_all(connection: Connection, at: str, who: str, what: str, bodies: Sequence[dict[str, Any]]) -> None:
    """Add an entry for each of the bodies, in order."""
    if not bodies:
        return
    if connection.dialect.name == "postgresql":
        # Two transactions that read the same head would fork the chain. SQLite has one writer anyway.
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    previous = connection.execute(select(_AUDIT.c.hash).order_by(_AUDIT.c.id.desc()).limit(1)).scalar() or GENESIS
    rows = []
    for body in bodies:
        words = json.dumps(body, sort_keys=True, ensure_ascii=False)
        digest = entry_hash(previous, at, who, what, words)
        rows.append({"at": at, "who": who, "what": what, "body": words, "previous": previous, "hash": digest})
        previous = digest
    connection.execute(insert(_AUDIT), rows)


def entry_hash(previous: str, at: str, who: str, what: str, body: str) -> str:
    """The hash of an audit entry: over the hash before it and its own content."""
    return hashlib.sha256("\x1f".join((previous, at, who, what, body)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verified:
    """What following the chain showed: how many entries hold together, the hash of the last, and what does not hold."""

    entries: int
    head: str
    faults: tuple[str, ...]


def verify(entries: Iterable[dict[str, Any]], *, anchor: str = "") -> Verified:
    """Follow a chain from its beginning.

    An altered entry does not have its hash, a removed or moved one leaves a neighbour that follows nothing. A chain cut at
    its end holds together; `anchor` is a hash noted earlier (on a shift report) that must still stand in it.
    """
    previous, count, anchored = GENESIS, 0, not anchor
    faults: list[str] = []
    last = 0
    for entry in entries:
        count += 1
        if entry["previous"] != previous:
            faults.append(f"entry {entry['id']} does not follow the one before it: an entry was removed or moved")
        if entry_hash(entry["previous"], entry["at"], entry["who"], entry["what"], entry["body"]) != entry["hash"]:
            faults.append(f"entry {entry['id']} was altered")
        if entry["id"] <= last:
            faults.append(f"entry {entry['id']} stands out of order")
        previous, last = entry["hash"], entry["id"]
        anchored = anchored or previous == anchor
    if not anchored:
        faults.append("the chain does not hold the hash that was noted: entries at its end were removed")
    return Verified(count, previous, tuple(faults))
