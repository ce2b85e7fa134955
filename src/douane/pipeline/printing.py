"""Documents and labels of a run: each printed once, kept in the store by the hash of what it shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache
from threading import Lock
from typing import Any

from douane import places
from douane.documents.h7_summary import h7_summary
from douane.documents.parcel_label import parcel_label
from douane.domain.finding import Finding
from douane.domain.h7 import ChargedLine
from douane.pipeline import settings
from douane.pipeline.kept import order_of
from douane.pipeline.printed_kinds import ON_DEMAND, Around
from douane.pipeline.printed_labels import LABELS
from douane.pipeline.records import record_of, trace_json
from douane.pipeline.stages import Processed, Result, working_codes
from douane.press.archive import Archive, data_lines
from douane.press.printer import Press
from douane.press.scanning import unread_of
from douane.press.strictness import Problem, ProblemKind
from douane.reference.catalogue import finding
from douane.store.chunks import StoredWork
from douane.store.documents import Documents
from douane.store.outcomes import PrintedDocument
from douane.store.repository import Store

_ASKED_FOR = ON_DEMAND | LABELS
# Kind on the command line: template, and the file of a run.
KINDS = {"h7": ("h7_summary", "documents/h7-summary.pdf"), "label": ("parcel_label", "labels.pdf")} | {
    kind: (one.template, one.file) for kind, one in _ASKED_FOR.items()
}
IN_A_RUN = ("h7", "label")
"""What a run prints unasked."""
_BARE = {"parcel_label", *(one.template for one in _ASKED_FOR.values() if one.bare)}
_CODES = {
    ProblemKind.MISSING_GLYPHS: "PRINT-GLYPH",
    ProblemKind.OVERFLOW: "PRINT-OVERFLOW",
    ProblemKind.BARCODE: "PRINT-BARCODE",
    ProblemKind.UNREAD: "PRINT-UNREAD",
}

# A press keeps what it has laid out; two threads of the desk do not share that at the same moment.
_ONE_AT_A_TIME = Lock()


def order_of_prints(kinds: Sequence[str], language: str) -> str:
    """What a run prints, as its work says it: the language, then the kinds. Empty where nothing is printed."""
    return " ".join((language, *kinds)) if kinds else ""


def print_chunk(
    ready: Sequence[Processed], work: StoredWork, store: Store, documents: Documents | None
) -> tuple[list[PrintedDocument], list[Finding]]:
    """The documents of the consignments that are ready, one PDF of each kind, and what the press had to say.

    Without `documents` nothing is kept: to see whether a consignment can be printed at all.
    """
    language, *kinds = work.prints.split()
    printed: list[PrintedDocument] = []
    findings: list[Finding] = []
    for kind in kinds:
        template = KINDS[kind][0]
        filled = [(one, view) for one in ready for view in _views(kind, one, work)]
        if not filled:
            continue
        shown, views = [one for one, _ in filled], [view for _, view in filled]
        archive = _archive(template, shown, views, work, language)
        data = archive.digest
        document = store.document(template, data)
        if document is None:
            made = _press().print(template, views, language=language, archive=archive)
            share = settings.load().barcodes_read_back
            unread = unread_of(_press(), template, views, made, language=language, share=share)
            notes = json.dumps([asdict(problem) for problem in (*made.problems, *unread)], ensure_ascii=False)
            sha256 = documents.put(made.pdf) if documents else ""
            document = PrintedDocument(template, data, sha256, sum(made.pages), notes)
        printed.append(document)
        findings.extend(_finding(Problem(**note), shown, work.name) for note in json.loads(document.notes))
    return printed, findings


def one_summary(done: Processed, work: StoredWork, language: str) -> bytes:
    """The H7 summary of one consignment as a PDF; it is made for the reader and not kept."""
    template = KINDS["h7"][0]
    views = [_view("h7", done, json.loads(work.versions)["law"])]
    with _ONE_AT_A_TIME:
        return _press().print(template, views, language=language,
                              archive=_archive(template, [done], views, work, language)).pdf  # fmt: skip


def files_of(run: int, store: Store, documents: Documents) -> Iterator[tuple[str, list[bytes]]]:
    """The PDFs of a run: the file's name and the documents that it joins, in the order of the manifest."""
    parts: dict[str, list[str]] = {}
    for prints in store.chunk_prints(run):
        for template, data in prints.get("documents", {}).items():
            parts.setdefault(template, []).append(data)
    for template, name in KINDS.values():
        found = [store.document(template, data) for data in parts.get(template, [])]
        contents = [documents.get(document.sha256) for document in found if document]
        if any(contents):
            yield name, [content for content in contents if content]


@cache
def _press() -> Press:
    return Press(overlay=settings.templates_of(settings.load()))


def _views(kind: str, one: Processed, work: StoredWork) -> Sequence[Any]:
    """What is printed of one consignment: mostly one view, none where it has no data for it, or one for each part."""
    law = json.loads(work.versions)["law"]
    if kind in _ASKED_FOR:
        return _ASKED_FOR[kind].fill(one, Around(order_of(work.order).as_of, law))
    return [_view(kind, one, law)] if kind == "label" or one.h7 is not None else []


def _view(kind: str, one: Processed, law_version: str) -> Any:
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
        one.h7, one.assessment, charges, law_version=law_version, status=Result.READY.value
    )  # fmt: skip


def _archive(
    template: str, shown: Sequence[Processed], views: Sequence[Any], work: StoredWork, language: str
) -> Archive:  # fmt: skip
    """What travels inside the file: what is shown and, on documents, the data set and the trace behind it.

    A label goes through many hands, and an invoice to the buyer: they carry nothing that is not printed on them.
    """
    on = order_of(work.order).as_of
    about = {"template": template, "language": language, "layout": _layout(), "day": on.isoformat(),
             "versions": json.loads(work.versions)}  # fmt: skip
    documents = [{"view": view} if template in _BARE else {"view": view, **_behind(one)}
                 for one, view in zip(shown, views, strict=True)]  # fmt: skip
    return Archive(data_lines(about, documents), on)


def _behind(one: Processed) -> dict[str, Any]:
    """The data set, the decisions and the arithmetic behind a document."""
    return {
        "data_set": next((made.xml.decode() for made in one.prepared if made.kind == "h7"), None),
        "record": record_of(one, one.lrn),
        "trace": trace_json(one.assessment),
    }


_PAGES = "web"


@cache
def _layout() -> str:
    """The hash of all templates of documents with their style sheets and captions, the client's own among them."""
    digest = hashlib.sha256()
    overlay = settings.templates_of(settings.load())
    for folder in (places.TEMPLATES, *([overlay] if overlay else [])):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.relative_to(folder).parts[0] != _PAGES:
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _finding(problem: Problem, shown: Sequence[Processed], file: str) -> Finding:
    consignment = shown[problem.view].consignment
    return finding(
        _CODES[problem.kind], {"what": problem.characters or problem.message}, field=problem.field, value=problem.text,
        consignment=consignment.reference if consignment else None, file=file,
    )  # fmt: skip
