"""A consignment with its decisions, assessed and put before the rules of a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from douane.assessment.basis import Basis
from douane.assessment.charge import assess
from douane.compliance.check import check
from douane.compliance.rule import Case
from douane.domain.consignment import Address, Consignment, Direction, Party
from douane.domain.decision import Candidate, Decision, Verdict
from douane.domain.finding import Finding
from douane.reference import harmonized
from douane.reference.exchange import EcbRates
from douane.reference.law import Law
from tests.conftest import TODAY, make_consignment, make_item

LAW = Law.load()
RATES = EcbRates.packaged()
GHENT = Party(
    name="Muster Werktuigen BV", address=Address("Dorpsstraat 1", "9000", "Gent", None, "BE"), eori="BE0308357159"
)
SHANGHAI = Party(
    name="Shanghai Yangben Trading Co., Ltd", address=Address("Yangben Road 1", "200000", "Shanghai", None, "CN")
)


def case_of(
    consignment: Consignment, on: date = TODAY, verdict: Verdict = Verdict.GIVEN,
    direction: Direction = Direction.IMPORT, **more: Any,
) -> Case:  # fmt: skip
    """The case as the pipeline makes it, with the codes that the items carry."""
    decisions = tuple(
        Decision("eu", verdict, (Candidate(item.commodity_code or "610910", "", 1.0),)) for item in consignment.items
    )
    codes = tuple(decision.code for decision in decisions)
    law = LAW.on(on)
    assessment = assess(Basis(consignment, codes, law, lambda c: RATES.for_customs(c, TODAY), direction))
    return Case(consignment, decisions, assessment, law, lambda code: code[:6] in harmonized.subheadings(), "HS 2022",
                direction, **more)  # fmt: skip


def findings(consignment: Consignment, **how: Any) -> tuple[Finding, ...]:
    return check(case_of(consignment, **how))


def found(consignment: Consignment, on: date = TODAY, verdict: Verdict = Verdict.GIVEN, **how: Any) -> set[str]:
    """The codes of all findings."""
    return {f.code for f in findings(consignment, on=on, verdict=verdict, **how)}


def parcel(**item: Any) -> Consignment:
    """A distance sale to Liège with one item."""
    return make_consignment(make_item(**item))


def export(importer: Party = SHANGHAI, **item: Any) -> Consignment:
    """A sale from Ghent to Shanghai with one item."""
    return make_consignment(make_item(**{"origin": "BE", **item}), exporter=GHENT, importer=importer, ioss=None)
