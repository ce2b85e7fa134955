from __future__ import annotations

import pytest

from douane.hub.applying import OVERAGE, applied, as_announced, folded, overage
from douane.hub.events import Kind, clock_set
from douane.hub.parcel import Around, Customs, Status, status_of, why_it_stays
from tests.hub.made import at, make_event, make_parcel

PRESENTED = Around(landed_at=at(-60), presented_at=at(-30))


def after(*kinds: Kind, **parcel: object):  # type: ignore[no-untyped-def]
    return folded(make_parcel(**parcel), [make_event(kind, minutes=i, place="L1") for i, kind in enumerate(kinds)])


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ((), Status.EXPECTED),
        ((Kind.FOUND,), Status.IN_TS),
        ((Kind.FOUND, Kind.DECLARED), Status.DECLARED),
        ((Kind.FOUND, Kind.DECLARED, Kind.REJECTED), Status.IN_TS),
        ((Kind.FOUND, Kind.DECLARED, Kind.SELECTED), Status.SELECTED),
        ((Kind.FOUND, Kind.DECLARED, Kind.SELECTED, Kind.RELEASED), Status.RELEASED),
        ((Kind.FOUND, Kind.DECLARED, Kind.RELEASED, Kind.HELD), Status.HELD),
        ((Kind.FOUND, Kind.TRANSIT), Status.TRANSIT),
        ((Kind.FOUND, Kind.REEXPORTED), Status.REEXPORT),
        ((Kind.FOUND, Kind.ABANDONED), Status.ABANDONED),
        ((Kind.FOUND, Kind.ABANDONED, Kind.DESTROYED), Status.DESTROYED),
        ((Kind.FOUND, Kind.DECLARED, Kind.SEIZED), Status.SEIZED),
        ((Kind.FOUND, Kind.DECLARED, Kind.RELEASED, Kind.LOADED, Kind.DISPATCHED), Status.EXITED),
    ],
)
def test_events_lead_to_a_status(kinds: tuple[Kind, ...], status: Status) -> None:
    assert status_of(after(*kinds), PRESENTED) is status


def test_a_parcel_that_was_found_is_not_in_storage_before_its_waybill_is_presented() -> None:
    assert status_of(after(Kind.FOUND), Around()) is Status.ARRIVED


@pytest.mark.parametrize(
    "kinds",
    [
        (Kind.FOUND,),
        (Kind.FOUND, Kind.DECLARED),
        (Kind.FOUND, Kind.DECLARED, Kind.SELECTED),
        (Kind.FOUND, Kind.DECLARED, Kind.RELEASED, Kind.HELD),
        (Kind.FOUND, Kind.DECLARED, Kind.RELEASED, Kind.SEIZED),
        (Kind.DECLARED, Kind.RELEASED),
    ],
)
def test_nothing_leaves_without_a_status_that_allows_it(kinds: tuple[Kind, ...]) -> None:
    parcel = after(*kinds)
    step = applied(parcel, make_event(Kind.LOADED, minutes=90, place="TRUCK"))
    assert step.refused
    assert step.alarm
    assert step.parcel == parcel
    assert why_it_stays(parcel)


def test_a_hold_on_a_loaded_parcel_calls_it_off_the_truck() -> None:
    loaded = after(Kind.FOUND, Kind.DECLARED, Kind.RELEASED, Kind.LOADED)
    step = applied(loaded, make_event(Kind.HELD, reason="customs rang", minutes=9))
    assert step.alarm == "take P1 off truck L1"
    assert applied(step.parcel, make_event(Kind.DISPATCHED, minutes=10, place="L1")).refused


def test_a_release_cannot_come_without_a_declaration() -> None:
    assert applied(after(Kind.FOUND), make_event(Kind.RELEASED)).refused


def test_holds_are_lifted_one_by_one() -> None:
    held = folded(make_parcel(), [make_event(Kind.HELD, reason=reason) for reason in ("a", "b", "a")])
    assert held.holds == ("a", "b")
    assert applied(held, make_event(Kind.HOLD_LIFTED, reason="a")).parcel.holds == ("b",)
    assert applied(held, make_event(Kind.HOLD_LIFTED)).parcel.holds == ()


def test_an_overage_is_an_alarm_and_only_a_declaration_frees_it() -> None:
    scan = make_event(Kind.FOUND, "NEW", uld="U1")
    step = applied(overage(scan), scan)
    assert "no manifest" in (step.alarm or "")
    assert step.parcel.holds == (OVERAGE,)
    assert applied(step.parcel, make_event(Kind.HOLD_LIFTED, "NEW")).refused
    assert applied(step.parcel, make_event(Kind.DECLARED, "NEW")).parcel.holds == ()


def test_a_scanner_that_was_away_does_not_move_a_parcel_back() -> None:
    parcel = folded(make_parcel(), [make_event(Kind.FOUND, minutes=1), make_event(Kind.STORED, minutes=30, place="R9")])
    late = applied(parcel, make_event(Kind.STORED, minutes=10, place="R1")).parcel
    assert late.place == "R9"
    assert applied(parcel, make_event(Kind.FOUND, minutes=0)).parcel.found_at == at(0)


def test_a_correction_leaves_the_other_events_standing() -> None:
    events = [make_event(Kind.FOUND), make_event(Kind.DAMAGED), make_event(Kind.STORED, minutes=1, place="R1")]
    parcel = folded(make_parcel(), events)
    mended = folded(as_announced(parcel), events, {events[1].name})
    assert parcel.damaged
    assert not mended.damaged
    assert mended.place == "R1"
    assert as_announced(parcel) == make_parcel()


def test_a_clock_that_is_off_is_set_and_that_is_kept() -> None:
    event = make_event(Kind.FOUND, minutes=0)
    ahead = clock_set(event, sent_at=at(60), received_at=at(5))
    assert ahead.at == at(-55)
    assert ahead.skew == -55 * 60
    assert clock_set(event, at(5), at(5)) is event


def test_seized_goods_stay_seized() -> None:
    seized = after(Kind.FOUND, Kind.DECLARED, Kind.SEIZED)
    for kind in (Kind.DECLARED, Kind.RELEASED, Kind.TRANSIT, Kind.REEXPORTED, Kind.ABANDONED, Kind.REJECTED):
        assert applied(seized, make_event(kind)).parcel.customs is Customs.SEIZED
