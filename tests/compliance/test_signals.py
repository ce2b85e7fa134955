"""Signals across consignments order the queue of those to look at, each with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from douane.compliance.price_history import PaidBefore, PriceHistory
from douane.compliance.signals import Bounds, Priced, PricedItem, Suspicion, priced, review_queue
from tests.compliance.cases import LAW, case_of, parcel
from tests.conftest import TODAY

BOUNDS = Bounds.of(LAW.on(TODAY))
ITEM = PricedItem("610910", "CN", "t-shirt of cotton", Decimal("20.37"), Decimal("0.2"), Decimal(1))


def one(number: int, **changes: object) -> Priced:
    value = changes.pop("worth", "20.37")
    item = replace(ITEM, value=Decimal(str(value)), words=str(changes.pop("words", ITEM.words)))
    plain = Priced(f"P{number:03}", "muster trading", f"person {number}", date(2026, 11, 22), None, item.value, (item,))
    return replace(plain, **changes)  # type: ignore[arg-type]


def names(queue: tuple[Suspicion, ...]) -> set[str]:
    return {signal.name for suspicion in queue for signal in suspicion.signals}


def test_ordinary_parcels_are_not_in_the_queue() -> None:
    assert review_queue([one(i, worth=f"{10 + i}.{i:02}") for i in range(30)], BOUNDS) == ()


@pytest.mark.parametrize(("near", "fires"), [(5, True), (4, False)])
def test_cluster_below_the_limit(near: int, *, fires: bool) -> None:
    batch = [one(i, worth=f"148.{i:02}") for i in range(near)] + [one(50 + i, worth=f"{10 + i}.{i:02}") for i in range(20)]
    assert ("cluster below the limit" in names(review_queue(batch, BOUNDS))) is fires


def test_cluster_is_a_share_and_not_a_count() -> None:
    batch = [one(i, worth=f"148.{i:02}") for i in range(5)] + [one(50 + i, worth=f"{10 + i}.{i:02}") for i in range(21)]
    assert names(review_queue(batch, BOUNDS)) == set()


def test_an_order_split_under_the_limit() -> None:
    split = [one(1, worth="80.10", consignee="x"), one(2, worth="80.20", consignee="x")]
    [first, second] = review_queue(split, BOUNDS)
    assert {first.reference, second.reference} == {"P001", "P002"}
    assert first.signals[0].because == "2 parcels to one consignee on one day, EUR 160.30 together"
    assert review_queue([split[0], replace(split[1], day=date(2026, 11, 23))], BOUNDS) == ()
    assert review_queue([split[0], replace(split[1], value=Decimal("69.90"))], BOUNDS) == ()


def test_one_price_for_different_goods() -> None:
    same = [one(i, worth="9.99", words=f"goods {i % 3}") for i in range(8)]
    assert "constant value" in names(review_queue(same, BOUNDS))
    assert "constant value" not in names(review_queue([one(i, worth="9.99") for i in range(8)], BOUNDS))
    assert "constant value" not in names(review_queue(same[:7], BOUNDS))


def test_round_values() -> None:
    assert "round values" in names(review_queue([one(i, worth=str(10 + i)) for i in range(8)], BOUNDS))
    assert "round values" not in names(review_queue([one(i, worth=f"{10 + i}.50") for i in range(8)], BOUNDS))


def test_value_that_is_hardly_one() -> None:
    assert "token value" in names(review_queue([one(1, worth="1.00")], BOUNDS))
    assert "token value" not in names(review_queue([one(1, worth="1.01")], BOUNDS))


def test_weight_against_pieces() -> None:
    heavy, light = replace(ITEM, pieces=Decimal(200)), replace(ITEM, pieces=Decimal(201))
    assert "weight" in names(review_queue([one(1, items=(light,))], BOUNDS))
    assert "weight" not in names(review_queue([one(1, items=(heavy,))], BOUNDS))


def test_low_price_by_earlier_ones() -> None:
    history = PriceHistory.of(PaidBefore("610910", "CN", Decimal(price)) for price in range(290, 311))
    [found] = review_queue([one(1)], BOUNDS, history)
    assert found.signals[0].name == "low price"
    assert review_queue([one(1, worth="60.37")], BOUNDS, history) == ()


def test_one_ioss_number_under_many_shippers() -> None:
    batch = [one(i, worth=f"{10 + i}.{i:02}", shipper=f"shop {i}", ioss="IM0561234567") for i in range(51)]
    assert "shared IOSS number" in names(review_queue(batch, BOUNDS))
    assert review_queue(batch[:50], BOUNDS) == ()


def test_the_queue_is_ordered_by_score_and_then_by_reference() -> None:
    batch = [
        one(3, worth="0.50"),
        one(1, worth="80.10", consignee="x"),
        one(2, worth="80.20", consignee="x"),
        one(4, worth="0.40"),
    ]
    queue = review_queue(batch, BOUNDS)
    assert [s.reference for s in queue] == ["P001", "P002", "P003", "P004"]
    assert [s.score for s in queue] == [45, 45, 25, 25]


def test_a_score_has_a_ceiling() -> None:
    worst = one(1, items=(replace(ITEM, value=Decimal(0), pieces=Decimal(999), codes_far=True),) * 3)
    assert review_queue([worst], BOUNDS)[0].score == 100


def test_a_case_gives_what_the_signals_need() -> None:
    case = case_of(parcel())
    got = priced(case.consignment, case.decisions, case.assessment)
    assert got.items == (
        PricedItem("610910", "CN", "women's t-shirt of cotton", Decimal("20.00"), Decimal("0.18"), Decimal(1)),
    )
    assert got.value == Decimal("20.00")


def test_a_description_that_leads_to_another_chapter() -> None:
    case = case_of(parcel())
    far, near = (priced(case.consignment, case.decisions, case.assessment, [code]) for code in ("640411", "610990"))
    assert names(review_queue([far], BOUNDS)) == {"misdescription"}
    assert review_queue([near], BOUNDS) == ()
