"""Outcomes as the JSON that other programs read: lines of `consignments.jsonl`, findings, the trace of amounts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from douane.domain.assessment import Assessment, Route, Routing
from douane.domain.consignment import Consignment
from douane.domain.decision import Decision
from douane.domain.finding import Finding, Severity
from douane.domain.numbers import money_text, text_of
from douane.pipeline.stages import Processed
from douane.reference.catalogue import words


def to_json(value: Any) -> str:
    """JSON on one line, the same text for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def record_of(done: Processed, lrn: str) -> dict[str, Any]:
    """The line of `consignments.jsonl` for one consignment."""
    consignment, assessment = done.consignment, done.assessment
    routing = assessment.routing if assessment else None
    return {
        "reference": consignment.reference if consignment else None,
        "manifest": consignment.manifest if consignment else None,
        "mawb": consignment.mawb if consignment else None,
        "outcome": done.result.value,
        "route": routing.route.value if routing else "none",
        "route_reason": routing.because if routing else None,
        "procedure": list(routing.procedure) if routing else [],
        "reasons": reasons(done.findings),
        "lrn": lrn,
        "lines": list(done.lines),
        "items": _items(consignment, done.decisions) if consignment else [],
        "amounts": amounts(assessment),
        **_sides(assessment),
    }


def _sides(assessment: Assessment | None) -> dict[str, Any]:
    """The Belgian and the Chinese side of goods that leave, and who pays for goods that come in; else absent."""
    found: dict[str, Any] = {}
    if assessment and assessment.export:
        export = assessment.export
        found["export"] = {
            "form": export.form, "because": export.because,
            "statistical_values": None if export.statistical is None else [text_of(value) for value in export.statistical],
            "papers": [{**asdict(paper), "codes": list(paper.codes)} for paper in export.papers],
            "vat_proof_open": list(export.open_proof),
        }  # fmt: skip
    if assessment and assessment.china:
        found["china"] = {"currency": "CNY", **{key: _plain(value) for key, value in asdict(assessment.china).items()}}
    if assessment and assessment.payers:
        found["payers"] = asdict(assessment.payers)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return money_text(value)
    return list(value) if isinstance(value, tuple) else value


def reasons(findings: Iterable[Finding]) -> list[str]:
    """The codes that explain an outcome, errors first, each once; plain information is left out."""
    ranked = sorted((f for f in findings if f.severity is not Severity.INFO), key=lambda f: f.severity != Severity.ERROR)
    return list(dict.fromkeys(found.code for found in ranked))


def _items(consignment: Consignment, decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    return [
        {
            "no": item.number,
            "description": item.words or None,
            "eu": decision.code,
            "cn": item.commodity_code_cn,
            "decision": decision.verdict.value,
            "candidates": [candidate(c) for c in decision.candidates[:3]] if decision.code is None else [],
        }
        for item, decision in zip(consignment.items, decisions, strict=True)
    ]


def candidate(proposal: Any) -> dict[str, Any]:
    """A candidate of a classification."""
    return {"code": proposal.code, "description": proposal.description, "probability": proposal.probability,
            "because": list(proposal.because)}  # fmt: skip


def amounts(assessment: Assessment | None) -> dict[str, Any]:
    """The amounts in euro as decimal strings; unknown is null."""
    a = assessment or _NOTHING_KNOWN
    return {
        "intrinsic_value": _amount(a.intrinsic_value),
        "currency": "EUR",
        "transport_cost": _amount(a.transport_cost),
        "customs_duty": _amount(a.customs_duty),
        "union_fee": _amount(a.union_fee),
        "vat_base": _amount(a.vat_base),
        "vat": _amount(a.vat),
        "exchange_rate_date": a.exchange_rate_date.isoformat() if a.exchange_rate_date else None,
    }


_NOTHING_KNOWN = Assessment(Routing(Route.NONE, (), "", ""))


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else money_text(value)


def finding_json(found: Finding, language: str = "en") -> dict[str, Any]:
    """A finding in the form of the contract, with the words in the reader's language."""
    message, fix = words(found, language)
    return {
        "code": found.code, "severity": found.severity.value, "message": message, "fix": fix, "file": found.file,
        "line": found.line, "column": found.column, "path": found.path, "field": found.field, "value": found.value,
        "expected": found.expected, "consignment": found.consignment, "item": found.item,
    }  # fmt: skip


def stored_finding(found: Finding) -> dict[str, Any]:
    """A finding as the store keeps it: without words, which the catalogue gives in any language."""
    kept = {"code": found.code, "severity": found.severity.value, "field": found.field, "value": found.value,
            "expected": found.expected, "consignment": found.consignment, "item": found.item, "file": found.file,
            "line": found.line, "column": found.column, "path": found.path, "facts": list(found.facts)}  # fmt: skip
    return {key: value for key, value in kept.items() if value not in (None, [])}


def restored_finding(kept: dict[str, Any]) -> Finding:
    """The finding of `stored_finding`."""
    facts = tuple((str(name), str(text)) for name, text in kept.pop("facts", []))
    return Finding(kept.pop("code"), Severity(kept.pop("severity")), facts=facts, **kept)


def trace_json(assessment: Assessment | None) -> list[dict[str, Any]]:
    """The arithmetic of an assessment, step by step."""
    if assessment is None:
        return []
    return [
        {"what": s.what, "how": s.how, "result": s.result, "source": s.source, "unconfirmed": s.unconfirmed}
        for s in assessment.trace
    ]
