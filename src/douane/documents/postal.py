"""The customs declarations of the post, CN22 (up to SDR 300) and CN23 (UPU Convention; DOMAIN §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from douane.documents.wording import PartyView, day, mass, money, party_view
from douane.domain.consignment import Consignment, GoodsItem
from douane.domain.numbers import ZERO, text_of

Category = Literal["gift", "documents", "sale", "returned", "sample", "other"]
CATEGORIES: tuple[Category, ...] = get_args(Category)
_BY_WORD: dict[str, Category] = {
    "gift": "gift",
    "31": "gift",
    "documents": "documents",
    "91": "documents",
    "sale": "sale",
    "sale of goods": "sale",
    "11": "sale",
    "returned goods": "returned",
    "returned": "returned",
    "21": "returned",
    "commercial sample": "sample",
    "sample": "sample",
    "32": "sample",
}
"""Words and UPU codes (list 136) of the nature of an item."""


@dataclass(frozen=True, slots=True)
class PostalLineView:
    """One kind of contents. Net mass in kilograms; `value` in `currency`."""

    quantity: str
    description: str
    net_mass: str
    value: str
    currency: str
    code: str
    origin: str


@dataclass(frozen=True, slots=True)
class PostalView:
    """Everything that a CN22 or CN23 shows. Masses in kilograms; `value` is empty where the lines differ in currency."""

    item: str
    operator: str
    sender: PartyView
    sender_phone: str
    sender_reference: str
    addressee: PartyView
    addressee_phone: str
    addressee_email: str
    importer_reference: str
    category: Category
    lines: tuple[PostalLineView, ...]
    gross_mass: str
    net_mass: str
    value: str
    currency: str
    charges: str
    comments: str
    documents: str
    office: str
    dated: str


def postal(
    consignment: Consignment, *, operator: str = "", office: str = "", dated: date | None = None
) -> PostalView:  # fmt: skip
    """The postal declaration of a parcel. A category that nobody has stated is `other`.

    An importer's reference is a VAT number or EORI; an IOSS number is given to the post as data and never printed.
    """
    items, post = consignment.items, consignment.postal
    sender, to = consignment.exporter, consignment.importer
    one = len({item.currency for item in items}) == 1 and all(item.value is not None for item in items)
    net = [item.net_mass for item in items]
    charges = post.charges if post else None
    return PostalView(
        item=consignment.reference,
        operator=operator,
        sender=party_view(sender),
        sender_phone=sender.phone or "",
        sender_reference=sender.eori or sender.vat or sender.uscc or "",
        addressee=party_view(to),
        addressee_phone=to.phone or "",
        addressee_email=to.email or "",
        importer_reference=to.vat or to.eori or "",
        category=_category(consignment),
        lines=tuple(_line(item) for item in items),
        gross_mass=mass(consignment.gross_mass) if consignment.gross_mass is not None else "",
        net_mass=mass(sum((each for each in net if each is not None), ZERO)) if None not in net else "",
        value=(money(sum((item.value for item in items if item.value is not None), ZERO)) or "") if one else "",
        currency=(items[0].currency or "") if one and items else "",
        charges=f"{money(charges)} {(post.charges_currency if post else '') or ''}".strip() if charges is not None else "",
        comments=(post.comment if post else "") or "",
        documents=" · ".join(f"{d.type} {d.reference}" for d in consignment.documents),
        office=office,
        dated=day(dated),
    )


def _category(consignment: Consignment) -> Category:
    said = consignment.postal.category if consignment.postal else None
    if said:
        return _BY_WORD.get(said.strip().casefold(), "other")
    if consignment.sale_type is None:
        return "other"
    return "gift" if consignment.sale_type.value == "C2C" else "sale"


def _line(item: GoodsItem) -> PostalLineView:
    return PostalLineView(
        quantity=text_of(item.quantity) if item.quantity is not None else "",
        description=item.words,
        net_mass=mass(item.net_mass) if item.net_mass is not None else "",
        value=money(item.value) or "",
        currency=item.currency or "",
        code=item.commodity_code or "",
        origin=item.origin or "",
    )
