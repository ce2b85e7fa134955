"""A made-up day at the hub, the same for the same seed: flights, breakdown with realistic mistakes, customs, trucks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from douane.hub.events import Event, Kind
from douane.hub.parcel import Parcel

_DESTINATIONS = ("BE", "NL", "DE", "FR", "ES", "IT", "PL", "SE", "AT", "PT", "CZ", "DK")
_PARTNERS = ("Example Post", "Muster Paket", "Colis Modèle", "Voorbeeld Koerier")
_PER_ULD = 420
_ULDS_PER_WAYBILL = 3


@dataclass(frozen=True, slots=True)
class Rates:
    """How often things go wrong, for each parcel."""

    missing: float = 0.0012
    surplus: float = 0.0008
    damaged: float = 0.002
    other_uld: float = 0.003
    scanned_twice: float = 0.004
    selected: float = 0.015
    rejected: float = 0.004
    held: float = 0.01
    seized: float = 0.02
    never_released: float = 0.05


@dataclass(frozen=True, slots=True)
class Day:
    """A day to be played: what is announced, and the events in the order in which the hub meets them."""

    parcels: tuple[Parcel, ...]
    events: tuple[Event, ...]


class _Tapes:
    """Numbers events for each device, as devices do."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self.events: list[Event] = []
        self.delayed: set[str] = set()

    def add(self, device: str, kind: Kind, subject: str, at: datetime, *, uld: str = "", place: str = "",
            reason: str = "", mrn: str = "") -> None:  # fmt: skip
        number = self._last[device] = self._last.get(device, 0) + 1
        who = f"operator of {device}"
        self.events.append(Event(device, number, kind, subject, at.replace(microsecond=0), who, uld, place, reason, mrn))


def simulated_day(seed: int, start: datetime, *, parcels: int, flights: int, rates: Rates | None = None) -> Day:
    """A day from `start` on. Every shortage, overage, mis-sort and damage is noted with an action, so that ULDs close."""
    random = Random(seed)  # noqa: S311  a made-up day, no secret
    chances = rates or Rates()
    announced: list[Parcel] = []
    tapes = _Tapes()
    each = [parcels // flights + (1 if i < parcels % flights else 0) for i in range(flights)]
    for number, count in enumerate(each):
        landed = start + timedelta(minutes=95 * number + random.randrange(20))
        flight = f"XY{700 + number}/{start.date().isoformat()}"
        load = list(_load(random, flight, number, count))
        announced += load
        _one_flight(random, chances, tapes, flight, landed, load)
    order = sorted(range(len(tapes.events)), key=lambda i: (tapes.events[i].at, i))
    return Day(tuple(announced), tuple(tapes.events[i] for i in order))


def _load(random: Random, flight: str, number: int, count: int) -> Iterator[Parcel]:
    for i in range(count):
        uld = i // _PER_ULD
        yield Parcel(
            reference=f"LX{number:02d}{i:07d}", flight=flight, uld=f"PMC{number:02d}{uld:03d}XY",
            waybill=f"999-{number:04d}{uld // _ULDS_PER_WAYBILL:04d}", bag=f"B{number:02d}{i // 60:05d}",
            destination=random.choices(_DESTINATIONS, weights=range(len(_DESTINATIONS), 0, -1))[0],
            partner=random.choice(_PARTNERS), mass=Decimal(random.randrange(50, 2500)) / 1000,
        )  # fmt: skip


def _one_flight(
    random: Random, rates: Rates, tapes: _Tapes, flight: str, landed: datetime, load: list[Parcel]
) -> None:  # fmt: skip
    tapes.add("apron", Kind.LANDED, flight, landed)
    presented = landed + timedelta(minutes=random.randrange(25, 60))
    for waybill in dict.fromkeys(p.waybill for p in load):
        tapes.add("customs", Kind.PRESENTED, waybill, presented, mrn="26BE000000" + waybill[-8:])
    by_uld: dict[str, list[Parcel]] = {}
    for parcel in load:
        by_uld.setdefault(parcel.uld, []).append(parcel)
    names = list(by_uld)
    for position, (uld, parcels) in enumerate(by_uld.items()):
        opened = landed + timedelta(minutes=60 + 18 * (position // 6))
        desk = f"T{position % 6 + 1}"
        neighbour = names[(position + 1) % len(names)]
        _breakdown(random, rates, tapes, (uld, neighbour, desk), opened, parcels)
    early = {p.reference for p in load if random.random() < _FIRST_TRUCK}
    late = [p for p in load if p.reference in tapes.delayed]
    lanes = ([p for p in load if p.reference in early], [p for p in load if p.reference not in early] + late)
    for number, lane in enumerate(lanes):
        _truck(tapes, f"{flight[:5]}-{number}", landed + timedelta(hours=9 + 7 * number), lane)


def _breakdown(
    random: Random, rates: Rates, tapes: _Tapes, where: tuple[str, str, str], opened: datetime, parcels: list[Parcel]
) -> None:  # fmt: skip
    uld, neighbour, desk = where
    tapes.add(desk, Kind.ULD_RECEIVED, uld, opened - timedelta(minutes=15), reason="net and seal in order")
    tapes.add(desk, Kind.ULD_OPENED, uld, opened)
    notes: list[tuple[str, str, str]] = []
    at = opened
    for parcel in parcels:
        at += timedelta(seconds=2)
        if random.random() < rates.missing:
            notes.append((parcel.reference, "shortage", "report to the carrier, amend the declaration"))
            continue
        strayed = random.random() < rates.other_uld and neighbour != uld
        tapes.add(desk, Kind.FOUND, parcel.reference, at, uld=neighbour if strayed else uld, place="breakdown")
        if strayed:
            notes.append((parcel.reference, "mis-sort", "taken over as found"))
        if random.random() < rates.scanned_twice:
            tapes.add(desk, Kind.FOUND, parcel.reference, at + timedelta(seconds=1), uld=uld, place="breakdown")
        if random.random() < rates.damaged:
            tapes.add(desk, Kind.DAMAGED, parcel.reference, at)
            notes.append((parcel.reference, "damage", "photographed, repacked"))
        if random.random() < rates.surplus:
            surplus = f"ZZ{parcel.reference[2:]}"
            tapes.add(desk, Kind.FOUND, surplus, at, uld=uld, place="breakdown")
            notes.append((surplus, "overage", "held, customs notified"))
        rack = f"R{int(parcel.bag[3:]) % 40:02d}"
        tapes.add("stock", Kind.STORED, parcel.reference, at + timedelta(minutes=12), place=rack)
        _customs(random, rates, tapes, parcel, at)
    for reference, difference, action in notes:
        # The neighbour's shift closes only after this one's notes are in.
        tapes.add(desk, Kind.NOTED, reference, at + timedelta(minutes=1), place=difference, reason=action)
    tapes.add(desk, Kind.ULD_CLOSED, uld, opened + timedelta(minutes=50))


def _customs(random: Random, rates: Rates, tapes: _Tapes, parcel: Parcel, found: datetime) -> None:
    reference, later = parcel.reference, found + timedelta(minutes=random.randrange(5, 90))
    if random.random() < rates.held:
        tapes.delayed.add(reference)
        tapes.add("broker", Kind.HELD, reference, found + timedelta(seconds=30), reason="description too vague")
        tapes.add("broker", Kind.HOLD_LIFTED, reference, later + timedelta(hours=2), reason="description too vague")
    tapes.add("customs", Kind.DECLARED, reference, found + timedelta(seconds=40), reason="H7")
    if random.random() < rates.rejected:
        tapes.delayed.add(reference)
        tapes.add("customs", Kind.REJECTED, reference, found + timedelta(minutes=3), reason="commodity code unknown")
        tapes.add("customs", Kind.DECLARED, reference, found + timedelta(minutes=40), reason="H7")
        later = max(later, found + timedelta(minutes=45))
    if random.random() < rates.selected:
        tapes.delayed.add(reference)
        tapes.add("customs", Kind.SELECTED, reference, found + timedelta(minutes=41), reason="physical examination")
        later = found + timedelta(hours=random.randrange(2, 8))
        outcome = random.random()
        if outcome < rates.seized:
            tapes.add("customs", Kind.SEIZED, reference, later, reason="counterfeit")
            return
        if outcome < rates.never_released:
            return
    tapes.add("customs", Kind.RELEASED, reference, later)


def _truck(tapes: _Tapes, truck: str, leaves: datetime, lane: list[Parcel]) -> None:
    for parcel in lane:
        # The loader scans everything that stands in the lane; the rules refuse what may not leave.
        tapes.add(f"dock {truck[-1]}", Kind.LOADED, parcel.reference, leaves - timedelta(minutes=45), place=truck)
    tapes.add(f"dock {truck[-1]}", Kind.DISPATCHED, truck, leaves, place=truck, reason="driver of the partner")


_FIRST_TRUCK = 0.7
