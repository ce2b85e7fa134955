"""Looking at consignments again after a decision, run by run; what cannot be looked at is said, the decision stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from douane.pipeline import settings
from douane.pipeline.mending import MOST, MendingError
from douane.pipeline.order import Order, Tools
from douane.store.edits import HandedOutError
from douane.web.guards import Desk
from douane.web.mends import mender_of, tools_for


def order_today(desk: Desk) -> Order:
    """What a run would be asked for today."""
    chosen = settings.load()
    return Order(desk.site.today(), settings.office(chosen), None, chosen.accept_from)


def tools_today(desk: Desk) -> Tools:
    """The tools of today, with what people of the organisation have decided by now."""
    return tools_for(desk, order_today(desk))


@dataclass(frozen=True, slots=True)
class Looked:
    """How many consignments were gone through again, how many outcomes changed, and what kept others from it."""

    looked_at: int = 0
    changed: int = 0
    faults: tuple[str, ...] = ()


def look_again(desk: Desk, rows: Iterable[tuple[int, int]], why: str) -> Looked:
    """Go through consignments (run, row) again because of a decision that is kept already."""
    by_run: dict[int, set[int]] = defaultdict(set)
    for run, row in rows:
        by_run[run].add(row)
    mender, looked, changed, faults = mender_of(desk), 0, 0, []
    for run, theirs in sorted(by_run.items()):
        some = sorted(theirs)
        for start in range(0, len(some), MOST):
            part = some[start : start + MOST]
            try:
                changed += mender.look_again(run, part, who=desk.person.email, why=why)
                looked += len(part)
            except (MendingError, HandedOutError) as error:
                faults.append(str(error))
    return Looked(looked, changed, tuple(dict.fromkeys(faults)))
