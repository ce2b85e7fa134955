"""Worker processes that survive the death of any of them, and die with their parent.

A chunk that kills its worker, or takes too long or too much memory, is tried again; then consignment by consignment in
throw-away processes. The one that kills twice is set apart, and the chunk goes on without it.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import multiprocessing
import os
import resource
import signal
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, NoReturn, Protocol

from douane.pipeline.stopping import StoppedError, in_words
from douane.store.holding import let_go_in_child

log = logging.getLogger(__name__)

_CONTEXT = multiprocessing.get_context("fork")
_PR_SET_PDEATHSIG = 1
_DEPTH = 2
_PATIENCE = 3


class Work(Protocol):
    """What a pool has done: whole chunks, or one consignment after another to find the one that breaks it down."""

    def process_chunk(self, number: int) -> None:
        """Take a chunk one step on."""
        ...

    def probe(self, number: int, first: int, tell: Any) -> None:
        """Work on the consignments from ordinal `first` on, telling each before it is begun."""
        ...

    def culprit(self, number: int, ordinal: int) -> None:
        """Set a consignment apart."""
        ...

    def leave(self) -> None:
        """Open nothing of the parent's again: called in a new process."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What a chunk may take: seconds for itself, seconds for one consignment alone, bytes beyond those at the start."""

    seconds: float = 300
    alone: float = 30
    memory: int = 2 << 30


class WorkerError(Exception):
    """A fault of the program in a worker, outside the stages; the message is the worker's traceback."""


@dataclass
class _Child:
    process: Any
    pipe: Connection
    chunks: deque[int] = field(default_factory=deque)
    since: float = 0.0


class Pool:
    """`jobs` worker processes. `pump` gives work out and hears answers; nothing happens between two calls."""

    def __init__(self, jobs: int, work: Work, limits: Limits | None = None) -> None:
        self._jobs, self._work, self._limits = jobs, work, limits or Limits()
        self._waiting: deque[int] = deque()
        self._children: list[_Child] = []
        self._deaths: Counter[int] = Counter()

    def submit(self, chunks: Sequence[int]) -> None:
        """Put chunks in the queue."""
        self._waiting.extend(chunks)

    @property
    def busy(self) -> bool:
        """Whether anything waits or is under way."""
        return bool(self._waiting) or any(child.chunks for child in self._children)

    def pump(self, seconds: float = 0.0) -> list[int]:
        """Give out what waits and hear answers, waiting for them at most so long. Returns the chunks that were done.

        Raises `StoppedError`, `WorkerError`.
        """
        self._give_out()
        done: list[int] = []
        pipes = {child.pipe: child for child in self._children}
        for ready in wait(list(pipes), timeout=seconds if self.busy else 0):
            done.extend(self._hear(pipes[ready]))  # type: ignore[index]
        self._look_at_the_clock()
        self._give_out()
        return done

    def cancel(self) -> None:
        """Forget what waits; what is under way is finished."""
        self._waiting.clear()

    def close(self) -> None:
        """End the workers. What they were at is not stored and will be done again."""
        for child in self._children:
            child.process.kill()
        for child in self._children:
            child.process.join()
            child.pipe.close()
        self._children.clear()

    def processes(self) -> Iterator[int]:
        """The process numbers of the workers."""
        yield from (int(child.process.pid) for child in self._children)

    def _give_out(self) -> None:
        while self._waiting and len(self._children) < self._jobs:
            self._children.append(_begin(_serve, self._work, self._limits))
        for depth in range(1, _DEPTH + 1):
            for child in self._children:
                if self._waiting and len(child.chunks) < depth:
                    self._send(child, self._waiting.popleft())

    def _send(self, child: _Child, chunk: int) -> None:
        if not child.chunks:
            child.since = time.monotonic()
        child.chunks.append(chunk)
        try:
            child.pipe.send(chunk)
        except OSError:
            log.debug("the worker has gone; its pipe will say so")

    def _hear(self, child: _Child) -> list[int]:
        try:
            word, text = child.pipe.recv()
        except (EOFError, OSError):
            self._buried(child)
            return []
        if word == "stop":
            raise StoppedError(text)
        if word == "fault":
            raise WorkerError(text)
        child.since = time.monotonic()
        return [child.chunks.popleft()]

    def _look_at_the_clock(self) -> None:
        for child in list(self._children):
            if child.chunks and time.monotonic() - child.since > self._limits.seconds:
                log.warning("chunk %s took more than %s s", child.chunks[0], self._limits.seconds)
                self._deaths[child.chunks[0]] += 1
                child.process.kill()
                self._buried(child)

    def _buried(self, child: _Child) -> None:
        """A worker has died: what it had only waiting goes back, what it was at is looked into."""
        child.process.kill()
        child.process.join()
        child.pipe.close()
        self._children.remove(child)
        if not child.chunks:
            return
        suspect = child.chunks.popleft()
        self._waiting.extendleft(reversed(child.chunks))
        self._deaths[suspect] += 1
        log.warning("a worker died at chunk %s", suspect)
        if self._deaths[suspect] > 1:
            culprits = self._look_into(suspect)
            if not culprits and self._deaths[suspect] > _PATIENCE:
                raise StoppedError(
                    "Worker processes are being ended again and again, and no consignment is to blame. Look for what ends "
                    "them (memory?), then run the same command again to go on."
                )
        self._waiting.appendleft(suspect)

    def _look_into(self, chunk: int) -> int:
        """Work on the consignments of a chunk alone; set those apart that end their process twice. Returns how many."""
        first, last_death, culprits = -1, -1, 0
        while True:
            at = self._alone(chunk, first)
            if at is None:
                return culprits
            if at == last_death:
                self._work.culprit(chunk, at)
                log.warning("consignment %s of chunk %s is set apart", at, chunk)
                culprits, first = culprits + 1, at + 1
            else:
                first = last_death = at

    def _alone(self, chunk: int, first: int) -> int | None:
        """The ordinal at which a throw-away process died; `None` where it came to the end."""
        child = _begin(_probe, self._work, self._limits, chunk, first)
        at: int | None = None
        try:
            while True:
                if not child.pipe.poll(self._limits.alone):
                    return at
                heard = child.pipe.recv()
                if heard is None:
                    return None
                if isinstance(heard, str):
                    raise WorkerError(heard)
                at = int(heard)
        except EOFError:
            return at
        finally:
            child.process.kill()
            child.process.join()
            child.pipe.close()


def _begin(task: Any, work: Work, limits: Limits, *arguments: int) -> _Child:
    ours, theirs = _CONTEXT.Pipe()
    gc.freeze()  # what is shared with the children stays shared
    process = _CONTEXT.Process(target=_life, args=(task, work, limits, os.getpid(), ours, theirs, arguments), daemon=True)
    process.start()
    theirs.close()
    return _Child(process, ours)


def _life(
    task: Any, work: Work, limits: Limits, parent: int, ours: Connection, theirs: Connection, arguments: tuple[int, ...]
) -> NoReturn:  # fmt: skip
    ours.close()
    die_with(parent)
    let_go_in_child()
    _limit_memory(limits.memory)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        work.leave()
        task(work, theirs, *arguments)
    except (EOFError, BrokenPipeError):
        pass
    # Nothing of the parent's is ended here, above all no connection of its database.
    os._exit(0)


def _serve(work: Work, pipe: Connection) -> None:
    while True:
        chunk = pipe.recv()
        try:
            work.process_chunk(chunk)
        except Exception as error:
            pipe.send(_said(error))
        else:
            pipe.send(("done", ""))


def _probe(work: Work, pipe: Connection, chunk: int, first: int) -> None:
    try:
        work.probe(chunk, first, pipe.send)
    except Exception as error:
        pipe.send(_said(error)[1])
    else:
        pipe.send(None)


def _said(error: Exception) -> tuple[str, str]:
    import traceback

    from sqlalchemy.exc import DBAPIError, OperationalError

    from douane.store.database import lost

    if isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return "stop", str(lost(error))
    if isinstance(error, OSError):
        return "stop", in_words(error)
    if getattr(error, "exit_code", None) == StoppedError.exit_code:
        return "stop", str(error)
    return "fault", "".join(traceback.format_exception(error))


def die_with(parent: int) -> None:
    """Linux ends this process when its parent ends, however that ends. The parent may have gone already."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    except (OSError, AttributeError):
        log.debug("no prctl on this system")
    if os.getppid() != parent:
        os._exit(0)


def _limit_memory(more: int) -> None:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  a file of the kernel
            now = int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = now + more
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
