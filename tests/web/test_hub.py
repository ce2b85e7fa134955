"""The hub on a tablet: breakdown, sorting, storage, hand-over and clocks over the web."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from douane.hub.events import Event, Kind
from douane.hub.parcel import Parcel
from douane.pipeline.hub import announce, parcel_with_events, record
from douane.store.hub import HubStore
from douane.web.roles import Role
from douane.web.site import HOME_ORGANISATION, Site
from tests.press.reading import text_of
from tests.web.conftest import Visit, Visitor

FLIGHT, ULD, WAYBILL = "XY701/2026-11-22", "PMC00001XY", "999-85896694"


@pytest.fixture
def hub(site: Site) -> HubStore:
    """A hub at which a ULD with three parcels is expected."""
    store = HubStore(site.engine(HOME_ORGANISATION))
    announce(store, [_parcel(f"LX{n}") for n in (1, 2, 3)])
    return store


def _parcel(reference: str) -> Parcel:
    return Parcel(reference, FLIGHT, ULD, WAYBILL, destination="BE", partner="Example Post", mass=Decimal("1.5"))


def _state(store: HubStore, reference: str) -> Parcel:
    known = parcel_with_events(store, reference)
    assert known is not None
    return known[0]


def _broken_down(browser: Visitor, *references: str) -> None:
    for kind in ("received", "opened"):
        assert browser.send_form(f"/hub/breakdown/{kind}", subject=ULD, uld=ULD).status_code == 200
    for reference in references:
        assert browser.send_form("/hub/breakdown/found", subject=reference, uld=ULD).status_code == 200


def _released(store: HubStore, *references: str) -> None:
    now = datetime.now(UTC)  # noqa: TID251  the pages ask the clock as well
    kinds = (Kind.DECLARED, Kind.RELEASED)
    events = [Event(f"customs {r}", n, kind, r, now, "PLDA") for r in references for n, kind in enumerate(kinds)]
    assert [a.refused for a in record(store, events, now)] == [None] * len(events)


def test_a_uld_closes_when_every_discrepancy_has_an_action(hub: HubStore, visit: Visit) -> None:
    browser = visit(Role.HUB)
    _broken_down(browser, "LX1", "LX2")
    page = browser.send_form("/hub/breakdown/closed", subject=ULD, uld=ULD).text
    assert "cannot be closed" in page
    assert "LX3" in page
    noted = browser.send_form("/hub/breakdown/noted", subject="LX3", uld=ULD, place="shortage", reason="carrier told").text
    assert "carrier told" in noted
    closed = browser.send_form("/hub/breakdown/closed", subject=ULD, uld=ULD).text
    assert "cannot be closed" not in closed
    assert hub.reading(lambda h: h.uld(ULD)).state == "closed"


def test_found_expected_and_open_are_told_after_each_scan(hub: HubStore, visit: Visit) -> None:
    browser = visit(Role.HUB)
    _broken_down(browser, "LX1")
    page = browser.send_form("/hub/breakdown/found", subject="LX2", uld=ULD).text
    for name, count in (("expected", 3), ("found", 2), ("open", 1)):
        assert f'<dd id="{name}">{count}</dd>' in page


def test_an_overage_is_an_alarm(hub: HubStore, visit: Visit) -> None:
    browser = visit(Role.HUB)
    _broken_down(browser)
    page = browser.send_form("/hub/breakdown/found", subject="NOBODYS", uld=ULD).text
    assert 'class="lane amber"' in page
    assert "on no manifest" in page
    assert _state(hub, "NOBODYS").holds


def test_a_form_sent_twice_is_one_scan_and_filled_anew_another(hub: HubStore, visit: Visit) -> None:
    browser = visit(Role.HUB)
    _broken_down(browser)
    for reference in ("LX1", "LX1", "LX2"):
        browser.send_form("/hub/breakdown/found", subject=reference, uld=ULD, device="T1", number=7)
    assert len(parcel_with_events(hub, "LX1")[2]) == 1  # type: ignore[index]
    assert _state(hub, "LX2").found_at is not None


def test_the_sorter_answers_forms_and_scanners_alike(hub: HubStore, visit: Visit) -> None:
    browser = visit(Role.HUB)
    _broken_down(browser, "LX1", "LX2")
    _released(hub, "LX1")
    page = browser.send_form("/hub/sort", subject="LX2").text
    assert 'class="lane amber"' in page
    assert "STORE" in page
    headers = {"x-csrf-token": browser.csrf}
    scan = {"subject": "LX1", "device": "S1", "number": 1, "at": "2026-11-22T10:00:00+01:00"}
    answer = browser.post("/hub/sort", json=scan, headers=headers)
    assert answer.json() == {"lane": "BE", "colour": "green", "sound": "short", "because": "RELEASED", "misrouted": None}
    astray = browser.post("/hub/sort", json=scan | {"number": 2, "in": "NL"}, headers=headers)
    assert astray.json()["misrouted"] == "NL"
    assert browser.post("/hub/sort", json={"subject": "LX1", "at": "noon"}, headers=headers).status_code == 422


def _send(browser: Visitor, *events: dict[str, object]) -> list[dict[str, object]]:
    lines = "\n".join(map(json.dumps, events))
    answer = browser.post("/hub/events", content=lines, headers={"x-csrf-token": browser.csrf})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()
    return found


def test_a_scanners_queue_is_taken_in_order_and_once(hub: HubStore, visit: Visit) -> None:
    browser = visit(Role.HUB)
    _broken_down(browser)
    at = "2026-11-22T10:00:00+01:00"
    events: list[dict[str, object]] = [
        {"device": "S1", "number": n, "kind": "found", "subject": f"LX{n}", "at": at, "uld": ULD} for n in (1, 2)
    ]
    events.append({"device": "S1", "number": 3, "kind": "stored", "subject": "LX1", "at": at, "place": "A-07"})
    assert [one["again"] for one in _send(browser, *events)] == [False] * 3
    before = _state(hub, "LX1")
    assert [one["again"] for one in _send(browser, *events)] == [True] * 3
    assert _state(hub, "LX1") == before
    assert before.place == "A-07"


def test_who_scanned_is_who_signed_in(hub: HubStore, visit: Visit) -> None:
    browser = visit(Role.HUB)
    event = {
        "device": "S1",
        "number": 1,
        "kind": "found",
        "subject": "LX1",
        "at": "2026-11-22T10:00:00+01:00",
        "who": "customs",
    }
    _send(browser, event)
    assert parcel_with_events(hub, "LX1")[2][0].who == browser.email  # type: ignore[index]


@pytest.mark.parametrize("kind", ["released", "hold-lifted", "transit", "declared"])
def test_a_scanner_cannot_speak_for_customs(hub: HubStore, visit: Visit, kind: str) -> None:
    browser = visit(Role.HUB)
    event = {"device": "S1", "number": 1, "kind": kind, "subject": "LX1", "at": "2026-11-22T10:00:00+01:00"}
    answer = browser.post("/hub/events", json=event, headers={"x-csrf-token": browser.csrf})
    assert answer.status_code == 422
    assert "not for a scanner" in answer.json()["detail"]
    assert _state(hub, "LX1").customs == "none"


def test_a_scanner_cannot_undo_a_hold(hub: HubStore, visit: Visit) -> None:
    browser = visit(Role.HUB)
    browser.send_form("/hub/storage/held", subject="LX1", reason="broker asked", device="D", number=5)
    event = {"device": "S1", "number": 1, "kind": "corrected", "subject": "D/5", "at": "2026-11-22T10:00:00+01:00"}
    answer = browser.post("/hub/events", json=event, headers={"x-csrf-token": browser.csrf})
    assert answer.status_code == 422
    assert _state(hub, "LX1").holds == ("broker asked",)


def test_a_queue_with_a_line_that_cannot_be_read_is_answered_in_words(hub: HubStore, visit: Visit) -> None:
    browser = visit(Role.HUB)
    answer = browser.post("/hub/events", content="{}\n", headers={"x-csrf-token": browser.csrf})
    assert answer.status_code == 422
    assert "Line 1" in answer.json()["detail"]


def test_stock_warnings_and_a_parcels_place(hub: HubStore, visit: Visit, site: Site) -> None:
    browser = visit(Role.HUB)
    _broken_down(browser, "LX1")
    presented = site.now() - timedelta(days=76)
    record(hub, [Event("customs", 1, Kind.PRESENTED, WAYBILL, presented, "PN/TS", mrn="26BEE0000012345678")], presented)
    browser.send_form("/hub/storage/stored", subject="LX1", place="B-12")
    page = browser.get("/hub/storage?parcel=LX1").text
    assert "B-12" in page
    assert "past day 75" in page
    assert '<dd id="here">1</dd>' in page
    assert "never scanned" in browser.get("/hub/storage?parcel=NOBODYS").text


def test_a_truck_leaves_with_what_may_leave(hub: HubStore, visit: Visit) -> None:
    browser = visit(Role.HUB)
    _broken_down(browser, "LX1", "LX2")
    _released(hub, "LX1")
    refused = browser.send_form("/hub/trucks/loaded", subject="LX2", place="1-TRK-001").text
    assert 'class="lane red"' in refused
    browser.send_form("/hub/trucks/loaded", subject="LX1", place="1-TRK-001")
    listed = browser.get("/hub/release-list.csv?truck=1-TRK-001")
    assert listed.headers["content-type"].startswith("text/csv")
    assert [line.split(",")[0] for line in listed.text.splitlines()] == ["reference", "LX1"]
    nameless = browser.send_form("/hub/trucks/dispatched", subject="1-TRK-001", place="1-TRK-001")
    assert nameless.status_code == 422
    browser.send_form("/hub/trucks/dispatched", subject="1-TRK-001", place="1-TRK-001", reason="Nora Voorbeeld")
    assert _state(hub, "LX1").out_at is not None
    assert _state(hub, "LX2").out_at is None


@pytest.mark.parametrize("by", ["flight", "partner", "day", "something"])
def test_the_board_shows_what_blocks(hub: HubStore, visit: Visit, site: Site, by: str) -> None:
    landed = site.now() - timedelta(hours=30)
    record(hub, [Event("tower", 1, Kind.LANDED, FLIGHT, landed, "tower")], landed)
    page = visit(Role.HUB).get(f"/hub/board?by={by}").text
    assert "3 × not found in the breakdown yet" in page


def test_arrival_lands_and_presents(hub: HubStore, visit: Visit) -> None:
    browser = visit(Role.HUB)
    browser.send_form("/hub/arrival/landed", subject=FLIGHT)
    browser.send_form("/hub/arrival/presented", subject=WAYBILL, mrn="26BEE0000012345678")
    page = browser.get("/hub").text
    assert "It has landed" not in page
    assert "26BEE0000012345678" in page


@pytest.mark.parametrize("path", ["/hub", "/hub/breakdown", "/hub/sort", "/hub/storage", "/hub/trucks", "/hub/board"])
def test_the_hub_is_for_the_hub(hub: HubStore, visit: Visit, path: str) -> None:
    assert visit(Role.HUB).get(path).status_code == 200
    assert visit(Role.SUPERVISOR).get(path).status_code == 200
    assert visit(Role.BROKER).get(path).status_code == 403
    assert visit(None).get(path).status_code == 303


def test_another_organisation_sees_nothing_of_it(hub: HubStore, visit: Visit) -> None:
    browser = visit(Role.HUB, "other")
    assert FLIGHT not in browser.get("/hub").text
    assert "no unit load device" in browser.get(f"/hub/breakdown?uld={ULD}").text
    assert browser.get("/hub/release-list.csv").text.count("\n") == 1


def test_papers_of_the_hub_are_printed(hub: HubStore, visit: Visit) -> None:
    browser = visit(Role.HUB)
    for kind in ("received", "opened"):
        browser.send_form(f"/hub/breakdown/{kind}", subject=ULD, uld=ULD)
    browser.send_form("/hub/breakdown/found", subject="LX1", uld=ULD)
    _released(hub, "LX1")
    for kind in ("outturn_report", "pallet_sheet", "uld_tag"):
        paper = browser.get(f"/hub/papers/{kind}.pdf?uld={ULD}")
        assert paper.headers["content-type"] == "application/pdf"
        assert paper.content.startswith(b"%PDF")
    assert browser.get("/hub/papers/hold_list.pdf").content.startswith(b"%PDF")
    assert browser.get("/hub/papers/outturn_report.pdf?uld=NOBODYS").status_code == 404
    assert browser.get("/hub/papers/poster.pdf").status_code == 404


def test_the_proof_of_a_hand_over_names_who_signed(hub: HubStore, visit: Visit) -> None:
    browser = visit(Role.HUB)
    browser.send_form("/hub/breakdown/found", subject="LX1", uld=ULD)
    _released(hub, "LX1")
    browser.send_form("/hub/trucks/loaded", subject="LX1", place="1-TRK-001")
    assert browser.get("/hub/papers/hand_over.pdf?truck=1-TRK-001").status_code == 404
    browser.send_form("/hub/trucks/dispatched", subject="1-TRK-001", place="1-TRK-001", reason="Nora Voorbeeld")
    assert "/hub/papers/hand_over.pdf" in browser.get("/hub/trucks?truck=1-TRK-001").text
    text = text_of(browser.get("/hub/papers/hand_over.pdf?truck=1-TRK-001&lang=nl").content)
    assert "Bewijs van overdracht" in text
    assert "Nora Voorbeeld" in text
    assert "LX1" in text
