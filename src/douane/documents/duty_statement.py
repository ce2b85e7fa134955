"""The VAT and duty statement: what is owed for a consignment, who pays it, and every step of the arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from douane.documents.frame import FrameView
from douane.documents.wording import PartyView, money, party_view
from douane.domain.assessment import Assessment
from douane.domain.consignment import Consignment, GoodsItem
from douane.domain.numbers import ZERO


@dataclass(frozen=True, slots=True)
class StatementLineView:
    """One item: its value in its own currency and in euro, and its customs duty in euro; `None` where not known."""

    number: str
    description: str
    code: str
    origin: str
    value: str | None
    currency: str
    value_eur: str | None
    duty_line: str
    duty: str | None


@dataclass(frozen=True, slots=True)
class StatementStepView:
    """One line of arithmetic with its legal source; `unconfirmed` says what about it is not certain in law."""

    what: str
    how: str
    result: str
    source: str
    unconfirmed: str


@dataclass(frozen=True, slots=True)
class DutyStatementView:
    """Everything that the statement shows, in euro. `None` is not known; a total is not known as soon as a part is not.

    An empty `vat_base` means that VAT is not charged at import.
    """

    frame: FrameView
    parcel: str
    lrn: str
    mrn: str
    waybill: str
    seller: PartyView
    importer: PartyView
    route: str
    because: str
    delivery: str
    duty_payer: str
    vat_payer: str
    intrinsic_value: str | None
    transport_cost: str | None
    customs_duty: str | None
    union_fee: str | None
    vat_base: str | None
    vat: str | None
    total: str | None
    lines: tuple[StatementLineView, ...]
    steps: tuple[StatementStepView, ...]


def duty_statement(
    consignment: Consignment, assessment: Assessment, frame: FrameView, *, codes: Sequence[str | None] = (),
    lrn: str = "", mrn: str = "",
) -> DutyStatementView:  # fmt: skip
    """The statement of one consignment. `codes` are the settled codes in the order of the items, where they are known."""
    parts = (assessment.customs_duty, assessment.union_fee, assessment.vat)
    known = [part for part in parts if part is not None]
    payers = assessment.payers
    no_base = assessment.vat_base is None and assessment.vat == ZERO
    settled = [*codes, *[None] * len(consignment.items)]
    return DutyStatementView(
        frame=frame,
        parcel=consignment.reference,
        lrn=lrn,
        mrn=mrn,
        waybill=consignment.mawb or "",
        seller=party_view(consignment.seller or consignment.exporter),
        importer=party_view(consignment.importer),
        route=" ".join((assessment.routing.route.value, *assessment.routing.procedure)),
        because=assessment.routing.because,
        delivery=payers.model if payers else consignment.incoterm or "",
        duty_payer=payers.duty if payers else "",
        vat_payer=payers.vat if payers else "",
        intrinsic_value=money(assessment.intrinsic_value),
        transport_cost=money(assessment.transport_cost),
        customs_duty=money(assessment.customs_duty),
        union_fee=money(assessment.union_fee),
        vat_base="" if no_base else money(assessment.vat_base),
        vat=money(assessment.vat),
        total=money(sum(known, ZERO)) if len(known) == len(parts) else None,
        lines=tuple(_line(item, code, assessment) for item, code in zip(consignment.items, settled, strict=False)),
        steps=tuple(StatementStepView(s.what, s.how, s.result, s.source, s.unconfirmed or "") for s in assessment.trace),
    )


def _line(item: GoodsItem, code: str | None, assessment: Assessment) -> StatementLineView:
    charge = next((one for one in assessment.items if one.item == item.number), None)
    return StatementLineView(
        number=str(item.number),
        description=item.words,
        code=code or item.commodity_code or "",
        origin=item.origin or "",
        value=money(item.value),
        currency=item.currency or "",
        value_eur=money(charge.value) if charge else None,
        duty_line=str(charge.duty_line) if charge and charge.duty_line is not None else "",
        duty=money(charge.customs_duty) if charge else None,
    )
