"""From a consignment that goes to China to its retail data sets: order, payment, waybill and list (CEB311 to CEB621)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from douane.declarations.ceb_needs import KILOGRAM, STEP, CebIncompleteError, Moment, coded, need, summed
from douane.declarations.ceb_split import Retail
from douane.domain.ceb import Inventory, InventoryLine, Order, OrderLine, Payment, Waybill
from douane.domain.consignment import Consignment, Ecommerce, GoodsItem
from douane.domain.numbers import ZERO

NOT_GIVEN = "无"
_OF_THE_ORDER = ("order_no", "platform_code", "platform_name", "merchant_code", "merchant_name", "buyer_id_type",
                 "buyer_id_number", "buyer_name", "buyer_phone", "consignee_address", "freight")  # fmt: skip
Statutory = Callable[[str], tuple[str, ...]]


def retail_dataset(
    consignment: Consignment, codes: Sequence[str], moment: Moment, *, lrn: str, statutory: Statutory = lambda _code: ()
) -> Retail:
    """The four data sets of a parcel for China. `codes` holds ten Chinese digits for each item.

    `statutory` gives a code's statutory units (three digits each); where none are known the unit of sale stands in their
    place. Raises `CebIncompleteError`.
    """
    shop = consignment.ecommerce or Ecommerce()
    order = _order(consignment, shop, moment)
    waybill = _waybill(consignment, shop, moment)
    payment = Payment(
        app_time=moment.app_time,
        payment_code=need(shop.payment_company_code, "payCode", "payment_company_code"),
        payment_name=need(shop.payment_company_name, "payName", "payment_company_name"),
        payment_transaction=need(shop.payment_transaction, "payTransactionId", "payment_transaction"),
        order_no=order.order_no,
        platform_code=order.platform_code,
        platform_name=order.platform_name,
        payer_id_type=order.buyer_id_type,
        payer_id_number=order.buyer_id_number,
        payer_name=order.buyer_name,
        phone=order.buyer_phone,
        amount=order.paid,
        paid_at=moment.pay_time,
    )
    inventory = _inventory(consignment, shop, order, waybill, moment, lrn)
    lines = tuple(_listed(line, item, code, statutory) for line, item, code in
                  zip(order.lines, consignment.items, codes, strict=True))  # fmt: skip
    return Retail(order, payment, waybill, inventory(lines))


def _order(consignment: Consignment, shop: Ecommerce, moment: Moment) -> Order:
    lines = tuple(_line(item, number) for number, item in enumerate(consignment.items, start=1))
    goods, freight = sum((line.total for line in lines), ZERO), summed(consignment, "freight")
    discount, tax = shop.discount or ZERO, shop.tax_total or ZERO
    buyer, to = shop.buyer_name or consignment.importer.name_local or consignment.importer.name, consignment.importer
    phone = shop.buyer_phone or to.phone
    return Order(
        app_time=moment.app_time,
        order_no=need(consignment.order, "orderNo", "order_no"),
        platform_code=need(shop.platform_code, "ebpCode", "platform_code"),
        platform_name=need(shop.platform_name, "ebpName", "platform_name"),
        merchant_code=need(shop.merchant_code, "ebcCode", "merchant_code"),
        merchant_name=need(shop.merchant_name, "ebcName", "merchant_name"),
        goods_value=goods,
        freight=freight,
        discount=discount,
        tax_total=tax,
        paid=goods + freight + tax - discount if shop.paid is None else shop.paid,
        # A platform knows its buyer by the telephone where the manifest tells no account.
        buyer_register_no=need(phone, "buyerRegNo", "buyer_phone"),
        buyer_name=need(buyer, "buyerName", "buyer_name"),
        buyer_phone=need(phone, "buyerTelephone", "buyer_phone"),
        buyer_id_type=shop.buyer_id_type or "1",
        buyer_id_number=need(shop.buyer_id_number or to.id_number, "buyerIdNumber", "buyer_id_number"),
        payment_code=shop.payment_company_code,
        payment_name=shop.payment_company_name,
        payment_transaction=shop.payment_transaction,
        consignee=need(to.name_local or to.name, "consignee", "recipient_name"),
        consignee_phone=need(to.phone or phone, "consigneeTelephone", "recipient_phone"),
        consignee_address=_address(consignment),
        lines=lines,
    )


def _address(consignment: Consignment) -> str:
    """Chinese addresses run from the large to the small: region, city, street."""
    address = consignment.importer.address
    parts = [part for part in (address.region, address.city, address.street) if part]
    return need("".join(parts) if all(not part.isascii() for part in parts) else " ".join(parts),
                 "consigneeAddress", "recipient_street")  # fmt: skip


def _line(item: GoodsItem, number: int) -> OrderLine:
    value, quantity = item.value, item.quantity
    if value is None:
        raise CebIncompleteError("totalPrice", "value", f"of item {number} is missing")
    if quantity is None or quantity <= 0:
        raise CebIncompleteError("qty", "quantity", f"of item {number} is missing")
    if item.currency != "CNY":
        raise CebIncompleteError("currency", "currency", f"of item {number} is {item.currency}; amounts have to be in CNY")
    return OrderLine(
        number=number,
        article=item.product_ids.merchant,
        name=need(item.description_local or item.description, "itemName", "description_zh"),
        model=item.model or NOT_GIVEN,
        description=item.description,
        bar_code=item.product_ids.standard,
        unit=coded("units", item.unit, "unit", "unit"),
        quantity=quantity,
        price=(value / quantity).quantize(STEP),
        total=value,
        country=coded("countries", item.origin, "country", "origin"),
    )


def _waybill(consignment: Consignment, shop: Ecommerce, moment: Moment) -> Waybill:
    gross, to = consignment.gross_mass, consignment.importer
    if gross is None:
        raise CebIncompleteError("weight", "gross_kg")
    return Waybill(
        app_time=moment.app_time,
        logistics_code=need(shop.logistics_code, "logisticsCode", "logistics_code"),
        logistics_name=need(shop.logistics_name, "logisticsName", "logistics_name"),
        logistics_no=consignment.reference,
        master=consignment.mawb,
        order_no=need(consignment.order, "orderNo", "order_no"),
        freight=summed(consignment, "freight"),
        insurance=summed(consignment, "insurance"),
        weight=gross,
        goods=consignment.items[0].description_local or consignment.items[0].description,
        consignee=need(to.name_local or to.name, "consignee", "recipient_name"),
        consignee_address=_address(consignment),
        consignee_phone=need(to.phone or shop.buyer_phone, "consigneeTelephone", "recipient_phone"),
    )


def _inventory(
    consignment: Consignment, shop: Ecommerce, order: Order, waybill: Waybill, moment: Moment, lrn: str
) -> Callable[[tuple[InventoryLine, ...]], Inventory]:
    net = [item.net_mass for item in consignment.items]
    if any(mass is None for mass in net):
        raise CebIncompleteError("netWeight", "net_kg")
    mode = shop.trade_mode or "9610"
    if mode == "9610":
        need(consignment.flight, "voyageNo", "flight")
        need(consignment.mawb, "billNo", "mawb")
    # 9610 names the country of departure, 1210 always China (specification 2022-05).
    country = (
        "142" if mode == "1210" else coded("countries", consignment.exporter.address.country, "country", "sender_country")
    )
    return lambda lines: Inventory(
        **{name: getattr(order, name) for name in _OF_THE_ORDER},
        app_time=moment.app_time,
        logistics_no=waybill.logistics_no,
        logistics_code=waybill.logistics_code,
        logistics_name=waybill.logistics_name,
        own_no=lrn,
        guarantee=need(shop.guarantee, "assureCode", "ceb_guarantee"),
        declared_on=f"{moment.at:%Y%m%d}",
        customs=need(shop.customs_office, "customsCode", "ceb_customs_office"),
        port=need(shop.port or shop.customs_office, "portCode", "ceb_port"),
        agent_code=need(shop.agent_code, "agentCode", "ceb_agent_code"),
        agent_name=need(shop.agent_name, "agentName", "ceb_agent_name"),
        area_code=shop.area_code,
        area_name=shop.area_name,
        trade_mode=mode,
        transport_no=consignment.flight,
        voyage=consignment.flight,
        master=consignment.mawb,
        country=country,
        insurance=waybill.insurance or ZERO,
        gross=waybill.weight,
        net=sum((mass for mass in net if mass is not None), ZERO),
        lines=lines,
    )


def _listed(line: OrderLine, item: GoodsItem, code: str, statutory: Statutory) -> InventoryLine:
    if len(code) != 10:
        raise CebIncompleteError("gcode", "hs_code_cn", f"of item {line.number} has to have ten digits")
    units = statutory(code) or (line.unit,)
    amounts = [_in_unit(line, item, unit) for unit in units]
    return InventoryLine(
        number=line.number,
        article=line.article if len(line.article or "") <= 20 else None,
        code=code,
        name=line.name,
        model=line.model,
        bar_code=line.bar_code or NOT_GIVEN,
        country=line.country,
        quantity=line.quantity,
        unit=line.unit,
        quantity1=amounts[0],
        unit1=units[0],
        quantity2=amounts[1] if len(amounts) > 1 else None,
        unit2=units[1] if len(units) > 1 else None,
        price=line.price,
        total=line.total,
    )


def _in_unit(line: OrderLine, item: GoodsItem, unit: str) -> Decimal:
    if unit == KILOGRAM:
        if item.net_mass is None:
            raise CebIncompleteError("qty1", "net_kg", f"of item {line.number} is missing")
        return item.net_mass
    if unit != line.unit:
        raise CebIncompleteError("qty1", "quantity", f"of item {line.number} is not known in the statutory unit {unit}")
    return line.quantity
