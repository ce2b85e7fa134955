"""Goods lines that were assessed: kept with their outcome, asked for as earlier prices and as the lines of a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from douane.store import decision_tables, tables
from douane.store.database import READING

_SEEN: Any = decision_tables.Seen.__table__  # type: ignore[attr-defined]
_CONSIGNMENT: Any = tables.Consignment.__table__  # type: ignore[attr-defined]
_RUN: Any = tables.Run.__table__  # type: ignore[attr-defined]
_NEWEST = 200_000
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A goods line: whose it is, what it is, its price in euro, its mass in kilograms, its pieces.

    `total` is the intrinsic value of the whole consignment, `consignee` a digest, `far` says that the description leads to
    another chapter than the code given.
    """

    item: int
    shipper: str
    consignee: str
    day: str | None
    ioss: str | None
    total: Decimal | None
    hs6: str | None
    origin: str | None
    words: str
    value: Decimal | None
    mass: Decimal | None
    pieces: Decimal | None
    far: bool


@dataclass(frozen=True, slots=True)
class EarlierPrice:
    """A price paid before: HS subheading, origin, euro, kilograms."""

    hs6: str
    origin: str
    value: Decimal
    mass: Decimal


def keep_seen(connection: Connection, run: int, lines: Sequence[tuple[int, Sequence[SeenLine]]]) -> None:
    """Replace the lines of consignments (row, lines) within the transaction that keeps their outcomes."""
    rows = [_row(run, consignment, line) for consignment, seen in lines for line in seen]
    numbers = [consignment for consignment, _ in lines]
    for start in range(0, len(numbers), 500):
        connection.execute(delete(_SEEN).where(_SEEN.c.consignment_id.in_(numbers[start : start + 500])))
    if rows:
        connection.execute(insert(_SEEN), rows)


def _row(run: int, consignment: int, line: SeenLine) -> dict[str, Any]:
    return {
        "consignment_id": consignment, "item": line.item, "run_id": run, "shipper": _plain(line.shipper),
        "consignee": line.consignee, "day": line.day, "ioss": line.ioss, "total": _text(line.total), "hs6": line.hs6,
        "origin": line.origin, "words": _plain(line.words), "value": _text(line.value), "mass": _text(line.mass),
        "pieces": _text(line.pieces), "far": line.far,
    }  # fmt: skip


def _plain(text: str) -> str:
    # PostgreSQL has no text with a NUL in it.
    return text.replace("\0", "")


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _line(cells: Sequence[Any]) -> SeenLine:
    item, shipper, consignee, day, ioss, total, hs6, origin, words, *numbers, far = cells
    value, mass, pieces = map(_number, numbers)
    return SeenLine(item, shipper, consignee, day, ioss, _number(total), hs6, origin, words, value, mass, pieces, bool(far))


class Prices:
    """The goods lines of the store, over an engine of `database.connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_run(self, run: int) -> Iterator[tuple[int, str, SeenLine]]:
        """The lines that a run assessed, with row and reference of their consignment, in the order of the manifest."""
        names = (
            "item",
            "shipper",
            "consignee",
            "day",
            "ioss",
            "total",
            "hs6",
            "origin",
            "words",
            "value",
            "mass",
            "pieces",
        )
        query = (
            select(_CONSIGNMENT.c.id, _CONSIGNMENT.c.reference, *(_SEEN.c[name] for name in names), _SEEN.c.far)
            .join(_CONSIGNMENT, _CONSIGNMENT.c.id == _SEEN.c.consignment_id)
            .where(_SEEN.c.run_id == run).order_by(_CONSIGNMENT.c.ordinal, _SEEN.c.item)
        )  # fmt: skip
        with self._reading() as connection:
            for row, reference, *cells in connection.execution_options(yield_per=_BATCH).execute(query):
                yield int(row), str(reference), _line(cells)

    def before(self, run: int) -> Iterator[EarlierPrice]:
        """Prices of other manifests than that of a run, the newest 200,000."""
        mine = select(_RUN.c.manifest_id).where(_RUN.c.id == run).scalar_subquery()
        query = (
            select(_SEEN.c.hs6, _SEEN.c.origin, _SEEN.c.value, _SEEN.c.mass)
            .join(_CONSIGNMENT, _CONSIGNMENT.c.id == _SEEN.c.consignment_id)
            .where(_CONSIGNMENT.c.manifest_id != mine, _SEEN.c.hs6.is_not(None), _SEEN.c.value.is_not(None),
                   _SEEN.c.mass.is_not(None))
            .order_by(_SEEN.c.consignment_id.desc(), _SEEN.c.item).limit(_NEWEST)
        )  # fmt: skip
        with self._reading() as connection:
            for hs6, origin, value, mass in connection.execution_options(yield_per=_BATCH).execute(query):
                if Decimal(mass) > 0 and Decimal(value) > 0:
                    yield EarlierPrice(hs6, origin or "", Decimal(value), Decimal(mass))

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(**{READING: True})
