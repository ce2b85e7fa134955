"""The commercial and the pro-forma invoice, with what Chinese customs look for on them (DOMAIN §3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from douane.documents.frame import FrameView
from douane.documents.wording import PartyView, mass, money, party_view
from douane.domain.consignment import Consignment, GoodsItem, Party
from douane.domain.numbers import ZERO, text_of

_PRICE_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class InvoiceTerms:
    """What is agreed between seller and buyer and stands in no manifest. Amounts are in the currency of the goods."""

    contract: str = ""
    payment: str = ""
    place: str = ""
    reason: str = ""
    marks: str = ""
    origin_statement: str = ""
    discount: Decimal = ZERO
    notify: Party | None = None


@dataclass(frozen=True, slots=True)
class TermsView:
    """Conditions of sale and transport as printed. `marks` are the shipping marks on the packages."""

    incoterm: str
    place: str
    payment: str
    contract: str
    reason: str
    waybill: str
    marks: str
    packages: str
    net_mass: str
    gross_mass: str
    currency: str


@dataclass(frozen=True, slots=True)
class InvoiceLineView:
    """One line. `details` are brand, model, material and use, those that are known; codes of the EU and of China."""

    number: str
    description: str
    local: str
    details: str
    code_eu: str
    code_cn: str
    origin: str
    quantity: str
    unit: str
    price: str
    amount: str | None


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """Everything that an invoice shows. Amounts in `terms.currency`, masses in kilograms, `None` where not known."""

    frame: FrameView
    seller: PartyView
    seller_vat: str
    buyer: PartyView
    buyer_phone: str
    notify: PartyView | None
    notify_phone: str
    terms: TermsView
    lines: tuple[InvoiceLineView, ...]
    goods: str | None
    freight: str | None
    insurance: str | None
    discount: str
    total: str | None
    origin_statement: str


def invoice(consignment: Consignment, terms: InvoiceTerms, frame: FrameView) -> InvoiceView:
    """The invoice of a consignment: what its seller asks of its buyer.

    A total is not known as soon as a part of it is not, or where the goods are priced in several currencies. Costs that
    no line mentions are nothing; the discount is taken off.
    """
    items = consignment.items
    one = len({item.currency for item in items}) == 1
    goods = _total([item.value for item in items]) if one else None
    freight, insurance = _costs([i.freight for i in items]), _costs([i.insurance for i in items])
    total = goods + freight + insurance - terms.discount if goods is not None else None
    seller, buyer = consignment.seller or consignment.exporter, consignment.importer
    return InvoiceView(
        frame=frame,
        seller=party_view(seller),
        seller_vat=seller.vat if seller.vat and seller.eori else "",
        buyer=party_view(buyer),
        buyer_phone=buyer.phone or "",
        notify=party_view(terms.notify) if terms.notify else None,
        notify_phone=(terms.notify.phone or "") if terms.notify else "",
        terms=_terms(consignment, terms),
        lines=tuple(_line(item) for item in items),
        goods=money(goods),
        freight=money(freight),
        insurance=money(insurance),
        discount=money(terms.discount) or "",
        total=money(total),
        origin_statement=terms.origin_statement,
    )


def _terms(consignment: Consignment, terms: InvoiceTerms) -> TermsView:
    items = consignment.items
    net, gross = _total([item.net_mass for item in items]), consignment.gross_mass
    currencies = {item.currency or "" for item in items}
    return TermsView(
        incoterm=consignment.incoterm or "",
        place=terms.place,
        payment=terms.payment,
        contract=terms.contract or consignment.order or "",
        reason=terms.reason,
        waybill=consignment.mawb or consignment.hawb or "",
        marks=terms.marks,
        packages=str(sum(item.packages or 0 for item in items)),
        net_mass=mass(net) if net is not None else "",
        gross_mass=mass(gross) if gross is not None else "",
        currency=currencies.pop() if len(currencies) == 1 else "",
    )


def _line(item: GoodsItem) -> InvoiceLineView:
    known = (item.brand, item.model, item.material, item.use)
    return InvoiceLineView(
        number=str(item.number),
        description=item.description or item.description_local or "",
        local=(item.description_local or "") if item.description else "",
        details=" · ".join(part for part in known if part),
        code_eu=(item.commodity_code or "")[:8],
        code_cn=item.commodity_code_cn or "",
        origin=item.origin or "",
        quantity=text_of(item.quantity) if item.quantity is not None else "",
        unit=item.unit or "",
        price=_price(item),
        amount=money(item.value),
    )


def _price(item: GoodsItem) -> str:
    """The price of one unit, to the cent or as finely as it takes for price × quantity to give the amount again."""
    if item.value is None or not item.quantity:
        return ""
    for decimals in range(_PRICE_DECIMALS, _PRICE_DECIMALS + 4):
        price = round(item.value / item.quantity, decimals)
        if money(price * item.quantity) == money(item.value):
            return f"{price:.{decimals}f}"
    return f"{price:.{decimals}f}"


def _costs(parts: list[Decimal | None]) -> Decimal:
    return sum((part for part in parts if part is not None), ZERO)


def _total(parts: list[Decimal | None]) -> Decimal | None:
    """The sum, not known as soon as a part is not."""
    return None if any(part is None for part in parts) else _costs(parts)
