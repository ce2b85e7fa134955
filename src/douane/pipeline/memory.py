"""What a run remembers of a consignment and learns from the memory: earlier prices, annual limits, the queue to look at.

`remembered` completes each outcome before it is stored; when all of a run are stored, `learnt` gives the findings that
amend them (like what shows across consignments), and `queue` the order in which values are looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from sqlalchemy import Engine

from douane.compliance.price_history import PaidBefore, PriceHistory, too_low
from douane.compliance.signals import Bounds, Priced, PricedItem, Suspicion, priced, review_queue
from douane.domain.finding import Finding
from douane.domain.numbers import money_text
from douane.pipeline.stages import Processed, Result
from douane.reference.catalogue import finding
from douane.reference.law import LawOnDay
from douane.store.outcomes import StoredOutcome
from douane.store.prices import Prices, SeenLine
from douane.store.quotas import Draw, Quotas

_DRAWING = (Result.READY, Result.REVIEW)


def remembered(outcome: StoredOutcome, done: Processed, law: LawOnDay) -> StoredOutcome:
    """The outcome with its goods lines for the price history and what it draws of its buyer's annual limit."""
    return replace(outcome, seen=seen_of(done), draw=draw_of(done, law))


def seen_of(done: Processed) -> tuple[SeenLine, ...]:
    """The goods lines of a consignment that was assessed; the consignee is a digest."""
    if done.consignment is None or done.assessment is None:
        return ()
    one = priced(done.consignment, done.decisions, done.assessment)
    consignee = _digest(one.consignee)
    return tuple(
        SeenLine(number, one.shipper, consignee, one.day.isoformat() if one.day else None, one.ioss, one.value, item.hs6,
                 item.origin, item.words, item.value, item.mass, item.pieces, item.codes_far)
        for number, item in enumerate(one.items, start=1)
    )  # fmt: skip


def draw_of(done: Processed, law: LawOnDay) -> Draw | None:
    """What a retail order for China asks of its buyer's year; `None` where nothing counts or the buyer is not named.

    Orders that are held draw nothing: they do not leave.
    """
    side = done.assessment.china if done.assessment else None
    told = done.consignment.ecommerce if done.consignment else None
    if side is None or told is None or done.consignment is None or not side.counted or done.result not in _DRAWING:
        return None
    if not told.buyer_id_number:
        return None
    order = done.consignment.order or done.consignment.reference
    limit = law.number("cn.cross_border.annual_limit")
    return Draw(buyer_key(told.buyer_id_number), law.on.year, order, side.counted, limit)


def buyer_key(id_number: str) -> str:
    """The digest by which a buyer's year is counted, so that the count holds no identity number."""
    return _digest(f"cn-buyer:{id_number.upper()}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def learnt(engine: Engine, run: int, law: LawOnDay) -> Iterator[tuple[int, Finding]]:
    """What the memory says about consignments of a run, by row: annual limits passed, prices far below earlier."""
    year = law.number("cn.cross_border.annual_limit")
    for over in Quotas(engine).declined(run):
        yield over.consignment, finding("CEB-YEAR-QUOTA", field="value", value=money_text(over.used + over.amount),
                                      expected=money_text(year), consignment=over.reference)  # fmt: skip
    history = earlier_prices(engine, run)
    if not history.spreads:
        return
    bounds = Bounds.of(law)
    for row, reference, line in Prices(engine).of_run(run):
        spread = history.spreads.get((line.hs6 or "", line.origin or ""))
        if spread is None or spread.count < bounds.price_fewest or not line.value or not line.mass:
            continue
        per_kg: Decimal = line.value / line.mass
        reason = too_low(float(per_kg), spread, bounds.price_z, bounds.price_share)
        if reason:
            yield row, finding("PRICE-BELOW-EARLIER", {"because": reason}, field="value", value=f"{per_kg:.2f}",
                                     consignment=reference, item=line.item)  # fmt: skip


def earlier_prices(engine: Engine, run: int) -> PriceHistory:
    """Medians and deviations of the prices of other manifests."""
    before = Prices(engine).before(run)
    return PriceHistory.of(PaidBefore(one.hs6, one.origin, one.value / one.mass) for one in before)


def queue(engine: Engine, run: int, law: LawOnDay) -> tuple[Suspicion, ...]:
    """The consignments of a run that somebody should look at, the one to look at first in front, with reasons."""
    lines = groupby(Prices(engine).of_run(run), key=lambda seen: seen[:2])
    batch = (_priced(reference, [line for _, _, line in theirs]) for (_, reference), theirs in lines)
    return review_queue(batch, Bounds.of(law), earlier_prices(engine, run))


def _priced(reference: str, lines: list[SeenLine]) -> Priced:
    first = lines[0]
    items = tuple(
        PricedItem(line.hs6, line.origin, line.words, line.value, line.mass, line.pieces, line.far) for line in lines
    )
    day = date.fromisoformat(first.day) if first.day else None
    return Priced(reference, first.shipper, first.consignee, day, first.ioss, first.total, items)
