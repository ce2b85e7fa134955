"""What an event makes of a parcel: a new state, or a refusal with its reason. Nothing leaves that may not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from douane.hub.events import Event, Kind
from douane.hub.parcel import ENDED, MAY_LEAVE, Customs, Parcel, why_it_stays

OVERAGE = "overage: on no manifest"

_BEFORE: dict[Kind, tuple[Customs, frozenset[Customs]]] = {
    # event: what customs' word becomes, and what it may have been before
    Kind.DECLARED: (Customs.DECLARED, frozenset({Customs.NONE})),
    Kind.SELECTED: (Customs.SELECTED, frozenset({Customs.DECLARED, Customs.RELEASED})),
    Kind.RELEASED: (Customs.RELEASED, frozenset({Customs.DECLARED, Customs.SELECTED})),
    Kind.REJECTED: (Customs.NONE, frozenset({Customs.DECLARED, Customs.SELECTED})),
    Kind.TRANSIT: (Customs.TRANSIT, frozenset({Customs.NONE, Customs.DECLARED})),
    Kind.REEXPORTED: (Customs.REEXPORT, frozenset({Customs.NONE})),
    Kind.DESTROYED: (Customs.DESTROYED, frozenset(Customs) - MAY_LEAVE - ENDED | {Customs.ABANDONED}),
    Kind.ABANDONED: (Customs.ABANDONED, frozenset(Customs) - MAY_LEAVE - ENDED),
    Kind.SEIZED: (Customs.SEIZED, frozenset(Customs) - {Customs.DESTROYED}),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A parcel after an event. `refused` says why the event changed nothing; `alarm` what somebody must look at."""

    parcel: Parcel
    refused: str | None = None
    alarm: str | None = None


def applied(parcel: Parcel, event: Event) -> Step:
    """One event on one parcel."""
    if event.kind in _BEFORE:
        return _customs_word(parcel, event)
    return _HANDS[event.kind](parcel, event)


def folded(announced: Parcel, events: Iterable[Event], void: Collection[str] = ()) -> Parcel:
    """The state of a parcel after events in the order in which they came, without those that were corrected away."""
    parcel = announced
    for event in events:
        if event.name not in void:
            parcel = applied(parcel, event).parcel
    return parcel


def as_announced(parcel: Parcel) -> Parcel:
    """The parcel before any event."""
    return Parcel(
        reference=parcel.reference, flight=parcel.flight, uld=parcel.uld, waybill=parcel.waybill, house=parcel.house,
        bag=parcel.bag, destination=parcel.destination, partner=parcel.partner, pieces=parcel.pieces, mass=parcel.mass,
        unexpected=parcel.unexpected, holds=(OVERAGE,) if parcel.unexpected else (),
    )  # fmt: skip


def overage(event: Event) -> Parcel:
    """A parcel that nobody announced, as its first scan shows it: held until it has a declaration."""
    return Parcel(reference=event.subject, unexpected=True, holds=(OVERAGE,))


def _customs_word(parcel: Parcel, event: Event) -> Step:
    becomes, before = _BEFORE[event.kind]
    if parcel.customs is becomes:
        return Step(parcel)
    if parcel.out_at is not None:
        return Step(parcel, refused=f"{parcel.reference} has already left", alarm=f"{event.kind.value} after the exit")
    if parcel.customs not in before:
        return Step(parcel, refused=f"{parcel.reference}: {event.kind.value} cannot follow {parcel.customs.value}")
    changed = replace(
        parcel,
        customs=becomes,
        procedure=event.reason if event.kind is Kind.DECLARED and event.reason else parcel.procedure,
        mrn=event.mrn or parcel.mrn,
        declared_at=_moment(event, Kind.DECLARED, parcel.declared_at),
        released_at=_moment(event, Kind.RELEASED, parcel.released_at) if becomes is not Customs.SELECTED else None,
    )
    if event.kind is Kind.DECLARED and parcel.unexpected:
        changed = replace(changed, holds=tuple(reason for reason in parcel.holds if reason != OVERAGE))
    on_truck = bool(parcel.truck) and becomes not in MAY_LEAVE
    return Step(changed, alarm=f"take {parcel.reference} off truck {parcel.truck}" if on_truck else None)


def _moment(event: Event, kind: Kind, before: datetime | None) -> datetime | None:
    return event.at if event.kind is kind else before


def _found(parcel: Parcel, event: Event) -> Step:
    if parcel.found_at is not None:
        # A scanner that was out of reach may tell later that it had found the parcel before.
        return Step(replace(parcel, found_at=min(parcel.found_at, event.at)))
    changed = replace(parcel, found_at=event.at, found_uld=event.uld, place=event.place or parcel.place, seen_at=event.at)
    if parcel.unexpected:
        return Step(changed, alarm=f"{parcel.reference} is on no manifest: hold it, tell the broker")
    wrong = bool(event.uld) and bool(parcel.uld) and event.uld != parcel.uld
    return Step(changed, alarm=f"{parcel.reference} belongs to {parcel.uld}" if wrong else None)


def _damaged(parcel: Parcel, _event: Event) -> Step:
    return Step(replace(parcel, damaged=True))


def _stored(parcel: Parcel, event: Event) -> Step:
    if parcel.found_at is None or parcel.out_at is not None:
        return Step(parcel, refused=f"{parcel.reference} is not here")
    if _superseded(parcel, event):
        return Step(parcel)
    return Step(replace(parcel, place=event.place, seen_at=event.at))


def _superseded(parcel: Parcel, event: Event) -> bool:
    """Whether a later scan has told already where the parcel is."""
    return parcel.seen_at is not None and event.at < parcel.seen_at


def _sorted(parcel: Parcel, event: Event) -> Step:
    if parcel.found_at is None or parcel.out_at is not None:
        return Step(parcel, refused=f"{parcel.reference} is not here")
    if _superseded(parcel, event):
        return Step(parcel)
    return Step(replace(parcel, lane=event.place, seen_at=event.at))


def _noted(parcel: Parcel, _event: Event) -> Step:
    return Step(parcel)


def _held(parcel: Parcel, event: Event) -> Step:
    if parcel.out_at is not None:
        return Step(parcel, refused=f"{parcel.reference} has already left", alarm="a hold after the exit: call it back")
    reason = event.reason or "no reason given"
    held = replace(parcel, holds=tuple(sorted({*parcel.holds, reason})))
    return Step(held, alarm=f"take {parcel.reference} off truck {parcel.truck}" if parcel.truck else None)


def _lifted(parcel: Parcel, event: Event) -> Step:
    left = tuple(reason for reason in parcel.holds if reason != event.reason) if event.reason else ()
    if parcel.unexpected and parcel.customs is Customs.NONE and OVERAGE in parcel.holds:
        left = (*(reason for reason in left if reason != OVERAGE), OVERAGE)
        if left == parcel.holds:
            return Step(parcel, refused=f"{parcel.reference} is on no manifest: only a declaration frees it")
    return Step(replace(parcel, holds=left))


def _loaded(parcel: Parcel, event: Event) -> Step:
    stays = why_it_stays(parcel)
    if stays:
        alarm = None if parcel.out_at else f"not on the truck: {parcel.reference} {stays}"
        return Step(parcel, refused=f"{parcel.reference} {stays}", alarm=alarm)
    return Step(replace(parcel, truck=event.place))


def _unloaded(parcel: Parcel, event: Event) -> Step:
    if parcel.out_at is not None:
        return Step(parcel, refused=f"{parcel.reference} has already left")
    return Step(replace(parcel, truck="", place=event.place or parcel.place))


def _dispatched(parcel: Parcel, event: Event) -> Step:
    if parcel.out_at is not None:
        return Step(parcel)
    stays = why_it_stays(parcel)
    if stays or parcel.truck != event.place:
        why = stays or f"is not on truck {event.place}"
        return Step(parcel, refused=f"{parcel.reference} {why}", alarm=f"may not leave: {why}")
    return Step(replace(parcel, out_at=event.at))


_HANDS: dict[Kind, Callable[[Parcel, Event], Step]] = {
    Kind.FOUND: _found,
    Kind.DAMAGED: _damaged,
    Kind.STORED: _stored,
    Kind.MOVED: _stored,
    Kind.SORTED: _sorted,
    Kind.NOTED: _noted,
    Kind.HELD: _held,
    Kind.HOLD_LIFTED: _lifted,
    Kind.LOADED: _loaded,
    Kind.UNLOADED: _unloaded,
    Kind.DISPATCHED: _dispatched,
}
