"""The tables of the store. Rows never leave this room; `repository` gives and takes plain values."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Manifest(SQLModel, table=True):
    """A manifest as received: its bytes (deflated) and their SHA-256. The same bytes are one manifest for ever."""

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True, max_length=64)
    name: str
    format: str
    size: int
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    received_at: str


class Consignment(SQLModel, table=True):
    """A consignment of a manifest, with the LRN that was drawn for it when it came in, and what else it is looked for by.

    `arrival` is the day that the manifest gives, as ISO 8601.
    """

    __table_args__ = (UniqueConstraint("manifest_id", "ordinal", "eori"), UniqueConstraint("eori", "lrn"))

    id: int | None = Field(default=None, primary_key=True)
    manifest_id: int = Field(foreign_key="manifest.id", index=True)
    ordinal: int
    reference: str | None = Field(default=None, index=True)
    eori: str
    lrn: str = Field(max_length=22, index=True)
    mawb: str | None = Field(default=None, index=True)
    hawb: str | None = Field(default=None, index=True)
    uld: str | None = Field(default=None, index=True)
    order_number: str | None = Field(default=None, index=True)
    arrival: str | None = None


class Run(SQLModel, table=True):
    """One pass over a manifest: on which day's law, with which versions. The same question is the same run."""

    __table_args__ = (UniqueConstraint("manifest_id", "as_of", "direction", "law", "tariff", "software"),)

    id: int | None = Field(default=None, primary_key=True)
    manifest_id: int = Field(foreign_key="manifest.id", index=True)
    as_of: str
    direction: str
    law: str
    tariff: str
    software: str
    started_at: str
    finished_at: str | None = None


class Outcome(SQLModel, table=True):
    """What a run says about a consignment: the line of `consignments.jsonl`, findings, trace, all as JSON."""

    __table_args__ = (
        UniqueConstraint("run_id", "consignment_id"), Index("ix_outcome_worklist", "outcome", "id"),
        Index("ix_outcome_of_run", "run_id", "outcome", "id"),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id")
    consignment_id: int = Field(foreign_key="consignment.id", index=True)
    outcome: str
    route: str
    record: str = Field(sa_column=Column(Text, nullable=False))
    findings: str = Field(sa_column=Column(Text, nullable=False))
    assessment: str = Field(sa_column=Column(Text, nullable=False))


class Declaration(SQLModel, table=True):
    """A declaration's data set as it was written, by content hash. `state` begins as `ready`."""

    __table_args__ = (UniqueConstraint("run_id", "consignment_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id")
    consignment_id: int = Field(foreign_key="consignment.id", index=True)
    kind: str
    lrn: str = Field(index=True)
    state: str
    sha256: str = Field(max_length=64)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Document(SQLModel, table=True):
    """A printed document or label by the hash of its bytes.

    `data` is the hash of what was printed, `notes` what the press had to say about it, as JSON.
    """

    __table_args__ = (UniqueConstraint("kind", "data"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id", index=True)
    kind: str
    data: str = Field(max_length=64)
    sha256: str = Field(max_length=64, index=True)
    pages: int
    notes: str = Field(sa_column=Column(Text, nullable=False))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Counter(SQLModel, table=True):
    """The last number drawn for a declarant. Numbers are drawn in the transaction that uses them."""

    eori: str = Field(primary_key=True)
    last: int


class Audit(SQLModel, table=True):
    """The append-only chain: each entry's hash covers the one before it."""

    id: int | None = Field(default=None, primary_key=True)
    at: str
    who: str
    what: str
    body: str = Field(sa_column=Column(Text, nullable=False))
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)
