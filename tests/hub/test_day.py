from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from douane.hub.events import Kind
from douane.hub.simulating import simulated_day
from douane.pipeline.hub import announce, on_truck, record, scan_at_sorter
from douane.pipeline.hub_day import ending, play
from douane.store.database import connect
from douane.store.hub import HubStore
from tests.hub.made import at, make_event, make_parcel

START = datetime(2026, 11, 22, 3, tzinfo=UTC)
Cli = Callable[..., tuple[int, str, str]]


def hub(home: Path, name: str = "hub") -> HubStore:
    return HubStore(connect(f"sqlite:///{home / name}.sqlite"))


def test_a_simulated_day_ends_with_every_parcel_in_one_state_twice_alike(home: Path) -> None:
    day = simulated_day(3, START, parcels=2500, flights=2)
    first = hub(home, "first")
    ended = ending(first, *play(first, day))
    assert ended.parcels == sum(ended.statuses.values()) >= 2500
    assert ended.stock == ended.scanned
    assert ended.open_discrepancies == 0
    assert set(ended.ulds) == {"closed"}
    assert {"shortage", "mis-sort", "damage"} <= set(ended.discrepancies)
    surplus = ended.discrepancies.get("overage", 0)
    assert ended.parcels == 2500 + surplus
    second = hub(home, "second")
    assert ending(second, *play(second, simulated_day(3, START, parcels=2500, flights=2))).digest == ended.digest


def test_another_seed_is_another_day() -> None:
    assert simulated_day(1, START, parcels=50, flights=1) != simulated_day(2, START, parcels=50, flights=1)


def test_a_truck_waits_until_what_may_not_leave_is_off(home: Path) -> None:
    store = hub(home)
    announce(store, [make_parcel("A"), make_parcel("B")])
    for name in "AB":
        record(
            store, [make_event(k, name, place="T9") for k in (Kind.FOUND, Kind.DECLARED, Kind.RELEASED, Kind.LOADED)], at(5)
        )
    record(store, [make_event(Kind.HELD, "B", reason="recall")], at(6))
    go = record(store, [make_event(Kind.DISPATCHED, "T9", place="T9")], at(7))[0]
    assert "B is held: recall" in (go.refused or "")
    assert [why for _, why in on_truck(store, "T9")] == [None, "is held: recall"]
    record(store, [make_event(Kind.UNLOADED, "B")], at(8))
    assert (
        record(store, [make_event(Kind.DISPATCHED, "T9", 9, place="T9", reason="J. Voorbeeld")], at(9))[0].refused is None
    )
    left = store.reading(lambda h: h.parcels(["A", "B"]))
    assert left["A"].out_at == at(9)
    assert left["B"].out_at is None
    assert store.reading(lambda h: h.events_of("A"))[-1].reason == "J. Voorbeeld"


def test_a_scan_in_a_closed_unit_opens_it_again(home: Path) -> None:
    store = hub(home)
    announce(store, [make_parcel("A"), make_parcel("G", uld="U2")])
    kinds = (Kind.ULD_RECEIVED, Kind.ULD_OPENED)
    record(
        store,
        [*(make_event(k, "U1") for k in kinds), make_event(Kind.FOUND, "A", uld="U1"), make_event(Kind.ULD_CLOSED, "U1")],
        at(1),
    )
    answer = record(store, [make_event(Kind.FOUND, "G", uld="U1")], at(2))[0]
    assert "U1 was closed and is open again" in (answer.alarm or "")
    refused = record(store, [make_event(Kind.ULD_CLOSED, "U1")], at(3))[0]
    assert "G mis-sort" in (refused.refused or "")


def test_the_sorter_answers_and_holds_what_nobody_announced(home: Path) -> None:
    from douane.hub.sorting import read_plan

    store = hub(home)
    announce(store, [make_parcel("A")])
    record(store, [make_event(k, "A") for k in (Kind.FOUND, Kind.DECLARED, Kind.RELEASED)], at(1))
    assert scan_at_sorter(store, make_event(Kind.SORTED, "A"), read_plan(), at(2)).lane == "BE"
    assert scan_at_sorter(store, make_event(Kind.SORTED, "A", place="FR"), read_plan(), at(3)).misrouted == "FR"
    assert scan_at_sorter(store, make_event(Kind.SORTED, "?"), read_plan(), at(4)).lane == "HOLD"
    assert store.reading(lambda h: h.parcels(["A", "?"]))["?"].unexpected


def test_the_queue_of_a_scanner_is_replayed_in_order_and_only_once(home: Path, run_cli: Cli, tmp_path: Path) -> None:
    announce(HubStore(connect()), [make_parcel("A")])
    queue = tmp_path / "queue.jsonl"
    lines = [
        {"device": "T7", "number": n, "kind": kind, "subject": "A", "at": f"2026-11-22T10:0{n}:00+01:00", "place": "R1"}
        for n, kind in enumerate(("found", "stored", "declared", "released"), 1)
    ]
    queue.write_text("\n".join(map(json.dumps, lines)))
    code, out, _ = run_cli("hub", "events", queue, "--json")
    assert code == 0
    assert [a["again"] for a in json.loads(out)] == [False] * 4
    code, out, err = run_cli("hub", "events", queue, "--json")
    assert code == 0
    assert all(a["again"] for a in json.loads(out))
    assert "4 known before" in err
    code, out, _ = run_cli("hub", "parcel", "A", "--json")
    assert json.loads(out)["status"] == "RELEASED"
    assert len(json.loads(out)["events"]) == 4
    assert "A,W1,U" not in run_cli("hub", "release-list", "--partner", "nobody")[1]
    assert run_cli("hub", "release-list")[1].count("\n") == 2


def test_a_line_that_is_no_event_is_told_with_its_number(run_cli: Cli, tmp_path: Path) -> None:
    queue = tmp_path / "queue.jsonl"
    queue.write_text('{"device": "T7"}')
    code, _, err = run_cli("hub", "events", queue)
    assert code == 3
    assert "Line 1 is no event" in err


def test_units_close_from_the_command_line_only_when_settled(run_cli: Cli) -> None:
    store = HubStore(connect())
    announce(store, [make_parcel("A"), make_parcel("B")])
    record(
        store,
        [make_event(Kind.ULD_RECEIVED, "U1"), make_event(Kind.ULD_OPENED, "U1"), make_event(Kind.FOUND, "A", uld="U1")],
        at(1),
    )
    assert run_cli("hub", "close", "U1")[0] == 1
    code, out, _ = run_cli("hub", "outturn", "U1")
    assert code == 1
    assert "shortage" in out
    assert run_cli("hub", "note", "B", "lost", "?")[0] == 2
    assert run_cli("hub", "note", "B", "shortage", "carrier told")[0] == 0
    assert run_cli("hub", "close", "U1")[0] == 0
    assert json.loads(run_cli("hub", "outturn", "W1", "--json")[1])["found_pieces"] == 1
    assert run_cli("hub", "outturn", "nothing")[0] == 2
    assert json.loads(run_cli("hub", "stock", "--json")[1])["here"] == 1
    assert run_cli("hub", "clocks", "--by", "colour")[0] == 2
    assert json.loads(run_cli("hub", "clocks", "--json")[1])[0]["measured"] == 0


def test_manifests_announce_their_parcels(run_cli: Cli) -> None:
    from tests.conftest import ROOT

    code, _, err = run_cli("hub", "expect", ROOT / "examples" / "import-200.csv", "--flight", "XY1/2026-11-22")
    assert code == 0
    assert "200 new" in err
    assert "0 new" in run_cli("hub", "expect", ROOT / "examples" / "import-200.csv")[2]
    parcel = HubStore(connect()).reading(lambda h: next(h.each_parcel())[0])
    assert parcel.flight == "XY1/2026-11-22"
    assert parcel.uld
    assert parcel.mass
