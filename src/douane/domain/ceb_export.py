"""Data sets of China's export side (GACC specification 2022-05): order CEB303, waybill CEB505, list CEB603.

For parcels that leave China for Liège. Tags and formats are noted as in `douane.domain.ceb`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from douane.domain.ceb import (
    CNY,
    AppTime,
    AppType,
    BarCode,
    Country,
    Currency,
    EbcCode,
    EbcName,
    EbpCode,
    EbpName,
    Freight,
    Gnum,
    Guid,
    InsuredFee,
    LogisticsCode,
    LogisticsName,
    Note,
    Order60,
    Price,
    Quantity,
    Tag,
    TotalPrice,
    Unit,
)

AppStatus1 = Annotated[str, Tag("appStatus", "C1")]
Logistics32 = Annotated[str, Tag("logisticsNo", "C..32")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrderLine:
    """OrderList of CEB303."""

    number: Gnum
    article: Annotated[str, Tag("itemNo", "C..30")]
    name: Annotated[str, Tag("itemName", "C..250")]
    description: Annotated[str | None, Tag("itemDescribe", "C..1000")] = None
    bar_code: BarCode = None
    unit: Unit
    currency: Currency = CNY
    quantity: Quantity
    price: Price
    total: TotalPrice
    note: Note = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """OrderHead of CEB303: order type `E`; the currency is that of the sale."""

    guid: Guid = ""
    app_type: AppType = "1"
    app_time: AppTime
    app_status: AppStatus1 = "2"
    order_type: Annotated[str, Tag("orderType", "C1")] = "E"
    order_no: Order60
    platform_code: EbpCode
    platform_name: EbpName
    merchant_code: EbcCode
    merchant_name: EbcName
    goods_value: Annotated[Decimal, Tag("goodsValue", "N19,5")]
    freight: Freight
    currency: Currency = CNY
    note: Note = None
    lines: tuple[ExportOrderLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWaybill:
    """Logistics of CEB505: the parcel as its carrier knows it."""

    guid: Guid = ""
    app_type: AppType = "1"
    app_time: AppTime
    app_status: AppStatus1 = "2"
    logistics_code: LogisticsCode
    logistics_name: LogisticsName
    logistics_no: Logistics32
    freight: Freight
    insurance: InsuredFee
    currency: Currency = CNY
    gross: Annotated[Decimal, Tag("grossWeight", "N19,5")]
    packages: Annotated[int, Tag("packNo", "N..9")] = 1
    goods: Annotated[str, Tag("goodsInfo", "C..200")]
    merchant_code: Annotated[str | None, Tag("ebcCode", "C..18")] = None
    merchant_name: Annotated[str | None, Tag("ebcName", "C..100")] = None
    merchant_phone: Annotated[str | None, Tag("ebcTelephone", "C..50")] = None
    note: Note = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportInventoryLine:
    """InventoryList of CEB603."""

    number: Gnum
    article: Annotated[str, Tag("itemNo", "C..20")]
    record_no: Annotated[str | None, Tag("itemRecordNo", "C..30")] = None
    article_name: Annotated[str | None, Tag("itemName", "C..250")] = None
    code: Annotated[str, Tag("gcode", "C10")]
    name: Annotated[str, Tag("gname", "C..250")]
    model: Annotated[str, Tag("gmodel", "C..250")]
    bar_code: Annotated[str, Tag("barCode", "C..50")] = "无"
    country: Country
    currency: Currency = CNY
    quantity: Quantity
    quantity1: Annotated[Decimal, Tag("qty1", "N19,5")]
    quantity2: Annotated[Decimal | None, Tag("qty2", "N19,5")] = None
    unit: Unit
    unit1: Annotated[str, Tag("unit1", "C3")]
    unit2: Annotated[str | None, Tag("unit2", "C..3")] = None
    price: Price
    total: TotalPrice
    note: Note = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportInventory:
    """InventoryHead of CEB603: what leaves China; `country` is where it goes, `discharge` (POD) the port there."""

    guid: Guid = ""
    app_type: AppType = "1"
    app_time: AppTime
    app_status: AppStatus1 = "2"
    customs: Annotated[str, Tag("customsCode", "C4")]
    platform_code: EbpCode
    platform_name: EbpName
    order_no: Order60
    logistics_code: LogisticsCode
    logistics_name: LogisticsName
    logistics_no: Logistics32
    own_no: Annotated[str, Tag("copNo", "C..30")]
    prior_no: Annotated[str | None, Tag("preNo", "C18")] = None
    list_no: Annotated[str | None, Tag("invtNo", "C..20")] = None
    direction: Annotated[str, Tag("ieFlag", "C1")] = "E"
    port: Annotated[str, Tag("portCode", "C4")]
    exit_on: Annotated[str, Tag("ieDate", "C8")]
    statistics: Annotated[str, Tag("statisticsFlag", "C1")] = "A"
    agent_code: Annotated[str, Tag("agentCode", "C..18")]
    agent_name: Annotated[str, Tag("agentName", "C..100")]
    merchant_code: EbcCode
    merchant_name: EbcName
    owner_code: Annotated[str, Tag("ownerCode", "C..18")]
    owner_name: Annotated[str, Tag("ownerName", "C..100")]
    area_code: Annotated[str | None, Tag("iacCode", "C..18")] = None
    area_name: Annotated[str | None, Tag("iacName", "C..100")] = None
    account_no: Annotated[str | None, Tag("emsNo", "C..30")] = None
    trade_mode: Annotated[str, Tag("tradeMode", "C4")] = "9610"
    transport_mode: Annotated[str, Tag("trafMode", "C1")] = "5"
    transport_name: Annotated[str | None, Tag("trafName", "C..100")] = None
    voyage: Annotated[str | None, Tag("voyageNo", "C..32")] = None
    master: Annotated[str | None, Tag("billNo", "C..37")] = None
    total_package_no: Annotated[str | None, Tag("totalPackageNo", "C..37")] = None
    location: Annotated[str | None, Tag("loctNo", "C..10")] = None
    licence: Annotated[str | None, Tag("licenseNo", "C..19")] = None
    country: Country
    discharge: Annotated[str, Tag("POD", "C3..4")]
    freight: Freight
    freight_currency: Annotated[str, Tag("fCurrency", "C3")] = CNY
    freight_form: Annotated[str, Tag("fFlag", "=3")] = "3"
    insurance: InsuredFee
    insurance_currency: Annotated[str, Tag("iCurrency", "C3")] = CNY
    insurance_form: Annotated[str, Tag("iFlag", "=3")] = "3"
    wrapping: Annotated[str, Tag("wrapType", "C1")] = "2"
    packages: Annotated[int, Tag("packNo", "N..9")] = 1
    gross: Annotated[Decimal, Tag("grossWeight", "N19,5")]
    net: Annotated[Decimal, Tag("netWeight", "N19,5")]
    note: Note = None
    lines: tuple[ExportInventoryLine, ...]
