"""The export accompanying document (EAD) with its list of items; with safety data it is the ESS (DOMAIN §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from douane.documents import declared_wording as words
from douane.documents.declared_wording import Represented
from douane.documents.frame import FrameView, frame
from douane.documents.wording import PartyView, day, money, party_view
from douane.domain.b1 import B1, B1Item
from douane.domain.consignment import Party


@dataclass(frozen=True, slots=True)
class ExportLineView:
    """One goods item. Masses in kilograms, the statistical value in euro. Empty texts are drawn as a dash."""

    number: str
    description: str
    code: str
    packages: str
    gross_mass: str
    net_mass: str
    procedure: str
    origin: str
    statistical_value: str
    supplementary: str
    dangerous: str
    documents: str


@dataclass(frozen=True, slots=True)
class ExportAccompanyingView:
    """Everything that the export accompanying document shows."""

    frame: FrameView
    mrn: str
    lrn: str
    type: str
    additional_type: str
    security: str
    safety: bool
    issued: str
    exporter: PartyView
    consignee: PartyView
    declarant: PartyView
    representation: Represented
    representative: str
    items: str
    packages: str
    gross_mass: str
    ucr: str
    country_of_export: str
    destination: str
    routing: str
    office_of_export: str
    office_of_exit: str
    location: str
    border_mode: str
    inland_mode: str
    border_means: str
    departure_means: str
    containers: str
    seals: str
    carrier: str
    transport_charges: str
    circumstance: str
    delivery_terms: str
    invoiced: str
    documents: str
    previous: str
    transport: str
    lines: tuple[ExportLineView, ...]

    @property
    def barcode(self) -> str:
        """The MRN, or the LRN as long as there is none."""
        return self.mrn or self.lrn


def export_accompanying(
    b1: B1, *, mrn: str = "", issued: date | None = None, law_version: str = "", printed: date | None = None
) -> ExportAccompanyingView:  # fmt: skip
    """The EAD of an export declaration. `mrn` and the day of issue come from the answer of customs (CC529C)."""
    number = f"MRN {mrn}" if mrn else f"LRN {b1.lrn}"
    terms, invoiced = b1.delivery_terms, money(b1.invoiced)
    return ExportAccompanyingView(
        frame=frame(number, issued or b1.acceptance, law_version=law_version, printed=printed,
                    demonstration=b1.demonstration),
        mrn=mrn,
        lrn=b1.lrn,
        type=b1.type,
        additional_type=b1.additional_type,
        security=b1.security,
        safety=b1.security != "0",
        issued=day(issued),
        exporter=party_view(b1.exporter),
        consignee=party_view(b1.consignee or Party()),
        declarant=party_view(b1.declarant),
        representation=words.represented(b1.representative),
        representative=b1.representative.eori if b1.representative else "",
        items=str(len(b1.items)),
        packages=str(sum(words.packages_count(item.packaging) for item in b1.items)),
        gross_mass=words.mass_text(b1.gross_mass),
        ucr=b1.ucr or "",
        country_of_export=b1.country_of_export,
        destination=b1.destination,
        routing=" → ".join(b1.routing),
        office_of_export=b1.office_of_export,
        office_of_exit=b1.office_of_exit,
        location=words.location_text(b1.location),
        border_mode=b1.border_mode,
        inland_mode=b1.inland_mode or "",
        border_means=words.means_text((b1.border_means,) if b1.border_means else ()),
        departure_means=words.means_text(b1.departure_means),
        containers=words.containers_text(b1.equipment),
        seals=words.seals_text(b1.equipment),
        carrier=b1.carrier or "",
        transport_charges=b1.transport_charges or "",
        circumstance=b1.circumstance or "",
        delivery_terms=f"{terms.incoterm} {terms.unlocode or terms.place or ''}".strip() if terms else "",
        invoiced=f"{invoiced} {b1.currency or ''}".strip() if invoiced else "",
        documents=words.documents_text(b1.supporting_documents, b1.additional_references),
        previous=words.documents_text(b1.previous_documents),
        transport=words.documents_text(b1.transport_documents),
        lines=tuple(_line(item) for item in b1.items),
    )  # fmt: skip


def _line(item: B1Item) -> ExportLineView:
    return ExportLineView(
        number=str(item.number),
        description=item.description,
        code=words.code_text(item.commodity),
        packages=words.packages_text(item.packaging),
        gross_mass=words.mass_text(item.gross_mass),
        net_mass=words.mass_text(item.net_mass),
        procedure=" ".join((f"{item.procedure}{item.previous_procedure}", *item.additional_procedures)),
        origin=item.origin or "",
        statistical_value=f"{item.statistical_value:.0f}" if item.statistical_value is not None else "",
        supplementary=words.mass_text(item.supplementary_units),
        dangerous=" ".join(item.dangerous_goods),
        documents=words.documents_text(item.previous_documents, item.supporting_documents, item.additional_references),
    )
