"""The fields of a manifest: one name for each thing, however a format spells it.

A field's key is the heading that the project writes itself; `element` is its path in the project's own XML; `aliases`
are other headings that mean the same without doubt.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a field's text becomes a value."""

    TEXT = "text"
    NUMBER = "number"
    COUNT = "count"
    DATE = "date"
    FLAG = "flag"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its key, its path in the own XML, how it is read, and other headings for it."""

    key: str
    element: str
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()


def _party(prefix: str, element: str, aliases: tuple[str, ...]) -> tuple[Field, ...]:
    parts = (
        ("name", "Name"), ("name_zh", "NameLocal"), ("street", "Street"), ("postcode", "Postcode"), ("city", "City"),
        ("region", "Region"), ("country", "Country"), ("eori", "EORI"), ("vat", "VAT"), ("uscc", "USCC"),
        ("id_number", "IdNumber"), ("phone", "Phone"), ("email", "Email"),
    )  # fmt: skip
    more = {"name_zh": ("name_local",), "street": ("address", "address1"), "postcode": ("zip", "zip_code", "postal_code"),
            "country": ("country_code",)}  # fmt: skip
    return tuple(
        Field(f"{prefix}_{part}", f"{element}/{name}",
              aliases=tuple(f"{alias}_{word}" for alias in (prefix, *aliases)
                            for word in (part, *more.get(part, ())) if (alias, word) != (prefix, part)))
        for part, name in parts
    )  # fmt: skip


CONSIGNMENT = (
    Field("mawb", "MasterWaybillNumber", aliases=("master_waybill", "mawb_no", "mawb_number", "master_awb", "awb")),
    Field("parcel", "Reference", aliases=("reference", "parcel_no", "parcel_number", "tracking", "tracking_no",
                                          "tracking_number", "waybill_no", "consignment", "运单号", "包裹号")),
    Field("hawb", "HouseWaybill", aliases=("house_waybill", "hawb_no", "house_awb")),
    Field("uld", "ULDNumber", aliases=("uld_no", "uld_number")),
    Field("flight", "FlightNumber", aliases=("flight_no", "flight_number")),
    Field("arrival_date", "ArrivalDate", Kind.DATE, ("arrival", "eta")),
    Field("order_no", "OrderNumber", aliases=("order", "order_number", "order_id", "订单号")),
    Field("sale_type", "SaleType", Kind.CHOICE, ("business_type", "transaction_type")),
    *_party("sender", "Exporter", ("exporter", "shipper", "consignor")),
    *_party("recipient", "Importer", ("importer", "consignee", "receiver")),
    *_party("seller", "Seller", ()),
    Field("ioss", "IOSS", aliases=("ioss_no", "ioss_number")),
    Field("incoterm", "Incoterm", aliases=("incoterms", "delivery_terms", "terms_of_delivery")),
    Field("special_arrangements", "SpecialArrangements", Kind.FLAG),
    Field("procedure", "Procedure", aliases=("additional_procedure", "procedure_code")),
    Field("previous_document_type", "PreviousDocument/Type"),
    Field("previous_document", "PreviousDocument/Number"),
    Field("platform_code", "Ecommerce/PlatformCode"),
    Field("platform_name", "Ecommerce/PlatformName"),
    Field("merchant_code", "Ecommerce/MerchantCode"),
    Field("merchant_name", "Ecommerce/MerchantName"),
    Field("payment_company_code", "Ecommerce/PaymentCompanyCode"),
    Field("payment_company_name", "Ecommerce/PaymentCompanyName"),
    Field("payment_transaction", "Ecommerce/PaymentTransaction"),
    Field("paid", "Ecommerce/Paid", Kind.NUMBER),
    Field("discount", "Ecommerce/Discount", Kind.NUMBER),
    Field("tax_total", "Ecommerce/TaxTotal", Kind.NUMBER),
    Field("logistics_code", "Ecommerce/LogisticsCode"),
    Field("logistics_name", "Ecommerce/LogisticsName"),
    Field("buyer_name", "Ecommerce/BuyerName"),
    Field("buyer_id_type", "Ecommerce/BuyerIdType"),
    Field("buyer_id_number", "Ecommerce/BuyerIdNumber"),
    Field("buyer_phone", "Ecommerce/BuyerPhone"),
    Field("trade_mode", "Ecommerce/TradeMode"),
    Field("ceb_customs_office", "Ecommerce/CustomsOffice"),
    Field("ceb_port", "Ecommerce/Port"),
    Field("ceb_guarantee", "Ecommerce/Guarantee"),
    Field("ceb_agent_code", "Ecommerce/AgentCode"),
    Field("ceb_agent_name", "Ecommerce/AgentName"),
    Field("ceb_area_code", "Ecommerce/AreaCode"),
    Field("ceb_area_name", "Ecommerce/AreaName"),
    Field("postal_category", "Postal/Category"),
    Field("postal_charges", "Postal/Charges", Kind.NUMBER),
    Field("postal_charges_currency", "Postal/ChargesCurrency"),
    Field("postal_comment", "Postal/Comment"),
)  # fmt: skip

ITEM = (
    Field("item_no", "Number", Kind.COUNT, ("line_no", "item_number", "goods_item_number")),
    Field("description", "Description", aliases=("goods_description", "description_en", "product_name", "title")),
    Field("description_zh", "DescriptionLocal", aliases=("description_local", "description_cn", "品名", "商品名称")),
    Field("category", "Category", aliases=("product_category",)),
    Field("quantity", "Quantity", Kind.NUMBER, ("qty", "数量")),
    Field("unit", "Unit", aliases=("uom", "quantity_unit")),
    Field("packages", "Packages", Kind.COUNT, ("number_of_packages", "pieces")),
    Field("gross_kg", "GrossMass", Kind.NUMBER, ("gross_weight", "gross_weight_kg", "gross_mass", "毛重")),
    Field("net_kg", "NetMass", Kind.NUMBER, ("net_weight", "net_weight_kg", "net_mass", "净重")),
    Field("value", "Value", Kind.NUMBER, ("item_value", "line_value", "declared_value", "total_value")),
    Field("currency", "Currency", aliases=("currency_code", "value_currency")),
    Field("freight", "Freight", Kind.NUMBER, ("freight_cost", "shipping_cost", "transport_cost")),
    Field("insurance", "Insurance", Kind.NUMBER, ("insurance_cost",)),
    Field("origin", "Origin", aliases=("country_of_origin", "origin_country")),
    Field("hs_code", "CommodityCode", aliases=("hs", "hs6", "commodity_code", "tariff_code", "taric")),
    Field("hs_code_cn", "CommodityCodeCN", aliases=("gcode", "china_code")),
    Field("sku", "MerchantId", aliases=("merchant_id", "m_pid", "listing_id")),
    Field("manufacturer_ref", "ManufacturerId", aliases=("manufacturer_id", "ns_pid", "model_ref")),
    Field("gtin", "GTIN", aliases=("ean", "upc", "barcode", "s_pid")),
    Field("no_standard_id", "NoStandardId", Kind.FLAG, ("y081",)),
    Field("brand", "Brand"),
    Field("model", "Model", aliases=("specification", "gmodel")),
    Field("material", "Material", aliases=("composition",)),
    Field("use", "Use", aliases=("purpose",)),
    Field("url", "URL", aliases=("product_url", "link")),
)  # fmt: skip

BY_KEY = {field.key: field for field in (*CONSIGNMENT, *ITEM)}
ITEM_KEYS = frozenset(field.key for field in ITEM)


def heading_key(heading: str) -> str:
    """A heading in the form in which headings are compared: lower case, words joined by underscores."""
    return re.sub(r"\W+", "_", unicodedata.normalize("NFKC", heading).strip().casefold()).strip("_")


BY_HEADING = {heading_key(name): field for field in BY_KEY.values() for name in (field.key, *field.aliases)}
