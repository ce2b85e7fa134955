from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from douane.hub.clocks import PROMISES, clocks_of, late, percentiles
from douane.hub.events import Kind
from douane.hub.outturn import Difference, of_uld, of_waybill
from douane.hub.parcel import Around, Customs
from douane.hub.sorting import PlanError, read_plan, sorted_to
from douane.hub.storage import lot_of, may_notify_reexport, storage_clock, storage_record
from douane.reference.law import Law
from tests.hub.made import at, make_event, make_parcel

FOUND = {"found_at": at(0), "found_uld": "U1"}


def test_an_outturn_names_every_difference() -> None:
    parcels = [
        make_parcel("fine", **FOUND),
        make_parcel("missing"),
        make_parcel("hurt", **FOUND, damaged=True),
        make_parcel("strayed", found_at=at(0), found_uld="U2"),
        make_parcel("came-later", found_at=at(0), found_uld="U9"),
        make_parcel("guest", uld="U2", **FOUND),
        make_parcel("surplus", uld="", unexpected=True, **FOUND),
    ]
    outturn = of_uld("U1", "F1", parcels, {"U2": "F1", "U9": "F9"}, {("missing", "shortage"): "carrier told"})
    assert {(d.parcel, d.difference) for d in outturn.discrepancies} == {
        ("missing", Difference.SHORTAGE), ("hurt", Difference.DAMAGE), ("strayed", Difference.MISSORT),
        ("came-later", Difference.PART_SHIPMENT), ("guest", Difference.MISSORT), ("surplus", Difference.OVERAGE),
    }  # fmt: skip
    assert (outturn.expected_pieces, outturn.found_pieces) == (5, 4)
    assert "missing" not in {d.parcel for d in outturn.open}
    assert len(outturn.open) == 5


def test_a_note_on_one_difference_does_not_settle_another() -> None:
    strayed = make_parcel("strayed", found_at=at(0), found_uld="U2")
    assert of_uld("U1", "F1", [strayed], {"U2": "F1"}, {("strayed", "shortage"): "told"}).open


def test_the_outturn_of_a_waybill_counts_wherever_parcels_were_found() -> None:
    outturn = of_waybill("W1", [make_parcel("a", found_at=at(0), found_uld="U7"), make_parcel("b")], {})
    assert [(d.parcel, d.difference) for d in outturn.discrepancies] == [("b", Difference.SHORTAGE)]
    assert outturn.found_mass == Decimal("0.5")


@pytest.mark.parametrize(
    ("days", "warning", "over"),
    [
        (0, None, False),
        (59, None, False),
        (60, 60, False),
        (74, 60, False),
        (75, 75, False),
        (85, 85, False),
        (90, 85, False),
        (91, 85, True),
    ],
)
def test_the_storage_clock_warns_and_ends(law: Law, days: int, warning: int | None, over: bool) -> None:
    began = datetime(2026, 8, 1, 22, 30, tzinfo=UTC)
    on = began.date() + timedelta(days=days)
    clock = storage_clock(began, on, law.on(on))
    assert (clock.days, clock.warning, clock.over) == (days, warning, over)
    assert clock.last_day == date(2026, 10, 30)


def test_a_notification_of_reexport_suffices_for_fourteen_days(law: Law) -> None:
    began = datetime(2026, 11, 1, tzinfo=UTC)
    assert may_notify_reexport(began, date(2026, 11, 15), law.on(date(2026, 11, 15)))
    assert not may_notify_reexport(began, date(2026, 11, 16), law.on(date(2026, 11, 16)))


def test_a_lot_is_drawn_reserved_missing_or_available() -> None:
    here = [replace(make_parcel(str(c)), customs=c, found_at=at(0)) for c in Customs]
    lot = lot_of("W1", [*here, make_parcel("never came")])
    assert (lot.total, lot.drawn, lot.reserved, lot.missing) == (10, 5, 2, 1)
    assert lot.remaining == lot.available + lot.reserved == 4


def test_the_storage_record_holds_what_article_116_asks_for() -> None:
    events = [
        make_event(Kind.FOUND, minutes=1, uld="U1", place="breakdown"), make_event(Kind.STORED, minutes=2, place="R1"),
        make_event(Kind.DAMAGED, minutes=3), make_event(Kind.MOVED, minutes=4, place="Example Storage B"),
    ]  # fmt: skip
    parcel = replace(make_parcel(house="H1", mrn="26BE1"), found_at=at(1))
    record = storage_record(parcel, Around(at(-9), at(-5)), events, "26BE000000TSD")
    assert record.documents == ("W1", "H1", "26BE1")
    assert [place for _, place in record.places] == ["breakdown", "R1"]
    assert [what for _, what in record.handling] == ["damaged"]
    assert [where for _, where in record.facilities] == ["Example Storage B"]
    assert record.ended is None


NOON = datetime(2026, 11, 22, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "lane"),
    [
        ({"customs": Customs.RELEASED}, "BE"),
        ({"customs": Customs.RELEASED, "destination": "SE"}, "NORTH"),
        ({"customs": Customs.RELEASED, "destination": "CH"}, "NEXT"),
        ({"customs": Customs.RELEASED, "holds": ("x",)}, "HOLD"),
        ({"customs": Customs.SELECTED}, "CUSTOMS"),
        ({"customs": Customs.DECLARED}, "STORE"),
        ({"customs": Customs.TRANSIT}, "T1"),
        ({"customs": Customs.SEIZED}, "HOLD"),
    ],
)
def test_the_shipped_plan_sends_each_status_to_its_lane(changes: dict[str, object], lane: str) -> None:
    parcel = make_parcel(**{**FOUND, **changes})
    assert sorted_to(parcel, Around(at(-9), at(-5)), read_plan(), NOON).lane == lane


def test_after_the_cut_off_the_next_line_takes_it_and_a_wrong_lane_is_told() -> None:
    parcel = make_parcel(**FOUND, customs=Customs.RELEASED)
    night = datetime(2026, 11, 22, 20, 31, tzinfo=UTC)  # 21:31 at the hub
    assert sorted_to(parcel, Around(at(-9), at(-5)), read_plan(), night).lane == "NEXT"
    assert sorted_to(parcel, Around(at(-9), at(-5)), read_plan(), NOON, "NL").misrouted == "NL"
    assert sorted_to(parcel, Around(at(-9), at(-5)), read_plan(), NOON, "BE").misrouted is None


@pytest.mark.parametrize(
    "text",
    ["", "[]", "- {colour: red}", "- {lane: A, status: [NONE]}", "- {lane: A, cut_off: late}", "- {lane: A, lanes: B}"],
)
def test_a_broken_plan_is_told_in_words(tmp_path: Path, text: str) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(text)
    with pytest.raises(PlanError, match="plan"):
        read_plan(plan)


def test_a_release_before_the_presentation_is_no_time_of_zero() -> None:
    parcel = make_parcel(**FOUND, released_at=at(-20), out_at=at(300))
    clocks = clocks_of(parcel, Around(at(-60), at(-10)))
    assert clocks.legs[1].prelodged
    assert clocks.legs[1].took is None
    assert clocks.legs[2].start == at(-10)
    assert clocks.total.took == timedelta(hours=6)
    assert clocks.within(PROMISES[0])


@pytest.mark.parametrize(
    ("changes", "around", "why"),
    [
        ({}, Around(), "the flight has not landed"),
        ({}, Around(at(0)), "not found in the breakdown yet"),
        (FOUND, Around(at(0)), "not presented to customs"),
        ({**FOUND, "customs": Customs.SELECTED}, Around(at(0), at(1)), "customs: selected"),
        ({**FOUND, "customs": Customs.RELEASED}, Around(at(0), at(1)), "waits for a truck"),
    ],
)
def test_what_blocks_a_parcel_is_named(changes: dict[str, object], around: Around, why: str) -> None:
    clocks = clocks_of(make_parcel(**changes), around)
    assert clocks.blocked_by == why
    assert late(clocks, at(60 * 25), PROMISES[0]) == (around.landed_at is not None)


def test_percentiles_are_nearest_ranks_of_what_was_measured() -> None:
    clocks = [clocks_of(make_parcel(str(n), out_at=at(n * 60)), Around(at(0), at(1))) for n in range(1, 101)]
    found = percentiles([*clocks, clocks_of(make_parcel("open"), Around(at(0)))], lambda _: "all")[0]
    assert (found.measured, found.p50, found.p95) == (100, timedelta(hours=50), timedelta(hours=95))
    assert found.within == (24, 72)
