"""Declarations above the limit of their message: no line is lost or doubled and every total adds up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from douane.declarations.message import IncompleteError
from douane.declarations.splitting import split_b1, split_g4, split_h1, split_h7, split_t1
from douane.domain.declared import Amount
from tests.declarations.sets import b1, g4, h1, h7, t1

_masses = st.lists(st.decimals("0.001", "999", places=3), min_size=1, max_size=40)


@settings(max_examples=200, deadline=None)
@given(_masses, st.integers(1, 12), st.decimals("0", "500", places=2))
def test_parts_of_h7_add_up(masses: list[Decimal], most: int, costs: Decimal) -> None:
    whole = h7()
    items = tuple(
        replace(whole.items[0], number=i, gross_mass=mass, intrinsic_value=Amount(Decimal(i), "EUR"))
        for i, mass in enumerate(masses, start=1)
    )
    whole = replace(whole, items=items, gross_mass=sum(masses, Decimal(0)), transport_costs=Amount(costs, "EUR"))
    parts = split_h7(whole, most)
    assert [item.intrinsic_value for part in parts for item in part.items] == [item.intrinsic_value for item in items]
    assert all(
        len(part.items) <= most and [i.number for i in part.items] == list(range(1, len(part.items) + 1)) for part in parts
    )
    assert sum(part.gross_mass for part in parts) == whole.gross_mass
    assert sum(part.transport_costs.amount for part in parts if part.transport_costs) == costs
    assert len({part.lrn for part in parts}) == len(parts)


@settings(max_examples=200, deadline=None)
@given(_masses, st.integers(1, 12))
def test_parts_of_h1_and_b1_add_up(masses: list[Decimal], most: int) -> None:
    prices = [Decimal(i) for i in range(1, len(masses) + 1)]
    goods = [replace(h1().items[0], gross_mass=m, invoiced=p) for m, p in zip(masses, prices, strict=True)]
    entry = replace(h1(), items=tuple(goods), gross_mass=sum(masses, Decimal(0)), invoiced=sum(prices, Decimal(0)))
    parts = split_h1(entry, most)
    assert sum(part.gross_mass for part in parts) == entry.gross_mass
    assert sum(part.invoiced for part in parts) == entry.invoiced
    assert [item.invoiced for part in parts for item in part.items] == prices
    leaving = [replace(b1().items[0], gross_mass=m) for m in masses]
    export = replace(b1(), items=tuple(leaving), gross_mass=sum(masses, Decimal(0)), invoiced=sum(prices, Decimal(0)))
    exports = split_b1(export, prices, most)
    assert sum(part.gross_mass for part in exports) == export.gross_mass
    assert sum(part.invoiced or Decimal(0) for part in exports) == export.invoiced
    assert sum(len(part.items) for part in exports) == len(masses)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=20), st.integers(1, 5), st.integers(6, 15))
def test_parts_of_t1_and_g4_keep_parcels_whole(sizes: list[int], most_houses: int, most_lines: int) -> None:
    house = t1().houses[0]
    houses = tuple(replace(house, ucr=f"P{i}", items=house.items * size) for i, size in enumerate(sizes))
    whole = replace(t1(), houses=houses, gross_mass=house.gross_mass * len(houses))
    parts = split_t1(whole, most_houses, most_lines)
    assert [one.ucr for part in parts for one in part.houses] == [one.ucr for one in houses]
    assert sum(part.gross_mass for part in parts) == whole.gross_mass
    for part in parts:
        numbers = [item.declaration_number for one in part.houses for item in one.items]
        assert len(part.houses) <= most_houses
        assert len(numbers) <= most_lines
        assert len(parts) == 1 or numbers == list(range(1, len(numbers) + 1))
    stored = replace(g4(), houses=g4().houses * len(sizes), gross_mass=g4().gross_mass * len(sizes))
    assert sum(part.gross_mass for part in split_g4(stored, most_houses)) == stored.gross_mass


def test_the_limits_are_those_of_the_messages() -> None:
    assert [len(part.items) for part in split_h7(replace(h7(), items=h7().items * 10_000))] == [9_999, 1]
    assert [len(part.items) for part in split_h1(replace(h1(), items=h1().items * 1_000))] == [999, 1]
    assert [len(p.items) for p in split_b1(replace(b1(), items=b1().items * 999), [Decimal(1)] * 999)] == [999]
    house = t1().houses[0]
    assert [len(part.houses) for part in split_t1(replace(t1(), houses=(house,) * 2_000))] == [1_999, 1]


def test_a_parcel_above_the_limit_of_transit_is_refused_by_name() -> None:
    house = t1().houses[0]
    with pytest.raises(IncompleteError, match="LX638558603CN has 2000 items"):
        split_t1(replace(t1(), houses=(replace(house, items=house.items * 2_000),)))


def test_export_without_gross_masses_cannot_be_split() -> None:
    whole = replace(b1(), items=(replace(b1().items[0], gross_mass=None),) * 3)
    with pytest.raises(IncompleteError, match="gross mass of each"):
        split_b1(whole, [Decimal(1)] * 3, 2)
