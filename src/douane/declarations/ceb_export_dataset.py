"""From a consignment that leaves China for Liège to China's export data sets: CEB303, CEB505 and CEB603."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from douane.declarations.ceb_needs import KILOGRAM, STEP, CebIncompleteError, Moment, coded, need, summed
from douane.domain.ceb_export import (
    ExportInventory,
    ExportInventoryLine,
    ExportOrder,
    ExportOrderLine,
    ExportWaybill,
)
from douane.domain.consignment import Consignment, Ecommerce, GoodsItem
from douane.domain.numbers import ZERO


@dataclass(frozen=True, slots=True)
class Exported:
    """What China's export side says about one parcel."""

    order: ExportOrder
    waybill: ExportWaybill
    inventory: ExportInventory


def export_dataset(
    consignment: Consignment, codes: Sequence[str], moment: Moment, *, lrn: str, discharge: str | None = None
) -> Exported:
    """The three data sets of a parcel. `codes` holds ten Chinese digits for each item; `discharge` is the port (POD).

    Without `discharge` the code of the country of destination stands in its place. Raises `CebIncompleteError`.
    """
    shop = consignment.ecommerce or Ecommerce()
    lines = tuple(_line(item, number) for number, item in enumerate(consignment.items, start=1))
    currencies = {line.currency for line in lines}
    if len(currencies) != 1:
        raise CebIncompleteError("currency", "currency", "differs between the items; one order has one currency")
    currency = currencies.pop()
    order = _order(consignment, shop, moment, lines, currency)
    gross = consignment.gross_mass
    if gross is None:
        raise CebIncompleteError("grossWeight", "gross_kg")
    waybill = ExportWaybill(
        app_time=moment.app_time,
        logistics_code=need(shop.logistics_code, "logisticsCode", "logistics_code"),
        logistics_name=need(shop.logistics_name, "logisticsName", "logistics_name"),
        logistics_no=consignment.reference,
        freight=order.freight,
        insurance=summed(consignment, "insurance"),
        currency=currency,
        gross=gross,
        goods=_goods(lines[0].name),
        merchant_code=order.merchant_code,
        merchant_name=order.merchant_name,
    )
    country = coded("countries", consignment.importer.address.country, "country", "recipient_country")
    listed = tuple(
        _listed(line, item, code, country) for line, item, code in zip(lines, consignment.items, codes, strict=True)
    )
    return Exported(order, waybill, _inventory(consignment, shop, order, waybill, listed, moment, lrn, discharge))


def _order(
    consignment: Consignment, shop: Ecommerce, moment: Moment, lines: tuple[ExportOrderLine, ...], currency: str
) -> ExportOrder:
    return ExportOrder(
        app_time=moment.app_time,
        order_no=need(consignment.order, "orderNo", "order_no"),
        platform_code=need(shop.platform_code, "ebpCode", "platform_code"),
        platform_name=need(shop.platform_name, "ebpName", "platform_name"),
        merchant_code=need(shop.merchant_code, "ebcCode", "merchant_code"),
        merchant_name=need(shop.merchant_name, "ebcName", "merchant_name"),
        goods_value=sum((line.total for line in lines), ZERO),
        freight=summed(consignment, "freight"),
        currency=currency,
        lines=lines,
    )


def _goods(name: str) -> str:
    if len(name) > 200:
        raise CebIncompleteError("goodsInfo", "description_zh", "has more than 200 characters")
    return name


def _line(item: GoodsItem, number: int) -> ExportOrderLine:
    if item.value is None:
        raise CebIncompleteError("totalPrice", "value", f"of item {number} is missing")
    if item.quantity is None or item.quantity <= 0:
        raise CebIncompleteError("qty", "quantity", f"of item {number} is missing")
    return ExportOrderLine(
        number=number,
        article=need(item.product_ids.merchant, "itemNo", "sku"),
        name=need(item.description_local or item.description, "itemName", "description_zh"),
        description=item.description,
        bar_code=item.product_ids.standard,
        unit=coded("units", item.unit, "unit", "unit"),
        currency=coded("currencies", item.currency, "currency", "currency"),
        quantity=item.quantity,
        price=(item.value / item.quantity).quantize(STEP),
        total=item.value,
    )


def _listed(line: ExportOrderLine, item: GoodsItem, code: str, country: str) -> ExportInventoryLine:
    if len(code) != 10:
        raise CebIncompleteError("gcode", "hs_code_cn", f"of item {line.number} has to have ten digits")
    if len(line.article) > 20:
        raise CebIncompleteError("itemNo", "sku", f"of item {line.number} has more than 20 characters")
    kilogram = line.unit == KILOGRAM
    return ExportInventoryLine(
        number=line.number,
        article=line.article,
        code=code,
        name=line.name,
        model=item.model or "无",
        bar_code=line.bar_code or "无",
        country=country,
        currency=line.currency,
        quantity=line.quantity,
        quantity1=item.net_mass if kilogram and item.net_mass else line.quantity,
        unit=line.unit,
        unit1=line.unit,
        price=line.price,
        total=line.total,
    )


def _inventory(
    consignment: Consignment, shop: Ecommerce, order: ExportOrder, waybill: ExportWaybill,
    lines: tuple[ExportInventoryLine, ...], moment: Moment, lrn: str, discharge: str | None,
) -> ExportInventory:  # fmt: skip
    net = [item.net_mass for item in consignment.items]
    if any(mass is None for mass in net):
        raise CebIncompleteError("netWeight", "net_kg")
    country = lines[0].country
    return ExportInventory(
        app_time=moment.app_time,
        customs=need(shop.customs_office, "customsCode", "ceb_customs_office"),
        platform_code=order.platform_code,
        platform_name=order.platform_name,
        order_no=order.order_no,
        logistics_code=waybill.logistics_code,
        logistics_name=waybill.logistics_name,
        logistics_no=waybill.logistics_no,
        own_no=lrn,
        port=need(shop.port or shop.customs_office, "portCode", "ceb_port"),
        exit_on=f"{moment.at:%Y%m%d}",
        agent_code=need(shop.agent_code, "agentCode", "ceb_agent_code"),
        agent_name=need(shop.agent_name, "agentName", "ceb_agent_name"),
        merchant_code=order.merchant_code,
        merchant_name=order.merchant_name,
        owner_code=order.merchant_code,
        owner_name=order.merchant_name,
        trade_mode=shop.trade_mode or "9610",
        voyage=consignment.flight,
        master=consignment.mawb,
        country=country,
        discharge=discharge or country,
        freight=order.freight,
        freight_currency=order.currency,
        insurance=waybill.insurance,
        insurance_currency=order.currency,
        gross=waybill.gross,
        net=sum((mass for mass in net if mass is not None), ZERO),
        lines=lines,
    )
