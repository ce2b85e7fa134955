"""Annual limits of buyers in China: drawn in the transaction that keeps the outcome, once for each order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, text

from douane.store import decision_tables, tables
from douane.store.database import READING

_DRAW: Any = decision_tables.QuotaDraw.__table__  # type: ignore[attr-defined]
_CONSIGNMENT: Any = tables.Consignment.__table__  # type: ignore[attr-defined]
DRAWN, DECLINED = "drawn", "declined"
_FEN = 100


@dataclass(frozen=True, slots=True)
class Draw:
    """What an order asks of its buyer's year: `buyer` is a digest, amounts in CNY."""

    buyer: str
    year: int
    order: str
    amount: Decimal
    limit: Decimal


@dataclass(frozen=True, slots=True)
class Declined:
    """An order that went above its buyer's limit: what was used before it and what it asked for, in CNY."""

    consignment: int
    reference: str
    year: int
    used: Decimal
    amount: Decimal


def draw_quotas(connection: Connection, run: int, draws: Sequence[tuple[int, Draw]]) -> None:
    """Draw for consignments (row, draw) in their order, within the transaction that keeps their outcomes.

    What an earlier run of the same order drew is given back first. Buyers are locked in one order, so that two workers on
    PostgreSQL neither draw twice nor wait for each other; SQLite lets one writer in at a time.
    """
    if connection.dialect.name == "postgresql":
        for buyer in sorted({draw.buyer for _, draw in draws}):
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:buyer))"), {"buyer": buyer})
    for consignment, draw in draws:
        mine = (_DRAW.c.buyer == draw.buyer, _DRAW.c.year == draw.year)
        connection.execute(delete(_DRAW).where(*mine, _DRAW.c.order_number == draw.order))
        used = _used(connection, draw.buyer, draw.year)
        amount = _fen(draw.amount)
        state = DRAWN if used + amount <= _fen(draw.limit) else DECLINED
        connection.execute(insert(_DRAW), {
            "buyer": draw.buyer, "year": draw.year, "order_number": draw.order, "consignment_id": consignment,
            "run_id": run, "amount": amount, "used_before": used, "state": state})  # fmt: skip


def _used(connection: Connection, buyer: str, year: int) -> int:
    total = func.coalesce(func.sum(_DRAW.c.amount), 0)
    same = (_DRAW.c.buyer == buyer, _DRAW.c.year == year, _DRAW.c.state == DRAWN)
    return int(connection.execute(select(total).where(*same)).scalar_one())


def _fen(amount: Decimal) -> int:
    return int((amount * _FEN).to_integral_value())


class Quotas:
    """The annual limits of the store, over an engine of `database.connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def used(self, buyer: str, year: int) -> Decimal:
        """What a buyer has drawn in a calendar year, in CNY."""
        with self._reading() as connection:
            return Decimal(_used(connection, buyer, year)) / _FEN

    def declined(self, run: int) -> Iterator[Declined]:
        """The orders of a run that went above their buyer's limit, in the order of the manifest."""
        query = (
            select(_DRAW.c.consignment_id, _CONSIGNMENT.c.reference, _DRAW.c.year, _DRAW.c.used_before, _DRAW.c.amount)
            .join(_CONSIGNMENT, _CONSIGNMENT.c.id == _DRAW.c.consignment_id)
            .where(_DRAW.c.run_id == run, _DRAW.c.state == DECLINED).order_by(_CONSIGNMENT.c.ordinal)
        )  # fmt: skip
        with self._reading() as connection:
            for consignment, reference, year, used, amount in connection.execute(query):
                yield Declined(consignment, reference, year, Decimal(used) / _FEN, Decimal(amount) / _FEN)

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(**{READING: True})
