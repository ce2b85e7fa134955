"""The consolidated list of the H7 declarations under one air waybill: a line for each parcel, and the sums (DOMAIN §7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from douane.documents.frame import FrameView
from douane.documents.wording import PartyView, masked, mass, money, party_view
from douane.domain.assessment import Assessment
from douane.domain.consignment import Party
from douane.domain.h7 import H7
from douane.domain.numbers import ZERO

_VENDOR = "FR5"
_MASTER = "N741"


@dataclass(frozen=True, slots=True)
class H7RowView:
    """One declaration. Mass in kilograms, amounts in euro; `None` where not known. The IOSS number is masked."""

    number: str
    parcel: str
    lrn: str
    mrn: str
    importer: str
    country: str
    items: str
    procedures: str
    ioss: str
    gross_mass: str
    value: str | None
    duty: str | None
    vat: str | None


@dataclass(frozen=True, slots=True)
class H7ListView:
    """Everything that the list shows. A sum is not known as soon as a part of it is not."""

    frame: FrameView
    waybill: str
    declarant: PartyView
    location: str
    previous: str
    rows: tuple[H7RowView, ...]
    parcels: str
    items: str
    gross_mass: str
    value: str | None
    duty: str | None
    vat: str | None


def h7_list(
    declared: Sequence[tuple[H7, Assessment]], frame: FrameView, *, mrns: Mapping[str, str] | None = None
) -> H7ListView:  # fmt: skip
    """The list of declarations in the order given; `mrns` by LRN are those that customs have given."""
    given = mrns or {}
    first = declared[0][0] if declared else None
    amounts = [assessment for _, assessment in declared]
    masters = [d.reference for h7, _ in declared for d in h7.transport_documents if d.type == _MASTER]
    previous = [f"{d.type} {d.reference}" for h7, _ in declared for d in h7.previous_documents]
    return H7ListView(
        frame=frame,
        waybill=" · ".join(dict.fromkeys(masters)),
        declarant=party_view(first.declarant if first else Party()),
        location=first.location.unlocode if first else "",
        previous=" · ".join(dict.fromkeys(previous)),
        rows=tuple(_row(n, h7, a, given.get(h7.lrn, "")) for n, (h7, a) in enumerate(declared, start=1)),
        parcels=str(len(declared)),
        items=str(sum(len(h7.items) for h7, _ in declared)),
        gross_mass=mass(sum((h7.gross_mass for h7, _ in declared), ZERO)),
        value=_sum([one.intrinsic_value for one in amounts]),
        duty=_sum([one.customs_duty for one in amounts]),
        vat=_sum([one.vat for one in amounts]),
    )


def _row(number: int, h7: H7, assessment: Assessment, mrn: str) -> H7RowView:
    vendor = next((one.number for one in h7.fiscal_references if one.role == _VENDOR), "")
    procedures = dict.fromkeys(code for item in h7.items for code in item.additional_procedures)
    return H7RowView(
        number=str(number),
        parcel=h7.ucr,
        lrn=h7.lrn,
        mrn=mrn,
        importer=h7.importer.name or h7.importer.name_local or "",
        country=h7.importer.address.country or "",
        items=str(len(h7.items)),
        procedures=" ".join(procedures),
        ioss=masked(vendor) if vendor else "",
        gross_mass=mass(h7.gross_mass),
        value=money(assessment.intrinsic_value),
        duty=money(assessment.customs_duty),
        vat=money(assessment.vat),
    )


def _sum(parts: Sequence[Decimal | None]) -> str | None:
    known = [part for part in parts if part is not None]
    return money(sum(known, ZERO)) if len(known) == len(parts) else None
