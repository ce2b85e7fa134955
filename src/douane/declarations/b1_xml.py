"""B1 as the Union's export message CC515C (DDNXA 5.15.2): at most 999 goods items."""

from __future__ import annotations

from dataclasses import dataclass

from douane.declarations import union, writing
from douane.declarations.forms import (
    COUNTRY,
    CURRENCY,
    EORI,
    FLAG,
    LRN,
    MASS,
    MASS_ABOVE_ZERO,
    MOMENT,
    MONEY,
    UCR,
    count,
    digits,
    letters,
    text,
)  # fmt: skip
from douane.declarations.message import Group, Index, Leaf, Message
from douane.domain.b1 import B1
from douane.domain.declared import Envelope

MOST_ITEMS = 999


@dataclass(frozen=True, slots=True)
class SentB1:
    """An export data set on its way to customs."""

    envelope: Envelope
    declaration: B1


_OPERATION = Group("ExportOperation", "", (
    Leaf("LRN", "lrn", LRN, "12 09"),
    Leaf("declarationType", "type", text(5), "11 01"),
    Leaf("additionalDeclarationType", "additional_type", letters(1), "11 02"),
    Leaf("presentationOfTheGoodsDateAndTime", "presentation", MOMENT, "15 08", required=False, when="pre-lodged"),
    Leaf("security", "security", digits(1), "11 07"),
    Leaf("specificCircumstanceIndicator", "circumstance", text(3, least=3), "11 04", required=False,
         when="security is not 0"),
    Leaf("totalAmountInvoiced", "invoiced", MONEY, "14 06", required=False),
    Leaf("invoiceCurrency", "currency", CURRENCY, "14 05", required=False, when="with the amount invoiced"),
), required=True)  # fmt: skip

_COMMODITY = Group("Commodity", "", (
    Leaf("descriptionOfGoods", "description", text(512), "18 05"),
    Leaf("cusCode", "commodity.cus", text(9, least=9), "18 08", required=False),
    Group("CommodityCode", "commodity", (
        Leaf("harmonizedSystemSubHeadingCode", "hs6", digits(6), "18 09 056"),
        Leaf("combinedNomenclatureCode", "cn", digits(2), "18 09 057"),
        Group("TARICAdditionalCode", "additional", (
            Index("sequenceNumber"), Leaf("taricAdditionalCode", ".", text(4, least=4), "18 09 059"),
        ), "18 09 059", most=99),
        Group("NationalAdditionalCode", "national", (
            Index("sequenceNumber"), Leaf("nationalAdditionalCode", ".", text(4), "18 09 060"),
        ), "18 09 060", most=99),
    ), "18 09", required=True),
    union.dangerous_goods(),
    Group("GoodsMeasure", "", (
        Leaf("grossMass", "gross_mass", MASS, "18 04", required=False),
        Leaf("netMass", "net_mass", MASS_ABOVE_ZERO, "18 01"),
        Leaf("supplementaryUnits", "supplementary_units", MASS_ABOVE_ZERO, "18 02", required=False),
    ), required=True),
), required=True)  # fmt: skip

_ITEM = Group("GoodsItem", "items", (
    Leaf("declarationGoodsItemNumber", "number", count(3, least=1), "11 03"),
    Leaf("statisticalValue", "statistical_value", MONEY, "99 06", required=False),
    Leaf("natureOfTransaction", "nature_of_transaction", text(2, pattern="[0-9]{1,2}"), "99 05", required=False),
    Leaf("referenceNumberUCR", "ucr", UCR, "12 08", required=False),
    Group("Procedure", "", (
        Leaf("requestedProcedure", "procedure", text(2, least=2), "11 09 001"),
        Leaf("previousProcedure", "previous_procedure", text(2, least=2), "11 09 002"),
        Group("AdditionalProcedure", "additional_procedures", (
            Index("sequenceNumber"), Leaf("additionalProcedure", ".", text(3, least=3), "11 10"),
        ), "11 10", most=99),
    ), "11 09", required=True),
    Group("Origin", "", (
        Leaf("countryOfOrigin", "origin", COUNTRY, "16 08"),
        Leaf("regionOfDispatch", "region", text(9, pattern="[!-~]{1,9}"), "16 10", required=False),
    ), "16 08"),
    _COMMODITY,
    union.packaging(),
    union.papers("PreviousDocument", "previous_documents", "12 01"),
    union.papers("SupportingDocument", "supporting_documents", "12 03"),
    union.papers("AdditionalReference", "additional_references", "12 04", numbered=False),
    union.remarks(),
), required=True, most=MOST_ITEMS)  # fmt: skip

_CONSIGNMENT = Group("Consignment", "", (
    Leaf("containerIndicator", "container", FLAG, "19 01"),
    Leaf("inlandModeOfTransport", "inland_mode", digits(1), "19 04", required=False),
    Leaf("modeOfTransportAtTheBorder", "border_mode", digits(1), "19 03"),
    Leaf("grossMass", "gross_mass", MASS_ABOVE_ZERO, "18 04"),
    Leaf("referenceNumberUCR", "ucr", UCR, "12 08", required=False),
    Group("Carrier", "", (Leaf("identificationNumber", "carrier", EORI, "13 12 017"),), "13 12"),
    union.party("Consignor", "consignor", "13 02"),
    union.party("Consignee", "consignee", "13 03"),
    union.equipment(),
    union.location(),
    union.means("DepartureTransportMeans", "departure_means", "19 05", nationality_required=False),
    union.routing(),
    union.means("ActiveBorderTransportMeans", "border_means", "19 08", most=1),
    union.papers("TransportDocument", "transport_documents", "12 05"),
    Group("TransportCharges", "", (Leaf("methodOfPayment", "transport_charges", letters(1), "14 02"),), "14 02"),
), required=True)  # fmt: skip

_SHIPMENT = Group("GoodsShipment", "", (
    Leaf("natureOfTransaction", "nature_of_transaction", text(2, pattern="[0-9]{1,2}"), "99 05", required=False),
    Leaf("countryOfExport", "country_of_export", COUNTRY, "16 07"),
    Leaf("countryOfDestination", "destination", COUNTRY, "16 03"),
    union.chain_actors(),
    Group("DeliveryTerms", "delivery_terms", (
        Leaf("incotermCode", "incoterm", letters(3), "14 01 035"),
        Leaf("UNLocode", "unlocode", text(17), "14 01 036", required=False),
        Leaf("location", "place", text(35), "14 01 037", required=False),
        Leaf("country", "country", COUNTRY, "14 01 020", required=False),
        Leaf("text", "text", text(512), "14 01 009", required=False, when="Incoterm XXX"),
    ), "14 01"),
    union.papers("PreviousDocument", "previous_documents", "12 01"),
    union.papers("SupportingDocument", "supporting_documents", "12 03"),
    union.papers("AdditionalReference", "additional_references", "12 04", numbered=False),
    union.remarks(),
    _CONSIGNMENT,
    _ITEM,
), required=True)  # fmt: skip

MESSAGE = Message("b1", "CC515C", "http://ecs.dgtaxud.ec", SentB1, (
    union.header("CC515C"),
    Group("", "declaration", (
        _OPERATION,
        union.authorisations(holder=True),
        union.office("CustomsOfficeOfExport", "office_of_export", "17 01"),
        union.office("CustomsOfficeOfExitDeclared", "office_of_exit", "17 02"),
        union.office("CustomsOfficeOfPresentation", "office_of_presentation", "17 09", required=False),
        union.office("SupervisingCustomsOffice", "office_of_supervision", "17 10", required=False),
        union.operator("Exporter", "exporter", "13 01"),
        union.operator("Declarant", "declarant", "13 05", with_contact="declarant_contact"),
        union.REPRESENTATIVE,
        _SHIPMENT,
    )),
), "B1: export declaration (UCC-DA Annex B, column B1), as message CC515C", qualified=False, prefix="e")  # fmt: skip


def b1_xml(b1: B1, envelope: Envelope) -> bytes:
    """The message CC515C, the same bytes for the same data set. Raises `IncompleteError`."""
    return writing.xml(MESSAGE, SentB1(envelope, b1))
