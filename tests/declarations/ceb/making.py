"""Data sets of every CEB message for tests: one with nothing wrong, and a strategy from the formats themselves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

from douane.declarations.ceb_form import FORMS, MOST_DOCUMENTS, Part, _length, parts
from douane.declarations.ceb_split import Retail
from douane.declarations.ceb_xml import CebMessage
from douane.domain.ceb import Inventory, InventoryLine, Order, OrderLine, Payment, Subscription, Transfer, Waybill
from douane.domain.ceb_export import (
    ExportInventory,
    ExportInventoryLine,
    ExportOrder,
    ExportOrderLine,
    ExportWaybill,
)

TRANSFER = Transfer(sender_code="4403660001", sender_name="深圳示例电子商务有限公司", box="DXPENT0000000001")
TIME = "20261122193000"
BUYER = {"buyer_name": "王小明", "buyer_phone": "13800000000", "buyer_id_number": "11010519491231002X"}
PLATFORM = {
    "platform_code": "4403660001",
    "platform_name": "示例平台",
    "merchant_code": "4403660002",
    "merchant_name": "示例商户",
}
CARRIER = {"logistics_code": "4403180001", "logistics_name": "示例物流"}


def order_line(number: int, **changes: Any) -> OrderLine:
    line = OrderLine(number=number, article=f"SKU-{number}", name="比利时巧克力", model="250g|盒装", unit="007",
                     quantity=Decimal(2), price=Decimal("45.5"), total=Decimal(91), country="301")  # fmt: skip
    return replace(line, **changes)


def inventory_line(line: OrderLine, **changes: Any) -> InventoryLine:
    made = InventoryLine(
        number=line.number, article=line.article, code="1806320000", name=line.name, model=line.model, country=line.country,
        quantity=line.quantity, unit=line.unit, quantity1=Decimal("0.5"), unit1="035", price=line.price, total=line.total,
    )  # fmt: skip
    return replace(made, **changes)


def retail(*lines: OrderLine, **amounts: Decimal) -> Retail:
    """Order, payment, waybill and list of one parcel, which agree."""
    goods = lines or (order_line(1), order_line(2))
    value = sum((line.total for line in goods), Decimal(0))
    freight, discount = amounts.get("freight", Decimal("20.00")), amounts.get("discount", Decimal(0))
    tax = amounts.get("tax_total", Decimal("16.56"))
    paid = value + freight + tax - discount
    gross, net = amounts.get("gross", Decimal("1.2")), amounts.get("net", Decimal("1.0"))
    consignee = {"consignee_address": "广东省深圳市示例路8号", "consignee_phone": "13800000000"}
    return Retail(
        Order(app_time=TIME, order_no="ORDER-0001", **PLATFORM, **BUYER, goods_value=value, freight=freight,
              discount=discount, tax_total=tax, paid=paid, buyer_register_no="user-1", consignee="王小明", **consignee,
              lines=goods),
        Payment(app_time=TIME, payment_code="312226T001", payment_name="示例支付", payment_transaction="PAY-0001",
                order_no="ORDER-0001", platform_code=PLATFORM["platform_code"], platform_name=PLATFORM["platform_name"],
                payer_id_number=BUYER["buyer_id_number"], payer_name="王小明", amount=paid, paid_at=TIME),
        Waybill(app_time=TIME, **CARRIER, logistics_no="LX638558603CN", master="999-85896694", order_no="ORDER-0001",
                freight=freight, insurance=Decimal(0), weight=gross, goods="巧克力", consignee="王小明", **consignee),
        Inventory(app_time=TIME, order_no="ORDER-0001", **PLATFORM, **CARRIER, **BUYER, logistics_no="LX638558603CN",
                  own_no="L26-0000000001", guarantee="ASS2026000001", declared_on="20261122", customs="5349", port="5349",
                  consignee_address=consignee["consignee_address"], agent_code="4403980001", agent_name="示例报关",
                  voyage="CV9731", master="999-85896694", country="301", freight=freight, insurance=Decimal(0), gross=gross,
                  net=net, lines=tuple(inventory_line(line) for line in goods)),
    )  # fmt: skip


def exported() -> tuple[ExportOrder, ExportWaybill, ExportInventory]:
    """What China's export side says about one parcel to Liège."""
    line = ExportOrderLine(number=1, article="SKU-1", name="女式棉制T恤", unit="007", currency="300", quantity=Decimal(1),
                           price=Decimal("20.00"), total=Decimal("20.00"))  # fmt: skip
    order = ExportOrder(app_time=TIME, order_no="ORDER-0002", **PLATFORM, goods_value=Decimal("20.00"),
                        freight=Decimal("3.5"), currency="300", lines=(line,))  # fmt: skip
    waybill = ExportWaybill(app_time=TIME, **CARRIER, logistics_no="LX638558603CN", freight=Decimal("3.5"),
                            insurance=Decimal(0), gross=Decimal("0.25"), goods="T恤")  # fmt: skip
    listed = ExportInventoryLine(number=1, article="SKU-1", code="6109100010", name="女式棉制T恤", model="棉100%",
                                 country="301", currency="300", quantity=Decimal(1), quantity1=Decimal(1), unit="007",
                                 unit1="007", price=Decimal("20.00"), total=Decimal("20.00"))  # fmt: skip
    inventory = ExportInventory(
        app_time=TIME, customs="5349", **PLATFORM, **CARRIER, order_no="ORDER-0002", logistics_no="LX638558603CN",
        own_no="L26-0000000002", port="5349", exit_on="20261122", agent_code="4403980001", agent_name="示例报关",
        owner_code="4403660002", owner_name="示例商户", master="999-85896694", country="301", discharge="301",
        freight=Decimal("3.5"), insurance=Decimal(0), gross=Decimal("0.25"), net=Decimal("0.2"), lines=(listed,),
    )  # fmt: skip
    return order, waybill, inventory


def documents_of(kind: str) -> tuple[Any, ...]:
    """One data set of a kind with nothing wrong."""
    one, (order, waybill, inventory) = retail(), exported()
    by_kind = {"ceb311": one.order, "ceb411": one.payment, "ceb511": one.waybill, "ceb621": one.inventory,
               "ceb303": order, "ceb505": waybill, "ceb603": inventory}  # fmt: skip
    return (by_kind[kind],)


# What XML allows and customs may meet: Latin, Chinese, an emoji outside the basic plane, characters that XML escapes.
_LETTERS = "aZ09 .-&<>\"'é中文无🙂"
_NUMBERS = (
    Decimal(0),
    Decimal("0.00001"),
    Decimal("12.5"),
    Decimal("99999999999999.99999"),
    Decimal("9999999999999999999"),
)


def _text(low: int, high: int, chance: Random) -> str:
    size = chance.choice((max(low, 1), high, (max(low, 1) + high) // 2))
    text = "".join(chance.choices(_LETTERS, k=min(size, 12))).strip() + "界" * size
    return text[:size].strip().ljust(size, "x")


def _value(part: Part, chance: Random) -> Any:
    form = part.tag.form
    if form.startswith("="):
        return form[1:]
    if part.optional and chance.random() < 0.4:
        return None
    if part.kind is Decimal:
        return chance.choice(_NUMBERS)
    if part.kind is int:
        return chance.choice((0, 1, 10 ** int(form[3:]) - 1))
    return _text(*_length(form), chance)


def _data(cls: Any, chance: Random, **more: Any) -> Any:
    fields = {part.attribute: _value(part, chance) for part in parts(cls)}
    return cls(**fields | ({"guid": ""} if "guid" in fields else {}) | more)


def _message(kind: str, chance: Random) -> CebMessage:
    form = FORMS[kind]
    more = {}
    if form.line:
        more["lines"] = tuple(_data(form.line, chance) for _ in range(chance.choice((1, 1, 1, 2, 3)))) * chance.choice(
            (1, 1, 33)
        )
    document = _data(form.value, chance, **more)
    count = chance.choice((1, 1, 1, 1, 1, 2, MOST_DOCUMENTS if len(more.get("lines", ())) < 4 else 1))
    subscriptions = tuple(_data(Subscription, chance) for _ in range(chance.choice((0, 1, 5))))
    return CebMessage(kind, (document,) * count, _data(Transfer, chance), subscriptions)


def messages_of(kind: str) -> st.SearchStrategy[CebMessage]:
    """Any message that the formats allow: boundary lengths, optional parts on and off, one line or the most.

    A seed is drawn and the message made from it, which is twenty times as fast as a draw for each element.
    """
    return st.integers(0, 2**48).map(lambda seed: _message(kind, Random(seed)))  # noqa: S311  no secret depends on it
