"""The tables of the hub: what was announced, every event, and the state that the events have led to."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class HubFlight(SQLModel, table=True):
    """A flight that is expected or has landed. `name` is number and date, as in `3V801/2026-11-22`."""

    __tablename__ = "hub_flight"

    name: str = Field(primary_key=True)
    landed_at: str | None = None


class HubUld(SQLModel, table=True):
    """A unit load device of a flight: `expected`, `received`, `open` while it is broken down, then `closed`."""

    __tablename__ = "hub_uld"

    name: str = Field(primary_key=True)
    flight: str = Field(index=True)
    state: str
    condition: str = ""
    received_at: str | None = None
    closed_at: str | None = None


class HubWaybill(SQLModel, table=True):
    """A master waybill: when it was presented, and the MRN of its temporary storage declaration."""

    __tablename__ = "hub_waybill"

    name: str = Field(primary_key=True)
    flight: str = Field(index=True)
    presented_at: str | None = None
    mrn: str = ""


class HubParcel(SQLModel, table=True):
    """A parcel: what was announced, and its state after all events. Times are ISO 8601 in UTC, mass is in kg."""

    __tablename__ = "hub_parcel"

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    flight: str = Field(default="", index=True)
    uld: str = Field(default="", index=True)
    waybill: str = Field(default="", index=True)
    house: str = ""
    bag: str = ""
    destination: str = ""
    partner: str = ""
    pieces: int = 1
    mass: str = "0"
    customs: str = "none"
    procedure: str = ""
    mrn: str = ""
    holds: str = "[]"
    unexpected: bool = False
    damaged: bool = False
    found_uld: str = Field(default="", index=True)
    place: str = ""
    lane: str = ""
    truck: str = Field(default="", index=True)
    found_at: str | None = None
    declared_at: str | None = None
    released_at: str | None = None
    out_at: str | None = None
    seen_at: str | None = None


class HubEvent(SQLModel, table=True):
    """An event, for ever. `refused` and `alarm` are what the rules said of it when it came in."""

    __tablename__ = "hub_event"
    __table_args__ = (UniqueConstraint("device", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    device: str
    number: int = Field(sa_column=Column(BigInteger, nullable=False))
    kind: str
    subject: str = Field(index=True)
    at: str
    received_at: str
    who: str
    uld: str = ""
    place: str = ""
    reason: str = ""
    mrn: str = ""
    skew: float = 0.0
    refused: str | None = None
    alarm: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
