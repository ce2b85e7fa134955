"""Whatever is killed, however often: the same files, bytes and numbers as in a run that nobody disturbed."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

from douane.pipeline.order import Tools
from tests.batch.shifts import Shift, ended, hash_of, kill_someone, left_behind

KILLS = int(os.environ.get("DOUANE_TORTURE_KILLS", "50"))


def tortured(make: Callable[[int], Shift], kills: int, seed: int) -> tuple[int, list[Shift]]:
    """Kill at random moments until so many kills have hit; each batch that came to its end is given back."""
    dice = random.Random(seed)  # noqa: S311  a dice, not a secret
    hits, done = 0, []
    while hits < kills:
        shift = make(len(done))
        while True:
            pid = shift.forked()
            code = ended(pid, dice.uniform(0.02, 1.2)) if hits < kills else ended(pid, 300)
            if code is None:
                kill_someone(pid, dice)
                hits += 1
                # A master that lost a worker goes on; it is given time to show it.
                code = ended(pid, dice.uniform(0.05, 0.6))
                if code is None:
                    os.kill(pid, 9)
                    code = ended(pid, 60)
            assert code in (0, -9), (shift.folder / "crash.log").read_text()
            if code == 0:
                done.append(shift)
                break
    return hits, done


def test_kills_at_random_moments_leave_no_trace_on_sqlite(
    inbox: Path, bare_tools: Tools, undisturbed: tuple[dict[str, bytes], str], tmp_path: Path
) -> None:
    def make(number: int) -> Shift:
        folder = tmp_path / str(number)
        folder.mkdir(exist_ok=True)
        return Shift(f"sqlite:///{folder / 'douane.sqlite'}", folder, inbox, bare_tools)

    hits, done = tortured(make, KILLS, seed=8)
    assert hits >= KILLS
    for shift in done:
        assert left_behind(shift.out) == undisturbed[0]
        assert hash_of(shift) == undisturbed[1]


def test_kills_at_random_moments_leave_no_trace_on_postgresql(
    inbox: Path, bare_tools: Tools, undisturbed: tuple[dict[str, bytes], str], tmp_path: Path,
    server_url: Callable[[], str],
) -> None:  # fmt: skip
    urls: dict[int, str] = {}

    def make(number: int) -> Shift:
        folder = tmp_path / str(number)
        folder.mkdir(exist_ok=True)
        if number not in urls:
            urls[number] = server_url()
        return Shift(urls[number], folder, inbox, bare_tools)

    hits, done = tortured(make, KILLS, seed=9)
    assert hits >= KILLS
    for shift in done:
        assert left_behind(shift.out) == undisturbed[0]
        assert hash_of(shift) == undisturbed[1]


def test_two_batches_at_once_share_the_work(
    inbox: Path, bare_tools: Tools, undisturbed: tuple[dict[str, bytes], str], tmp_path: Path
) -> None:
    shift = Shift(f"sqlite:///{tmp_path / 'douane.sqlite'}", tmp_path, inbox, bare_tools)
    both = [shift.forked(jobs=1), shift.forked(jobs=1)]
    assert [ended(pid, 300) for pid in both] == [0, 0], (tmp_path / "crash.log").read_text()
    assert left_behind(shift.out) == undisturbed[0]
    assert hash_of(shift) == undisturbed[1]
    store = shift.place().store
    told = [entry["what"] for entry in store.audit()]
    assert told.count("run begun") == told.count("run finished") == 2
    assert told.count("chunk done") == 34 + 6
