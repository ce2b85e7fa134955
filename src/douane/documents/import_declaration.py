"""The print of an import declaration of standard data set (H1), item by item with its duties (DOMAIN §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from douane.documents import declared_wording as words
from douane.documents.declared_wording import Represented
from douane.documents.frame import FrameView, frame
from douane.documents.wording import DocumentView, PartyView, day, masked, money, party_view
from douane.domain.consignment import Party
from douane.domain.h1 import H1, H1Item
from douane.domain.numbers import ZERO, text_of

_VENDOR = "FR5"


@dataclass(frozen=True, slots=True)
class DutyView:
    """D.E. 14 03: type of charge, base, amount in euro, way of payment."""

    type: str
    base: str
    amount: str
    payment: str


@dataclass(frozen=True, slots=True)
class ImportLineView:
    """One goods item. Masses in kilograms; `invoiced` in the invoice currency, `statistical_value` in euro."""

    number: str
    description: str
    code: str
    procedure: str
    origin: str
    preference: str
    valuation: str
    packages: str
    gross_mass: str
    net_mass: str
    supplementary: str
    invoiced: str
    adjustments: str
    statistical_value: str
    duties: tuple[DutyView, ...]
    documents: str


@dataclass(frozen=True, slots=True)
class ImportDeclarationView:
    """Everything that the print of an import declaration shows. It is no proof that anything was lodged."""

    frame: FrameView
    mrn: str
    lrn: str
    type: str
    additional_type: str
    acceptance: str
    released: str
    office: str
    ucr: str
    declarant: PartyView
    representation: Represented
    representative: str
    exporter: PartyView
    importer: PartyView
    ioss: str
    fiscal: tuple[DocumentView, ...]
    location: str
    dispatch: str
    destination: str
    border_mode: str
    inland_mode: str
    arrival_means: str
    delivery_terms: str
    invoiced: str
    currency: str
    exchange_rate: str
    packages: str
    gross_mass: str
    payment: str
    guarantees: tuple[str, ...]
    authorisations: str
    transport: str
    previous: str
    documents: str
    lines: tuple[ImportLineView, ...]
    totals: tuple[DutyView, ...]

    @property
    def barcode(self) -> str:
        """The MRN, or the LRN as long as there is none."""
        return self.mrn or self.lrn


def import_declaration(
    h1: H1, *, mrn: str = "", released: date | None = None, law_version: str = "", printed: date | None = None
) -> ImportDeclarationView:  # fmt: skip
    """The print of an H1. `mrn` and the day of release come from the answers of customs (IE428, IE429)."""
    vendor = next((one for one in h1.fiscal_references if one.role == _VENDOR), None)
    terms = h1.delivery_terms
    return ImportDeclarationView(
        frame=frame(f"MRN {mrn}" if mrn else f"LRN {h1.lrn}", h1.acceptance, law_version=law_version, printed=printed,
                    demonstration=h1.demonstration),
        mrn=mrn,
        lrn=h1.lrn,
        type=h1.type,
        additional_type=h1.additional_type,
        acceptance=day(h1.acceptance),
        released=day(released),
        office=h1.office or "",
        ucr=h1.ucr,
        declarant=party_view(h1.declarant),
        representation=words.represented(h1.representative),
        representative=h1.representative.eori if h1.representative else "",
        exporter=party_view(h1.exporter or Party()),
        importer=party_view(h1.importer),
        ioss=masked(vendor.number) if vendor else "",
        fiscal=tuple(DocumentView(one.role, one.number) for one in h1.fiscal_references if one is not vendor),
        location=words.location_text(h1.location),
        dispatch=h1.dispatch,
        destination=h1.destination,
        border_mode=h1.border_mode,
        inland_mode=h1.inland_mode or "",
        arrival_means=words.means_text((h1.arrival_means,) if h1.arrival_means else ()),
        delivery_terms=f"{terms.incoterm} {terms.unlocode or terms.place or ''}".strip() if terms else "",
        invoiced=money(h1.invoiced) or "",
        currency=h1.currency,
        exchange_rate=text_of(h1.exchange_rate) if h1.exchange_rate is not None else "",
        packages=str(sum(words.packages_count(item.packaging) for item in h1.items)),
        gross_mass=words.mass_text(h1.gross_mass),
        payment=h1.payment or "",
        guarantees=tuple(words.guarantee_text(one) for one in h1.guarantees),
        authorisations=" · ".join(f"{one.type} {one.reference}" for one in h1.authorisations),
        transport=words.documents_text(h1.transport_documents),
        previous=words.documents_text(h1.previous_documents),
        documents=words.documents_text(h1.supporting_documents, h1.additional_references),
        lines=tuple(_line(item) for item in h1.items),
        totals=_totals(h1),
    )  # fmt: skip


def _line(item: H1Item) -> ImportLineView:
    return ImportLineView(
        number=str(item.number),
        description=item.description,
        code=words.code_text(item.commodity),
        procedure=" ".join((f"{item.procedure}{item.previous_procedure}", *item.additional_procedures)),
        origin=item.origin,
        preference=item.preference,
        valuation=" ".join(part for part in (str(item.valuation_method), item.valuation_indicators) if part),
        packages=words.packages_text(item.packaging),
        gross_mass=words.mass_text(item.gross_mass),
        net_mass=words.mass_text(item.net_mass),
        supplementary=words.mass_text(item.supplementary_units),
        invoiced=money(item.invoiced) or "",
        adjustments=" · ".join(f"{one.code} {money(one.amount)}" for one in item.adjustments),
        statistical_value=f"{item.statistical_value:.0f}" if item.statistical_value is not None else "",
        duties=tuple(
            DutyView(duty.type, money(duty.base) or "", money(duty.amount) or "", duty.payment or "")
            for duty in item.duties
        ),
        documents=words.documents_text(item.previous_documents, item.supporting_documents, item.additional_references),
    )


def _totals(h1: H1) -> tuple[DutyView, ...]:
    """The sum of each type of charge over all items."""
    duties = [duty for item in h1.items for duty in item.duties]
    return tuple(
        DutyView(kind, "", money(sum((d.amount for d in duties if d.type == kind), ZERO)) or "", "")
        for kind in dict.fromkeys(duty.type for duty in duties)
    )
