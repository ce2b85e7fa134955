"""Data sets of China's cross-border e-commerce messages (GACC specification, edition 2022-05), independent of XML.

Import into China: order CEB311, payment CEB411, waybill CEB511, list CEB621; China's export side stands in
`douane.domain.ceb_export`. Each attribute carries the tag of its element and the format of the specification: `C36` has
exactly 36 characters, `C..60` up to 60, `N19,5` is a number of 19 digits of which five decimals, `N..9` a whole number,
`=142` is fixed. Amounts of import are in CNY (currency 142); masses are in kilograms. `guid` is left empty by whoever makes
a data set: the writer derives it from the content.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, NamedTuple

CNY = "142"


class Tag(NamedTuple):
    """An element of a CEB message: its name and its format in the words of the specification."""

    name: str
    form: str


Guid = Annotated[str, Tag("guid", "C36")]
Order60 = Annotated[str, Tag("orderNo", "C..60")]
Currency = Annotated[str, Tag("currency", "C3")]
Yuan = Annotated[str, Tag("currency", "=142")]
Note = Annotated[str | None, Tag("note", "C..1000")]
AppType = Annotated[str, Tag("appType", "C1")]
AppTime = Annotated[str, Tag("appTime", "C14")]
AppStatus = Annotated[str, Tag("appStatus", "C..3")]
EbpCode = Annotated[str, Tag("ebpCode", "C..18")]
EbpName = Annotated[str, Tag("ebpName", "C..100")]
EbcCode = Annotated[str, Tag("ebcCode", "C..18")]
EbcName = Annotated[str, Tag("ebcName", "C..100")]
LogisticsCode = Annotated[str, Tag("logisticsCode", "C..18")]
LogisticsName = Annotated[str, Tag("logisticsName", "C..100")]
Freight = Annotated[Decimal, Tag("freight", "N19,5")]
InsuredFee = Annotated[Decimal, Tag("insuredFee", "N19,5")]
Gnum = Annotated[int, Tag("gnum", "N..4")]
Unit = Annotated[str, Tag("unit", "C3")]
Quantity = Annotated[Decimal, Tag("qty", "N19,5")]
Price = Annotated[Decimal, Tag("price", "N19,5")]
TotalPrice = Annotated[Decimal, Tag("totalPrice", "N19,5")]
Country = Annotated[str, Tag("country", "C3")]
BarCode = Annotated[str | None, Tag("barCode", "C..50")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """BaseTransfer: the enterprise that sends the message, and its box at the data exchange platform."""

    sender_code: Annotated[str, Tag("copCode", "C..18")]
    sender_name: Annotated[str, Tag("copName", "C..100")]
    mode: Annotated[str, Tag("dxpMode", "C3")] = "DXP"
    box: Annotated[str, Tag("dxpId", "C..30")]
    note: Note = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """BaseSubscribe: where answers of a status go beside the sender's own box."""

    status: Annotated[str, Tag("status", "C..100")]
    mode: Annotated[str, Tag("dxpMode", "C3")]
    address: Annotated[str, Tag("dxpAddress", "C..100")]
    note: Note = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """OrderList of CEB311: `total` is price × quantity; the price of a gift is 0."""

    number: Gnum
    article: Annotated[str | None, Tag("itemNo", "C..30")] = None
    name: Annotated[str, Tag("itemName", "C..250")]
    model: Annotated[str, Tag("gmodel", "C..510")]
    description: Annotated[str | None, Tag("itemDescribe", "C..1000")] = None
    bar_code: BarCode = None
    unit: Unit
    quantity: Quantity
    price: Price
    total: TotalPrice
    currency: Yuan = CNY
    country: Country
    note: Note = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """OrderHead of CEB311. `paid` (acturalPaid, spelt so) = goods value + freight + tax − discount."""

    guid: Guid = ""
    app_type: AppType = "1"
    app_time: AppTime
    app_status: AppStatus = "2"
    order_type: Annotated[str, Tag("orderType", "C1")] = "I"
    order_no: Order60
    platform_code: EbpCode
    platform_name: EbpName
    merchant_code: EbcCode
    merchant_name: EbcName
    goods_value: Annotated[Decimal, Tag("goodsValue", "N19,5")]
    freight: Freight
    discount: Annotated[Decimal, Tag("discount", "N19,5")]
    tax_total: Annotated[Decimal, Tag("taxTotal", "N19,5")]
    paid: Annotated[Decimal, Tag("acturalPaid", "N19,5")]
    currency: Yuan = CNY
    buyer_register_no: Annotated[str, Tag("buyerRegNo", "C..60")]
    buyer_name: Annotated[str, Tag("buyerName", "C..60")]
    buyer_phone: Annotated[str, Tag("buyerTelephone", "C..30")]
    buyer_id_type: Annotated[str, Tag("buyerIdType", "C1")] = "1"
    buyer_id_number: Annotated[str, Tag("buyerIdNumber", "C..60")]
    payment_code: Annotated[str | None, Tag("payCode", "C..18")] = None
    payment_name: Annotated[str | None, Tag("payName", "C..100")] = None
    payment_transaction: Annotated[str | None, Tag("payTransactionId", "C..60")] = None
    batch_numbers: Annotated[str | None, Tag("batchNumbers", "C..100")] = None
    consignee: Annotated[str, Tag("consignee", "C..100")]
    consignee_phone: Annotated[str, Tag("consigneeTelephone", "C..50")]
    consignee_address: Annotated[str, Tag("consigneeAddress", "C..200")]
    consignee_district: Annotated[str | None, Tag("consigneeDistrict", "C6")] = None
    note: Note = None
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """PaymentHead of CEB411: who paid how much for which order."""

    guid: Guid = ""
    app_type: AppType = "1"
    app_time: AppTime
    app_status: AppStatus = "2"
    payment_code: Annotated[str, Tag("payCode", "C..18")]
    payment_name: Annotated[str, Tag("payName", "C..100")]
    payment_transaction: Annotated[str, Tag("payTransactionId", "C..60")]
    order_no: Order60
    platform_code: EbpCode
    platform_name: EbpName
    payer_id_type: Annotated[str, Tag("payerIdType", "C1")] = "1"
    payer_id_number: Annotated[str, Tag("payerIdNumber", "C..60")]
    payer_name: Annotated[str, Tag("payerName", "C..60")]
    phone: Annotated[str | None, Tag("telephone", "C..60")] = None
    amount: Annotated[Decimal, Tag("amountPaid", "N19,5")]
    currency: Yuan = CNY
    paid_at: Annotated[str, Tag("payTime", "C14")]
    note: Note = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waybill:
    """LogisticsHead of CEB511: one parcel (packNo is always 1), its number not used again within six months."""

    guid: Guid = ""
    app_type: AppType = "1"
    app_time: AppTime
    app_status: AppStatus = "2"
    logistics_code: LogisticsCode
    logistics_name: LogisticsName
    logistics_no: Annotated[str, Tag("logisticsNo", "C..60")]
    master: Annotated[str | None, Tag("billNo", "C..37")] = None
    order_no: Order60
    freight: Annotated[Decimal | None, Tag("freight", "N19,5")] = None
    insurance: Annotated[Decimal | None, Tag("insuredFee", "N19,5")] = None
    currency: Yuan = CNY
    weight: Annotated[Decimal, Tag("weight", "N19,5")]
    packages: Annotated[int, Tag("packNo", "N..9")] = 1
    goods: Annotated[str | None, Tag("goodsInfo", "C..200")] = None
    consignee: Annotated[str, Tag("consignee", "C..100")]
    consignee_address: Annotated[str, Tag("consigneeAddress", "C..200")]
    consignee_phone: Annotated[str, Tag("consigneeTelephone", "C..50")]
    note: Note = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryLine:
    """InventoryList of CEB621: one line for each order line; quantities in the unit of sale and the statutory units."""

    number: Gnum
    record_no: Annotated[str | None, Tag("itemRecordNo", "C..30")] = None
    article: Annotated[str | None, Tag("itemNo", "C..20")] = None
    article_name: Annotated[str | None, Tag("itemName", "C..250")] = None
    code: Annotated[str, Tag("gcode", "C10")]
    name: Annotated[str, Tag("gname", "C..250")]
    model: Annotated[str, Tag("gmodel", "C..510")]
    bar_code: BarCode = None
    country: Country
    trade_country: Annotated[str | None, Tag("tradeCountry", "C..3")] = None
    currency: Yuan = CNY
    quantity: Quantity
    unit: Unit
    quantity1: Annotated[Decimal, Tag("qty1", "N19,5")]
    unit1: Annotated[str, Tag("unit1", "C3")]
    quantity2: Annotated[Decimal | None, Tag("qty2", "N19,5")] = None
    unit2: Annotated[str | None, Tag("unit2", "C3")] = None
    price: Price
    total: TotalPrice
    note: Note = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """InventoryHead of CEB621, what is declared: trade mode 9610 (direct purchase) or 1210 (bonded)."""

    guid: Guid = ""
    app_type: AppType = "1"
    app_time: AppTime
    app_status: AppStatus = "2"
    order_no: Order60
    platform_code: EbpCode
    platform_name: EbpName
    merchant_code: EbcCode
    merchant_name: EbcName
    logistics_no: Annotated[str, Tag("logisticsNo", "C..60")]
    logistics_code: LogisticsCode
    logistics_name: LogisticsName
    own_no: Annotated[str | None, Tag("copNo", "C..20")] = None
    prior_no: Annotated[str | None, Tag("preNo", "C..18")] = None
    guarantee: Annotated[str, Tag("assureCode", "C..30")]
    account_no: Annotated[str | None, Tag("emsNo", "C..30")] = None
    list_no: Annotated[str | None, Tag("invtNo", "C..18")] = None
    direction: Annotated[str, Tag("ieFlag", "C1")] = "I"
    declared_on: Annotated[str, Tag("declTime", "C8")]
    customs: Annotated[str, Tag("customsCode", "C4")]
    port: Annotated[str, Tag("portCode", "C4")]
    entry_on: Annotated[str | None, Tag("ieDate", "C8")] = None
    buyer_id_type: Annotated[str, Tag("buyerIdType", "C1")] = "1"
    buyer_id_number: Annotated[str, Tag("buyerIdNumber", "C..60")]
    buyer_name: Annotated[str, Tag("buyerName", "C..60")]
    buyer_phone: Annotated[str, Tag("buyerTelephone", "C..30")]
    consignee_address: Annotated[str, Tag("consigneeAddress", "C..200")]
    agent_code: Annotated[str, Tag("agentCode", "C..18")]
    agent_name: Annotated[str, Tag("agentName", "C..100")]
    area_code: Annotated[str | None, Tag("areaCode", "C..18")] = None
    area_name: Annotated[str | None, Tag("areaName", "C..100")] = None
    trade_mode: Annotated[str, Tag("tradeMode", "C4")] = "9610"
    transport_mode: Annotated[str, Tag("trafMode", "C1")] = "5"
    transport_no: Annotated[str | None, Tag("trafNo", "C..100")] = None
    voyage: Annotated[str | None, Tag("voyageNo", "C..32")] = None
    master: Annotated[str | None, Tag("billNo", "C..37")] = None
    location: Annotated[str | None, Tag("loctNo", "C..10")] = None
    licence: Annotated[str | None, Tag("licenseNo", "C..19")] = None
    country: Country
    freight: Freight
    insurance: InsuredFee
    currency: Yuan = CNY
    wrapping: Annotated[str | None, Tag("wrapType", "C1")] = None
    packages: Annotated[int, Tag("packNo", "N..9")] = 1
    gross: Annotated[Decimal, Tag("grossWeight", "N19,5")]
    net: Annotated[Decimal, Tag("netWeight", "N19,5")]
    note: Note = None
    lines: tuple[InventoryLine, ...]
