"""Parties at the desk: compared side by side, cleared or confirmed with a reason, remembered for the next consignment."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from douane.store import undecided
from douane.store.screening import Rulings
from douane.store.worklist import Worklist
from douane.web.roles import Role
from douane.web.routes.parties import WAITING
from douane.web.site import HOME_ORGANISATION, Site
from tests.conftest import ROOT
from tests.web.conftest import Visit, hand_in
from tests.web.test_codes import HEADER

NAME = "Testomir Voorbeeldov"


def row(parcel: str, recipient: str) -> str:
    return (
        f'999-85896694,{parcel},2026-11-23,"Shenzhen Muster Trading Co., Ltd",CN,{recipient},Rue du Modèle 12,4000,Liège,'
        f"BE,B2C,IM0561234567,DDP,1,Stainless steel vacuum flask 500 ml,1,PCE,0.30,0.25,31.00,EUR,1.50,CN,961700,"
        f"SKU-{parcel[2:8]},MF-1"
    )


@pytest.fixture
def listed(home: Path, site: Site, work_off: object, tmp_path: Path) -> None:
    """A run with two consignments to somebody who bears a listed name, and one to somebody else."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "examples" / "lists" / "consolidated-list.xml", home / "consolidated-list.xml")
    path = tmp_path / "parties.csv"
    rows = (row("LX638558603CN", NAME), row("LX638558617CN", NAME), row("LX638558625CN", "Marie Voorbeeld"))
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    hand_in(site, path)
    work_off()  # type: ignore[operator]


def waiting(site: Site) -> dict[str | None, str]:
    found = undecided.with_findings(site.engine(HOME_ORGANISATION), WAITING)
    return {one.reference: one.record["reasons"][0] for one in found}


def address(site: Site) -> str:
    found = next(iter(undecided.with_findings(site.engine(HOME_ORGANISATION), WAITING)))
    return f"/parties/{found.run}/{found.consignment}"


def form(page: str) -> dict[str, str]:
    """The hidden values of the first form about a pair."""
    import re

    return {name: re.search(rf'name="{name}" value="([^"]+)"', page).group(1) for name in ("party", "entity")}  # type: ignore[union-attr]


def test_a_cleared_party_frees_every_consignment_that_names_it(listed: None, visit: Visit, site: Site) -> None:
    broker = visit(Role.BROKER)
    assert set(waiting(site)) == {"LX638558603CN", "LX638558617CN"}
    assert NAME in broker.get("/parties").text
    shown = broker.get(address(site))
    assert "EU.9001.11" in shown.text
    done = broker.send_form(address(site), **form(shown.text), ruling="other person", why="born in another year")
    assert "2 outcomes changed" in done.text
    assert waiting(site) == {}
    (kept,) = Rulings(site.engine(HOME_ORGANISATION)).all()
    assert (kept.ruling, kept.who, kept.why) == ("other person", broker.email, "born in another year")


def test_a_confirmed_party_stays_held_by_name_of_who_decided(listed: None, visit: Visit, site: Site) -> None:
    broker = visit(Role.BROKER)
    shown = broker.get(address(site))
    broker.send_form(address(site), **form(shown.text), ruling="same person", why="same passport")
    assert set(waiting(site).values()) == {"PARTY-CONFIRMED"}


def test_a_decision_needs_a_ruling_a_reason_and_the_pair_that_was_shown(listed: None, visit: Visit, site: Site) -> None:
    broker, place = visit(Role.BROKER), address(site)
    pair = form(broker.get(place).text)
    assert broker.send_form(place, **pair, ruling="other person", why=" ").status_code == 422
    assert broker.send_form(place, **pair, ruling="perhaps", why="seen").status_code == 422
    assert broker.send_form(place, party=pair["party"], entity="99", ruling="other person", why="x").status_code == 409
    assert Rulings(site.engine(HOME_ORGANISATION)).all() == []


def test_only_those_who_may_decide_see_and_rule(listed: None, visit: Visit, site: Site) -> None:
    place = address(site)
    for role in (Role.TRADER, Role.AUDITOR, Role.HUB, Role.ADMIN):
        assert visit(role).get(place).status_code == 403
        assert visit(role).send_form(place, ruling="other person", why="x").status_code == 403
    assert visit(Role.BROKER, "other").get(place).status_code == 404


def test_without_a_list_the_page_says_how_to_load_one(worked: int, visit: Visit, site: Site) -> None:
    broker = visit(Role.BROKER)
    assert "No consolidated list is loaded" in broker.get("/parties").text
    row = Worklist(site.engine(HOME_ORGANISATION)).page("ready", most=1)[0]
    assert broker.get(f"/parties/{row.run}/{row.consignment}").status_code == 409
