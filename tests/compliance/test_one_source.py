"""The lists that lead to H1 (`law/eu/restrictions.yaml`) and the measures (`law/eu/measures`) say the same of the same goods."""

from __future__ import annotations

import pytest

from douane.domain.assessment import Route
from douane.domain.consignment import Direction
from douane.reference import harmonized
from douane.reference.measures_of_goods import Measure, Outcome, Touch, measures_on
from tests.compliance.cases import LAW, case_of, found, parcel
from tests.conftest import TODAY

MEASURES = measures_on(TODAY)
# Goods of these prefixes are under rules that no measure tells by code: blood and vaccines, explosives and fireworks.
BY_LIST_ALONE = {"3002", "3601", "3602", "3603", "3604"}


def licensed() -> list[tuple[str, Measure]]:
    """Measures that ask for a document on any import of their code, with one subheading that is wholly theirs."""
    pairs = []
    for measure in MEASURES.by_name.values():
        asks = measure.outcome is Outcome.LICENCE and Direction.IMPORT in measure.directions and measure.match == "any"
        if not asks or measure.above or measure.unit_below or measure.sales:
            continue
        whole = (code for code in harmonized.subheadings() if measure.touches(code) is Touch.WHOLE)
        pairs += [(code, measure) for code in sorted(whole)[:3]]
    return pairs


@pytest.mark.parametrize(("code", "measure"), licensed(), ids=[f"{code}-{m.finding}" for code, m in licensed()])
def test_goods_that_need_a_document_never_pass_on_h7_in_silence(code: str, measure: Measure) -> None:
    goods = parcel(commodity_code=code, origin=measure.origins[0] if measure.origins else "CN")
    on_h7 = case_of(goods).assessment.routing.route is Route.H7
    assert not on_h7 or "PERMIT-ON-H7" in found(goods)


@pytest.mark.parametrize("prefix", sorted(LAW.on(TODAY).codes("eu.restrictions.permit") - BY_LIST_ALONE))
def test_goods_of_the_list_of_permits_meet_a_measure(prefix: str) -> None:
    code = next(code for code in sorted(harmonized.subheadings()) if code.startswith(prefix))
    regimes = {MEASURES.by_name[name].regime for name in MEASURES.touched(code)}
    assert regimes & {"food", "medicines", "weapons", "cultural", "cites"}


def test_prohibited_goods_of_the_list_are_blocked_by_a_measure() -> None:
    for prefix in LAW.on(TODAY).codes("eu.restrictions.prohibited"):
        outcomes = {MEASURES.by_name[name].outcome for name in MEASURES.touched(prefix)}
        assert Outcome.BLOCK in outcomes
