"""The clocks of a parcel from landing to dock-out, against the promises of 24 and 72 hours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from douane.hub.parcel import Around, Parcel, why_it_stays

PROMISES = (timedelta(hours=24), timedelta(hours=72))


@dataclass(frozen=True, slots=True)
class Leg:
    """One clock: from a moment to a moment. `took` is `None` while it runs, and where a start is unknown.

    `prelodged` marks a release that was given before the goods were presented: that leg took no time to measure.
    """

    name: str
    start: datetime | None
    stop: datetime | None
    prelodged: bool = False

    @property
    def took(self) -> timedelta | None:
        """How long the leg took."""
        if self.start is None or self.stop is None or self.prelodged:
            return None
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Clocks:
    """The legs of a parcel, the total, and what blocks it while it has not left."""

    parcel: str
    legs: tuple[Leg, ...]
    total: Leg
    blocked_by: str | None

    def within(self, promise: timedelta) -> bool | None:
        """Whether the parcel left within a promise; `None` while that is open."""
        took = self.total.took
        return None if took is None else took <= promise


def clocks_of(parcel: Parcel, around: Around) -> Clocks:
    """The clocks of a parcel: landed, presented, released, out of the dock."""
    landed, presented, released, out = around.landed_at, around.presented_at, parcel.released_at, parcel.out_at
    prelodged = released is not None and presented is not None and released <= presented
    legs = (
        Leg("landed → presented", landed, presented),
        Leg("presented → released", presented, released, prelodged),
        Leg("released → dock-out", presented if prelodged else released, out),
    )
    return Clocks(parcel.reference, legs, Leg("landed → dock-out", landed, out), None if out else _block(parcel, around))


def _block(parcel: Parcel, around: Around) -> str:
    if around.landed_at is None:
        return "the flight has not landed"
    if parcel.found_at is None:
        return "not found in the breakdown yet"
    if around.presented_at is None:
        return "not presented to customs"
    return why_it_stays(parcel) or ("on a truck that has not left" if parcel.truck else "waits for a truck")


def late(clocks: Clocks, at: datetime, promise: timedelta) -> bool:
    """Whether a parcel that is still here has already missed a promise."""
    start = clocks.total.start
    return clocks.total.stop is None and start is not None and at - start > promise


@dataclass(frozen=True, slots=True)
class Percentiles:
    """The middle and the slow end of a group's times, with how many were measured and how many kept each promise."""

    group: str
    measured: int
    p50: timedelta | None
    p95: timedelta | None
    within: tuple[int, ...]


def percentiles(clocks: Iterable[Clocks], group: Callable[[Clocks], str], leg: int | None = None) -> list[Percentiles]:
    """Percentiles (nearest rank) for each group of parcels: of one leg, or of the total."""
    grouped: dict[str, list[tuple[Clocks, int]]] = defaultdict(list)
    for each in clocks:
        grouped[group(each)].append((each, 1))
    return [counted(key, grouped[key], leg) for key in sorted(grouped)]


def counted(group: str, clocks: Iterable[tuple[Clocks, int]], leg: int | None = None) -> Percentiles:
    """Percentiles (nearest rank) of clocks that each stand for so many parcels."""
    times: Counter[timedelta] = Counter()
    for each, parcels in clocks:
        took = (each.total if leg is None else each.legs[leg]).took
        if took is not None:
            times[took] += parcels
    ordered = sorted(times.items())
    kept = tuple(sum(parcels for took, parcels in ordered if took <= promise) for promise in PROMISES)
    return Percentiles(group, times.total(), _rank(ordered, 50), _rank(ordered, 95), kept)


def _rank(times: list[tuple[timedelta, int]], percent: int) -> timedelta | None:
    wanted = max(1, ceil(sum(parcels for _, parcels in times) * percent / 100))
    for took, parcels in times:
        wanted -= parcels
        if wanted <= 0:
            return took
    return None
