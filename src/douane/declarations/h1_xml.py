"""H1 as XML of the project's own form (`schemas/h1/h1-1.xsd`): no Belgian schema of IDMS is public."""

from __future__ import annotations

from douane.declarations import writing
from douane.declarations.elements import (
    BOOLEAN,
    DECLARANT,
    REPRESENTATIVE,
    VALUATION_METHOD,
    authorisations,
    commodity,
    delivery_terms,
    documents,
    fiscal_references,
    location,
    means,
    packaging,
    person,
    statements,
)
from douane.declarations.forms import (
    COUNTRY,
    CURRENCY,
    DAY,
    EORI,
    GRN,
    LRN,
    MASS,
    MONEY,
    OFFICE,
    code,
    count,
    decimal,
    digits,
    letters,
    text,
)
from douane.declarations.message import Group, Leaf, Message
from douane.domain.h1 import H1

MOST_ITEMS = 999
_NATURE = text(2, pattern="[0-9]{1,2}")

_DUTY = Group("DutiesAndTaxes", "duties", (
    Leaf("TaxType", "type", code(3), "14 03 039"),
    Leaf("TaxBase", "base", decimal(16, 6), "14 03 040", required=False),
    Leaf("PayableTaxAmount", "amount", MONEY, "14 03 042"),
    Leaf("MethodOfPayment", "payment", letters(1), "14 03 038", required=False),
), "14 03", most=99, when="if the message guide asks for computed amounts")  # fmt: skip

_ADJUSTMENT = Group("AdditionOrDeduction", "adjustments", (
    Leaf("Code", "code", letters(2), "14 04 008"),
    Leaf("Amount", "amount", MONEY, "14 04 014"),
), "14 04", most=99)  # fmt: skip

_ITEM = Group("GoodsItem", "items", (
    Leaf("GoodsItemNumber", "number", count(3, least=1), "11 03"),
    Leaf("RequestedProcedure", "procedure", code(2), "11 09 001"),
    Leaf("PreviousProcedure", "previous_procedure", code(2), "11 09 002"),
    Leaf("AdditionalProcedure", "additional_procedures", code(3), "11 10", required=False, most=99),
    documents("PreviousDocument", "previous_documents", "12 01"),
    statements(),
    documents("SupportingDocument", "supporting_documents", "12 03"),
    documents("AdditionalReference", "additional_references", "12 04", reference_required=False),
    Leaf("UCR", "ucr", text(35), "12 08", required=False),
    fiscal_references(),
    _DUTY,
    _ADJUSTMENT,
    Leaf("ValuationIndicators", "valuation_indicators", text(4, least=4, pattern="[01]{4}"), "14 07", required=False),
    Leaf("ItemAmountInvoiced", "invoiced", MONEY, "14 08"),
    Leaf("ValuationMethod", "valuation_method", VALUATION_METHOD, "14 10"),
    Leaf("Preference", "preference", digits(3), "14 11"),
    Leaf("CountryOfOrigin", "origin", COUNTRY, "16 08"),
    Leaf("CountryOfPreferentialOrigin", "preferential_origin", text(4), "16 09", required=False, when="with a preference"),
    Leaf("NetMass", "net_mass", MASS, "18 01"),
    Leaf("SupplementaryUnits", "supplementary_units", MASS, "18 02", required=False, when="if the tariff asks for them"),
    Leaf("GrossMass", "gross_mass", MASS, "18 04"),
    Leaf("DescriptionOfGoods", "description", text(512), "18 05"),
    packaging(),
    commodity(),
    Leaf("Quota", "quota", digits(6), "99 01", required=False, when="with a tariff quota"),
    Leaf("NatureOfTransaction", "nature_of_transaction", _NATURE, "99 05", required=False),
    Leaf("StatisticalValue", "statistical_value", MONEY, "99 06", required=False),
), required=True, most=MOST_ITEMS)  # fmt: skip

_GUARANTEE = Group("Guarantee", "guarantees", (
    Leaf("GuaranteeType", "type", code(1), "99 02"),
    Leaf("GRN", "grn", GRN, "99 03 069", required=False),
    Leaf("AccessCode", "access_code", text(4, least=4), "99 03 070", required=False),
    Leaf("Amount", "cover.amount", MONEY, "99 03 068"),
    Leaf("Currency", "cover.currency", CURRENCY, "99 03 012"),
), "99 02", most=9)  # fmt: skip

_SHIPMENT = Group("GoodsShipment", "", (
    documents("PreviousDocument", "previous_documents", "12 01"),
    statements(),
    documents("SupportingDocument", "supporting_documents", "12 03"),
    documents("AdditionalReference", "additional_references", "12 04", reference_required=False),
    documents("TransportDocument", "transport_documents", "12 05"),
    Leaf("UCR", "ucr", text(35), "12 08"),
    person("Exporter", "exporter", "13 01"),
    person("Importer", "importer", "13 04"),
    person("Seller", "seller", "13 08", required=False),
    person("Buyer", "buyer", "13 09", required=False),
    Group("AdditionalSupplyChainActor", "chain_actors", (
        Leaf("Role", "role", text(3, pattern="[A-Z]{1,3}"), "13 14 031"),
        Leaf("IdentificationNumber", "eori", EORI, "13 14 017"),
    ), "13 14", most=99),
    fiscal_references(),
    delivery_terms(),
    Leaf("CountryOfDestination", "destination", COUNTRY, "16 03"),
    Leaf("CountryOfDispatch", "dispatch", COUNTRY, "16 06"),
    location(),
    Leaf("GrossMass", "gross_mass", MASS, "18 04"),
    Leaf("ContainerIndicator", "container", BOOLEAN, "19 01"),
    Leaf("ModeOfTransportAtTheBorder", "border_mode", digits(1), "19 03"),
    Leaf("InlandModeOfTransport", "inland_mode", digits(1), "19 04", required=False),
    means("ArrivalTransportMeans", "arrival_means", "19 06"),
    Leaf("NationalityAtTheBorder", "border_nationality", COUNTRY, "19 08 062", required=False),
    Leaf("NatureOfTransaction", "nature_of_transaction", _NATURE, "99 05", required=False),
    _ITEM,
), required=True)  # fmt: skip

MESSAGE = Message("h1", "H1Declaration", "urn:douane:h1:1", H1, (
    Leaf("LRN", "lrn", LRN, "12 09"),
    Leaf("DeclarationType", "type", letters(2), "11 01"),
    Leaf("AdditionalDeclarationType", "additional_type", letters(1), "11 02"),
    authorisations(),
    *DECLARANT,
    REPRESENTATIVE,
    Leaf("PersonProvidingGuarantee", "guarantor", EORI, "13 20 017", required=False),
    Leaf("PersonPayingDuty", "payer", EORI, "13 21 017", required=False),
    Leaf("MethodOfPayment", "payment", letters(1), "14 03 038", required=False),
    Leaf("InvoiceCurrency", "currency", CURRENCY, "14 05"),
    Leaf("TotalAmountInvoiced", "invoiced", MONEY, "14 06"),
    Leaf("ExchangeRate", "exchange_rate", decimal(12, 5), "14 09", required=False, when="invoice not in euro"),
    Leaf("CustomsOfficeOfPresentation", "office", OFFICE, "17 09", required=False, when="pre-lodged"),
    _GUARANTEE,
    _SHIPMENT,
), "H1: release for free circulation (UCC-DA Annex B, column H1), the project's own form", attributes=(
    Leaf("acceptance", "acceptance", DAY),
    Leaf("demonstration", "demonstration", BOOLEAN, required=False),
), collection="H1Declarations")  # fmt: skip


def h1_xml(h1: H1) -> bytes:
    """The XML document in UTF-8, the same bytes for the same data set. Raises `IncompleteError`."""
    return writing.xml(MESSAGE, h1)
