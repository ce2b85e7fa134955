"""Tables of what people decide and of what is remembered across runs: rulings on parties, goods seen, quotas drawn."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel


class PartyRuling(SQLModel, table=True):
    """What a person decided about a party and a listed entity; the last ruling of a pair counts, none is ever changed.

    `party` is a digest, so that the ruling holds no personal data; `digest` is the state of the entity it was based on.
    """

    __tablename__ = "party_ruling"
    __table_args__ = (Index("ix_party_ruling_pair", "party", "entity"),)

    id: int | None = Field(default=None, primary_key=True)
    party: str = Field(max_length=64)
    entity: str
    digest: str
    ruling: str
    who: str
    day: str
    why: str = Field(sa_column=Column(Text, nullable=False))
    list_version: str


class Seen(SQLModel, table=True):
    """A goods line that was assessed: its price history and what signals are told by. Amounts and masses are text.

    `consignee` is a digest. One row for each line, replaced when its consignment is assessed again.
    """

    __table_args__ = (Index("ix_seen_goods", "hs6", "origin"),)

    consignment_id: int = Field(primary_key=True, foreign_key="consignment.id")
    item: int = Field(primary_key=True)
    run_id: int = Field(foreign_key="run.id", index=True)
    shipper: str
    consignee: str
    day: str | None = None
    ioss: str | None = None
    total: str | None = None
    hs6: str | None = None
    origin: str | None = None
    words: str = Field(sa_column=Column(Text, nullable=False))
    value: str | None = None
    mass: str | None = None
    pieces: str | None = None
    far: bool


class QuotaDraw(SQLModel, table=True):
    """What one order takes of its buyer's annual limit (China, cross-border retail), in fen; `buyer` is a digest.

    `state` is `drawn`, or `declined` where it would have gone above the limit; an order draws once, however often it runs.
    """

    __tablename__ = "quota_draw"

    buyer: str = Field(primary_key=True, max_length=64)
    year: int = Field(primary_key=True)
    order_number: str = Field(primary_key=True)
    consignment_id: int = Field(foreign_key="consignment.id")
    run_id: int = Field(foreign_key="run.id", index=True)
    amount: int = Field(sa_column=Column(BigInteger, nullable=False))
    used_before: int = Field(sa_column=Column(BigInteger, nullable=False))
    state: str


class GoodsDecision(SQLModel, table=True):
    """A code that a person decided on for a client's good, on an edition of the tariff. `client` is empty for all.

    `at` is the moment in UTC, `good` names the good whatever the order of its words.
    """

    __tablename__ = "goods_decision"

    id: int | None = Field(default=None, primary_key=True)
    client: str = Field(index=True)
    market: str
    description: str = Field(sa_column=Column(Text, nullable=False))
    good: str = Field(max_length=64, index=True)
    code: str
    who: str
    why: str = Field(sa_column=Column(Text, nullable=False))
    at: str
    edition: str


class CodeProposal(SQLModel, table=True):
    """A code for goods under restriction that one person proposed; `settled` is `open`, `confirmed` or `refused`.

    It becomes a `GoodsDecision` only when a second person confirms it. `run_id` and `consignment_id` say where it was seen.
    """

    __tablename__ = "code_proposal"

    id: int | None = Field(default=None, primary_key=True)
    client: str
    market: str
    description: str = Field(sa_column=Column(Text, nullable=False))
    good: str = Field(max_length=64)
    code: str
    who: str
    why: str = Field(sa_column=Column(Text, nullable=False))
    at: str
    edition: str
    run_id: int = Field(foreign_key="run.id")
    consignment_id: int = Field(foreign_key="consignment.id")
    restrictions: str = Field(sa_column=Column(Text, nullable=False))
    settled: str = Field(index=True)
    settled_by: str | None = None
    settled_at: str | None = None
