"""The dashboard: figures of runs as bars, drawn on the server, each with its table."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from douane.hub.events import Event, Kind
from douane.hub.parcel import Parcel
from douane.pipeline.hub import announce, record
from douane.pipeline.hub_stock import landing_to_release
from douane.store.figures import RunFigures
from douane.store.hub import HubStore
from douane.web import board_figures as figures
from douane.web.charts import Bar, lying, standing
from douane.web.roles import Role
from douane.web.site import HOME_ORGANISATION, Site
from tests.web.conftest import Visit

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 11, 30, tzinfo=UTC)


def _run(received: datetime = NOON, client: str = "", **outcomes: int) -> RunFigures:
    totals = {"customs_duty": Decimal("51.00"), "union_fee": Decimal("2.00"), "vat": Decimal("6.94")}
    return RunFigures(
        1, "m.csv", client, received, Counter(outcomes), Counter({"HS-FORM": outcomes.get("held", 0)}), totals
    )


def test_hours_are_those_of_brussels() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    bars = figures.by_hour([_run(held=1), _run(late, ready=5)], TODAY)
    assert (bars[0].name, bars[0].values) == ("00", (5, 0, 0, 0))
    assert (bars[-1].name, bars[-1].values) == ("12", (0, 0, 1, 0))


def test_days_end_today_and_forget_what_is_older() -> None:
    old = _run(NOON - timedelta(days=figures.DAYS), ready=9)
    bars = figures.by_day([old, _run(ready=3, review=1)], TODAY)
    assert [bar.total for bar in bars] == [0] * (figures.DAYS - 1) + [4]
    assert bars[-1].name == "22/11"


def test_straight_through_is_the_share_nobody_looked_at() -> None:
    assert figures.straight_through([_run(ready=2, held=1)], TODAY)[-1].values == (Decimal("66.7"),)


def test_exceptions_by_code_and_by_client() -> None:
    runs = [_run(client="Muster Import BV", ready=5, held=2), _run(ready=1, rejected=1)]
    assert [(b.name, b.values) for b in figures.by_client(runs, "nobody")] == [("Muster Import BV", (2,)), ("nobody", (1,))]
    assert figures.by_code(runs, {"HS-FORM": "Code"}) == [Bar("Code", (2,), "/errors/HS-FORM")]


@pytest.mark.parametrize(("hours", "name"), [(4, "≤ 4 h"), (4.1, "≤ 24 h"), (168, "≤ 7 d"), (169, "> 7 d")])
def test_what_waits_stands_in_its_class_of_age(hours: float, name: str) -> None:
    bars = figures.ageing([_run(NOON - timedelta(hours=hours), held=2, review=1, ready=7)], NOON)
    assert {bar.name: bar.total for bar in bars if bar.total} == {name: 3}


def test_amounts_of_a_day_add_up() -> None:
    assert figures.amounts([_run(), _run()], TODAY)[-1].values == (Decimal("102.00"), Decimal("4.00"), Decimal("13.88"))


@pytest.mark.parametrize("draw", [lying, lambda k, t, b, s: standing(k, t, ("a", "b"), b, s)])
def test_a_chart_tells_its_title_and_figures_and_escapes_names(draw) -> None:  # type: ignore[no-untyped-def]
    chart = draw("key", "Title & more", [Bar("<b>", (3, 4)), Bar("none", (0, 0))], str)
    root = ET.fromstring(chart.svg)  # noqa: S314  our own text
    assert root.attrib["role"] == "img"
    assert [child.text for child in root[:2]] == ["Title & more", "<b>: 7"]
    assert not chart.empty
    assert "style=" not in chart.svg


def test_the_longest_bar_fills_the_room_and_others_keep_their_share() -> None:
    root = ET.fromstring(lying("k", "t", [Bar("a", (10,)), Bar("b", (5,))], str).svg)  # noqa: S314  our own text
    long, short = (float(one.attrib["width"]) for one in root.iter("rect"))
    assert short == pytest.approx(long / 2, abs=0.1)


def test_a_share_stands_against_the_whole() -> None:
    root = ET.fromstring(standing("k", "t", ("%",), [Bar("d", (25,))], str, ("press",), most=100).svg)  # noqa: S314  ours
    (line,) = root.iter("line")
    (bar,) = root.iter("rect")
    full = ET.fromstring(standing("k", "t", ("%",), [Bar("d", (25,))], str, ("press",)).svg)  # noqa: S314  ours
    (whole,) = full.iter("rect")
    assert float(bar.attrib["height"]) == pytest.approx(float(whole.attrib["height"]) / 4)
    assert float(bar.attrib["y"]) + float(bar.attrib["height"]) == pytest.approx(float(line.attrib["y1"]))


def test_the_dashboard_shows_the_worked_store(worked: int, visit: Visit, site: Site) -> None:
    page = visit(Role.BROKER).get("/dashboard").text
    assert page.count("<svg") >= 5
    assert page.count("<svg") == page.count("<summary>")
    assert "no client named" in page
    assert visit(Role.TRADER).get("/dashboard").status_code == 200
    assert visit(Role.HUB).get("/dashboard").status_code == 403


def test_an_empty_desk_has_an_empty_dashboard(visit: Visit) -> None:
    page = visit(Role.AUDITOR).get("/dashboard").text
    assert "Nothing to show yet" in page
    assert "<svg" not in page


def test_release_times_count_from_the_landing(site: Site) -> None:
    store = HubStore(site.engine(HOME_ORGANISATION))
    announce(store, [Parcel(f"LX{n}", "F1", waybill="W") for n in (1, 2, 3)])
    times = [(Kind.LANDED, "F1", 0)]
    times += [(kind, f"LX{n}", hour) for n, hour in ((1, 2), (2, 2)) for kind in (Kind.DECLARED, Kind.RELEASED)]
    events = [Event("T", n, kind, what, NOON + timedelta(hours=h), "x") for n, (kind, what, h) in enumerate(times)]
    assert not any(answer.refused for answer in record(store, events, NOON))
    assert landing_to_release(store) == [(timedelta(hours=2), 2)]
