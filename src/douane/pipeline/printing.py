"""Documents and labels of a run: each printed once, kept in the store by the hash of what it shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from douane import places
from douane.documents.h7_summary import h7_summary
from douane.documents.parcel_label import parcel_label
from douane.domain.finding import Finding
from douane.domain.h7 import ChargedLine
from douane.pipeline.run import WHO, Report
from douane.pipeline.stages import Processed, Result, working_codes
from douane.press.printer import Press
from douane.press.strictness import Problem, ProblemKind
from douane.reference.catalogue import finding
from douane.store.repository import Store

# Kind on the command line: template, and the file of a run.
KINDS = {"h7": ("h7_summary", "documents/h7-summary.pdf"), "label": ("parcel_label", "labels.pdf")}
_CODES = {
    ProblemKind.MISSING_GLYPHS: "PRINT-GLYPH",
    ProblemKind.OVERFLOW: "PRINT-OVERFLOW",
    ProblemKind.BARCODE: "PRINT-BARCODE",
}

Clock = Callable[[], str]


def print_run(report: Report, store: Store, *, language: str, now: Clock) -> dict[str, bytes]:
    """The PDFs of a run by file name; what could not be printed as it stands is added to the run's findings."""
    printed = {}
    for kind, (_, name) in KINDS.items():
        content = print_kind(kind, report, store, language=language, now=now)
        if content is not None:
            printed[name] = content
    return printed


def print_kind(kind: str, report: Report, store: Store, *, language: str, now: Clock) -> bytes | None:
    """One PDF with a document of that kind for each consignment that is ready; `None` where none is."""
    template = KINDS[kind][0]
    shown = [one for one in report.ready if kind == "label" or one.h7 is not None]
    views = [_view(kind, one, report) for one in shown]
    if not views:
        return None
    data = _digest(template, views, language)
    kept = store.document(template, data)
    if kept is None:
        made = _press().print(template, views, language=language)
        notes = json.dumps([asdict(problem) for problem in made.problems], ensure_ascii=False)
        store.keep_document(report.run, template, data, made.pdf, sum(made.pages), notes, at=now(), who=WHO)
        kept = made.pdf, notes
    report.findings.extend(_finding(Problem(**note), shown, report) for note in json.loads(kept[1]))
    return kept[0] or None


@cache
def _press() -> Press:
    return Press()


def _view(kind: str, one: Processed, report: Report) -> Any:
    assert one.consignment is not None  # noqa: S101  what is ready has both
    assert one.assessment is not None  # noqa: S101
    if kind == "label":
        codes = [code for code in working_codes(one.decisions) if code]
        return parcel_label(one.consignment, one.assessment.routing, lrn=one.lrn, codes=codes)
    assert one.h7 is not None  # noqa: S101  chosen for having one
    charges = [
        ChargedLine(
            number, charge.value, one.rate_of(item.currency), one.assessment.exchange_rate_date, charge.customs_duty
        )
        for number, (charge, item) in enumerate(zip(one.assessment.items, one.consignment.items, strict=True), start=1)
    ]
    return h7_summary(
        one.h7, one.assessment, charges, law_version=report.versions["law"], status=Result.READY.value
    )  # fmt: skip


def _digest(template: str, views: Sequence[Any], language: str) -> str:
    """The hash of what is shown and how: the views and the template with all that it includes."""
    digest = hashlib.sha256(f"{template} {language}".encode())
    for path in sorted(places.TEMPLATES.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    for view in views:
        digest.update(json.dumps(asdict(view), ensure_ascii=False, default=str).encode())
    return digest.hexdigest()


def _finding(problem: Problem, shown: Sequence[Processed], report: Report) -> Finding:
    consignment = shown[problem.view].consignment
    return finding(
        _CODES[problem.kind], {"what": problem.characters or problem.message}, field=problem.field, value=problem.text,
        consignment=consignment.reference if consignment else None, file=report.path.name,
    )  # fmt: skip
