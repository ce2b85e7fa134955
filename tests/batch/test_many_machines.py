"""Workers in processes of their own against PostgreSQL: the same state and the same files as on one machine with SQLite."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from douane.pipeline.order import Order, Tools
from douane.pipeline.queueing import Queue, Worker, waiting_jobs
from douane.pipeline.settings import Settings, office
from tests.batch.postgres import Server
from tests.batch.shifts import TODAY, Shift, children, ended, hash_of, left_behind

Undisturbed = tuple[dict[str, bytes], str]


class Machines:
    """Workers as `douane worker` starts them, each a process of its own."""

    def __init__(self, shift: Shift, count: int) -> None:
        self.shift = shift
        self.pids = [self._start() for _ in range(count)]

    def _start(self) -> int:
        pid = os.fork()
        if pid:
            return pid
        try:
            place = self.shift.place()
            place.lay_out(self.shift.tools, Order(TODAY, office(Settings())))
            asyncio.run(Worker(place, 1, stalled=2.0).run())
        finally:
            os._exit(0)

    def replace(self, dice: random.Random) -> None:
        """Kill a worker, or the process that it has the work done by."""
        position = dice.randrange(len(self.pids))
        pid = self.pids[position]
        if dice.random() < 0.5 and (theirs := children(pid)):
            with suppress(ProcessLookupError):
                os.kill(theirs[0], signal.SIGKILL)
            return
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        self.pids[position] = self._start()

    def end(self) -> None:
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def finish(shift: Shift) -> None:
    place = shift.place()
    shift.run(Queue(place, lambda _words: None, patience=2.0))


def forked(shift: Shift) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    with suppress(BaseException):
        finish(shift)
        code = 0
    os._exit(code)


@pytest.fixture
def shift(server: Server, inbox: Path, bare_tools: Tools, tmp_path: Path) -> Shift:
    found = Shift(server.database(f"machines_{time.monotonic_ns()}"), tmp_path, inbox, bare_tools)
    found.place().store.engine.dispose()
    return found


@pytest.fixture
def machines(shift: Shift) -> Iterator[Machines]:
    started = Machines(shift, 2)
    yield started
    started.end()


def test_two_workers_do_what_one_machine_does(shift: Shift, machines: Machines, undisturbed: Undisturbed) -> None:
    finish(shift)
    assert left_behind(shift.out) == undisturbed[0]
    assert hash_of(shift) == undisturbed[1]
    assert waiting_jobs(shift.place().store.engine) == {}


def test_workers_that_are_killed_change_nothing(shift: Shift, machines: Machines, undisturbed: Undisturbed) -> None:
    dice = random.Random(4)  # noqa: S311  a dice, not a secret
    pid = forked(shift)
    kills = 0
    while (code := ended(pid, dice.uniform(0.2, 1.0))) is None:
        if kills < 5:
            machines.replace(dice)
            kills += 1
    assert code == 0
    assert kills >= 3
    assert left_behind(shift.out) == undisturbed[0]
    assert hash_of(shift) == undisturbed[1]


def test_a_database_that_is_stopped_in_the_middle_changes_nothing(
    shift: Shift, machines: Machines, server: Server, undisturbed: Undisturbed
) -> None:
    pid = forked(shift)
    time.sleep(1.0)
    server.stop()
    ended(pid, 60)
    server.start()
    finish(shift)
    assert left_behind(shift.out) == undisturbed[0]
    assert hash_of(shift) == undisturbed[1]


def test_a_batch_without_a_worker_says_what_to_start(shift: Shift) -> None:
    said: list[str] = []
    place = shift.place()
    queue = Queue(place, said.append, patience=0.1)
    queue._look(0, "todo")
    assert "douane worker" in said[0]
    place.store.engine.dispose()
