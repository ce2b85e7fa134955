"""The deadline that matters for a consignment: storage runs from presentation, a lodged declaration waits for goods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import floor
from zoneinfo import ZoneInfo

from douane.hub.storage import storage_clock
from douane.reference.law import LawOnDay

_BRUSSELS = ZoneInfo("Europe/Brussels")
_HOUR = timedelta(hours=1)


class Kind(StrEnum):
    """What ends: temporary storage (UCC art. 149), the wait for goods of a pre-lodged declaration (art. 171)."""

    STORAGE = "storage"
    PRELODGED = "prelodged"


@dataclass(frozen=True, slots=True)
class Deadline:
    """What ends when, and the whole hours left (negative when it is past).

    `supposed` marks one that is counted from the landing or the announced day, because nobody has told of a presentation;
    `warned` one that has passed a warning of the law's parameters.
    """

    kind: Kind
    ends: datetime
    hours: int
    supposed: bool
    warned: bool

    @property
    def last_day(self) -> date:
        """The last day allowed, in Brussels."""
        return (self.ends - timedelta(days=1)).date()


def deadline(
    now: datetime, law: LawOnDay, *, arrival: date | None, landed: datetime | None, presented: datetime | None,
    lodged: datetime | None,
) -> Deadline | None:  # fmt: skip
    """The next deadline of goods that come in, at a moment; `None` where nothing runs yet.

    The last day is the one that `eu.storage.storage_limit` or `eu.storage.prelodged_limit` leads to, until its midnight in
    Brussels.
    """
    began = presented or landed or _morning(arrival)
    if began is not None and began <= now:
        clock = storage_clock(began.astimezone(_BRUSSELS), now.astimezone(_BRUSSELS).date(), law)
        return _told(Kind.STORAGE, clock.last_day, now, supposed=presented is None, warned=clock.warning is not None)
    if lodged is not None:
        limit = int(law.number("eu.storage.prelodged_limit"))
        last = lodged.astimezone(_BRUSSELS).date() + timedelta(days=limit)
        return _told(Kind.PRELODGED, last, now, supposed=False, warned=False)
    return None


def _morning(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=_BRUSSELS) if day else None


def _told(kind: Kind, last: date, now: datetime, *, supposed: bool, warned: bool) -> Deadline:
    following = last + timedelta(days=1)
    ends = datetime(following.year, following.month, following.day, tzinfo=_BRUSSELS)
    return Deadline(kind, ends, floor((ends - now) / _HOUR), supposed, warned)
