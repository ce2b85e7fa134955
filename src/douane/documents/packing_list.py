"""The packing list: what lies in which package, for the invoice of the same number (DOMAIN §3.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from douane.documents.frame import FrameView
from douane.documents.wording import PartyView, mass, party_view
from douane.domain.consignment import Consignment, GoodsItem
from douane.domain.numbers import ZERO, text_of


@dataclass(frozen=True, slots=True)
class PackedView:
    """The contents of one package, or of several alike. Masses in kilograms, dimensions in centimetres."""

    packages: str
    marks: str
    contents: str
    local: str
    quantity: str
    net_mass: str
    gross_mass: str
    dimensions: str


@dataclass(frozen=True, slots=True)
class PackingListView:
    """Everything that the packing list shows. `treated_wood`: wood packing by ISPM 15, else no wood."""

    frame: FrameView
    invoice: str
    seller: PartyView
    buyer: PartyView
    waybill: str
    lines: tuple[PackedView, ...]
    packages: str
    net_mass: str
    gross_mass: str
    treated_wood: bool


def packing_list(
    consignment: Consignment, frame: FrameView, *, invoice: str = "", marks: str = "",
    dimensions: Sequence[str] = (), treated_wood: bool = False,
) -> PackingListView:  # fmt: skip
    """The packing list of a consignment: one line for each item; `dimensions` in the order of the items, in centimetres."""
    items = consignment.items
    sizes = [*dimensions, *[""] * len(items)]
    return PackingListView(
        frame=frame,
        invoice=invoice or frame.number,
        seller=party_view(consignment.seller or consignment.exporter),
        buyer=party_view(consignment.importer),
        waybill=consignment.mawb or consignment.hawb or "",
        lines=tuple(_packed(item, marks, size) for item, size in zip(items, sizes, strict=False)),
        packages=str(sum(item.packages or 0 for item in items)),
        net_mass=_total([item.net_mass for item in items]),
        gross_mass=_total([item.gross_mass for item in items]),
        treated_wood=treated_wood,
    )


def _packed(item: GoodsItem, marks: str, size: str) -> PackedView:
    quantity = text_of(item.quantity) if item.quantity is not None else ""
    return PackedView(
        packages=str(item.packages) if item.packages is not None else "",
        marks=marks,
        contents=item.description or item.description_local or "",
        local=(item.description_local or "") if item.description else "",
        quantity=f"{quantity} {item.unit or ''}".strip(),
        net_mass=mass(item.net_mass) if item.net_mass is not None else "",
        gross_mass=mass(item.gross_mass) if item.gross_mass is not None else "",
        dimensions=size,
    )


def _total(parts: list[Decimal | None]) -> str:
    known = [part for part in parts if part is not None]
    return mass(sum(known, ZERO)) if len(known) == len(parts) else ""
