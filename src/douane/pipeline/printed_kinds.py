"""The kinds of documents that a manifest has the data for: their template, their file, and how their views are filled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from douane.declarations.messages import MESSAGES
from douane.declarations.reading import restore
from douane.documents.duty_statement import duty_statement
from douane.documents.export_accompanying import export_accompanying
from douane.documents.frame import FrameView, frame
from douane.documents.import_declaration import import_declaration
from douane.documents.invoice import InvoiceTerms, invoice
from douane.documents.packing_list import packing_list
from douane.documents.postal import postal
from douane.documents.transit_accompanying import transit_accompanying
from douane.domain.consignment import Consignment
from douane.pipeline.stages import Processed, working_codes


@dataclass(frozen=True, slots=True)
class Around:
    """What a document says beside its consignment: the day and the law data that it was made with."""

    on: date
    law_version: str


@dataclass(frozen=True, slots=True)
class PrintKind:
    """A kind of document. `fill` answers its views for one consignment, none where it has no data for it.

    `bare`: it goes through other hands, so that nothing travels inside it that is not printed on it.
    """

    template: str
    file: str
    fill: Callable[[Processed, Around], Sequence[Any]]
    bare: bool = False


def _framed(one: Consignment, around: Around) -> FrameView:
    return frame(one.order or one.reference, around.on, law_version=around.law_version)


def _invoice(one: Processed, around: Around) -> Sequence[Any]:
    shown = one.consignment
    return [invoice(shown, InvoiceTerms(), _framed(shown, around))] if shown else []


def _packing_list(one: Processed, around: Around) -> Sequence[Any]:
    shown = one.consignment
    return [packing_list(shown, _framed(shown, around))] if shown else []


def _postal(one: Processed, around: Around) -> Sequence[Any]:
    return [postal(one.consignment, dated=around.on)] if one.consignment else []


def _statement(one: Processed, around: Around) -> Sequence[Any]:
    if one.consignment is None or one.assessment is None:
        return []
    framed = frame(one.consignment.reference, around.on, law_version=around.law_version)
    codes = working_codes(one.decisions)
    return [duty_statement(one.consignment, one.assessment, framed, codes=codes, lrn=one.lrn)]


def _declared(kind: str, one: Processed, around: Around) -> list[Any]:
    """The data sets of a kind that the consignment was declared with, read back from their documents."""
    known = {"declaration.acceptance": around.on} if kind in ("b1", "t1") else {}
    found = [made for made in one.prepared if made.kind.partition("-")[0] == kind]
    values = [restore(MESSAGES[kind], made.xml, known=known).value for made in found]
    return [getattr(value, "declaration", value) for value in values]


def _ead(one: Processed, around: Around) -> Sequence[Any]:
    return [export_accompanying(value, law_version=around.law_version) for value in _declared("b1", one, around)]


def _tad(one: Processed, around: Around) -> Sequence[Any]:
    return [transit_accompanying(value, law_version=around.law_version) for value in _declared("t1", one, around)]


def _h1(one: Processed, around: Around) -> Sequence[Any]:
    return [import_declaration(value, law_version=around.law_version) for value in _declared("h1", one, around)]


ON_DEMAND: dict[str, PrintKind] = {
    "invoice": PrintKind("commercial_invoice", "documents/commercial-invoices.pdf", _invoice, bare=True),
    "proforma": PrintKind("proforma_invoice", "documents/proforma-invoices.pdf", _invoice, bare=True),
    "packing-list": PrintKind("packing_list", "documents/packing-lists.pdf", _packing_list, bare=True),
    "ead": PrintKind("export_accompanying", "documents/ead.pdf", _ead),
    "tad": PrintKind("transit_accompanying", "documents/tad.pdf", _tad),
    "h1": PrintKind("import_declaration", "documents/h1.pdf", _h1),
    "cn22": PrintKind("cn22", "documents/cn22.pdf", _postal, bare=True),
    "cn23": PrintKind("cn23", "documents/cn23.pdf", _postal, bare=True),
    "statement": PrintKind("duty_statement", "documents/duty-statements.pdf", _statement),
}
"""What is printed when it is asked for; a run prints H7 summaries and labels."""
