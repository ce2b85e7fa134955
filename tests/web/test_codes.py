"""Codes at the desk: the queue, the card, decisions and where they reach, and the second pair of eyes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from douane.pipeline.code_queue import AtStake, queue
from douane.store import undecided
from douane.store.decisions import decisions
from douane.store.proposals import Proposals
from douane.store.undecided import Undecided
from douane.web.roles import Role
from douane.web.site import HOME_ORGANISATION, Site
from tests.web.conftest import Visit, hand_in

HEADER = (
    "mawb,parcel,arrival_date,sender_name,sender_country,recipient_name,recipient_street,recipient_postcode,"
    "recipient_city,recipient_country,sale_type,ioss,incoterm,item_no,description,quantity,unit,gross_kg,net_kg,value,"
    "currency,freight,origin,hs_code,sku,manufacturer_ref"
)


def row(parcel: str, description: str, *, value: str = "31.00", sender: str = "Shenzhen Muster Trading Co., Ltd") -> str:
    return (
        f'999-85896694,{parcel},2026-11-23,"{sender}",CN,Marie Voorbeeld,Rue du Modèle 12,4000,Liège,BE,B2C,'
        f'IM0561234567,DDP,1,"{description}",1,PCE,0.30,0.25,{value},EUR,1.50,CN,,SKU-{parcel[2:8]},MF-1'
    )


VAGUE = "Zorbel quimp no. 7"
SAME = "quimp zorbel No. 7"


@pytest.fixture
def waiting(site: Site, work_off: object, tmp_path: Path) -> int:
    """A run with two consignments of the same unknown goods, one of other goods, one of another client."""
    path = tmp_path / "vague.csv"
    rows = (
        row("LX638558603CN", VAGUE), row("LX638558617CN", SAME), row("LX638558625CN", "Blarg fnord"),
        row("LX638558634CN", VAGUE, sender="Yiwu Exempla Commodity Co., Ltd"),
    )  # fmt: skip
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    hand_in(site, path)
    work_off()  # type: ignore[operator]
    return 1


def card_of(site: Site, parcel: str) -> str:
    engine = site.engine(HOME_ORGANISATION)
    found = next(row for row in undecided.without_code(engine) if row.reference == parcel)
    return f"/codes/{found.run}/{found.consignment}/1"


def undecided_parcels(site: Site) -> set[str | None]:
    return {row.reference for row in undecided.without_code(site.engine(HOME_ORGANISATION))}


def made(parcel: str, candidates: list[tuple[str, float]], value: str = "10.00") -> Undecided:
    item = {"description": f"goods {parcel}", "decision": "review",
            "candidates": [{"code": code, "probability": chance} for code, chance in candidates]}  # fmt: skip
    return Undecided(1, int(parcel), parcel, "review", {"items": [item], "amounts": {"intrinsic_value": value}}, [])


def test_queue_is_ordered_by_stake_times_doubt_and_says_each_good_once() -> None:
    rows = [
        made("1", [("111111", 0.5)]), made("2", [("222222", 0.9)]), made("3", [("333333", 0.1)]),
        made("1", [("111111", 0.5)]),
    ]  # fmt: skip
    stakes = {"111111": "10", "222222": "100", "333333": "1"}
    found = queue(rows, lambda codes, _value: AtStake(Decimal(stakes[codes[0]]), Decimal(0)))
    assert [(one.best, one.score, one.lines) for one in found] == [
        ("222222", Decimal("10.0"), 1), ("111111", Decimal("5.0"), 2), ("333333", Decimal("0.9"), 1),
    ]  # fmt: skip


def test_goods_of_which_no_rate_is_known_come_by_their_value() -> None:
    rows = [made("1", [("111111", 0.5)], "10.00"), made("2", [("222222", 0.5)], "90.00")]
    found = queue(rows, lambda _codes, value: AtStake(None, Decimal(0), (), value))
    assert [(one.best, one.score) for one in found] == [("222222", Decimal("45.0")), ("111111", Decimal("5.0"))]


def test_card_shows_what_is_known_and_a_settled_code_reaches_the_same_goods_of_the_client(
    waiting: int, visit: Visit, site: Site
) -> None:
    broker = visit(Role.BROKER)
    assert VAGUE in broker.get("/codes").text
    address = card_of(site, "LX638558603CN")
    shown = broker.get(address)
    assert shown.status_code == 200
    assert "Shenzhen Muster Trading" in shown.text
    found = broker.get(address, params={"words": "961700"})
    assert 'value="961700' in found.text
    done = broker.send_form(address, code="961700", why="Vacuum flask, seen in the picture")
    assert "2 outcomes changed" in done.text
    assert undecided_parcels(site) == {"LX638558625CN", "LX638558634CN"}
    kept = decisions(site.engine(HOME_ORGANISATION))
    assert [(d.code, d.who, d.why) for d in kept] == [("961700", broker.email, "Vacuum flask, seen in the picture")]


def test_a_code_settled_for_every_client_reaches_every_client(waiting: int, visit: Visit, site: Site) -> None:
    visit(Role.BROKER).send_form(card_of(site, "LX638558603CN"), code="961700", why="seen", scope="every")
    assert undecided_parcels(site) == {"LX638558625CN"}


@pytest.mark.parametrize(("code", "why", "words"), [("999999", "seen", "There is no code"), ("961700", " ", "Say why")])
def test_what_cannot_be_settled_is_said_and_nothing_is_kept(
    waiting: int, visit: Visit, site: Site, code: str, why: str, words: str
) -> None:
    answer = visit(Role.BROKER).send_form(card_of(site, "LX638558603CN"), code=code, why=why)
    assert answer.status_code == 422
    assert words in answer.text
    assert decisions(site.engine(HOME_ORGANISATION)) == ()


def test_restricted_goods_wait_for_a_second_person(waiting: int, visit: Visit, site: Site) -> None:
    broker, lead, engine = visit(Role.BROKER), visit(Role.SUPERVISOR), site.engine(HOME_ORGANISATION)
    answer = broker.send_form(card_of(site, "LX638558603CN"), code="930200", why="a revolver")
    assert answer.headers["location"] == "/codes?said=proposed"
    assert decisions(engine) == ()
    (proposal,) = Proposals(engine).waiting()
    assert "weapons" in proposal.restrictions
    assert broker.send_form(f"/code-proposals/{proposal.id}/confirm").status_code == 403
    assert lead.send_form(f"/code-proposals/{proposal.id}/confirm").status_code == 200
    assert [(d.code, d.who) for d in decisions(engine)] == [("930200", f"{broker.email}, {lead.email}")]
    assert lead.send_form(f"/code-proposals/{proposal.id}/confirm").status_code == 409
    assert len(decisions(engine)) == 1


def test_nobody_confirms_their_own_proposal_and_one_may_be_refused(waiting: int, visit: Visit, site: Site) -> None:
    lead, engine = visit(Role.SUPERVISOR), site.engine(HOME_ORGANISATION)
    lead.send_form(card_of(site, "LX638558603CN"), code="930200", why="a revolver")
    (proposal,) = Proposals(engine).waiting()
    own = lead.send_form(f"/code-proposals/{proposal.id}/confirm")
    assert own.status_code == 409
    assert "Another person" in own.text
    assert decisions(engine) == ()


def test_a_refused_proposal_leaves_the_goods_waiting(waiting: int, visit: Visit, site: Site) -> None:
    engine = site.engine(HOME_ORGANISATION)
    visit(Role.BROKER).send_form(card_of(site, "LX638558603CN"), code="930200", why="a revolver")
    (proposal,) = Proposals(engine).waiting()
    lead = visit(Role.SUPERVISOR)
    assert lead.send_form(f"/code-proposals/{proposal.id}/refuse", why="").status_code == 422
    assert lead.send_form(f"/code-proposals/{proposal.id}/refuse", why="a toy").status_code == 303
    assert Proposals(engine).waiting() == []
    assert "LX638558603CN" in undecided_parcels(site)


def test_only_those_who_may_decide_settle_codes(waiting: int, visit: Visit, site: Site) -> None:
    address = card_of(site, "LX638558603CN")
    for role in (Role.TRADER, Role.AUDITOR):
        assert visit(role).get(address).status_code == 200
        assert visit(role).send_form(address, code="961700", why="x").status_code == 403
    for role in (Role.HUB, Role.ADMIN):
        assert visit(role).get(address).status_code == 403
    assert visit(Role.BROKER, "other").get(address).status_code == 404
    assert visit(Role.BROKER).get("/codes/1/9999/1").status_code == 404
    assert visit(Role.BROKER).get(address[:-1] + "9").status_code == 404
