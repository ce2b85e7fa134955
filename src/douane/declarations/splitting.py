"""Declarations with more lines than their message takes become several; totals of the parts add up to the whole.

H7 takes 9,999 items, H1 and CC515C 999, CC015C 1,999 items and house consignments, G4 99,999 house consignments.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from douane.declarations import b1_xml, g4_xml, h1_xml, t1_xml
from douane.declarations.message import IncompleteError
from douane.declarations.t1_dataset import renumbered
from douane.domain.b1 import B1
from douane.domain.declared import Amount
from douane.domain.h1 import H1
from douane.domain.h7 import H7
from douane.domain.numbers import split_by_share
from douane.domain.storage import G4
from douane.domain.t1 import T1, HouseConsignment

MOST_H7_ITEMS = 9_999
_T = TypeVar("_T")


def split_h7(h7: H7, most: int = MOST_H7_ITEMS) -> tuple[H7, ...]:
    """The data set in parts of at most `most` items; transport costs of the whole follow the values."""
    parts = _cut(h7.items, most)
    if len(parts) == 1:
        return (h7,)
    values = [sum((item.intrinsic_value.amount for item in part), Decimal(0)) for part in parts]
    costs: Sequence[Amount | None] = [None] * len(parts)
    if h7.transport_costs:
        shares = split_by_share(h7.transport_costs.amount, values)
        costs = [Amount(share, h7.transport_costs.currency) for share in shares]
    return tuple(
        replace(
            h7,
            lrn=part_lrn(h7.lrn, i),
            gross_mass=_sum(item.gross_mass for item in part),
            transport_costs=costs[i],
            items=tuple(replace(item, number=place) for place, item in enumerate(part, start=1)),
        )
        for i, part in enumerate(parts)
    )


def split_h1(h1: H1, most: int = h1_xml.MOST_ITEMS) -> tuple[H1, ...]:
    """The data set in parts of at most `most` items."""
    parts = _cut(h1.items, most)
    if len(parts) == 1:
        return (h1,)
    return tuple(
        replace(
            h1,
            lrn=part_lrn(h1.lrn, i),
            gross_mass=_sum(item.gross_mass for item in part),
            invoiced=_sum(item.invoiced for item in part),
            items=tuple(replace(item, number=place) for place, item in enumerate(part, start=1)),
        )
        for i, part in enumerate(parts)
    )


def split_b1(b1: B1, prices: Sequence[Decimal], most: int = b1_xml.MOST_ITEMS) -> tuple[B1, ...]:
    """The data set in parts of at most `most` items; `prices` are the invoiced amounts of its items.

    Raises `IncompleteError` where the gross mass of an item is not known, so that no part could state its own.
    """
    parts = _cut(b1.items, most)
    if len(parts) == 1:
        return (b1,)
    if any(item.gross_mass is None for item in b1.items):
        raise IncompleteError("18 04", f"more than {most} items are split, which needs the gross mass of each")
    return tuple(
        replace(
            b1,
            lrn=part_lrn(b1.lrn, i),
            gross_mass=_sum(item.gross_mass or Decimal(0) for item in part),
            invoiced=_sum(prices[i * most : i * most + len(part)]),
            items=tuple(replace(item, number=place) for place, item in enumerate(part, start=1)),
        )
        for i, part in enumerate(parts)
    )


def split_t1(t1: T1, most_houses: int = t1_xml.MOST_HOUSES, most_lines: int = t1_xml.MOST_LINES) -> tuple[T1, ...]:
    """The data set in parts that keep whole parcels together. Raises `IncompleteError` for a parcel above the limit."""
    parts: list[list[HouseConsignment]] = [[]]
    lines = 0
    for house in t1.houses:
        if len(house.items) > most_lines:
            raise IncompleteError("11 03", f"{house.ucr} has {len(house.items)} items; a declaration takes {most_lines}")
        if parts[-1] and (len(parts[-1]) == most_houses or lines + len(house.items) > most_lines):
            parts.append([])
            lines = 0
        parts[-1].append(house)
        lines += len(house.items)
    if len(parts) == 1:
        return (t1,)
    return tuple(
        renumbered(
            replace(t1, lrn=part_lrn(t1.lrn, i), gross_mass=_sum(house.gross_mass for house in part), houses=tuple(part))
        )
        for i, part in enumerate(parts)
    )


def split_g4(g4: G4, most: int = g4_xml.MOST_HOUSES) -> tuple[G4, ...]:
    """The data set in parts of at most `most` house consignments."""
    parts = _cut(g4.houses, most)
    if len(parts) == 1:
        return (g4,)
    return tuple(
        replace(g4, lrn=part_lrn(g4.lrn, i), gross_mass=_sum(house.gross_mass for house in part), houses=part)
        for i, part in enumerate(parts)
    )


def part_lrn(lrn: str, place: int) -> str:
    """The LRN of a part: the drawn one for the first, with the count of the part behind it for those after."""
    return lrn if place == 0 else f"{lrn}-{place + 1}"


def _cut(values: Sequence[_T], most: int) -> list[tuple[_T, ...]]:
    return [tuple(values[start : start + most]) for start in range(0, len(values), most)] or [()]


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0))
