"""The H7 summary: what a low-value import declaration says and costs, on A4 (DOMAIN §7).

It shows the data set, the amounts with their arithmetic, and the result of our own checks. It is no proof that
anything was lodged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from douane.documents.wording import DocumentView, PartyView, day, document_views, masked, mass, money, party_view
from douane.domain.assessment import Assessment
from douane.domain.h7 import H7, ChargedLine, H7Item
from douane.domain.numbers import ZERO, text_of

Status = Literal["ready", "review", "held"]
"""`ready`: may be declared. `review`: a person must decide first. `held`: may not be declared."""

Represented = Literal["self", "direct", "indirect"]
_REPRESENTATION: dict[int, Represented] = {2: "direct", 3: "indirect"}
_PRODUCT_IDENTIFIERS = ("C127", "C128", "C129", "Y081")
_EURO = "EUR"


@dataclass(frozen=True, slots=True)
class H7LineView:
    """One goods item. Masses in kilograms; `value_eur`, `duty` and `vat` in euro, `None` where not known.

    `vat_in_total` says that VAT was computed for the consignment as a whole, so that the line shows none.
    """

    number: int
    description: str
    hs6: str
    procedures: str
    packages: str
    gross_mass: str
    value: str
    currency: str
    value_eur: str | None
    rate: str
    rate_date: str
    duty: str | None
    duty_note: str
    vat: str | None
    vat_in_total: bool
    product_ids: tuple[DocumentView, ...]
    other_documents: tuple[DocumentView, ...]


@dataclass(frozen=True, slots=True)
class H7TotalsView:
    """Sums of the consignment: kilograms, packages, and amounts in euro, `None` where not known.

    `value` is the sum in the currency of the lines and empty where they have more than one. An empty `vat_base` means
    that VAT is not charged at import, so there is no base.
    """

    packages: str
    gross_mass: str
    value: str
    currency: str
    value_eur: str | None
    transport_cost: str | None
    customs_duty: str | None
    union_fee: str | None
    vat_base: str | None
    vat: str | None


@dataclass(frozen=True, slots=True)
class StepView:
    """One line of arithmetic; `unconfirmed` says in words what about it is not certain in law."""

    what: str
    how: str
    result: str
    source: str
    unconfirmed: str


@dataclass(frozen=True, slots=True)
class H7SummaryView:
    """Everything that the H7 summary shows. Empty texts are drawn as a dash, `None` as "not known"."""

    lrn: str
    mrn: str
    additional_type: str
    parcel: str
    acceptance: str
    law_version: str
    printed: str
    demonstration: bool
    status: Status
    reasons: tuple[str, ...]
    route_because: str
    declarant: PartyView
    contact: tuple[str, ...]
    representation: Represented
    representative: str
    exporter: PartyView
    importer: PartyView
    ioss: str
    other_fiscal: tuple[DocumentView, ...]
    location: str
    location_type: str
    location_qualifier: str
    transport_documents: tuple[DocumentView, ...]
    previous_documents: tuple[DocumentView, ...]
    lines: tuple[H7LineView, ...]
    totals: H7TotalsView
    steps: tuple[StepView, ...]

    @property
    def barcode(self) -> str:
        """What the barcode at the head carries: the MRN, or the LRN as long as there is none."""
        return self.mrn or self.lrn


def h7_summary(
    h7: H7,
    assessment: Assessment,
    charges: Sequence[ChargedLine],
    *,
    law_version: str,
    status: Status,
    reasons: Sequence[str] = (),
    mrn: str | None = None,
    printed: date | None = None,
) -> H7SummaryView:
    """Fill the summary. `charges` has one entry for each item, found by its number; one that is missing is not known.

    `reasons` are sentences. `mrn` comes from the answer of customs; without it nothing was accepted. `printed` is the
    day of printing, left out where it is not given. Raises `ValueError` for an unknown status.
    """
    if status not in get_args(Status):
        raise ValueError(f"status is one of {', '.join(get_args(Status))}, not {status!r}")
    by_number = {charge.number: charge for charge in charges}
    vendor = next((reference for reference in h7.fiscal_references if reference.role == "FR5"), None)
    others = tuple(DocumentView(r.role, r.number) for r in h7.fiscal_references if r is not vendor)
    contact = h7.declarant_contact
    return H7SummaryView(
        lrn=h7.lrn,
        mrn=mrn or "",
        additional_type=h7.additional_type,
        parcel=h7.ucr,
        acceptance=day(h7.acceptance),
        law_version=law_version,
        printed=day(printed),
        demonstration=h7.demonstration,
        status=status,
        reasons=tuple(reasons),
        route_because=assessment.routing.because,
        declarant=party_view(h7.declarant),
        contact=tuple(part for part in (contact.name, contact.phone, contact.email) if part) if contact else (),
        representation=_REPRESENTATION[h7.representative.status] if h7.representative else "self",
        representative=h7.representative.eori if h7.representative else "",
        exporter=party_view(h7.exporter),
        importer=party_view(h7.importer),
        ioss=masked(vendor.number) if vendor else "",
        other_fiscal=others,
        location=h7.location.unlocode,
        location_type=h7.location.type,
        location_qualifier=h7.location.qualifier,
        transport_documents=document_views(h7.transport_documents),
        previous_documents=document_views(h7.previous_documents),
        lines=tuple(_line(item, by_number.get(item.number), assessment, len(h7.items)) for item in h7.items),
        totals=_totals(h7, assessment),
        steps=tuple(StepView(s.what, s.how, s.result, s.source, s.unconfirmed or "") for s in assessment.trace),
    )


def _line(item: H7Item, charge: ChargedLine | None, assessment: Assessment, count: int) -> H7LineView:
    documents = document_views(item.supporting_documents + item.additional_references)
    foreign = charge is not None and item.intrinsic_value.currency != _EURO
    vat = _line_vat(assessment.vat, count)
    return H7LineView(
        number=item.number,
        description=item.description,
        hs6=item.hs6,
        procedures=" ".join(item.additional_procedures),
        packages=str(item.packages),
        gross_mass=mass(item.gross_mass),
        value=money(item.intrinsic_value.amount) or "",
        currency=item.intrinsic_value.currency,
        value_eur=money(charge.value_eur) if charge else None,
        rate=text_of(charge.rate) if charge and foreign and charge.rate is not None else "",
        rate_date=day(charge.rate_date) if charge and foreign else "",
        duty=money(charge.duty) if charge else None,
        duty_note=(charge.duty_note or "") if charge else "",
        vat=money(vat),
        vat_in_total=assessment.vat is not None and vat is None,
        product_ids=tuple(document for document in documents if document.type in _PRODUCT_IDENTIFIERS),
        other_documents=tuple(document for document in documents if document.type not in _PRODUCT_IDENTIFIERS),
    )


def _line_vat(total: Decimal | None, count: int) -> Decimal | None:
    """The VAT of a line follows from the consignment's only where that is nothing, or where there is one line."""
    return total if total is None or total == ZERO or count == 1 else None


def _totals(h7: H7, assessment: Assessment) -> H7TotalsView:
    values = [item.intrinsic_value for item in h7.items]
    one_currency = len({value.currency for value in values}) == 1
    no_base = assessment.vat_base is None and assessment.vat == ZERO
    return H7TotalsView(
        packages=str(sum(item.packages for item in h7.items)),
        gross_mass=mass(h7.gross_mass),
        value=(money(sum((value.amount for value in values), ZERO)) or "") if one_currency else "",
        currency=values[0].currency if one_currency else "",
        value_eur=money(assessment.intrinsic_value),
        transport_cost=money(assessment.transport_cost),
        customs_duty=money(assessment.customs_duty),
        union_fee=money(assessment.union_fee),
        vat_base="" if no_base else money(assessment.vat_base),
        vat=money(assessment.vat),
    )
