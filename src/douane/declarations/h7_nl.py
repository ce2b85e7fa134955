"""H7 in the Dutch form: DECO 2.0, on the data model of the World Customs Organization.

What stands in `WCOTypeCode` and in the type of classification is not published with the schema: the first is the
envelope's `type`, the second is written as in the Danish form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from douane.declarations import wco, writing
from douane.declarations.forms import LATITUDE, LONGITUDE, LRN, MASS, OFFICE, Form, count, digits, letters, text
from douane.declarations.message import Fixed, Group, Index, Leaf, Message
from douane.domain.declared import Envelope
from douane.domain.h7 import H7

_MOMENT = Form("date and time", "xs:token", (("pattern", "[0-9]{14}Z"),), lambda moment: f"{moment:%Y%m%d%H%M%S}Z",
               lambda shown: datetime.strptime(shown, "%Y%m%d%H%M%SZ"), mark=("formatCode", "304"))  # fmt: skip  # noqa: DTZ007
_STATUS = Form("n..3", "xs:integer", (("minInclusive", "1"), ("maxInclusive", "999")), str, int)


@dataclass(frozen=True, slots=True)
class SentH7:
    """An H7 data set on its way to Dutch customs."""

    envelope: Envelope
    declaration: H7


def _contact(de: str, of: str) -> Group:
    parts = (Leaf("Name", "name", text(70), f"{de} 074 016"), *wco.communications(de, both=False))
    return Group("Contact", of, parts, f"{de} 074")


def _exporter(*, required: bool = False) -> Group:
    return Group("Exporter", "exporter", (
        Leaf("Name", "name", text(70), "13 01 016"),
        wco.address("address", "13 01", whole=False, required=True),
    ), "13 01", required=required)  # fmt: skip


_LOCATION = Group("GoodsLocation", "location", (
    Leaf("ID", "unlocode", text(17), "16 15 036", required=False),
    Leaf("TypeCode", "type", text(3), "16 15 045"),
    Leaf("LatitudeID", "latitude", LATITUDE, "16 15 049", required=False),
    Leaf("LongitudeID", "longitude", LONGITUDE, "16 15 048", required=False),
    Leaf("IdentificationTypeCode", "qualifier", letters(1), "16 15 046"),
    Leaf("AuthorizationID", "authorisation", text(35), "16 15 052", required=False),
    Leaf("AdditionalIdentifierID", "additional", text(4), "16 15 053", required=False),
    wco.address("address", "16 15", whole=False),
    Group("CustomsOffice", "", (Leaf("ID", "office", OFFICE, "16 15 047"),), "16 15 047"),
    _contact("16 15", "contact"),
    Group("EconomicOperator", "", (Leaf("ID", "operator", text(17), "16 15 051"),), "16 15 051"),
), "16 15", required=True)  # fmt: skip


def _papers(tag: str, of: str, de: str) -> Group:
    return wco.papers(tag, of, de, number_first=False, width=6)


_CHARGES = Group("CustomsValuation", "", (Leaf("ExitToEntryChargeAmount", "transport_costs", wco.MONEY, "14 15"),), "14 15")

_ITEM = Group("GovernmentAgencyGoodsItem", "items", (
    Leaf("SequenceNumeric", "number", count(5, least=1), "11 03"),
    _papers("AdditionalReference", "additional_references", "12 04"),
    wco.remarks("statements", words_required=False),
    Group("Commodity", "", (
        Leaf("Description", "description", text(512), "18 05"),
        Group("Classification", "", (
            Leaf("ID", "hs6", digits(6), "18 09 056"), Fixed("IdentificationTypeCode", "HS"),
        ), "18 09", required=True),
        Group("GoodsMeasure", "", (
            Leaf("GrossMassMeasure", "gross_mass", MASS, "18 04"),
            Leaf("TariffQuantity", "supplementary_units", MASS, "18 02", required=False),
        ), required=True),
        Group("InvoiceLine", "", (Leaf("ItemChargeAmount", "intrinsic_value", wco.MONEY, "14 14"),), required=True),
    ), required=True),
    _CHARGES,
    _exporter(),
    Group("GovernmentProcedure", "", (
        Group("AdditionalProcedure", "additional_procedures", (
            Index("SequenceNumeric"), Leaf("ProcedureCode", ".", text(7), "11 10"),
        ), "11 10", required=True, most=99),
    ), "11 10", required=True),
    Group("Packaging", "", (Leaf("QuantityQuantity", "packages", count(8), "18 06 004"),), "18 06", required=True),
    _papers("PreviousDocument", "previous_documents", "12 01"),
    _papers("SupportingDocument", "supporting_documents", "12 03"),
    wco.ucr(),
    _papers("TransportContractDocument", "transport_documents", "12 05"),
), required=True, most=9999)  # fmt: skip

_SHIPMENT = Group("GoodsShipment", "", (
    Fixed("SequenceNumeric", "1"),
    _papers("AdditionalReference", "additional_references", "12 04"),
    wco.remarks("statements", words_required=False),
    Group("Consignment", "", (
        Leaf("TotalGrossMassMeasure", "gross_mass", MASS, "18 04"),
        _LOCATION,
        _papers("TransportContractDocument", "transport_documents", "12 05"),
        wco.ucr(),
    ), required=True),
    _CHARGES,
    Group("DomesticDutyTaxParty", "fiscal_references", (
        Leaf("ID", "number", text(17), "13 16 034"), Leaf("RoleCode", "role", text(3), "13 16 031"),
    ), "13 16", most=99),
    _exporter(required=True),
    _ITEM,
    _papers("PreviousDocument", "previous_documents", "12 01"),
    _papers("SupportingDocument", "supporting_documents", "12 03"),
), required=True)  # fmt: skip

MESSAGE = Message("h7-nl", "MetaData", "urn:wco:datamodel:WCO:DECO.Declaration:2", SentH7, (
    Group("", "envelope", (
        Leaf("WCOTypeCode", "type", text(6)),
        Group("CommunicationMetaData", "", (
            Leaf("ApplicationReferenceID", "identification", text(35)),
            Leaf("CommunicationsAgreementID", "agreement", text(35), required=False),
            Leaf("PreparationDateTime", "prepared", _MOMENT),
            Group("Recipient", "", (Leaf("ID", "recipient", text(35)),), required=True),
            Group("Sender", "", (Leaf("ID", "sender", text(35)),), required=True),
        ), required=True),
    )),
    Group("Declaration", "declaration", (
        Leaf("FunctionalReferenceID", "lrn", LRN, "12 09"),
        Leaf("TypeCode", "additional_type", wco.TYPE_CODE, "11 01, 11 02"),
        Group("DeclarationOffice", "", (Leaf("ID", "office", text(17), "17 09"),), "17 09"),
        Group("Agent", "representative", (
            Leaf("ID", "eori", text(17), "13 06 017"),
            Leaf("FunctionCode", "status", _STATUS, "13 06 030"),
            _contact("13 06", "contact"),
        ), "13 06"),
        Group("Declarant", "", (
            Group("", "declarant", (
                Leaf("Name", "name", text(70), "13 05 016", required=False),
                Leaf("ID", "eori", text(17), "13 05 017"),
                wco.address("address", "13 05", whole=False),
            )),
            _contact("13 05", "declarant_contact"),
        ), "13 05", required=True),
        _SHIPMENT,
        Group("Importer", "importer", (
            Leaf("Name", "name", text(70), "13 04 016"),
            Leaf("ID", "eori", text(17), "13 04 017", required=False, when="if assigned"),
            wco.address("address", "13 04", whole=False, required=True),
        ), "13 04", required=True),
    ), required=True),
), "H7 for the Netherlands (DECO 2.0)")  # fmt: skip


def h7_nl(h7: H7, envelope: Envelope) -> bytes:
    """The Dutch message, the same bytes for the same data set. Raises `IncompleteError`."""
    return writing.xml(MESSAGE, SentH7(envelope, h7))
