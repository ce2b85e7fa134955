"""The page of a consignment: document and data, findings with cells, arithmetic, timeline, versions, who may see what."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest

from douane.store.repository import Store
from douane.store.worklist import Worklist
from douane.web.comparing import Difference, differences
from douane.web.roles import Role
from douane.web.site import HOME_ORGANISATION, Site
from tests.web.conftest import OTHER, Visit

pytestmark = pytest.mark.usefixtures("worked")


@pytest.fixture
def lists(worked: int, site: Site) -> Worklist:
    return Worklist(site.engine(HOME_ORGANISATION))


def path_of(lists: Worklist, code: str) -> str:
    whole = lists.with_code(code)[0]
    return f"/runs/{whole.row.run}/consignments/{whole.row.consignment}"


def record(lists: Worklist, path: str) -> Any:
    _, _, run, _, number = path.split("/")
    return json.loads(Store(lists.engine).outcome(int(run), int(number)).record)


def cells(page: str) -> dict[str, str]:
    return {html.unescape(name): html.unescape(value)
            for name, value in re.findall(r'name="([co]\.[^"]+)" value="([^"]*)"', page)}  # fmt: skip


def test_every_consignment_has_a_page(visit: Visit, lists: Worklist) -> None:
    broker = visit(Role.BROKER)
    for one in Store(lists.engine).outcomes(1):
        answer = broker.get(f"/runs/1/consignments/{one.consignment}")
        assert answer.status_code == 200, answer.text
        kept = json.loads(one.record)
        if kept["route_reason"]:
            assert html.escape(kept["route_reason"], quote=False) in answer.text.replace("&#39;", "'").replace("&#34;", '"')
        for step in json.loads(one.assessment):
            assert step["result"] in html.unescape(answer.text)


def test_document_and_data_stand_side_by_side_with_personal_data_covered(visit: Visit, lists: Worklist) -> None:
    broker, path = visit(Role.BROKER), path_of(lists, "NUMBER-FORMAT")
    page = html.unescape(broker.get(path).text)
    line = record(lists, path)["lines"][0]
    assert f"Line {line}" in page
    shown = html.unescape(broker.send_form(f"{path}/uncover").text)
    names = re.findall(r"<dt>recipient_name</dt><dd[^>]*>([^<]+)</dd>", shown)
    assert len(names) == 2, "in the row and in the data"
    assert all(name not in page for name in names)
    assert [e["what"] for e in Store(lists.engine).audit()][-1] == "personal data shown"
    assert visit(Role.AUDITOR).send_form(f"{path}/uncover").status_code == 403


def test_saving_mends_notes_it_and_goes_on_to_the_next(visit: Visit, lists: Worklist) -> None:
    broker, path = visit(Role.BROKER), path_of(lists, "NUMBER-FORMAT")
    typed = cells(broker.get(path).text)
    changed = next(name for name, value in typed.items() if name.startswith("c.") and ".value" in name)
    saved = broker.send_form(f"{path}/mend", **{**typed, changed: "12.50"}, why="invoice", next="1")
    assert saved.status_code == 303
    run, number = map(int, (path.split("/")[2], path.split("/")[4]))
    following = lists.next_exception(run, number)
    assert saved.headers["location"] == f"/runs/{run}/consignments/{following}"
    assert "NUMBER-FORMAT" not in record(lists, path)["reasons"]
    page = broker.get(path).text
    assert "mended" in page
    assert f'data-next href="/runs/{run}/consignments/{following}"' in page


def test_another_field_can_be_mended_and_a_wrong_value_is_told(visit: Visit, lists: Worklist) -> None:
    broker, path = visit(Role.BROKER), path_of(lists, "NUMBER-FORMAT")
    run, number = path.split("/")[2], path.split("/")[4]
    wrong = broker.send_form(f"{path}/mend", field=f"{run}.{number}.1.gross_kg", value="much")
    assert wrong.status_code == 422
    assert "a number such as 12.50" in html.unescape(wrong.text)
    assert broker.send_form(f"{path}/mend", field=f"{run}.{number}.1.gross_kg", value="0.4").status_code == 303
    assert "<dt>gross_kg" in broker.get(path).text


def test_versions_before_and_after_an_edit_are_compared(visit: Visit, lists: Worklist) -> None:
    broker, path = visit(Role.BROKER), path_of(lists, "NUMBER-FORMAT")
    assert "Nothing differs" in broker.get(f"{path}/compare").text
    typed = cells(broker.get(path).text)
    changed = next(name for name, value in typed.items() if name.startswith("c.") and ".value" in name)
    broker.send_form(f"{path}/mend", **{**typed, changed: "12.50"})
    told = html.unescape(broker.get(f"{path}/compare").text)
    assert "amounts › intrinsic_value" in told
    assert "findings › NUMBER-FORMAT value 1" in told


def test_differences_are_told_by_part() -> None:
    before = {"outcome": "held", "items": [{"eu": None}], "lines": [2, 3], "same": 1}
    after = {"outcome": "ready", "items": [{"eu": "610910"}], "lines": [2, 3], "same": 1, "more": {"a": "b"}}
    assert differences(before, after) == [
        Difference("outcome", "held", "ready"), Difference("items 1 › eu", None, "610910"), Difference("more › a", None, "b"),
    ]  # fmt: skip


def test_the_summary_of_what_is_ready_opens(visit: Visit, lists: Worklist) -> None:
    broker = visit(Role.BROKER)
    ready = next(row for row in lists.page("ready") if row.route == "H7")
    answer = broker.get(f"/runs/{ready.run}/consignments/{ready.consignment}/h7.pdf")
    assert answer.content.startswith(b"%PDF")
    held = path_of(lists, "NUMBER-FORMAT")
    assert broker.get(f"{held}/h7.pdf").status_code == 404


def test_what_was_received_and_purged_is_told(visit: Visit, lists: Worklist) -> None:
    path = path_of(lists, "NUMBER-FORMAT")
    with lists.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE manifest SET content = x''")
        connection.exec_driver_sql("UPDATE chunk SET content = NULL")
    page = visit(Role.BROKER).get(path)
    assert page.status_code == 200
    assert "purged" in page.text


def test_nobody_of_another_organisation_sees_it(visit: Visit, lists: Worklist) -> None:
    path = path_of(lists, "NUMBER-FORMAT")
    stranger = visit(Role.BROKER, OTHER)
    for address in (path, f"{path}/compare", f"{path}/h7.pdf"):
        assert stranger.get(address).status_code == 404
    for address in (f"{path}/mend", f"{path}/uncover"):
        assert stranger.send_form(address).status_code == 404
