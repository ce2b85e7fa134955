"""The papers of one export order for its trader: invoice, packing list, label, and the export data set."""

from __future__ import annotations

from datetime import date
from functools import cache
from threading import Lock
from typing import Any

from douane.assessment.export import missing_vat_proof
from douane.documents.frame import frame
from douane.documents.invoice import InvoiceTerms, invoice
from douane.documents.packing_list import packing_list
from douane.documents.parcel_label import parcel_label
from douane.domain.consignment import Consignment
from douane.domain.numbers import text_of
from douane.pipeline import settings
from douane.pipeline.stages import Processed, working_codes
from douane.press.printer import Press
from douane.reference.law import LawOnDay

TEMPLATES = {"invoice": "commercial_invoice", "packing-list": "packing_list", "label": "parcel_label"}
# A press keeps what it has laid out; two threads do not share that at the same moment.
_ONE_AT_A_TIME = Lock()


def view_of(kind: str, done: Processed, on: date, law_version: str, *, mention: str = "") -> Any:
    """What a paper shows. Raises `LookupError` for a kind that does not exist or a row that is no consignment."""
    consignment = done.consignment
    if consignment is None or done.assessment is None or kind not in TEMPLATES:
        raise LookupError(kind)
    if kind == "label":
        codes = [code for code in working_codes(done.decisions) if code]
        return parcel_label(consignment, done.assessment.routing, lrn=done.lrn, codes=codes)
    head = frame(_number(consignment, kind), on, law_version=law_version, printed=on)
    if kind == "packing-list":
        return packing_list(consignment, head, invoice=_number(consignment, "invoice"))
    terms = InvoiceTerms(contract=consignment.order or "", origin_statement=mention)
    return invoice(consignment, terms, head)


def printed(kind: str, view: Any, language: str) -> bytes:
    """A paper as a PDF in a language."""
    with _ONE_AT_A_TIME:
        return _press().print(TEMPLATES[kind], [view], language=language).pdf


@cache
def _press() -> Press:
    return Press(overlay=settings.templates_of(settings.load()))


def vat_proof(done: Processed, law: LawOnDay) -> tuple[tuple[str, bool], ...]:
    """The papers of the VAT exemption (Belgian VAT Code art. 39; RD no. 18), and whether the file has each."""
    export = done.assessment.export if done.assessment else None
    missing = set(export.open_proof) if export else set(missing_vat_proof((), law))
    return tuple((paper, paper not in missing) for paper in sorted(law.codes("be.export.vat_proof")))


def statistical_values(done: Processed) -> tuple[str, ...]:
    """The statistical values of the lines (D.E. 99 06) in whole euro; empty where they are not known."""
    export = done.assessment.export if done.assessment else None
    return tuple(text_of(value) for value in export.statistical) if export and export.statistical else ()


def _number(consignment: Consignment, kind: str) -> str:
    """The number that the order gives a paper, else the order's own."""
    wanted = {"invoice": "N380", "packing-list": "N271"}[kind]
    stated = next((paper.reference for paper in consignment.documents if paper.type == wanted), None)
    return stated or consignment.order or consignment.reference
