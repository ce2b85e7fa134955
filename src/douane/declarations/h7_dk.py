"""H7 in the Danish form: DMS H7 1.9, on the data model of the World Customs Organization.

Three things differ from the data set: the importer must have a number, a reference must have one, and a phone number
and an e-mail address are given together or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from douane.declarations import wco, writing
from douane.declarations.forms import EORI, LATITUDE, LONGITUDE, LRN, MASS, OFFICE, Form, count, digits, letters, text
from douane.declarations.message import Fixed, Group, Index, Leaf, Message
from douane.domain.consignment import Document, Party
from douane.domain.declared import Contact, Envelope, Representative
from douane.domain.h7 import H7


@dataclass(frozen=True, slots=True)
class SentH7:
    """An H7 data set on its way to Danish customs."""

    envelope: Envelope
    declaration: H7


def _contact(de: str, name: str, of: str) -> Group:
    parts = (Index("SequenceNumeric"), Leaf(name, "name", text(70), f"{de} 074 016"))
    return Group("Contact", of, (*parts, *wco.communications(de, both=True)), f"{de} 074")


def _consignor(*, of: str = "exporter") -> Group:
    return Group("Consignor", of, (
        Leaf("Name", "name", text(70), "13 01 016"),
        wco.address("address", "13 01", whole=True, required=True),
    ), "13 01")  # fmt: skip


_LOCATION = Group("GoodsLocation", "location", (
    Leaf("ID", "unlocode", text(17), "16 15 036", required=False),
    Leaf("TypeCode", "type", letters(1), "16 15 045"),
    Leaf("IdentificationType", "qualifier", letters(1), "16 15 046"),
    wco.address("address", "16 15", whole=True),
    Leaf("authorisationReferenceNumber", "authorisation", text(35), "16 15 052", required=False),
    Group("CustomsOffice", "", (Leaf("identification", "office", OFFICE, "16 15 047"),), "16 15 047"),
    Leaf("latitude", "latitude", LATITUDE, "16 15 049", required=False),
    Leaf("longitude", "longitude", LONGITUDE, "16 15 048", required=False),
    Group("EconomicOperator", "", (Leaf("identification", "operator", text(17), "16 15 051"),), "16 15 051"),
), "16 15")  # fmt: skip

_FREIGHT = Group("Freight", "", (Leaf("rate", "transport_costs", wco.MONEY, "14 15"),), "14 15")

_ITEM = Group("GovernmentAgencyGoodsItem", "items", (
    Leaf("SequenceNumeric", "number", count(5, least=1), "11 03"),
    wco.remarks("statements", words_required=True),
    Group("Commodity", "", (
        Leaf("Description", "description", text(512), "18 05"),
        Group("Classification", "", (
            Fixed("SequenceNumeric", "1"),
            Leaf("ID", "hs6", digits(6), "18 09 056"),
            Fixed("IdentificationTypeCode", "HS"),
        ), "18 09", required=True),
        Group("GoodsMeasure", "", (
            Leaf("GrossMassMeasure", "gross_mass", MASS, "18 04"),
            Leaf("TariffQuantity", "supplementary_units", MASS, "18 02", required=False),
        ), required=True),
        Group("InvoiceLine", "", (Leaf("ItemChargeAmount", "intrinsic_value", wco.MONEY, "14 14"),), required=True),
    ), required=True),
    _consignor(),
    Group("GovernmentProcedure", "", (
        Fixed("SequenceNumeric", "1"), Fixed("CurrentCode", "40", "11 09 001"), Fixed("PreviousCode", "00", "11 09 002"),
    ), "11 09", required=True),
    Group("GovernmentProcedure", "additional_procedures", (
        Index("SequenceNumeric", first=2), Leaf("CurrentCode", ".", text(7), "11 10"),
    ), "11 10", required=True, most=99),
    Group("Packaging", "", (
        Fixed("SequenceNumeric", "1"), Leaf("QuantityQuantity", "packages", count(8), "18 06 004"),
    ), "18 06", required=True),
    wco.papers("PreviousDocument", "previous_documents", "12 01", number_first=True),
    wco.ucr(),
    wco.papers("SupportingDocument", "supporting_documents", "12 03", number_first=True),
    wco.papers("AdditionalReference", "additional_references", "12 04", number_first=True),
    _FREIGHT,
    wco.papers("TransportContractDocument", "transport_documents", "12 05", number_first=True, type_tag="Type"),
), required=True, most=9999)  # fmt: skip

_SHIPMENT = Group("GoodsShipment", "", (
    wco.papers("SupportingDocument", "supporting_documents", "12 03", number_first=True),
    wco.papers("AdditionalReference", "additional_references", "12 04", number_first=True),
    wco.remarks("statements", words_required=False),
    Group("Consignment", "", (
        _LOCATION,
        wco.papers("TransportContractDocument", "transport_documents", "12 05", number_first=True, type_tag="Type"),
        _FREIGHT,
    )),
    _consignor(),
    Group("DomesticDutyTaxParty", "fiscal_references", (
        Index("SequenceNumeric"),
        Leaf("ID", "number", text(17), "13 16 034"),
        Leaf("RoleCode", "role", text(3), "13 16 031"),
    ), "13 16", most=99),
    Group("GoodsMeasure", "", (Leaf("GrossMassMeasure", "gross_mass", MASS, "18 04"),), required=True),
    _ITEM,
    Group("Importer", "importer", (
        Leaf("Name", "name", text(70), "13 04 016", required=False),
        Leaf("ID", "eori", text(17), "13 04 017"),
        wco.address("address", "13 04", whole=True),
    ), "13 04", required=True),
    wco.papers("PreviousDocument", "previous_documents", "12 01", number_first=True),
    wco.ucr(),
), required=True)  # fmt: skip

MESSAGE = Message("h7-dk", "Declaration", "urn:wco:datamodel:WCO:DEC-DMS:2", SentH7, (
    Fixed("FunctionCode", "9"),
    Fixed("ProcedureCategory", "H7"),
    Leaf("FunctionalReferenceID", "declaration.lrn", LRN, "12 09"),
    Leaf("TypeCode", "declaration.additional_type", wco.TYPE_CODE, "11 01, 11 02"),
    Leaf("DeclarationOfficeID", "declaration.office", OFFICE, "17 09"),
    Group("Submitter", "envelope", (
        Leaf("Name", "sender_name", text(70)), Leaf("ID", "sender", text(35)),
    ), required=True),
    Group("", "declaration", (
        Group("Agent", "representative", (
            Leaf("ID", "eori", EORI, "13 06 017"),
            Leaf("FunctionCode", "status", Form("n1", "xs:integer", (("pattern", "[0-9]"),), str, int), "13 06 030"),
            _contact("13 06", "name", "contact"),
        ), "13 06"),
        Group("Declarant", "", (
            Group("", "declarant", (
                Leaf("Name", "name", text(70), "13 05 016", required=False),
                Leaf("ID", "eori", EORI, "13 05 017"),
                wco.address("address", "13 05", whole=True),
            )),
            _contact("13 05", "Name", "declarant_contact"),
        ), "13 05", required=True),
        _SHIPMENT,
    )),
), "H7 for Denmark (DMS H7 1.9)")  # fmt: skip


def fitted(h7: H7) -> H7:
    """The data set as the Danish form takes it; what it cannot take stays and is refused when it is written."""
    return replace(
        h7,
        declarant_contact=_whole(h7.declarant_contact),
        representative=_with_whole_contact(h7.representative),
        importer=_numbered(h7.importer),
        additional_references=_with_numbers(h7.additional_references),
        items=tuple(replace(i, additional_references=_with_numbers(i.additional_references)) for i in h7.items),
    )


def h7_dk(h7: H7, envelope: Envelope) -> bytes:
    """The Danish message, the same bytes for the same data set. Raises `IncompleteError`."""
    return writing.xml(MESSAGE, SentH7(envelope, fitted(h7)))


def _whole(contact: Contact | None) -> Contact | None:
    return contact if contact and contact.name and contact.phone and contact.email else None


def _with_whole_contact(representative: Representative | None) -> Representative | None:
    return replace(representative, contact=_whole(representative.contact)) if representative else None


def _numbered(party: Party) -> Party:
    return replace(party, eori=party.eori or party.vat or party.id_number)


def _with_numbers(references: tuple[Document, ...]) -> tuple[Document, ...]:
    # The form asks for a number where the statement itself is all there is; the code is repeated.
    return tuple(replace(reference, reference=reference.reference or reference.type) for reference in references)
