"""The database behind the store: SQLite by default, opened so that no update and no acknowledged commit is lost.

`BEGIN IMMEDIATE` for every transaction (the driver's default loses updates silently), WAL, and `synchronous=FULL`
(with NORMAL a power cut takes acknowledged rows).
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

from douane import places

HEAD = "0007"
READING = "douane_reading"
_MIGRATING = 0x6D696772617465
# Pages of 4 KiB: 64 MiB.
_LONG_LOG = 16_384


class StoreError(Exception):
    """The store cannot be used; the message says why and what to do."""

    exit_code = 5


def url() -> str:
    """`DOUANE_DATABASE_URL`, or the SQLite file in the user's data folder."""
    return os.environ.get("DOUANE_DATABASE_URL") or f"sqlite:///{places.home() / 'douane.sqlite'}"


def exists() -> bool:
    """Whether there is a store: a database that the environment names, or the file in the data folder."""
    return bool(os.environ.get("DOUANE_DATABASE_URL")) or (places.home() / "douane.sqlite").exists()


def connect(database_url: str | None = None, *, checkpoints: bool = True) -> Engine:
    """The engine, with the schema brought up to date. Raises `StoreError`.

    Without `checkpoints`, no commit stops to bring SQLite's log into its file before the log has grown long: who asks for
    that calls `checkpoint` from time to time.
    """
    target = database_url or url()
    if not target.startswith("sqlite:///"):
        return _connect_server(target)
    path = Path(target.removeprefix("sqlite:///"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        found = _version(path)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"The store {path} cannot be opened: {error}. Check DOUANE_HOME and its permissions.") from error
    engine = create_engine(target, connect_args={"timeout": 30, "check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    if not checkpoints:
        event.listen(engine, "connect", _seldom)
    event.listen(engine, "begin", _begin)
    if found != HEAD:
        _migrate(engine)
    return engine


def _connect_server(target: str) -> Engine:
    """The engine of a PostgreSQL. Connections are tried before use, so that a server that came back is simply used."""
    address = make_url(target)
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(address, pool_pre_ping=True)
    try:
        with engine.connect() as connection:
            found = _server_version(connection)
        if found != HEAD:
            _migrate(engine)
    except OperationalError as error:
        raise lost(error) from error
    return engine


def _server_version(connection: Connection) -> str | None:
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else None


def lost(error: BaseException) -> StoreError:
    """A fault of the database in words: disk full, read-only, locked, or not to be reached. What was done is kept."""
    said = str(getattr(error, "orig", None) or error).strip().splitlines()[:1]
    words = said[0] if said else type(error).__name__
    if "full" in words:
        return StoreError(f"The disk of the store is full ({words}). Make room and run the same command again to go on.")
    if "readonly" in words or "read-only" in words:
        return StoreError(f"The store cannot be written ({words}). Mend its permissions and run the same command again.")
    return StoreError(f"The database does not answer ({words}). Start it and run the same command again to go on.")


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _seldom(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA wal_autocheckpoint={_LONG_LOG}")


def checkpoint(engine: Engine) -> None:
    """Bring what SQLite's log holds into its file as far as nobody waits for it; PostgreSQL does so by itself."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            connection.close()


def _begin(connection: Any) -> None:
    # A transaction that only reads must not keep writers out.
    reading = connection.get_execution_options().get(READING)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _version(path: Path) -> str | None:
    """The migration that the file is at, read without loading Alembic; `None` for a new file."""
    if not path.exists():
        return None
    connection = sqlite3.connect(path, timeout=30)
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    finally:
        connection.close()
    return str(row[0]) if row else None


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                # Several workers may start at once on an empty database.
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATING})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(f"The store was made by a newer version of douane ({error}). Install that version.") from error
