"""One process at a time does a thing: a lock that goes with the process that holds it, however that process ends."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text


@contextmanager
def hold(engine: Engine, name: str) -> Iterator[bool]:
    """Whether `name` is ours for as long as the block runs; `False` where another process holds it."""
    if engine.dialect.name == "postgresql":
        yield from _advisory(engine, name)
    else:
        yield from _file(Path(engine.url.database or "douane"), name)


def _advisory(engine: Engine, name: str) -> Iterator[bool]:
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    # A session of its own without a transaction: the lock lasts as long as the connection.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        ours = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar())
        try:
            yield ours
        finally:
            if ours and not connection.invalidated:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})


_held: set[int] = set()


def _file(database: Path, name: str) -> Iterator[bool]:
    folder = database.with_name(f"{database.name}.locks")
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / hashlib.sha256(name.encode()).hexdigest()[:16], os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    _held.add(handle)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        _held.discard(handle)
        os.close(handle)


def let_go_in_child() -> None:
    """Close what a forked child has inherited: a lock must not live on in a child when its holder is dead."""
    for handle in list(_held):
        os.close(handle)
    _held.clear()
