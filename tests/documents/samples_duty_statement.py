"""Statements of duty and VAT for tests and pictures."""

from dataclasses import replace

from douane.documents.duty_statement import DutyStatementView, duty_statement
from douane.domain.assessment import Payers
from tests.documents import fictional
from tests.documents.variants import bare, crowded, framed

SAMPLES: dict[str, DutyStatementView] = {
    "short": duty_statement(bare(), fictional.unknown_assessment(), framed("ST-1")),
    "ordinary": duty_statement(
        fictional.consignment(), replace(fictional.assessment(), payers=Payers("DDP", "seller", "seller")),
        framed("ST-2026-0417"), codes=("6109100010", None, "3926909790"), lrn=fictional.LRN, mrn=fictional.MRN,
    ),
    "extreme": duty_statement(crowded(), fictional.assessment(), framed("ST-" + "9" * 30), lrn=fictional.LRN),
}  # fmt: skip
TEMPLATES = ("duty_statement",)
