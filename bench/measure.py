"""CPU seconds and peak memory of a piece of work, in a process of its own so that one does not warm the other."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple


class Measured(NamedTuple):
    """Median CPU seconds and the highest resident size in MB."""

    seconds: float
    megabytes: float


def _child(work: Callable[..., Any], arguments: tuple[Any, ...], answer: Any) -> None:
    before = time.process_time()
    work(*arguments)
    seconds = time.process_time() - before
    # Work may start processes of its own; what they take is part of what it takes.
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    size = max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, children.ru_maxrss)
    answer.send((seconds + children.ru_utime + children.ru_stime, size / 1024))


def measure(work: Callable[..., Any], *arguments: Any, rounds: int = 3) -> Measured:
    """Run the work `rounds` times, each in a new process."""
    context = multiprocessing.get_context("spawn")
    seconds, megabytes = [], []
    for _ in range(rounds):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_child, args=(work, arguments, theirs))
        process.start()
        taken, size = ours.recv()
        process.join()
        seconds.append(taken)
        megabytes.append(size)
    return Measured(statistics.median(seconds), max(megabytes))


def row(name: str, measured: Measured, *, megabytes: float, items: int, peer: Measured | None = None) -> None:
    """One line of a table; the ratio is to the peer of the same run (1 = as fast)."""
    ratio = f"{peer.seconds / measured.seconds:6.2f}×" if peer else "  peer "
    print(
        f"  {name:<46}{measured.seconds:8.2f} s{megabytes / measured.seconds:9.1f} MB/s"
        f"{items / measured.seconds:11,.0f}/s{measured.megabytes:8.0f} MB {ratio}"
    )


def _made(work: Callable[..., Any], arguments: tuple[Any, ...], answer: Any) -> None:
    answer.send(work(*arguments))


def in_child(work: Callable[..., Any], *arguments: Any) -> Any:
    """The answer of work done in a process of its own: its resident size would count for processes started later."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_made, args=(work, arguments, theirs))
    process.start()
    answer = ours.recv()
    process.join()
    return answer
