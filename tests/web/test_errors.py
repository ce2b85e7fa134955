"""The error grid: by code, cell by cell, all alike at once, seen before it is stored, and undone."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from sqlalchemy import text

from douane.store.edits import Edits
from douane.store.repository import Store
from douane.store.worklist import Worklist
from douane.web.roles import Role
from douane.web.site import HOME_ORGANISATION, Site
from tests.web.conftest import OTHER, Visit

pytestmark = pytest.mark.usefixtures("worked")


@pytest.fixture
def lists(worked: int, site: Site) -> Worklist:
    return Worklist(site.engine(HOME_ORGANISATION))


def hidden(page: str) -> dict[str, str]:
    return {html.unescape(name): html.unescape(value)
            for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)}  # fmt: skip


def records(lists: Worklist, run: int = 1) -> dict[int, Any]:
    return {one.consignment: json.loads(one.record) for one in Store(lists.engine).outcomes(run)}


def one_cell(page: str) -> tuple[str, str]:
    found = re.search(r'name="c\.([^"]+)" value="([^"]*)"', page)
    assert found, "a cell"
    return html.unescape(found[1]), html.unescape(found[2])


def test_every_code_that_holds_something_back_is_listed_with_its_count_and_its_page(visit: Visit, lists: Worklist) -> None:
    broker = visit(Role.BROKER)
    page = broker.get("/errors").text
    codes = lists.codes()
    assert len(codes) > 20
    for code, count in codes:
        assert f'href="/errors/{code}"' in page
        whole = lists.with_code(code)
        assert len(whole) == count
        assert broker.get(f"/errors/{code}").status_code == 200


def test_a_cell_is_shown_old_and_new_before_it_is_stored_and_undone_after(visit: Visit, lists: Worklist) -> None:
    broker = visit(Role.BROKER)
    key, old = one_cell(broker.get("/errors/NUMBER-FORMAT").text)
    before = records(lists)
    preview = broker.send_form("/errors/NUMBER-FORMAT/preview", **{f"c.{key}": "12.50", f"o.{key}": old})
    assert preview.status_code == 200
    assert '<span class="new mono">12.5</span>' in preview.text
    assert records(lists) == before, "a look stores nothing"
    stored = broker.send_form("/errors/NUMBER-FORMAT/mend", **hidden(preview.text), why="seen on the invoice")
    assert stored.status_code == 303, stored.text
    row = int(key.split(".")[1])
    after = records(lists)
    assert "NUMBER-FORMAT" not in after[row]["reasons"]
    assert {other: record for other, record in after.items() if other != row} == {
        other: record for other, record in before.items() if other != row
    }
    edit = Edits(lists.engine).of_consignment(row)[0]
    assert (edit.new, edit.who, edit.why) == ("12.5", "broker@home.example", "seen on the invoice")
    page = broker.get("/errors/NUMBER-FORMAT").text
    assert f"/mends/{edit.together}/undo" in page
    assert broker.send_form(f"/mends/{edit.together}/undo", to="/errors").headers["location"] == "/errors"
    assert records(lists) == before


def alike_form(page: str) -> dict[str, str]:
    return {"alike": html.unescape(re.findall(r'name="alike" value="([^"]+)"', page)[0])}


def test_all_that_are_alike_are_mended_at_once(visit: Visit, lists: Worklist) -> None:
    broker = visit(Role.BROKER)
    code = next(code for code, _ in lists.codes() if 'name="alike"' in broker.get(f"/errors/{code}").text)
    form = alike_form(broker.get(f"/errors/{code}").text)
    preview = broker.send_form(f"/errors/{code}/preview", **form, new="7")
    fields = hidden(preview.text)
    assert fields["seen"]
    assert broker.send_form(f"/errors/{code}/mend", **fields).status_code == 303
    decision = Edits(lists.engine).latest(1)[0]
    assert decision.count > 1
    assert decision.field == form["alike"].partition("=")[0]


def test_what_changed_since_the_look_is_shown_again_and_nothing_is_stored(visit: Visit, lists: Worklist) -> None:
    broker = visit(Role.BROKER)
    key, old = one_cell(broker.get("/errors/NUMBER-FORMAT").text)
    mine = broker.send_form("/errors/NUMBER-FORMAT/preview", **{f"c.{key}": "1", f"o.{key}": old})
    theirs = broker.send_form("/errors/NUMBER-FORMAT/preview", **{f"c.{key}": "2", f"o.{key}": old})
    assert broker.send_form("/errors/NUMBER-FORMAT/mend", **hidden(theirs.text)).status_code == 303
    again = broker.send_form("/errors/NUMBER-FORMAT/mend", **hidden(mine.text))
    assert again.status_code == 409
    assert "look again" in again.text
    assert [edit.new for edit in Edits(lists.engine).of_consignment(int(key.split(".")[1]))] == ["2"]


def test_nothing_typed_a_wrong_value_and_an_unknown_code_are_told(visit: Visit, lists: Worklist) -> None:
    broker = visit(Role.BROKER)
    key, old = one_cell(broker.get("/errors/NUMBER-FORMAT").text)
    assert (
        "Nothing was changed"
        in broker.send_form("/errors/NUMBER-FORMAT/preview", **{f"c.{key}": old, f"o.{key}": old}).text
    )
    wrong = broker.send_form("/errors/NUMBER-FORMAT/preview", **{f"c.{key}": "twelve", f"o.{key}": old}).text
    assert "a number such as 12.50" in wrong
    assert "Store these changes" not in wrong
    assert broker.get("/errors/NO-SUCH-CODE").status_code == 404
    assert broker.send_form("/errors/NUMBER-FORMAT/preview", **{"c.x.y.z.value": "1", "o.x": ""}).status_code == 422


def test_only_who_works_may_mend_and_no_other_organisation(visit: Visit, lists: Worklist) -> None:
    key, old = one_cell(visit(Role.BROKER).get("/errors/NUMBER-FORMAT").text)
    typed = {f"c.{key}": "1", f"o.{key}": old}
    auditor = visit(Role.AUDITOR)
    assert 'name="c.' not in auditor.get("/errors/NUMBER-FORMAT").text
    assert auditor.send_form("/errors/NUMBER-FORMAT/preview", **typed).status_code == 403
    assert visit(Role.HUB).get("/errors").status_code == 403
    stranger = visit(Role.BROKER, OTHER)
    assert "NUMBER-FORMAT" not in stranger.get("/errors").text
    told = stranger.send_form("/errors/NUMBER-FORMAT/preview", **typed)
    assert told.status_code == 409
    with lists.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM edit")).scalar_one() == 0


def test_names_of_persons_are_covered(visit: Visit, lists: Worklist) -> None:
    broker = visit(Role.BROKER)
    for code, _ in lists.codes():
        for whole in lists.with_code(code):
            for found in whole.findings:
                if found.get("field", "").endswith(("_name", "_street")) and len(found.get("value") or "") > 8:
                    assert found["value"] not in html.unescape(broker.get(f"/errors/{found['code']}").text)
