"""The hub's part of the store: announcements in, events in, states out. One transaction for each call."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, insert, or_, select, tuple_, update

from douane.hub.events import Event, Kind
from douane.hub.parcel import Around, Customs, Parcel
from douane.store import hub_tables as tables
from douane.store.database import READING


def _table(model: Any) -> Any:
    return model.__table__


_FLIGHT, _ULD, _WAYBILL = _table(tables.HubFlight), _table(tables.HubUld), _table(tables.HubWaybill)
_PARCEL, _EVENT = _table(tables.HubParcel), _table(tables.HubEvent)
_AT_ONCE = 500
_OF_EVENT = tuple(field.name for field in fields(Event))
_STATE = tuple(field.name for field in fields(Parcel))
_TIMES = ("seen_at", "found_at", "declared_at", "released_at", "out_at")
_COLUMNS = tuple(_PARCEL.c[name] for name in _STATE)


@dataclass(frozen=True, slots=True)
class Uld:
    """A unit load device as stored. `state` is `expected`, `received`, `open` or `closed`."""

    name: str
    flight: str
    state: str
    condition: str = ""
    received_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with what the rules said of it; `again` where the same event had come before."""

    event: Event
    refused: str | None = None
    alarm: str | None = None
    again: bool = False


class HubTransaction:
    """What the rules may ask and change within one transaction. Made by `HubStore`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, events: Iterable[Event]) -> dict[str, Recorded]:
        """Those of the events that came before, by name, with what was said of them then."""
        found = {}
        for chunk in _chunks([(e.device, e.number) for e in events]):
            for row in self._connection.execute(select(_EVENT).where(tuple_(_EVENT.c.device, _EVENT.c.number).in_(chunk))):
                event = _event(row)
                found[event.name] = Recorded(event, row.refused, row.alarm, again=True)
        return found

    def parcels(self, references: Iterable[str]) -> dict[str, Parcel]:
        """Parcels by reference."""
        found = {}
        for chunk in _chunks(list(dict.fromkeys(references))):
            for row in self._connection.execute(select(*_COLUMNS).where(_PARCEL.c.reference.in_(chunk))):
                found[row.reference] = _parcel(row)
        return found

    def parcels_where(self, **same: str) -> list[Parcel]:
        """Parcels whose columns have these values; `unit` means manifested for or found in a ULD."""
        unit = same.pop("unit", None)
        conditions = [_PARCEL.c[name] == value for name, value in same.items()]
        if unit is not None:
            conditions.append(or_(_PARCEL.c.uld == unit, _PARCEL.c.found_uld == unit))
        query = select(*_COLUMNS).where(*conditions).order_by(_PARCEL.c.reference)
        return [_parcel(row) for row in self._connection.execute(query)]

    def events_of(self, subject: str) -> list[Event]:
        """All events about a subject in the order in which they came."""
        return [
            _event(r)
            for r in self._connection.execute(select(_EVENT).where(_EVENT.c.subject == subject).order_by(_EVENT.c.id))
        ]

    def standing_events_of(self, subject: str) -> list[Event]:
        """The events about a subject that were not refused and not corrected away, in the order in which they came."""
        rows = self._connection.execute(select(_EVENT).where(_EVENT.c.subject == subject).order_by(_EVENT.c.id)).all()
        events = [_event(row) for row in rows if row.refused is None]
        void: set[str] = set()
        for chunk in _chunks([event.name for event in events]):
            query = select(_EVENT.c.subject).where(_EVENT.c.kind == Kind.CORRECTED.value, _EVENT.c.refused.is_(None))
            void |= {row[0] for row in self._connection.execute(query.where(_EVENT.c.subject.in_(chunk)))}
        return [event for event in events if event.name not in void]

    def event_named(self, name: str) -> Event | None:
        """The event of a name such as `T7/12`."""
        device, _, number = name.rpartition("/")
        if not number.isdigit():
            return None
        query = select(_EVENT).where(_EVENT.c.device == device, _EVENT.c.number == int(number))
        row = self._connection.execute(query).first()
        return _event(row) if row else None

    def actions(self, references: Iterable[str]) -> dict[tuple[str, str], str]:
        """What was last noted about these parcels, by reference and kind of difference."""
        found: dict[tuple[str, str], str] = {}
        for chunk in _chunks(list(references)):
            query = select(_EVENT.c.subject, _EVENT.c.place, _EVENT.c.reason).where(
                _EVENT.c.kind == Kind.NOTED.value, _EVENT.c.refused.is_(None), _EVENT.c.subject.in_(chunk)
            )
            found |= {(row[0], row[1]): row[2] for row in self._connection.execute(query.order_by(_EVENT.c.id))}
        return found

    def uld(self, name: str) -> Uld | None:
        """A unit load device by its name."""
        row = self._connection.execute(select(_ULD).where(_ULD.c.name == name)).first()
        return _uld(row) if row else None

    def ulds(self) -> list[Uld]:
        """All unit load devices."""
        return [_uld(row) for row in self._connection.execute(select(_ULD).order_by(_ULD.c.name))]

    def flights_of(self, ulds: Iterable[str]) -> dict[str, str]:
        """The flight of each of these ULDs."""
        query = select(_ULD.c.name, _ULD.c.flight)
        return {
            row[0]: row[1]
            for chunk in _chunks(sorted(filter(None, ulds)))
            for row in self._connection.execute(query.where(_ULD.c.name.in_(chunk)))
        }

    def flights(self) -> dict[str, datetime | None]:
        """All flights with the moment each landed."""
        return {
            row.name: _moment(row.landed_at) for row in self._connection.execute(select(_FLIGHT).order_by(_FLIGHT.c.name))
        }

    def waybills(self) -> dict[str, tuple[str, datetime | None, str]]:
        """All master waybills: flight, moment of presentation, MRN of the temporary storage declaration."""
        rows = self._connection.execute(select(_WAYBILL).order_by(_WAYBILL.c.name))
        return {row.name: (row.flight, _moment(row.presented_at), row.mrn) for row in rows}

    def around(self, parcel: Parcel) -> Around:
        """What a parcel shares with its flight and its waybill."""
        landed = select(_FLIGHT.c.landed_at).where(_FLIGHT.c.name == parcel.flight)
        presented = select(_WAYBILL.c.presented_at).where(_WAYBILL.c.name == parcel.waybill)
        return Around(
            _moment(self._connection.execute(landed).scalar()), _moment(self._connection.execute(presented).scalar())
        )

    def stock(self) -> dict[str, int]:
        """Parcels that are here, by what customs have said of them."""
        query = select(_PARCEL.c.customs, func.count()).where(_PARCEL.c.found_at.is_not(None), _PARCEL.c.out_at.is_(None))
        return {row[0]: row[1] for row in self._connection.execute(query.group_by(_PARCEL.c.customs))}

    def count(self) -> int:
        """All parcels, announced or found."""
        return int(self._connection.execute(select(func.count()).select_from(_PARCEL)).scalar_one())

    def alarms(self, most: int = 100) -> list[Recorded]:
        """The latest events that raised an alarm."""
        query = select(_EVENT).where(_EVENT.c.alarm.is_not(None)).order_by(_EVENT.c.id.desc()).limit(most)
        return [Recorded(_event(row), row.refused, row.alarm) for row in self._connection.execute(query)]

    def each_parcel(self) -> Iterator[tuple[Parcel, Around]]:
        """Every parcel with what it shares, in the order of references; read in steps, so that memory stays flat."""
        landed, waybills = self.flights(), self.waybills()
        query = select(*_COLUMNS).order_by(_PARCEL.c.reference).execution_options(yield_per=2000)
        for row in self._connection.execute(query):
            parcel = _parcel(row)
            yield parcel, Around(landed.get(parcel.flight), waybills.get(parcel.waybill, ("", None, ""))[1])

    def alike(self, same: Sequence[str], told: Sequence[str]) -> Iterator[tuple[Parcel, int]]:
        """Parcels counted in groups: the values of `same` are theirs in common, and whether those of `told` are known.

        One parcel stands for a group: with the least reference, the earliest times, and the pieces of all. A million
        parcels come to a few thousand groups.
        """
        common = [_PARCEL.c[name] for name in same]
        query = select(
            *common, *(func.min(_PARCEL.c[name]).label(name) for name in (*told, "reference")),
            func.sum(_PARCEL.c.pieces).label("pieces"), func.count().label("parcels"),
        ).group_by(*common, *(_PARCEL.c[name].is_(None) for name in told))  # fmt: skip
        for row in self._connection.execute(query):
            values = {name: getattr(row, name) for name in (*same, *told, "reference")}
            values |= {name: _moment(values[name]) for name in _TIMES if name in values}
            values |= {"customs": Customs(row.customs), "holds": tuple(json.loads(row.holds)), "pieces": int(row.pieces)}
            yield Parcel(**values), row.parcels

    def releases(self) -> Iterator[tuple[str, datetime, int]]:
        """How many parcels of which flight were released in which minute (UTC)."""
        minute = func.substr(_PARCEL.c.released_at, 1, len("2026-11-22T18:05")).label("minute")
        query = select(_PARCEL.c.flight, minute, func.count()).where(_PARCEL.c.released_at.is_not(None))
        for flight, text, parcels in self._connection.execute(query.group_by(_PARCEL.c.flight, minute)):
            yield flight, datetime.fromisoformat(text).replace(tzinfo=UTC), parcels

    def announce(self, parcels: Sequence[Parcel]) -> int:
        """Put parcels on the list with their flights, ULDs and waybills; those known already are left as they are."""
        known = self.parcels(p.reference for p in parcels)
        new = list({p.reference: p for p in parcels if p.reference not in known}.values())
        self._add(_FLIGHT, {p.flight: {"name": p.flight} for p in new if p.flight})
        self._add(
            _ULD, {p.uld: {"name": p.uld, "flight": p.flight, "state": "expected", "condition": ""} for p in new if p.uld}
        )
        self._add(_WAYBILL, {p.waybill: {"name": p.waybill, "flight": p.flight, "mrn": ""} for p in new if p.waybill})
        self.add_parcels(new)
        return len(new)

    def add_parcels(self, parcels: Sequence[Parcel]) -> None:
        """Parcels that the store does not know."""
        if parcels:
            self._connection.execute(insert(_PARCEL), [_row(p) for p in parcels])

    def _add(self, table: Any, rows: dict[str, dict[str, Any]]) -> None:
        known = {
            row[0]
            for chunk in _chunks(list(rows))
            for row in self._connection.execute(select(table.c.name).where(table.c.name.in_(chunk)))
        }
        new = [row for name, row in rows.items() if name not in known]
        if new:
            self._connection.execute(insert(table), new)

    def keep_parcels(self, changed: Iterable[Parcel]) -> None:
        """The new states of parcels."""
        rows = [_row(parcel) | {"this": parcel.reference} for parcel in changed]
        if rows:
            values: dict[str, Any] = {name: bindparam(name) for name in _STATE if name != "reference"}
            self._connection.execute(update(_PARCEL).where(_PARCEL.c.reference == bindparam("this")).values(**values), rows)

    def keep_events(self, recorded: Sequence[Recorded], received_at: datetime) -> None:
        """Add events to the chain of the hub."""
        at = received_at.isoformat()
        rows = [
            {name: getattr(r.event, name) for name in _OF_EVENT}
            | {
                "kind": r.event.kind.value,
                "at": r.event.at.isoformat(),
                "received_at": at,
                "refused": r.refused,
                "alarm": r.alarm,
            }
            for r in recorded
        ]
        if rows:
            self._connection.execute(insert(_EVENT), rows)

    def set_landed(self, flight: str, at: datetime) -> None:
        """A flight has landed."""
        self._add(_FLIGHT, {flight: {"name": flight}})
        self._connection.execute(update(_FLIGHT).where(_FLIGHT.c.name == flight).values(landed_at=at.isoformat()))

    def set_uld(self, uld: Uld) -> None:
        """The new state of a unit load device, known or not."""
        row = asdict(uld) | {name: _text(getattr(uld, name)) for name in ("received_at", "closed_at")}
        self._add(_ULD, {uld.name: row})
        self._connection.execute(update(_ULD).where(_ULD.c.name == uld.name).values(**row))

    def set_presented(self, waybill: str, at: datetime, mrn: str) -> None:
        """A master waybill was presented to customs."""
        self._add(_WAYBILL, {waybill: {"name": waybill, "flight": "", "mrn": ""}})
        changed = {"presented_at": at.isoformat(), "mrn": mrn}
        self._connection.execute(update(_WAYBILL).where(_WAYBILL.c.name == waybill).values(**changed))


class HubStore:
    """The hub's repository over an engine of `database.connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def within(self, work: Callable[[HubTransaction], Any]) -> Any:
        """Do work in one transaction that may write: all of it or nothing stays."""
        with self._engine.begin() as connection:
            return work(HubTransaction(connection))

    def reading(self, work: Callable[[HubTransaction], Any]) -> Any:
        """Do work that only reads, without keeping writers out."""
        with self._engine.connect().execution_options(**{READING: True}) as connection, connection.begin():
            return work(HubTransaction(connection))


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _parcel(row: Any) -> Parcel:
    values = {name: getattr(row, name) for name in _STATE}
    times = {name: _moment(values[name]) for name in _TIMES}
    return Parcel(**values | times | {
        "mass": Decimal(row.mass), "customs": Customs(row.customs), "holds": tuple(json.loads(row.holds))})  # fmt: skip


def _row(parcel: Parcel) -> dict[str, Any]:
    row = {name: getattr(parcel, name) for name in _STATE}
    times = {name: _text(row[name]) for name in _TIMES}
    return row | times | {"mass": str(parcel.mass), "customs": parcel.customs.value,
                          "holds": json.dumps(parcel.holds, ensure_ascii=False)}  # fmt: skip


def _event(row: Any) -> Event:
    return Event(row.device, row.number, Kind(row.kind), row.subject, datetime.fromisoformat(row.at), row.who, row.uld,
                 row.place, row.reason, row.mrn, row.skew)  # fmt: skip


def _uld(row: Any) -> Uld:
    return Uld(row.name, row.flight, row.state, row.condition, _moment(row.received_at), _moment(row.closed_at))
