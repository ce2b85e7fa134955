"""The tables of declarations that were handed out: their versions, what happened to them, the answers as received."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Lodged(SQLModel, table=True):
    """A declaration that was handed out, by its LRN and kind; it outlives the run that wrote it.

    `state` and `mrn` are what follows from the facts, kept beside them so that lists need not read all facts.
    """

    __tablename__ = "lodged"
    __table_args__ = (UniqueConstraint("eori", "lrn", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    eori: str
    lrn: str = Field(max_length=22, index=True)
    kind: str
    consignment_id: int = Field(foreign_key="consignment.id", index=True)
    reference: str | None = Field(default=None, index=True)
    state: str = Field(index=True)
    mrn: str | None = Field(default=None, index=True)


class LodgedName(SQLModel, table=True):
    """A name under which answers may know a declaration: a GUID, an order, a waybill."""

    __tablename__ = "lodged_name"
    __table_args__ = (UniqueConstraint("lodged_id", "name", "value"),)

    id: int | None = Field(default=None, primary_key=True)
    lodged_id: int = Field(foreign_key="lodged.id")
    name: str
    value: str = Field(index=True)


class LodgedVersion(SQLModel, table=True):
    """A version of a declaration's message, from 1; a version is never changed, an amendment adds one."""

    __tablename__ = "lodged_version"
    __table_args__ = (UniqueConstraint("lodged_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    lodged_id: int = Field(foreign_key="lodged.id")
    number: int
    sha256: str = Field(max_length=64)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: str
    who: str
    why: str = Field(sa_column=Column(Text, nullable=False))


class LodgedFact(SQLModel, table=True):
    """One thing that happened to a declaration; append-only. `fact` names it once for ever, so that it counts once."""

    __tablename__ = "lodged_fact"
    __table_args__ = (UniqueConstraint("lodged_id", "fact"),)

    id: int | None = Field(default=None, primary_key=True)
    lodged_id: int = Field(foreign_key="lodged.id")
    fact: str
    event: str
    at: str
    mrn: str | None = None
    version: int | None = None
    note: str | None = Field(default=None, sa_column=Column(Text))
    answer_id: int | None = Field(default=None, foreign_key="answer_file.id")
    told_at: str
    who: str


class AnswerFile(SQLModel, table=True):
    """A file of answers as it was received. The same bytes are one file for ever."""

    __tablename__ = "answer_file"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True, max_length=64)
    name: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    received_at: str


class NumberGap(SQLModel, table=True):
    """Why an LRN that was drawn names no declaration that was handed out."""

    __tablename__ = "number_gap"
    __table_args__ = (UniqueConstraint("eori", "lrn", "reason"),)

    id: int | None = Field(default=None, primary_key=True)
    eori: str
    lrn: str = Field(max_length=22, index=True)
    reason: str
    noted_at: str
    who: str
