"""Tables of work in progress: what a run is asked, its chunks, and the files to be put in place."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Work(SQLModel, table=True):
    """How far a run has come.

    `phase` goes `reading` → `processing` → `printing` → `finished`. `order` and `versions` are JSON, the same in every
    process that works on the run; `prints` is the language of its documents, empty where none are made.
    """

    run_id: int = Field(primary_key=True, foreign_key="run.id")
    name: str
    form: str
    order: str = Field(sa_column=Column("order", Text, nullable=False))
    versions: str = Field(sa_column=Column(Text, nullable=False))
    prints: str
    phase: str = Field(index=True)
    consignments: int
    counts: str = Field(sa_column=Column(Text, nullable=False))


class Chunk(SQLModel, table=True):
    """50 to 500 consignments that are worked on together.

    `state` goes `todo` → `done` → `printed`, each step once, in the transaction that stores what it came to. `content`
    is what was received (JSON, deflated) and goes with the bytes of its manifest. `culprits` are ordinals of consignments
    that broke a process down, as JSON.
    """

    __table_args__ = (UniqueConstraint("run_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id", index=True)
    number: int
    first: int
    size: int
    state: str = Field(index=True)
    attempts: int
    culprits: str
    together: str | None = Field(default=None, sa_column=Column(Text))
    tally: str | None = Field(default=None, sa_column=Column(Text))
    prints: str | None = Field(default=None, sa_column=Column(Text))
    content: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class Outbox(SQLModel, table=True):
    """Files of a run still to be put in place, or placed: the step can be repeated at any time."""

    __table_args__ = (UniqueConstraint("run_id", "folder"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id", index=True)
    folder: str
    language: str
    placed_at: str | None = Field(default=None, index=True)
    digest: str | None = None


class LegalHold(SQLModel, table=True):
    """A manifest of which nothing may be purged, why, and until when (open while `ended_at` is empty)."""

    __tablename__ = "legal_hold"

    id: int | None = Field(default=None, primary_key=True)
    manifest_id: int = Field(foreign_key="manifest.id", index=True)
    why: str
    who: str
    began_at: str
    ended_at: str | None = None
