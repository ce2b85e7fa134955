"""The worklist: exceptions first, found by any number, kept views, hours left, taken out as a file."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text, update

from douane.hub.deadlines import Deadline, Kind, deadline
from douane.reference.law import Law
from douane.store import tables
from douane.store.repository import Store
from douane.store.worklist import ORDER, Worklist
from douane.web.roles import Role
from douane.web.site import HOME_ORGANISATION, Site
from tests.web.conftest import OTHER, Visit

pytestmark = pytest.mark.usefixtures("worked")
CONSIGNMENT: Any = tables.Consignment.__table__  # type: ignore[attr-defined]
NOON = datetime(2026, 11, 22, 11, tzinfo=UTC)


@pytest.fixture
def lists(worked: int, site: Site) -> Worklist:
    return Worklist(site.engine(HOME_ORGANISATION))


def test_counts_are_those_of_the_rows(lists: Worklist) -> None:
    counted = Counter(one.outcome for one in Store(lists.engine).outcomes(1))
    assert lists.counts() == lists.counts(1) == {name: counted[name] for name in ORDER}
    with lists.engine.begin() as connection:
        connection.execute(text("UPDATE work SET phase = 'processing'"))
    before_the_end = lists.counts(1)
    assert sum(before_the_end.values()) == sum(counted.values()), "added up by chunk while it runs"
    with lists.engine.begin() as connection:
        connection.execute(text("DELETE FROM work"))
    assert lists.counts(1) == {name: counted[name] for name in ORDER}, "counted where nothing was worked on in chunks"


def test_exceptions_come_first_and_pages_follow_one_another(visit: Visit, lists: Worklist) -> None:
    page = visit(Role.BROKER).get("/worklist").text
    assert 'aria-current="page">Held' in page
    first = lists.page("held", most=5)
    second = lists.page("held", most=5, after=first[-1].id)
    assert [row.consignment for row in (*first, *second)] == [row.consignment for row in lists.page("held", most=10)]


@pytest.mark.parametrize("column", ["reference", "lrn", "mawb", "hawb", "uld", "order_number"])
def test_a_consignment_is_found_by_each_of_its_numbers(visit: Visit, lists: Worklist, column: str) -> None:
    row = lists.page("held", most=1)[0]
    told = {"reference": row.reference, "lrn": row.lrn, "mawb": "999-85896694"}.get(column, f"X-{column}")
    if column not in ("reference", "lrn"):
        with lists.engine.begin() as connection:
            connection.execute(update(CONSIGNMENT).values(mawb=None))
            connection.execute(update(CONSIGNMENT).where(CONSIGNMENT.c.id == row.consignment).values({column: told}))
    assert told is not None
    assert row.consignment in [found.consignment for found in lists.find(told)]
    if column == "mawb":
        assert [found.consignment for found in lists.find("99985896694")] == [row.consignment]
    assert f"/consignments/{row.consignment}" in visit(Role.BROKER).get("/worklist", params={"q": told}).text
    assert lists.find("no such number") == []


def test_a_run_keeps_what_its_consignments_are_found_by(lists: Worklist) -> None:
    with lists.engine.connect() as connection:
        stored = connection.execute(text("SELECT id, mawb FROM consignment WHERE reference IS NOT NULL")).all()
    records = {one.consignment: json.loads(one.record) for one in Store(lists.engine).outcomes(1)}
    assert {row.id: row.mawb for row in stored} == {row.id: records[row.id]["mawb"] for row in stored}


def test_views_are_kept_for_their_person_only(visit: Visit, lists: Worklist) -> None:
    broker = visit(Role.BROKER)
    kept = broker.send_form("/views", name="Numbers", outcome="held", code="NUMBER-FORMAT")
    assert kept.headers["location"] == "/worklist?outcome=held&code=NUMBER-FORMAT"
    broker.send_form("/views", name="Numbers", outcome="review", q="LX")
    page = broker.get("/worklist").text
    assert 'href="/worklist?outcome=review&amp;q=LX">Numbers' in page
    assert "code=NUMBER-FORMAT" not in page, "replaced by the one of the same name"
    supervisor = visit(Role.SUPERVISOR)
    assert "Numbers" not in supervisor.get("/worklist").text
    supervisor.send_form("/views/1/remove")
    supervisor.send_form("/views/2/remove")
    assert "Numbers" in broker.get("/worklist").text
    broker.send_form("/views/2/remove")
    broker.send_form("/views/1/remove")
    assert "Numbers" not in broker.get("/worklist").text


def test_the_list_is_taken_out_as_csv_and_xlsx(visit: Visit, lists: Worklist) -> None:
    broker, counts = visit(Role.BROKER), lists.counts()
    answer = broker.get("/worklist/export?form=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert Counter(row["outcome"] for row in rows) == Counter({name: count for name, count in counts.items() if count})
    book = openpyxl.load_workbook(io.BytesIO(broker.get("/worklist/export?form=xlsx&outcome=held").content), read_only=True)
    assert sum(1 for _ in book["worklist"].iter_rows()) == counts["held"] + 1
    assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row.values())
    assert broker.get("/worklist/export?form=pdf").status_code == 404


def test_strange_wishes_do_no_harm_and_no_other_organisation_is_seen(visit: Visit, lists: Worklist) -> None:
    broker = visit(Role.BROKER)
    for query in ("q=%00", "q=%25%5F", "outcome=x&code=%22", "q=" + "9" * 500, "after=99999999", "run=99"):
        assert broker.get(f"/worklist?{query}").status_code == 200
    row = lists.page("held", most=1)[0]
    stranger = visit(Role.BROKER, OTHER)
    assert "/consignments/" not in stranger.get(f"/worklist?q={row.lrn}").text
    assert len(stranger.get("/worklist/export").text.splitlines()) == 1


def test_the_list_lives_without_the_rest_of_the_page(visit: Visit) -> None:
    page = visit(Role.BROKER).get("/worklist?outcome=held").text
    assert 'id="live" hx-get="/worklist?outcome=held" hx-trigger="every 20s" hx-select="#live"' in page


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ({}, None),
        ({"arrival": date(2026, 11, 23)}, None),
        ({"presented": datetime(2026, 11, 20, 8, tzinfo=UTC)}, (Kind.STORAGE, date(2027, 2, 19), 2124, False, False)),
        ({"arrival": date(2026, 11, 20)}, (Kind.STORAGE, date(2027, 2, 19), 2124, True, False)),
        ({"presented": datetime(2026, 8, 24, 8, tzinfo=UTC)}, (Kind.STORAGE, date(2026, 11, 23), 12, False, True)),
        ({"presented": datetime(2026, 8, 20, 8, tzinfo=UTC)}, (Kind.STORAGE, date(2026, 11, 19), -84, False, True)),
        ({"lodged": datetime(2026, 11, 20, 8, tzinfo=UTC)}, (Kind.PRELODGED, date(2026, 12, 21), 684, False, False)),
    ],
)
def test_the_deadline_is_that_of_storage_once_goods_are_here_else_that_of_a_lodged_declaration(
    times: dict[str, object], expected: tuple[Kind, date, int, bool, bool] | None, law: Law
) -> None:
    known = {"arrival": None, "landed": None, "presented": None, "lodged": None, **times}
    found = deadline(NOON, law.on(date(2026, 11, 22)), **known)  # type: ignore[arg-type]
    if expected is None:
        assert found is None
    else:
        assert isinstance(found, Deadline)
        assert (found.kind, found.ends.date(), found.hours, found.supposed, found.warned) == expected


def test_hours_left_stand_in_the_list(visit: Visit, lists: Worklist) -> None:
    row = lists.page("held", most=1)[0]
    with lists.engine.begin() as connection:
        connection.execute(text("UPDATE consignment SET arrival = '2026-11-20' WHERE id = :id"), {"id": row.consignment})
    page = visit(Role.BROKER).get("/worklist?outcome=held").text
    assert "storage ends" in page
