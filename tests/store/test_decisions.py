"""What people decided is kept with who, why, when and on which edition; the last decision counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from douane.classification.goods import Goods
from douane.classification.persons import PersonDecision, PersonDecisions, good_key
from douane.store import database
from douane.store.decisions import decisions, record
from douane.store.repository import Store

GOODS = Goods("Blue widget, 3 pcs")
MADE = PersonDecision("acme", "eu", GOODS.description, good_key(GOODS), "3926909790", "An Example", "of plastics, heading 3926",
                      "2026-11-22T10:00:00+00:00", "eu-2026-04-01")  # fmt: skip


@pytest.fixture
def engine(home: Path) -> Engine:
    return database.connect()


def test_a_decision_comes_back_as_it_was_made(engine: Engine) -> None:
    record(engine, MADE)
    assert decisions(engine) == (MADE,)
    assert decisions(engine, "acme") == (MADE,)
    assert decisions(engine, "other") == ()


def test_the_last_decision_counts_and_the_first_stays(engine: Engine) -> None:
    record(engine, MADE)
    record(engine, replace(MADE, code="9503009990", why="it is a toy"))
    kept = decisions(engine)
    assert len(kept) == 2
    found = PersonDecisions(kept).find(GOODS, "eu", ["ACME"])
    assert found
    assert found.code == "9503009990"


def test_a_decision_stands_in_the_audit_chain(engine: Engine) -> None:
    record(engine, MADE)
    entry = list(Store(engine).audit())[-1]
    assert entry["what"] == "code decided"
    assert entry["who"] == "An Example"
    assert "3926909790" in entry["body"]
