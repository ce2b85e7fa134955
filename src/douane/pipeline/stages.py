"""The stages that one consignment goes through. No stage calls the next: `process` reads as their list."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from douane.assessment.charge import assess
from douane.compliance.check import check, join
from douane.compliance.rule import Case
from douane.declarations.message import IncompleteError
from douane.declarations.prepare import ROUTES, Prepared, Wanted, prepare
from douane.domain.assessment import Assessment, Route
from douane.domain.commodity import commodity_fault
from douane.domain.consignment import Consignment, GoodsItem
from douane.domain.decision import Candidate, Decision, Verdict
from douane.domain.finding import Finding, Severity
from douane.domain.h7 import H7
from douane.intake.assemble import Received
from douane.pipeline.deciding import decide, goods_of
from douane.pipeline.order import Order, Tools, direction_of
from douane.pipeline.remembering import clients_of
from douane.reference.catalogue import entries, finding

log = logging.getLogger(__name__)


class Result(StrEnum):
    """The outcome of a consignment. `ready` means that it may be declared, not that customs has released it."""

    READY = "ready"
    REVIEW = "review"
    HELD = "held"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Processed:
    """What the stages made of one consignment. Small enough to be sent from one process to another."""

    consignment: Consignment | None
    lines: tuple[int, ...]
    findings: tuple[Finding, ...]
    result: Result
    decisions: tuple[Decision, ...] = ()
    assessment: Assessment | None = None
    lrn: str = ""
    rates: tuple[tuple[str, Decimal], ...] = ()
    h7: H7 | None = None
    prepared: tuple[Prepared, ...] = ()

    def rate_of(self, currency: str | None) -> Decimal | None:
        """The rate that was used for a currency, foreign currency per euro; `None` for the euro."""
        return dict(self.rates).get(currency or "")


def process_guarded(received: Received, lrn: str, order: Order, tools: Tools) -> Processed:
    """`process`, where a fault of the program holds its consignment and no other."""
    try:
        return process(received, lrn, order, tools)
    except Exception:
        reference = received.consignment.reference if received.consignment else None
        log.exception("a stage failed for LRN %s", lrn)
        failed = finding("STAGE-FAILED", value=lrn, consignment=reference, line=received.lines[0])
        return held_whole(received, failed, lrn)


def held_whole(received: Received, failed: Finding, lrn: str) -> Processed:
    """A consignment that the stages could not go through: held with its reference, nothing decided about its goods."""
    consignment = received.consignment
    undecided = tuple(Decision("eu", Verdict.ABSTAINED) for _ in consignment.items) if consignment else ()
    return Processed(consignment, received.lines, (*received.findings, failed), Result.HELD, undecided, lrn=lrn)


def process(received: Received, lrn: str, order: Order, tools: Tools) -> Processed:
    """Classify, assess, screen and declare one consignment."""
    consignment = received.consignment
    if consignment is None:
        return Processed(None, received.lines, received.findings, Result.REJECTED)
    direction = direction_of(order, consignment, tools.law)
    decisions = classify(consignment, tools)
    assessment = assess(tools.basis(consignment, working_codes(decisions), direction))
    case = Case(
        consignment,
        decisions,
        assessment,
        tools.law,
        tools.code_exists,
        tools.nomenclature_name,
        direction,
        screen=tools.screen,
        mandates=order.office.mandates,
    )
    findings = join(received.findings, check(case))
    result = result_of(findings, decisions, assessment)
    h7: H7 | None = None
    prepared: tuple[Prepared, ...] = ()
    foreign = dict.fromkeys(item.currency for item in consignment.items if item.currency and item.currency != "EUR")
    rates: tuple[tuple[str, Decimal], ...] = ()
    # H1 goes to a person for what it asks beyond H7; where the manifest says all of that, nothing is left to ask.
    complete = result is Result.REVIEW and assessment.routing.route is Route.H1 and _asks_for_h1_only(
        findings, decisions, assessment)  # fmt: skip
    if (result is Result.READY or complete) and assessment.routing.route in ROUTES:
        try:
            rates = tuple((c, tools.rate(c).per_euro) for c in foreign)
            prepared, h7 = declare(consignment, decisions, assessment, order, lrn, dict(rates))
            result = Result.READY
        except IncompleteError as error:
            found = _incomplete(error, assessment.routing.route, consignment)
            findings = (*findings, replace(found, severity=Severity.WARNING) if complete else found)
            result = result if complete else Result.HELD
    return Processed(consignment, received.lines, findings, result, decisions, assessment, lrn, rates, h7, prepared)


def classify(consignment: Consignment, tools: Tools) -> tuple[Decision, ...]:
    """A decision for each item: the code given with the goods if it is one, else a person's, else the classifier's."""
    clients = clients_of(consignment)
    return tuple(_decide(item, clients, tools) for item in consignment.items)


def _decide(item: GoodsItem, clients: Sequence[str], tools: Tools) -> Decision:
    given = item.commodity_code
    if given and commodity_fault(given) is None and tools.code_exists(given):
        return Decision("eu", Verdict.GIVEN, (Candidate(given, "", 1.0, ("given in the manifest",)),))
    if not item.words:
        return Decision("eu", Verdict.ABSTAINED)
    return decide(goods_of(item), "eu", clients, tools)


def working_codes(decisions: Sequence[Decision]) -> tuple[str | None, ...]:
    """The codes to assess with: settled ones only."""
    return tuple(decision.code for decision in decisions)


def declare(
    consignment: Consignment, decisions: Sequence[Decision], assessment: Assessment, order: Order, lrn: str,
    rates: Mapping[str, Decimal],
) -> tuple[tuple[Prepared, ...], H7 | None]:  # fmt: skip
    """The documents that the route asks for, which their schemas accept, and an H7's data set. Raises `IncompleteError`."""
    codes = [decision.code or "" for decision in decisions]
    rate = next(iter(rates.values()), None)
    return prepare(Wanted(consignment, codes, assessment, rate), order.office, lrn=lrn, acceptance=order.as_of)


def _asks_for_h1_only(
    findings: Sequence[Finding], decisions: Sequence[Decision], assessment: Assessment
) -> bool:  # fmt: skip
    others = [found for found in findings if found.code != "ROUTE-STANDARD"]
    return result_of(others, decisions, assessment) is Result.READY


def _incomplete(error: IncompleteError, route: Route, consignment: Consignment) -> Finding:
    code = "H7-INCOMPLETE" if route is Route.H7 else "DECLARATION-INCOMPLETE"
    return finding(code, {"kind": route.value}, value=str(error), consignment=consignment.reference, line=consignment.line)


def result_of(
    findings: Sequence[Finding], decisions: Sequence[Decision], assessment: Assessment | None
) -> Result:  # fmt: skip
    """Held by any error; to a person if a code is not settled or a finding asks for a decision; else ready."""
    if any(found.severity is Severity.ERROR for found in findings):
        return Result.HELD
    catalogue = entries()
    if any(catalogue[found.code].person for found in findings):
        return Result.REVIEW
    if any(decision.code is None for decision in decisions):
        return Result.REVIEW
    if assessment is None or assessment.routing.route is Route.NONE:
        return Result.REVIEW
    return Result.READY
