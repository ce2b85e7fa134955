"""Poison, full disks, a database that goes away: the run sets apart or stops in words, and the next one finishes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from douane.pipeline import stages
from douane.pipeline.order import Tools
from douane.pipeline.pool import Limits
from douane.pipeline.stages import Processed
from douane.pipeline.stopping import StoppedError, stops
from douane.store.database import StoreError
from tests.batch.postgres import Server
from tests.batch.shifts import Shift, ended, hash_of, left_behind, parcels

Undisturbed = tuple[dict[str, bytes], str]


@pytest.fixture
def small(tmp_path: Path, bare_tools: Tools) -> Shift:
    parcels(tmp_path / "inbox" / "a.csv", 120)
    return Shift(f"sqlite:///{tmp_path / 'douane.sqlite'}", tmp_path, tmp_path / "inbox", bare_tools)


def records(shift: Shift) -> dict[str, dict[str, object]]:
    lines = (shift.out / "a" / "consignments.jsonl").read_text("utf-8").splitlines()
    return {record["reference"]: record for record in map(json.loads, lines)}


def test_poison_is_set_apart_and_nothing_else(small: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = stages.process

    def poisoned(received: object, *rest: object) -> Processed:
        reference = received.consignment.reference  # type: ignore[attr-defined]
        if reference == "P00000007":
            os.kill(os.getpid(), signal.SIGKILL)
        if reference == "P00000058":
            time.sleep(3600)
        if reference == "P00000070":
            bytearray(8 << 30)
        if reference == "P00000071":
            raise ValueError(reference)
        return plain(received, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(stages, "process", poisoned)
    view = small.run(limits=Limits(seconds=3, alone=1, memory=1 << 30))
    assert view.consignments == 120
    assert view.todo == 0
    assert all(line.balanced for line in view.manifests)
    found = records(small)
    broken = {name for name, record in found.items() if {"STAGE-CRASHED", "STAGE-FAILED"} & set(record["reasons"])}  # type: ignore[call-overload]
    assert broken == {"P00000007", "P00000058", "P00000070", "P00000071"}
    assert found["P00000007"]["reasons"] == found["P00000058"]["reasons"] == ["STAGE-CRASHED"]
    assert {found[name]["outcome"] for name in broken} == {"held"}
    hash_of(small)


def test_workers_die_with_their_master(small: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "process", lambda *_a: time.sleep(3600))
    pid = small.forked()
    while not (workers := [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]):
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    assert ended(pid, 10) == -9
    until = time.monotonic() + 10
    while any(_alive(worker) for worker in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(_alive(worker) for worker in workers)


def _alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    return False


@pytest.fixture
def volume(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A disk of its own whose size and mode can be changed."""
    folder = tmp_path / "volume"
    folder.mkdir()
    mounted = False

    def mount(options: str) -> Path:
        nonlocal mounted
        how = f"remount,{options}" if mounted else options
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", how, "none", str(folder)], capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
        mounted = True
        return folder

    yield mount
    if mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("what", ["output", "store"])
def test_a_full_disk_stops_the_run_in_words_and_the_next_one_finishes(
    small: Shift, volume: Callable[[str], Path], what: str
) -> None:
    disk = volume("size=300k")
    folder = disk if what == "output" else small.folder
    url = small.url if what == "output" else f"sqlite:///{disk / 'douane.sqlite'}"
    shift = Shift(url, folder, small.inbox, small.tools)
    with pytest.raises((StoppedError, StoreError), match="full") as stopped, stops():
        shift.run()
    assert stopped.value.exit_code == 5
    volume("size=60m")
    view = shift.run()
    assert (view.consignments, view.todo) == (120, 0)
    hash_of(shift)


def test_an_output_that_cannot_be_written_stops_the_run_in_words(small: Shift, volume: Callable[[str], Path]) -> None:
    disk = volume("size=60m,rw")
    shift = Shift(small.url, disk, small.inbox, small.tools)
    shift.out.mkdir()
    volume("ro")
    with pytest.raises(StoppedError, match="read-only") as stopped, stops():
        shift.run()
    assert stopped.value.exit_code == 5
    volume("rw")
    assert shift.run().todo == 0


def test_a_database_that_stops_stops_the_run_and_the_next_one_finishes(
    server: Server, inbox: Path, bare_tools: Tools, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    shift = Shift(server.database("stopped"), tmp_path, inbox, bare_tools)
    for delay in (0.5, 0.9):
        pid = shift.forked()
        time.sleep(delay)
        server.stop()
        assert ended(pid, 60) == 1
        assert "Start it and run the same command again" in (tmp_path / "crash.log").read_text()
        server.start()
    shift.run()
    assert left_behind(shift.out) == undisturbed[0]
    assert hash_of(shift) == undisturbed[1]
