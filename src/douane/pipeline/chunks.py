"""Work cut into chunks and done in order, in this process or in several."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

SIZE = 250


def cut(items: Iterable[Item], size: int = SIZE) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def in_order(
    work: Callable[[Item], Result], items: Iterable[Item], *, jobs: int, prepare: Callable[..., None],
    prepared_with: Sequence[object],
) -> Iterator[Result]:  # fmt: skip
    """The results in the order of the items. `prepare` runs once in each process, before it works.

    With several jobs at most two items a process are on their way, so that memory stays flat.
    """
    if jobs <= 1:
        prepare(*prepared_with)
        yield from map(work, items)
        return
    # Prepared here, the tables are shared with the children instead of being loaded in each of them.
    prepare(*prepared_with)
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as pool:
        waiting: deque[Future[Result]] = deque()
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
