"""A person's decision wins for the same client and good while its edition holds, and says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from douane.classification.goods import Goods
from douane.classification.persons import PersonDecision, PersonDecisions, answered, client_key, good_key
from douane.domain.decision import Candidate, Decision, Verdict

GOODS = Goods("Ladies' scarf, blue", attributes=(("Material", "silk"), ("Package width", "12")))
MADE = PersonDecision(client_key("Acme Trading BV"), "eu", GOODS.description, good_key(GOODS), "6214100090", "An Example",
                      "silk, not printed", "2026-11-22T10:00:00+00:00", "eu-2026-04-01")  # fmt: skip
KNOWN = PersonDecisions([MADE])
PROPOSED = Decision("eu", Verdict.ACCEPTED, (Candidate("6214900090", "", 0.9), Candidate("6214100090", "", 0.1, ("silk",))))


@pytest.mark.parametrize(
    ("goods", "client", "found"),
    [
        (GOODS, "ACME trading b.v.", True),
        (Goods("blue scarf; Ladies", attributes=(("material", "Silk"),)), "acme trading bv", True),
        (GOODS, "Another Trader", False),
        (GOODS, "", False),
        (replace(GOODS, attributes=(("Material", "cotton"),)), "acme trading bv", False),
        (Goods("ladies scarf red", attributes=GOODS.attributes), "acme trading bv", False),
    ],
)
def test_the_same_client_and_good_is_found_and_no_other(goods: Goods, client: str, found: bool) -> None:
    assert (KNOWN.find(goods, "eu", [client]) is not None) is found
    assert KNOWN.find(goods, "cn", [client]) is None


def test_a_decision_for_every_client_stands_behind_that_of_the_client() -> None:
    known = PersonDecisions([MADE, replace(MADE, client="", code="6117100090")])
    own, other = known.find(GOODS, "eu", ["Acme Trading BV"]), known.find(GOODS, "eu", ["Another"])
    assert own
    assert other
    assert (own.code, other.code) == ("6214100090", "6117100090")


def test_it_wins_visibly_while_its_edition_holds() -> None:
    decision = answered(MADE, "eu-2026-04-01", lambda: pytest.fail("nothing else is asked"))
    assert decision.code == "6214100090"
    assert decision.verdict is Verdict.ACCEPTED
    for told in ("An Example", "2026-11-22", "eu-2026-04-01", "silk, not printed"):
        assert told in decision.candidates[0].because[0]


def test_on_another_edition_it_comes_first_and_waits_for_a_person() -> None:
    decision = answered(MADE, "eu-2027-01-01", lambda: PROPOSED, "fr")
    assert decision.code is None
    assert decision.verdict is Verdict.REVIEW
    assert [c.code for c in decision.candidates] == ["6214100090", "6214900090"]
    assert "eu-2027-01-01" in decision.candidates[0].because[0]
    assert "à confirmer" in decision.candidates[0].because[0]
    assert "silk" in decision.candidates[0].because
