"""A run uses what a person decided for the client, and says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from douane.classification.goods import Goods
from douane.classification.persons import PersonDecision, client_key, good_key
from douane.domain.consignment import Party
from douane.domain.decision import Verdict
from douane.pipeline.order import Tools
from douane.pipeline.remembering import clients_of
from douane.pipeline.stages import classify
from douane.store import database
from douane.store.decisions import record
from tests.conftest import make_consignment, make_item

DAY = date(2026, 11, 22)
ITEM = make_item(description="QZX module 7 assembled", commodity_code=None)


def decided(client: str, edition: str) -> None:
    record(
        database.connect(),
        PersonDecision(client_key(client), "eu", "QZX module", good_key(Goods("QZX module 7 assembled")), "8543709099",
                       "An Example", "seen the data sheet", "2026-11-20T08:00:00+00:00", edition),
    )  # fmt: skip


def test_the_code_of_a_person_is_used_for_the_client_alone(home: Path) -> None:
    decided("Shenzhen Muster Trading Co., Ltd", Tools(DAY).edition_name("eu"))
    tools = Tools(DAY)
    (own,) = classify(make_consignment(ITEM), tools)
    assert own.verdict is Verdict.ACCEPTED
    assert own.code == "8543709099"
    assert "An Example" in own.candidates[0].because[0]
    (other,) = classify(make_consignment(ITEM, exporter=Party(name="Another Trader")), tools)
    assert other.code is None


def test_a_code_given_in_the_manifest_stands_before_it(home: Path) -> None:
    decided("Shenzhen Muster Trading Co., Ltd", Tools(DAY).edition_name("eu"))
    (given,) = classify(make_consignment(make_item(description=ITEM.description)), Tools(DAY))
    assert given.verdict is Verdict.GIVEN


def test_on_another_edition_a_person_confirms(home: Path) -> None:
    decided("", "eu-2024-01-01")
    (old,) = classify(make_consignment(ITEM), Tools(DAY))
    assert old.verdict is Verdict.REVIEW
    assert old.candidates[0].code == "8543709099"


def test_a_client_is_known_by_name_and_numbers() -> None:
    seller = Party(name="Seller SA", eori="BE0123456749")
    clients = clients_of(make_consignment(seller=seller))
    assert {"Seller SA", "BE0123456749", "Shenzhen Muster Trading Co., Ltd"} <= set(clients)
