"""What keeps the store from losing anything, and that the tests would notice if it were left out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from douane.store import chunks, database, documents
from douane.store.chunks import ChunkResult, Chunks, NewChunk, StoredWork
from douane.store.documents import Folder
from douane.store.outcomes import StoredDeclaration, StoredOutcome
from douane.store.repository import RunKey, Store

AT, WHO = "2026-11-22T18:00:00+00:00", "a test"
Mutate = Callable[[pytest.MonkeyPatch], None]


# --- fsync: what a power cut takes -----------------------------------------------------------------------------------


class Disk:
    """Records what reaches the disk: without a flush in between, a power cut takes the content or the new name."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.events: list[tuple[str, str]] = []
        flush, rename = os.fsync, Path.replace

        def flushed(handle: int) -> None:
            flush(handle)
            self.events.append(("flush", str(Path(f"/proc/self/fd/{handle}").readlink())))

        def renamed(path: Path, target: Path) -> Path:
            self.events.append(("rename", f"{path} {target}"))
            return rename(path, target)

        patch.setattr(os, "fsync", flushed)
        patch.setattr(Path, "replace", renamed)

    def keeps(self, target: Path) -> bool:
        """Whether the file is whole and under its name after a power cut now."""
        at = next(i for i, (what, text) in enumerate(self.events) if what == "rename" and text.endswith(str(target)))
        draft = self.events[at][1].split()[0]
        before = ("flush", draft) in self.events[:at]
        return before and ("flush", str(target.parent)) in self.events[at:]


def without_content_flush(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(documents, "write_durably", lambda path, content: path.write_bytes(content))


def without_folder_flush(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(documents, "flush_folder", lambda _path: None)


@pytest.mark.parametrize(("mutate", "keeps"), [(None, True), (without_content_flush, False), (without_folder_flush, False)])
def test_a_power_cut_takes_no_document(
    mutate: Mutate | None, keeps: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    if mutate:
        mutate(monkeypatch)
    digest = Folder(tmp_path).put(b"%PDF")
    assert disk.keeps(tmp_path / digest[:2] / digest) is keeps


# --- synchronous: commits that are acknowledged are on the disk -------------------------------------------------------

_COMMITS = """
import sys
from douane.store import database
from douane.store.repository import Store
from sqlalchemy import event
engine = database.connect()
if sys.argv[1] != "FULL":
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.execute(f"PRAGMA synchronous={sys.argv[1]}"))
store = Store(engine)
for i in range(20):
    store.receive_manifest("m", "csv", str(i).encode(), at="now", who="a test")
print("committed", flush=True)
import os
os._exit(0)
"""


def flushes(home: Path, mode: str) -> int:
    """How often the write-ahead log was flushed while 20 transactions were acknowledged."""
    trace = home.parent / f"trace-{mode}"
    command = ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync", "-o", str(trace), sys.executable, "-c", _COMMITS, mode]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "DOUANE_HOME": str(home)})
    return sum("-wal>" in line for line in trace.read_text().splitlines())


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: make test installs it")
def test_every_acknowledged_commit_is_on_the_disk(home: Path) -> None:
    database.connect().dispose()
    assert flushes(home, "FULL") >= 20
    assert flushes(home, "NORMAL") < 20, "the test would not see synchronous=NORMAL"


# --- BEGIN IMMEDIATE: nobody reads what another is about to change ----------------------------------------------------


def drawn_at_once(url: str, processes: int, times: int) -> bool:
    """Whether so many processes draw numbers at once without an error, a gap or a double."""
    pids = []
    for number in range(processes):
        pid = os.fork()
        if pid:
            pids.append(pid)
            continue
        try:
            store = Store(database.connect(url))
            for i in range(times):
                manifest = store.receive_manifest("m", "csv", f"{number} {i}".encode(), at=AT, who=WHO)
                store.number(manifest, 0, ["A"], eori="BE1", prefix="L")
        except BaseException:
            os._exit(1)
        os._exit(0)
    well = all(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0 for pid in pids)
    store = Store(database.connect(url))
    whole = store.count("consignment") == processes * times
    return well and whole and not list(store.number_faults())


def plain_begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")


@pytest.mark.parametrize(("begin", "well"), [(database._begin, True), (plain_begin, False)])
def test_processes_that_draw_at_once_get_numbers_of_their_own(
    begin: Callable[[Any], None], well: bool, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_begin", begin)
    database.connect().dispose()
    assert drawn_at_once(database.url(), 4, 40) is well


# --- the state guard: a worker that comes too late changes nothing ----------------------------------------------------


def without_guard(patch: pytest.MonkeyPatch) -> None:
    def step(connection: Any, chunk: int, _before: str, after: str, **values: Any) -> bool:
        changed = chunks.update(chunks._CHUNK).where(chunks._CHUNK.c.id == chunk).values(state=after, **values)
        return bool(connection.execute(changed).rowcount)

    patch.setattr(chunks, "_step", step)


def late_worker_changes_nothing(store: Store) -> bool:
    work = Chunks(store.engine)
    manifest = store.receive_manifest("m.csv", "csv", b"abc", at=AT, who=WHO)
    run = store.begin_run(RunKey(manifest, "2026-11-22", "auto", "law", "tariff", "1"), at=AT, who=WHO)
    work.begin(StoredWork(run, "m.csv", "csv", "{}", "{}", ""))
    (number,) = work.add(run, manifest, [NewChunk(0, 0, ("A",), b"")], eori="BE1", prefix="L", submit=lambda _c, _i: None)
    late = work.chunk(number)
    consignment = work.numbers(late, "BE1")[0]

    def result(outcome: str) -> ChunkResult:
        stored = StoredOutcome(consignment.id, outcome, "H7", f'{{"outcome": "{outcome}"}}', "[]", "[]")
        return ChunkResult([stored], [StoredDeclaration(consignment.id, "h7", consignment.lrn, b"<x/>")], "[]", "{}")

    assert work.complete(work.chunk(number), result("ready"), at=AT, who=WHO)
    entries = len(list(store.audit()))
    try:
        told = work.complete(late, result("held"), at=AT, who=WHO)
    except Exception:
        return False
    return not told and store.outcome(run, consignment.id).outcome == "ready" and len(list(store.audit())) == entries


@pytest.mark.parametrize(("mutate", "well"), [(None, True), (without_guard, False)])
def test_a_worker_that_comes_too_late_changes_nothing(
    mutate: Mutate | None, well: bool, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mutate:
        mutate(monkeypatch)
    assert late_worker_changes_nothing(Store(database.connect())) is well
