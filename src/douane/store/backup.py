"""Backups: the database and the documents as one file with checksums, taken while work goes on, and put back.

A copy of a SQLite file alone misses what stands in the write-ahead log; `VACUUM INTO` reads one consistent state.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import Engine, text

from douane.store import database
from douane.store.audit import verify as verify_chain
from douane.store.database import StoreError
from douane.store.documents import DocumentMissingError, Documents, Folder, flush_folder
from douane.store.repository import Store

_LIST, _SQLITE, _DUMP = "backup.json", "douane.sqlite", "douane.dump"


class BackupError(Exception):
    """A backup is damaged or cannot be put back; the message says why."""

    exit_code = 5


class ProgramMissingError(Exception):
    """PostgreSQL's own programs are not installed."""

    exit_code = 4


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the store showed: counts by table, length and head of the audit chain, faults in words."""

    counts: dict[str, int]
    entries: int
    head: str
    documents: int
    faults: tuple[str, ...]


def verify(store: Store, documents: Documents, *, anchor: str = "") -> Checked:
    """Check the file of the database, the audit chain, the numbers, and every document against its hash."""
    faults = list(_database_faults(store.engine))
    chain = verify_chain(store.audit(), anchor=anchor)
    faults.extend(chain.faults)
    faults.extend(store.number_faults())
    count = 0
    for sha256 in store.document_hashes():
        count += 1
        try:
            documents.get(sha256)
        except DocumentMissingError as error:
            faults.append(str(error))
    counts = {name: store.count(name) for name in ("manifest", "consignment", "outcome", "declaration", "document")}
    return Checked(counts, chain.entries, chain.head, count, tuple(faults))


def backup(store: Store, documents: Documents, target: Path) -> int:
    """Write a backup beside and rename it. Returns how many files are in it."""
    draft = target.with_name(f".{target.name}.part")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        dump = _dump(store.engine, Path(folder))
        hashes: dict[str, str] = {dump.name: _hash(dump)}
        with tarfile.open(draft, "w") as package:
            package.add(dump, dump.name, filter=_plain)
            # The database is read first, so that every document it names is there already.
            for sha256 in _named_in(dump, store):
                _add(package, f"documents/{sha256}", documents.get(sha256))
                hashes[f"documents/{sha256}"] = sha256
            _add(package, _LIST, json.dumps(hashes, indent=1).encode())
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    check_backup(draft)
    draft.replace(target)
    flush_folder(target.parent)
    return len(hashes)


def check_backup(source: Path) -> dict[str, str]:
    """Check every file of a backup against its checksum. Raises `BackupError`."""
    try:
        with tarfile.open(source, "r") as package:
            listed = json.loads(_member(package, _LIST).read())
            for name, digest in listed.items():
                if _digest_of(_member(package, name)) != digest:
                    raise BackupError(f"{source}: {name} is damaged. Take another backup.")
    except (tarfile.TarError, KeyError, json.JSONDecodeError, EOFError) as error:
        raise BackupError(f"{source} is no whole backup of douane ({error}). Take another one.") from error
    return dict(listed)


def restore(source: Path, url: str, documents: Documents) -> int:
    """Put a backup back where no store is. Returns how many files it held. Raises `BackupError`."""
    listed = check_backup(source)
    with tarfile.open(source, "r") as package:
        # Documents first: a row must never name a document that is not there.
        for name in listed:
            if name.startswith("documents/"):
                documents.put(_member(package, name).read())
        if url.startswith("sqlite:///"):
            _restore_sqlite(package, Path(url.removeprefix("sqlite:///")))
        else:
            _restore_server(package, url)
    return len(listed)


def _restore_sqlite(package: tarfile.TarFile, path: Path) -> None:
    if path.exists():
        raise BackupError(f"There is a store at {path} already. Move it away first; nothing was changed.")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    with draft.open("wb") as file:
        shutil.copyfileobj(_member(package, _SQLITE), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    flush_folder(path.parent)


def _restore_server(package: tarfile.TarFile, url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / _DUMP
        with dump.open("wb") as file:
            shutil.copyfileobj(_member(package, _DUMP), file)
        _run(
            ["pg_restore", "--exit-on-error", "--no-owner", "--single-transaction", "--dbname", _plain_url(url), str(dump)]
        )


def _dump(engine: Engine, folder: Path) -> Path:
    if engine.dialect.name == "postgresql":
        dump = folder / _DUMP
        _run(
            [
                "pg_dump",
                "--format=custom",
                "--file",
                str(dump),
                _plain_url(engine.url.render_as_string(hide_password=False)),
            ]
        )
        return dump
    dump = folder / _SQLITE
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(dump),))
    finally:
        connection.close()
    return dump


def _plain_url(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _run(command: list[str]) -> None:
    program = shutil.which(command[0]) or next(
        (str(p) for p in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{command[0]}"), reverse=True)), None
    )
    if program is None:
        raise ProgramMissingError(f"{command[0]} is not installed. Install it with: apt-get install postgresql-client")
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)  # noqa: S603  our own words
    if done.returncode:
        raise BackupError(f"{command[0]}: {done.stderr.strip().splitlines()[-1] if done.stderr else done.returncode}")


def _named_in(dump: Path, store: Store) -> Iterator[str]:
    """The documents that the dumped state names; later ones are in the next backup."""
    if dump.name != _SQLITE:
        yield from store.document_hashes()
        return
    engine = database.connect(f"sqlite:///{dump}")
    try:
        yield from list(Store(engine).document_hashes())
    finally:
        engine.dispose()


def _database_faults(engine: Engine) -> Iterator[str]:
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        for (words,) in connection.execute(text("PRAGMA integrity_check")):
            if words != "ok":
                yield f"database: {words}"
        for row in connection.execute(text("PRAGMA foreign_key_check")):
            yield f"database: a row of {row[0]} names a row of {row[2]} that is not there"


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """The same bytes for the same content: no owner, no time."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


def _add(package: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    package.addfile(_plain(entry), io.BytesIO(content))


def _member(package: tarfile.TarFile, name: str) -> IO[bytes]:
    file = package.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return _digest_of(file)


def _digest_of(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := file.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def remove(documents: Documents, hashes: tuple[str, ...]) -> None:
    """Take documents away that no row names any more. Raises `StoreError` where they cannot be taken away."""
    if not isinstance(documents, Folder):
        raise StoreError("Documents in a remote store are removed by its own rules of retention.")
    for sha256 in hashes:
        (documents.root / sha256[:2] / sha256).unlink(missing_ok=True)
