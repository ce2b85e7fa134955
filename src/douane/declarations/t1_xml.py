"""T1 as the Union's transit message CC015C (NCTS phase 6): at most 1,999 house consignments of 999 items each."""

from __future__ import annotations

from dataclasses import dataclass

from douane.declarations import union, writing
from douane.declarations.forms import (
    COUNTRY,
    CURRENCY,
    DAY,
    EORI,
    FLAG,
    GRN,
    LRN,
    MASS,
    MASS_ABOVE_ZERO,
    MOMENT,
    MONEY,
    OFFICE,
    UCR,
    count,
    digits,
    letters,
    text,
)  # fmt: skip
from douane.declarations.message import Fixed, Group, Index, Leaf, Message
from douane.domain.declared import Envelope
from douane.domain.t1 import T1

MOST_HOUSES, MOST_ITEMS, MOST_LINES = 1999, 999, 1999


@dataclass(frozen=True, slots=True)
class SentT1:
    """A transit data set on its way to customs."""

    envelope: Envelope
    declaration: T1


_OPERATION = Group("TransitOperation", "", (
    Leaf("LRN", "lrn", LRN, "12 09"),
    Leaf("declarationType", "type", text(5), "11 01"),
    Leaf("additionalDeclarationType", "additional_type", letters(1), "11 02"),
    Leaf("presentationOfTheGoodsDateAndTime", "presentation", MOMENT, "15 08", required=False, when="pre-lodged"),
    Leaf("security", "security", digits(1), "11 07"),
    Leaf("reducedDatasetIndicator", "reduced", FLAG, "11 06"),
    Leaf("bindingItinerary", "binding_itinerary", FLAG, "16 18"),
    Leaf("limitDate", "limit", DAY, "15 11", required=False, when="authorised consignor"),
), required=True)  # fmt: skip

_GUARANTEE = Group("Guarantee", "guarantees", (
    Index("sequenceNumber"),
    Leaf("guaranteeType", "type", text(1, pattern="[A-Z0-9]"), "99 02"),
    Group("GuaranteeReference", "", (
        Fixed("sequenceNumber", "1"),
        Leaf("GRN", "grn", GRN, "99 03 069", required=False, when="guarantee types 0, 1, 2, 4, 9"),
        Leaf("accessCode", "access_code", text(4, least=4), "99 03 070", required=False, when="with a GRN"),
        Leaf("amountToBeCovered", "cover.amount", MONEY, "99 03 068"),
        Leaf("currency", "cover.currency", CURRENCY, "99 03 012"),
    ), "99 03", required=True),
), "99 02", required=True, most=9)  # fmt: skip

_ITEM = Group("ConsignmentItem", "items", (
    Leaf("goodsItemNumber", "number", count(5, least=1), "11 03"),
    Leaf("declarationGoodsItemNumber", "declaration_number", count(4, least=1, most=MOST_LINES), "11 03"),
    Leaf("referenceNumberUCR", "ucr", UCR, "12 08", required=False),
    Group("Commodity", "", (
        Leaf("descriptionOfGoods", "description", text(512), "18 05"),
        Leaf("cusCode", "commodity.cus", text(9, least=9), "18 08", required=False),
        Group("CommodityCode", "commodity", (
            Leaf("harmonizedSystemSubHeadingCode", "hs6", digits(6), "18 09 056"),
            Leaf("combinedNomenclatureCode", "cn", digits(2), "18 09 057", required=False),
        ), "18 09", when="security is not 0 or the goods are sensitive"),
        union.dangerous_goods(),
        Group("GoodsMeasure", "", (
            Leaf("grossMass", "gross_mass", MASS, "18 04"),
            Leaf("netMass", "net_mass", MASS_ABOVE_ZERO, "18 01", required=False),
        ), required=True),
    ), required=True),
    union.packaging(),
    union.papers("PreviousDocument", "previous_documents", "12 01"),
    union.papers("SupportingDocument", "supporting_documents", "12 03"),
    union.papers("AdditionalReference", "additional_references", "12 04", numbered=False),
), required=True, most=MOST_ITEMS)  # fmt: skip

_HOUSE = Group("HouseConsignment", "houses", (
    Index("sequenceNumber"),
    Leaf("grossMass", "gross_mass", MASS_ABOVE_ZERO, "18 04"),
    Leaf("referenceNumberUCR", "ucr", UCR, "12 08", required=False),
    union.party("Consignor", "consignor", "13 02"),
    union.party("Consignee", "consignee", "13 03"),
    union.papers("PreviousDocument", "previous_documents", "12 01"),
    union.papers("TransportDocument", "transport_documents", "12 05"),
    _ITEM,
), required=True, most=MOST_HOUSES)  # fmt: skip

_CONSIGNMENT = Group("Consignment", "", (
    Leaf("countryOfDispatch", "dispatch", COUNTRY, "16 06"),
    Leaf("countryOfDestination", "destination", COUNTRY, "16 03"),
    Leaf("containerIndicator", "container", FLAG, "19 01"),
    Leaf("inlandModeOfTransport", "inland_mode", digits(1), "19 04", required=False),
    Leaf("modeOfTransportAtTheBorder", "border_mode", digits(1), "19 03", required=False),
    Leaf("grossMass", "gross_mass", MASS_ABOVE_ZERO, "18 04"),
    Group("Carrier", "", (Leaf("identificationNumber", "carrier", EORI, "13 12 017"),), "13 12"),
    union.equipment(),
    union.location(),
    union.means("DepartureTransportMeans", "departure_means", "19 05"),
    union.routing(),
    union.papers("PreviousDocument", "previous_documents", "12 01", most=9999),
    union.papers("SupportingDocument", "supporting_documents", "12 03"),
    union.papers("TransportDocument", "transport_documents", "12 05"),
    union.papers("AdditionalReference", "additional_references", "12 04", numbered=False),
    _HOUSE,
), required=True)  # fmt: skip

MESSAGE = Message("t1", "CC015C", "http://ncts.dgtaxud.ec", SentT1, (
    union.header("CC015C"),
    Group("", "declaration", (
        _OPERATION,
        union.authorisations(holder=False),
        union.office("CustomsOfficeOfDeparture", "office_of_departure", "17 03"),
        union.office("CustomsOfficeOfDestinationDeclared", "office_of_destination", "17 05"),
        Group("CustomsOfficeOfTransitDeclared", "offices_of_transit", (
            Index("sequenceNumber"), Leaf("referenceNumber", ".", OFFICE, "17 04"),
        ), "17 04", most=9),
        union.operator("HolderOfTheTransitProcedure", "holder", "13 07", with_contact="holder_contact"),
        union.REPRESENTATIVE,
        _GUARANTEE,
        _CONSIGNMENT,
    )),
), "T1: transit declaration (UCC-DA Annex B, column D1), as message CC015C", qualified=False, prefix="n",
    attributes=(Fixed("PhaseID", "NCTS6"),))  # fmt: skip


def t1_xml(t1: T1, envelope: Envelope) -> bytes:
    """The message CC015C, the same bytes for the same data set. Raises `IncompleteError`."""
    return writing.xml(MESSAGE, SentT1(envelope, t1))
