"""The seam between work and who does it: processes of this machine, or workers on many over PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from douane.pipeline.pool import Limits, Pool
from douane.pipeline.working import Workplace
from douane.store import chunks as states
from douane.store.chunks import Chunks


@dataclass(frozen=True, slots=True)
class Progress:
    """How many consignments of a run wait in chunks, are processed, are printed."""

    todo: int
    done: int
    printed: int


Tell = Callable[[Progress], None]


def progress_of(chunks: Chunks, run: int) -> Progress:
    """Progress as the store has it; no engine is asked."""
    states_of: Counter[str] = chunks.states(run)
    return Progress(states_of[states.TO_DO], states_of[states.DONE], states_of[states.PRINTED])


class Runner(Protocol):
    """Has chunks worked on. Each calls the same `process_chunk`, so that it does not matter which one does."""

    def submit(self, connection: Connection, chunks: Sequence[int]) -> None:
        """Take chunks on, in the transaction that stores them."""
        ...

    def pump(self) -> None:
        """Do what can be done without waiting."""
        ...

    def wait(self, run: int, state: str, tell: Tell) -> None:
        """Return when no chunk of the run is in `state` any more. Raises `StoppedError`."""
        ...

    def cancel(self, run: int) -> None:
        """Begin no further chunk of the run."""
        ...

    def close(self) -> None:
        """Let go of processes and connections."""
        ...


class Here:
    """This process does the work itself, when it is asked to wait."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._waiting: list[int] = []

    def submit(self, _connection: Connection, chunks: Sequence[int]) -> None:
        """Take chunks on."""
        self._waiting.extend(chunks)

    def pump(self) -> None:
        """Work on what is there."""
        waiting, self._waiting = self._waiting, []
        for chunk in waiting:
            self._place.process_chunk(chunk)

    def wait(self, run: int, state: str, tell: Tell) -> None:
        """Work on what is there, chunk by chunk."""
        del state
        for chunk in self._waiting:
            self._place.process_chunk(chunk)
            tell(progress_of(self._place.chunks, run))
        self._waiting = []

    def cancel(self, run: int) -> None:
        """Forget what was not begun."""
        del run
        self._waiting.clear()

    def close(self) -> None:
        """Nothing to let go of."""


class Local:
    """Processes of this machine. It needs no server."""

    def __init__(self, place: Workplace, jobs: int, limits: Limits | None = None) -> None:
        self._place = place
        self._pool = Pool(jobs, place, limits)

    def submit(self, _connection: Connection, chunks: Sequence[int]) -> None:
        """Queue the chunks; they are given out by `pump`, after the transaction."""
        self._pool.submit(chunks)

    def pump(self) -> None:
        """Keep the workers busy while this process reads."""
        self._pool.pump()

    def wait(self, run: int, state: str, tell: Tell) -> None:
        """Keep the workers busy until all is done."""
        del state
        while self._pool.busy:
            if self._pool.pump(0.5):
                tell(progress_of(self._place.chunks, run))

    def cancel(self, run: int) -> None:
        """Forget what was not begun."""
        del run
        self._pool.cancel()

    def close(self) -> None:
        """End the workers."""
        self._pool.close()
