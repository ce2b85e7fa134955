"""Signals of undervaluation and misdescription across consignments, and the order to look at them in (DOMAIN §6).

A signal proves nothing: it says where to look first. Points add up to a score from 0 to 100, each with its reason in words.
Legal base for asking: reasonable doubts about the value (UCC-IA art. 140), fallback UCC art. 74.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from douane.compliance.price_history import PriceHistory, too_low
from douane.domain.assessment import Assessment
from douane.domain.consignment import Consignment
from douane.domain.decision import Decision
from douane.reference.law import LawOnDay

_MOST = 100


@dataclass(frozen=True, slots=True)
class PricedItem:
    """One goods item: euro for the whole line, kilograms, pieces."""

    hs6: str | None
    origin: str | None
    words: str
    value: Decimal | None
    mass: Decimal | None
    pieces: Decimal | None
    codes_far: bool = False


@dataclass(frozen=True, slots=True)
class Priced:
    """What the signals look at of one consignment. `value` is the intrinsic value in euro."""

    reference: str
    shipper: str
    consignee: str
    day: date | None
    ioss: str | None
    value: Decimal | None
    items: tuple[PricedItem, ...]


class Signal(NamedTuple):
    """Something that speaks for a look: its name, its points and the reason."""

    name: str
    points: int
    because: str


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A consignment with its signals. `score` is the sum of the points, at most 100."""

    reference: str
    signals: tuple[Signal, ...]

    @property
    def score(self) -> int:
        """From 0 (nothing) to 100."""
        return min(_MOST, sum(signal.points for signal in self.signals))


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers of `eu.screening` and `eu.low_value` that the signals are told by."""

    limit: Decimal
    near: Decimal
    price_fewest: int
    price_z: float
    price_share: float
    cluster_fewest: int
    cluster_share: Decimal
    constant_fewest: int
    constant_share: Decimal
    split_fewest: int
    ioss_sellers: int
    lightest_piece: Decimal

    @classmethod
    def of(cls, law: LawOnDay) -> Bounds:
        """The bounds of a day. Raises `NotInForceError`."""

        def number(name: str) -> Decimal:
            return law.number(f"eu.screening.{name}")

        return cls(
            law.number("eu.low_value.intrinsic_value_limit"), law.number("eu.low_value.near_limit"),
            int(number("price_fewest")), float(number("price_lowest_z")), float(number("price_lowest_share")),
            int(number("cluster_fewest")), number("cluster_share"), int(number("constant_fewest")),
            number("constant_share"), int(number("split_fewest")), int(number("ioss_sellers")), number("lightest_piece_kg"),
        )  # fmt: skip


def priced(
    consignment: Consignment, decisions: Sequence[Decision], assessment: Assessment, proposed: Sequence[str | None] = ()
) -> Priced:
    """What the signals look at, of a consignment that has been classified and assessed.

    `proposed` holds, for each item, the code that its description alone leads to; empty where nobody asked.
    """
    items = tuple(
        PricedItem(
            hs6=decision.code[:6] if decision.code else None, origin=item.origin,
            words=" ".join(item.words.casefold().split()), value=charge.value, mass=item.net_mass or item.gross_mass,
            pieces=item.quantity, codes_far=_far(item.commodity_code, proposed[i] if proposed else None),
        )
        for i, (item, decision, charge) in enumerate(zip(consignment.items, decisions, assessment.items, strict=True))
    )  # fmt: skip
    importer, exporter = consignment.importer, consignment.exporter
    consignee = "|".join(
        (text or "").casefold().strip()
        for text in (importer.name or importer.name_local, importer.address.postcode, importer.address.street)
    )
    return Priced(
        consignment.reference, (exporter.name or exporter.name_local or "").casefold().strip(), consignee,
        consignment.arrival, consignment.ioss, assessment.intrinsic_value, items,
    )  # fmt: skip


def _far(given: str | None, proposed: str | None) -> bool:
    """Whether the description leads to another chapter than the code that was given with the goods."""
    return bool(given and proposed and given[:2] != proposed[:2])


def review_queue(batch: Iterable[Priced], bounds: Bounds, history: PriceHistory | None = None) -> tuple[Suspicion, ...]:
    """The consignments with any signal, the one to look at first in front; equal scores by their references."""
    known = tuple(batch)
    found: dict[str, list[Signal]] = defaultdict(list)
    for one in known:
        found[one.reference].extend(_alone(one, bounds, history))
    for reference, signal in (
        *_clusters(known, bounds),
        *_constants(known, bounds),
        *_splits(known, bounds),
        *_ioss(known, bounds),
    ):
        found[reference].append(signal)
    suspicions = (Suspicion(reference, tuple(signals)) for reference, signals in found.items() if signals)
    return tuple(sorted(suspicions, key=lambda s: (-s.score, s.reference)))


def _alone(one: Priced, bounds: Bounds, history: PriceHistory | None) -> Iterator[Signal]:
    """What a consignment shows by itself: earlier prices, hardly any value, weight and pieces, description and code."""
    for item in one.items:
        if item.value is not None and item.value <= 1:
            yield Signal("token value", 25, f"“{item.words[:40]}” is worth EUR {item.value:.2f}")
        if item.mass is not None and item.pieces and item.mass / item.pieces < bounds.lightest_piece:
            yield Signal("weight", 15, f"{item.mass} kg for {item.pieces} pieces")
        if item.codes_far:
            yield Signal("misdescription", 20, f"“{item.words[:40]}” leads to another chapter than the code given")
        if history and item.hs6 and item.value and item.mass:
            spread = history.spreads.get((item.hs6, item.origin or ""))
            if spread and spread.count >= bounds.price_fewest:
                reason = too_low(float(item.value / item.mass), spread, bounds.price_z, bounds.price_share)
                if reason:
                    yield Signal("low price", 40, f"{item.hs6} of {item.origin}: {reason}")


def _clusters(batch: Sequence[Priced], bounds: Bounds) -> Iterator[tuple[str, Signal]]:
    """A shipper whose values gather just below the limit: some do by chance, a share of them does not."""
    for shipper, theirs in _by(batch, lambda one: one.shipper).items():
        near = [one for one in theirs if one.value is not None and bounds.near <= one.value <= bounds.limit]
        if len(near) >= bounds.cluster_fewest and 100 * len(near) >= bounds.cluster_share * len(theirs):
            reason = f"{len(near)} of {len(theirs)} consignments of {shipper} are worth EUR {bounds.near} to {bounds.limit}"
            yield from ((one.reference, Signal("cluster below the limit", 30, reason)) for one in near)


def _constants(batch: Sequence[Priced], bounds: Bounds) -> Iterator[tuple[str, Signal]]:
    """A shipper with one price for different goods, or with round prices only."""
    for shipper, theirs in _by(batch, lambda one: one.shipper).items():
        items = [(one, item) for one in theirs for item in one.items if item.value]
        if len(items) < bounds.constant_fewest:
            continue
        value, often = Counter(item.value for _, item in items).most_common(1)[0]
        kinds = {item.words for _, item in items if item.value == value}
        if len(kinds) > 1 and 100 * often >= bounds.constant_share * len(items):
            reason = f"{often} of {len(items)} items of {shipper} are worth EUR {value}, {len(kinds)} different goods"
            yield from _once(
                (one.reference for one, item in items if item.value == value), Signal("constant value", 25, reason)
            )
        whole = [one for one, item in items if item.value and item.value % 1 == 0]
        if 100 * len(whole) >= bounds.constant_share * len(items):
            reason = f"{len(whole)} of {len(items)} prices of {shipper} are whole euro"
            yield from _once((one.reference for one in whole), Signal("round values", 10, reason))


def _splits(batch: Sequence[Priced], bounds: Bounds) -> Iterator[tuple[str, Signal]]:
    """Parcels of one shipper to one consignee on one day that are above the limit together and below it each."""
    for theirs in _by(batch, lambda one: (one.shipper, one.consignee, one.day)).values():
        values = [one.value for one in theirs if one.value is not None]
        if len(theirs) < bounds.split_fewest or len(values) < len(theirs) or max(values) > bounds.limit:
            continue
        total = sum(values, Decimal(0))
        if total > bounds.limit:
            reason = f"{len(theirs)} parcels to one consignee on one day, EUR {total:.2f} together"
            yield from ((one.reference, Signal("split order", 45, reason)) for one in theirs)


def _ioss(batch: Sequence[Priced], bounds: Bounds) -> Iterator[tuple[str, Signal]]:
    """One IOSS number under many shippers that have nothing else in common."""
    for ioss, theirs in _by((one for one in batch if one.ioss), lambda one: one.ioss).items():
        shippers = {one.shipper for one in theirs}
        if len(shippers) > bounds.ioss_sellers:
            reason = f"IOSS number {str(ioss)[:5]}… is used by {len(shippers)} shippers"
            yield from ((one.reference, Signal("shared IOSS number", 10, reason)) for one in theirs)


def _by(batch: Iterable[Priced], key: Callable[[Priced], Hashable]) -> dict[Hashable, list[Priced]]:
    groups: dict[Hashable, list[Priced]] = defaultdict(list)
    for one in batch:
        groups[key(one)].append(one)
    return groups


def _once(references: Iterable[str], signal: Signal) -> Iterator[tuple[str, Signal]]:
    return ((reference, signal) for reference in dict.fromkeys(references))
