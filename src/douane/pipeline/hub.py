"""What happens at the hub, brought to the store: announcements, scans and answers in; refusals and alarms back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from douane.domain.consignment import Consignment
from douane.hub.applying import applied, as_announced, folded, overage
from douane.hub.events import Event, Kind
from douane.hub.outturn import Difference, Discrepancy, Outturn, of_uld, of_waybill
from douane.hub.parcel import MAY_LEAVE, Around, Parcel, why_it_stays
from douane.hub.sorting import UNKNOWN, Answer, Branch, sorted_to
from douane.store.hub import HubStore, HubTransaction, Recorded, Uld

_SCANS = frozenset({Kind.FOUND, Kind.DAMAGED})


def announced(consignment: Consignment, flight: str, partner: str = "") -> Parcel:
    """The parcel that a consignment of a manifest announces, for a flight such as `3V801/2026-11-22`."""
    masses = [item.gross_mass for item in consignment.items if item.gross_mass is not None]
    return Parcel(
        reference=consignment.reference or "", flight=flight, uld=consignment.uld or "", waybill=consignment.mawb or "",
        house=consignment.hawb or "",
        destination=consignment.importer.address.country or "", partner=partner,
        mass=consignment.gross_mass or sum(masses, Decimal(0)),
    )  # fmt: skip


def announce(store: HubStore, parcels: Sequence[Parcel]) -> int:
    """Put parcels on the list of what is expected; how many were new."""
    return int(store.within(lambda hub: hub.announce(parcels)))


def record(store: HubStore, events: Sequence[Event], received_at: datetime) -> list[Recorded]:
    """Take events in the order given, all in one transaction. An event that came before changes nothing."""
    return list(store.within(lambda hub: _Recording(hub, received_at).take(events)))


class _Recording:
    """One batch of events on its way into the store."""

    def __init__(self, hub: HubTransaction, received_at: datetime) -> None:
        self._hub = hub
        self._received_at = received_at
        self._parcels: dict[str, Parcel] = {}
        self._stored: dict[str, Parcel] = {}
        self._unkept: list[Recorded] = []
        self._ulds: dict[str, Uld | None] = {}

    def take(self, events: Sequence[Event]) -> list[Recorded]:
        known = self._hub.known(events)
        self._stored = self._hub.parcels(e.subject for e in events)
        self._parcels = dict(self._stored)
        answers = []
        for event in events:
            answer = known.get(event.name)
            if answer is None:
                answer = self._one(event)
                known[event.name] = replace(answer, again=True)
                self._unkept.append(answer)
            answers.append(answer)
        self._flush()
        return answers

    def _flush(self) -> None:
        """Bring states and events to the store, so that what is asked of it next is up to date."""
        self._hub.add_parcels([p for reference, p in self._parcels.items() if reference not in self._stored])
        self._hub.keep_parcels(p for r, p in self._parcels.items() if r in self._stored and self._stored[r] is not p)
        self._hub.keep_events(self._unkept, self._received_at)
        self._stored, self._unkept = dict(self._parcels), []

    def _one(self, event: Event) -> Recorded:
        match event.kind:
            case Kind.LANDED:
                self._hub.set_landed(event.subject, event.at)
                return Recorded(event)
            case Kind.PRESENTED:
                self._hub.set_presented(event.subject, event.at, event.mrn)
                return Recorded(event)
            case Kind.ULD_RECEIVED | Kind.ULD_OPENED | Kind.ULD_CLOSED:
                return self._uld(event)
            case Kind.CORRECTED:
                return self._correction(event)
            case Kind.DISPATCHED if event.subject == event.place:
                return self._truck(event)
            case _:
                return self._parcel(event)

    def _parcel(self, event: Event) -> Recorded:
        parcel = self._parcels.get(event.subject)
        if parcel is None:
            if event.kind is not Kind.FOUND:
                return Recorded(event, refused=f"{event.subject} is not known here: scan it in first")
            parcel = overage(event)
        step = applied(parcel, event)
        self._parcels[event.subject] = step.parcel
        alarm = step.alarm
        if event.kind in _SCANS and step.refused is None:
            alarm = "; ".join(filter(None, (alarm, *self._opened_again({step.parcel.uld, step.parcel.found_uld}))))
        return Recorded(event, step.refused, alarm or None)

    def _truck(self, event: Event) -> Recorded:
        """Let a truck go: every parcel on it leaves, or none does while one of them may not."""
        self._flush()
        loaded = [p for p in self._hub.parcels_where(truck=event.subject) if p.out_at is None]
        kept = [f"{p.reference} {why}" for p in loaded if (why := why_it_stays(p))]
        if kept or not loaded:
            first = "; ".join(kept[:5]) + (f" and {len(kept) - 5} more" if len(kept) > 5 else "")
            why = f"take off first: {first}" if kept else "nothing is loaded on it"
            return Recorded(event, refused=f"truck {event.subject} may not leave: {why}")
        for number, parcel in enumerate(loaded, 1):
            self._parcels[parcel.reference] = self._stored[parcel.reference] = parcel
            own = replace(event, device=event.name, number=number, subject=parcel.reference)
            self._unkept.append(self._parcel(own))
        return Recorded(event)

    def _opened_again(self, names: Iterable[str]) -> list[str]:
        """Closed ULDs that a scan has given an open discrepancy are open again; what to say of them."""
        said = []
        for name in sorted(filter(None, names)):
            uld = self._uld_named(name)
            if uld is None or uld.state != "closed":
                continue
            self._flush()
            if outturn_of(self._hub, uld).open:
                self._set(replace(uld, state="open", closed_at=None))
                said.append(f"{name} was closed and is open again")
        return said

    def _uld(self, event: Event) -> Recorded:
        uld = self._uld_named(event.subject) or Uld(event.subject, "", "expected")
        match event.kind:
            case Kind.ULD_RECEIVED if uld.state == "expected":
                self._set(replace(uld, state="received", condition=event.reason, received_at=event.at))
                return Recorded(event, alarm=None if uld.flight else f"{uld.name} is on no manifest")
            case Kind.ULD_OPENED if uld.state in ("received", "closed"):
                self._set(replace(uld, state="open", closed_at=None))
                return Recorded(event)
            case Kind.ULD_CLOSED if uld.state == "open":
                self._flush()
                still = outturn_of(self._hub, uld).open
                if still:
                    return Recorded(event, refused=f"{uld.name} cannot be closed: {_listed(still)}")
                self._set(replace(uld, state="closed", closed_at=event.at))
                return Recorded(event)
            case _ if event.kind.value.removeprefix("uld-") in (uld.state, uld.state + "ed"):
                return Recorded(event)
            case _:
                return Recorded(event, refused=f"{uld.name} is {uld.state}: {event.kind.value} cannot follow")

    def _uld_named(self, name: str) -> Uld | None:
        if name not in self._ulds:
            self._ulds[name] = self._hub.uld(name)
        return self._ulds[name]

    def _set(self, uld: Uld) -> None:
        self._hub.set_uld(uld)
        self._ulds[uld.name] = uld

    def _correction(self, event: Event) -> Recorded:
        self._flush()
        wrong = self._hub.event_named(event.subject)
        if wrong is None:
            return Recorded(event, refused=f"there is no event {event.subject}")
        parcel = self._parcels.get(wrong.subject) or self._hub.parcels([wrong.subject]).get(wrong.subject)
        if parcel is None:
            return Recorded(
                event, refused=f"{wrong.kind.value} is mended by recording it again as it was, not by a correction"
            )
        standing = self._hub.standing_events_of(wrong.subject)
        after = folded(as_announced(parcel), standing, {wrong.name})
        if parcel.out_at is not None and after.out_at is None and wrong.kind is not Kind.DISPATCHED:
            return Recorded(event, refused=f"{parcel.reference} has left: call it back before that is undone")
        self._stored.setdefault(wrong.subject, parcel)
        self._parcels[wrong.subject] = after
        answer = Recorded(event)
        said = self._opened_again({parcel.uld, parcel.found_uld})
        return replace(answer, alarm="; ".join(said) or None)


def _listed(discrepancies: Sequence[Discrepancy]) -> str:
    first = "; ".join(f"{d.parcel} {d.difference.value} ({d.remark})" for d in discrepancies[:5])
    more = len(discrepancies) - 5
    return f"{len(discrepancies)} open: {first}" + (f" and {more} more" if more > 0 else "") + ". Note an action for each."


def outturn_of(hub: HubTransaction, uld: Uld) -> Outturn:
    """The outturn of a ULD as the store knows it now."""
    parcels = hub.parcels_where(unit=uld.name)
    flights = hub.flights_of({p.found_uld for p in parcels} | {uld.name})
    return of_uld(uld.name, uld.flight, parcels, flights, hub.actions(p.reference for p in parcels))


def outturn(store: HubStore, unit: str) -> Outturn | None:
    """The outturn of a ULD or of a master waybill; `None` where neither is known."""

    def work(hub: HubTransaction) -> Outturn | None:
        uld = hub.uld(unit)
        if uld is not None:
            return outturn_of(hub, uld)
        parcels = hub.parcels_where(waybill=unit)
        return of_waybill(unit, parcels, hub.actions(p.reference for p in parcels)) if parcels else None

    result: Outturn | None = store.reading(work)
    return result


def scan_at_sorter(store: HubStore, event: Event, plan: tuple[Branch, ...], received_at: datetime) -> Answer:
    """The answer to a scan at the sorter; `event.place` is the lane the parcel lies in, empty at the first scan."""

    def work(hub: HubTransaction) -> Answer:
        parcel = hub.parcels([event.subject]).get(event.subject)
        if parcel is None:
            found = replace(event, kind=Kind.FOUND, place="sorter")
            _Recording(hub, received_at).take([found])
            return UNKNOWN
        answer = sorted_to(parcel, hub.around(parcel), plan, event.at, event.place)
        _Recording(hub, received_at).take([replace(event, place=answer.lane)])
        return answer

    result: Answer = store.within(work)
    return result


def on_truck(store: HubStore, truck: str) -> list[tuple[Parcel, str | None]]:
    """What is loaded on a truck and has not left, each with what forbids it to leave."""

    def work(hub: HubTransaction) -> list[tuple[Parcel, str | None]]:
        return [(p, why_it_stays(p)) for p in hub.parcels_where(truck=truck) if p.out_at is None]

    result: list[tuple[Parcel, str | None]] = store.reading(work)
    return result


def has_left(store: HubStore, truck: str) -> bool:
    """Whether a truck of this name has gone with parcels."""

    def work(hub: HubTransaction) -> bool:
        return any(event.kind is Kind.DISPATCHED for event in hub.standing_events_of(truck))

    result: bool = store.reading(work)
    return result


def may_go(store: HubStore, *, partner: str = "", truck: str = "", uld: str = "") -> list[Parcel]:
    """The release list: parcels here that may leave, of a partner, a truck or a ULD."""
    same = {name: value for name, value in (("partner", partner), ("truck", truck), ("found_uld", uld)) if value}

    def work(hub: HubTransaction) -> list[Parcel]:
        return [p for p in hub.parcels_where(**same) if p.customs in MAY_LEAVE and why_it_stays(p) is None]

    result: list[Parcel] = store.reading(work)
    return result


def parcel_with_events(store: HubStore, reference: str) -> tuple[Parcel, Around, list[Event]] | None:
    """A parcel with what it shares and everything that happened to it; `None` where it is not known."""

    def work(hub: HubTransaction) -> tuple[Parcel, Around, list[Event]] | None:
        parcel = hub.parcels([reference]).get(reference)
        return (parcel, hub.around(parcel), hub.events_of(reference)) if parcel else None

    result: tuple[Parcel, Around, list[Event]] | None = store.reading(work)
    return result


DIFFERENCES = tuple(each.value for each in Difference)
