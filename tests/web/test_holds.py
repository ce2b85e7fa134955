"""Holds at the desk: stopped with a reason, let go with another by those who may, and kept through later runs."""

from __future__ import annotations

import json

import pytest

from douane.pipeline.mending import MendingError
from douane.store.holds import latest, standing
from douane.store.repository import Store
from douane.store.worklist import Row, Worklist
from douane.web.mends import mender_of
from douane.web.roles import Role
from douane.web.site import HOME_ORGANISATION, Site
from tests.web.conftest import Visit


def first(site: Site, outcome: str) -> Row:
    return Worklist(site.engine(HOME_ORGANISATION)).page(outcome, most=1)[0]


def now(site: Site, row: Row) -> Row:
    whole = Worklist(site.engine(HOME_ORGANISATION)).whole(row.run, row.consignment)
    assert whole is not None
    return whole.row


def test_a_ready_consignment_is_held_and_let_go_with_reasons(worked: int, visit: Visit, site: Site) -> None:
    broker, row = visit(Role.BROKER), first(site, "ready")
    assert broker.send_form("/holds", parcel=row.reference, why="The client asked for a stop").status_code == 303
    stopped = now(site, row)
    assert (stopped.outcome, stopped.record["reasons"][0]) == ("held", "HELD-BY-PERSON")
    assert "The client asked for a stop" in broker.get("/holds").text
    engine = site.engine(HOME_ORGANISATION)
    assert [one.reference for one in standing(latest(engine))] == [row.reference]
    address = f"/holds/{row.run}/{row.consignment}/release"
    assert visit(Role.AUDITOR).send_form(address, why="x").status_code == 403
    assert broker.send_form(address, why=" ").status_code == 422
    assert now(site, row).outcome == "held"
    assert broker.send_form(address, why="The client has paid").status_code == 303
    assert now(site, row).outcome == "ready"
    assert standing(latest(engine)) == []
    assert [(one.reason, one.why) for one in latest(engine)] == [
        (None, "The client has paid"), ("The client asked for a stop", "The client asked for a stop"),
    ]  # fmt: skip
    told = [entry["what"] for entry in Store(engine).audit()]
    assert told.count("value mended") == 2


def test_a_hold_is_not_undone_like_a_mended_value(worked: int, visit: Visit, site: Site) -> None:
    broker, row = visit(Role.BROKER), first(site, "ready")
    broker.send_form("/holds", parcel=row.reference, why="stop")
    engine = site.engine(HOME_ORGANISATION)
    from sqlalchemy import text

    with engine.connect() as connection:
        (together,) = connection.execute(text("SELECT together FROM edit WHERE field = 'hold'")).scalars()

    class OfBroker:
        organisation = HOME_ORGANISATION

    OfBroker.site = site  # type: ignore[attr-defined]
    with pytest.raises(MendingError, match="released"):
        mender_of(OfBroker()).take_back(together, who=broker.email)  # type: ignore[arg-type]
    assert now(site, row).outcome == "held"


def test_what_cannot_be_held_is_said(worked: int, visit: Visit, site: Site) -> None:
    broker = visit(Role.BROKER)
    unknown = broker.send_form("/holds", parcel="LX000000000CN", why="stop")
    assert (unknown.status_code, "no such consignment" in unknown.text) == (422, True)
    silent = broker.send_form("/holds", parcel=first(site, "ready").reference, why="")
    assert (silent.status_code, "Say why" in silent.text) == (422, True)
    assert broker.send_form("/holds/1/9999/release", why="x").status_code == 404
    row = first(site, "ready")
    again = broker.send_form(f"/holds/{row.run}/{row.consignment}/release", why="was not held")
    assert (again.status_code, "Nothing has changed" in again.text) == (409, True)


def test_only_those_who_work_hold_and_only_their_own(worked: int, visit: Visit, site: Site) -> None:
    row = first(site, "ready")
    for role in (Role.TRADER, Role.AUDITOR, Role.HUB, Role.ADMIN):
        assert visit(role).send_form("/holds", parcel=row.reference, why="stop").status_code == 403
    assert visit(Role.BROKER, "other").send_form("/holds", parcel=row.reference, why="stop").status_code == 422
    place = {"run": row.run, "row": row.consignment}
    assert visit(Role.BROKER, "other").send_form("/holds", **place, why="stop").status_code == 404
    assert json.loads(json.dumps(now(site, row).record))["outcome"] == "ready"
