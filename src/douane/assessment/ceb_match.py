"""The three-way match of cross-border retail: order (CEB311), payment (CEB411) and waybill (CEB511) must agree.

GACC specification 2022-05; DOMAIN §4.2 and §4.3. The values carry the tags of the messages in brackets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from douane.domain.finding import Finding
from douane.domain.numbers import ZERO, text_of
from douane.reference.catalogue import finding


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of goods: gnum from 1, itemName, qty, price of one (price), price of the line (totalPrice)."""

    number: int
    name: str
    quantity: Decimal
    price: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """CEB311: amounts in CNY."""

    number: str  # orderNo
    platform: str  # ebpCode
    merchant: str  # ebcCode
    buyer_name: str  # buyerName
    buyer_id: str  # buyerIdNumber
    consignee: str  # consignee
    phone: str  # consigneeTelephone
    address: str  # consigneeAddress
    goods_value: Decimal  # goodsValue
    freight: Decimal  # freight
    discount: Decimal  # discount
    tax_total: Decimal  # taxTotal
    paid: Decimal  # acturalPaid, spelt so in the specification
    lines: tuple[OrderLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Payment:
    """CEB411."""

    order: str  # orderNo
    platform: str  # ebpCode
    payer_name: str  # payerName
    payer_id: str  # payerIdNumber
    amount: Decimal  # amountPaid
    currency: str = "142"  # currency, fixed: CNY


@dataclass(frozen=True, slots=True)
class Waybill:
    """CEB511."""

    number: str  # logisticsNo
    consignee: str  # consingee, spelt so in the specification
    phone: str  # consigneeTelephone
    address: str  # consigneeAddress
    pieces: int = 1  # packNo, fixed


@dataclass(frozen=True, slots=True)
class Inventory:
    """CEB621, the list that is declared."""

    order: str  # orderNo
    platform: str  # ebpCode
    merchant: str  # ebcCode
    waybill: str  # logisticsNo
    buyer_name: str  # buyerName
    buyer_id: str  # buyerIdNumber
    lines: tuple[OrderLine, ...] = ()


def match(order: Order, payment: Payment, waybill: Waybill, inventory: Inventory | None = None) -> tuple[Finding, ...]:
    """Everything in which the messages of one parcel disagree; empty if they agree."""
    found = [*_numbers(order, payment), *_payer(order, payment), *_amounts(order, payment), *_consignee(order, waybill)]
    if inventory is not None:
        found += _listed(order, waybill, inventory)
    return tuple(found)


def _note(code: str, order: Order, field: str, value: str, expected: str, item: int | None = None) -> Finding:
    return finding(code, field=field, value=value, expected=expected, consignment=order.number, item=item)


def _numbers(order: Order, payment: Payment) -> Iterator[Finding]:
    if payment.order != order.number:
        yield _note("CEB-MATCH-ORDER", order, "orderNo", payment.order, order.number)
    if payment.platform != order.platform:
        yield _note("CEB-MATCH-PLATFORM", order, "ebpCode", payment.platform, order.platform)
    if payment.currency != "142":
        yield _note("CEB-MATCH-CURRENCY", order, "currency", payment.currency, "142")


def _payer(order: Order, payment: Payment) -> Iterator[Finding]:
    if _plain(payment.payer_name) != _plain(order.buyer_name) or payment.payer_id.upper() != order.buyer_id.upper():
        yield _note("CEB-MATCH-PAYER", order, "payerIdNumber", f"{payment.payer_name} {_masked(payment.payer_id)}",
                    f"{order.buyer_name} {_masked(order.buyer_id)}")  # fmt: skip


def _amounts(order: Order, payment: Payment) -> Iterator[Finding]:
    due = order.goods_value + order.freight + order.tax_total - order.discount
    if order.paid != due:
        yield _note("CEB-MATCH-DUE", order, "acturalPaid", text_of(order.paid), text_of(due))
    if payment.amount != order.paid:
        yield _note("CEB-MATCH-PAID", order, "amountPaid", text_of(payment.amount), text_of(order.paid))
    goods = sum((line.total for line in order.lines), ZERO)
    if order.lines and goods != order.goods_value:
        yield _note("CEB-MATCH-GOODS-VALUE", order, "goodsValue", text_of(order.goods_value), text_of(goods))
    for line in order.lines:
        if line.price * line.quantity != line.total:
            expected = text_of(line.price * line.quantity)
            yield _note("CEB-MATCH-LINE-PRICE", order, "totalPrice", text_of(line.total), expected, line.number)


def _consignee(order: Order, waybill: Waybill) -> Iterator[Finding]:
    pairs = (("consingee", waybill.consignee, order.consignee), ("consigneeTelephone", waybill.phone, order.phone),
             ("consigneeAddress", waybill.address, order.address))  # fmt: skip
    for field, stated, ordered in pairs:
        if _plain(stated) != _plain(ordered):
            yield _note("CEB-MATCH-CONSIGNEE", order, field, stated, ordered)
    if waybill.pieces != 1:
        yield _note("CEB-MATCH-PIECES", order, "packNo", str(waybill.pieces), "1")


def _listed(order: Order, waybill: Waybill, inventory: Inventory) -> Iterator[Finding]:
    if inventory.order != order.number:
        yield _note("CEB-MATCH-ORDER", order, "orderNo", inventory.order, order.number)
    if inventory.platform != order.platform:
        yield _note("CEB-MATCH-PLATFORM", order, "ebpCode", inventory.platform, order.platform)
    if inventory.merchant != order.merchant:
        yield _note("CEB-MATCH-MERCHANT", order, "ebcCode", inventory.merchant, order.merchant)
    if inventory.waybill != waybill.number:
        yield _note("CEB-MATCH-WAYBILL", order, "logisticsNo", inventory.waybill, waybill.number)
    if _plain(inventory.buyer_name) != _plain(order.buyer_name) or inventory.buyer_id.upper() != order.buyer_id.upper():
        yield _note("CEB-MATCH-BUYER", order, "buyerIdNumber", f"{inventory.buyer_name} {_masked(inventory.buyer_id)}",
                    f"{order.buyer_name} {_masked(order.buyer_id)}")  # fmt: skip
    ordered, listed = _lines(order.lines), _lines(inventory.lines)
    for number in sorted(ordered.keys() | listed.keys()):
        if ordered.get(number) != listed.get(number):
            words = [line[0] if (line := side.get(number)) else "no line" for side in (listed, ordered)]
            yield _note("CEB-MATCH-LINES", order, "gnum", words[0], words[1], number)


def _lines(lines: tuple[OrderLine, ...]) -> dict[int, tuple[str, str]]:
    return {
        line.number: (f"{line.name}, {text_of(line.quantity)} × {text_of(line.price)} = {text_of(line.total)}", line.name)
        for line in lines
    }


def _plain(text: str) -> str:
    """Blanks differ between systems and say nothing about the person."""
    return "".join(text.split()).casefold()


def _masked(number: str) -> str:
    """An identity number for a message: the last four signs only."""
    return "…" + number[-4:]
