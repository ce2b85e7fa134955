"""Cargo-XML out again: house manifest XFHL and house waybill XFZB, version 3.00, as our reader and a forwarder's take them.

The elements and their order are those of IATA's Cargo-XML 3.0.0 as the ONE Record mappings print them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from douane.domain.consignment import Consignment, GoodsItem, Party
from douane.domain.numbers import ZERO, text_of

RAM = "iata:datamodel:3"
_MANIFEST, _WAYBILL = "iata:housemanifest:1", "iata:housewaybill:1"
_CHARGES_PAID_BEFORE = "true"


class CargoIncompleteError(ValueError):
    """The consignment lacks what Cargo-XML requires; the words name element and field."""


@dataclass(frozen=True, slots=True)
class CargoHeader:
    """Who sends the message to whom, when (ISO 8601 with offset), and between which airports (IATA codes)."""

    number: str
    issued_at: str
    sender: str
    recipient: str
    origin: str
    destination: str = "LGG"


def xfhl(consignments: Sequence[Consignment], header: CargoHeader) -> bytes:
    """The house manifest of one master waybill. Raises `CargoIncompleteError`, also where the masters differ."""
    masters = {consignment.mawb for consignment in consignments}
    if len(masters) != 1 or not (master := masters.pop()):
        raise CargoIncompleteError("TransportContractDocument/ID (mawb): a house manifest has exactly one master waybill")
    root = etree.Element(f"{{{_MANIFEST}}}HouseManifest", nsmap={"rsm": _MANIFEST, "ram": RAM})
    _message_header(root, _MANIFEST, header, "House Manifest", "785")
    _add(etree.SubElement(root, f"{{{_MANIFEST}}}BusinessHeaderDocument"), "ID", master)
    whole = etree.SubElement(root, f"{{{_MANIFEST}}}MasterConsignment")
    _measure(whole, "IncludedTareGrossWeightMeasure", sum((_gross(one) for one in consignments), ZERO))
    _add(whole, "ConsignmentItemQuantity", str(len(consignments)))
    pieces = str(sum(_pieces(one) for one in consignments))
    _add(whole, "PackageQuantity", pieces)
    _add(whole, "TotalPieceQuantity", pieces)
    _route(whole, master, header)
    for number, consignment in enumerate(consignments, start=1):
        house = _add(whole, "IncludedHouseConsignment")
        _add(house, "SequenceNumeric", str(number))
        _measure(house, "GrossWeightMeasure", _gross(consignment))
        _add(house, "PackageQuantity", str(_pieces(consignment)))
        _add(house, "TotalPieceQuantity", str(_pieces(consignment)))
        _add(house, "SummaryDescription", _description(consignment))
        _route(house, consignment.hawb or consignment.reference, header)
        _customs_notes(house, consignment)
    return _written(root)


def xfzb(consignment: Consignment, header: CargoHeader) -> bytes:
    """The house waybill of one consignment. Raises `CargoIncompleteError`."""
    root = etree.Element(f"{{{_WAYBILL}}}HouseWaybill", nsmap={"rsm": _WAYBILL, "ram": RAM})
    number = consignment.hawb or consignment.reference
    _message_header(root, _WAYBILL, header, "House Waybill", "703")
    _add(etree.SubElement(root, f"{{{_WAYBILL}}}BusinessHeaderDocument"), "ID", number)
    whole = etree.SubElement(root, f"{{{_WAYBILL}}}MasterConsignment")
    _measure(whole, "IncludedTareGrossWeightMeasure", _gross(consignment))
    _add(whole, "TotalPieceQuantity", str(_pieces(consignment)))
    if not consignment.mawb:
        raise CargoIncompleteError("TransportContractDocument/ID (mawb) is missing")
    _route(whole, consignment.mawb, header)
    house = _add(whole, "IncludedHouseConsignment")
    _add(house, "ID", number)
    value = _customs_value(consignment)
    if value is None:
        _add(house, "NilCustomsValueIndicator", "true")
    else:
        _add(house, "DeclaredValueForCustomsAmount", text_of(value[0])).set("currencyID", value[1])
    _add(house, "TotalChargePrepaidIndicator", _CHARGES_PAID_BEFORE)
    _measure(house, "IncludedTareGrossWeightMeasure", _gross(consignment))
    _add(house, "ConsignmentItemQuantity", str(len(consignment.items)))
    _add(house, "PackageQuantity", str(_pieces(consignment)))
    _add(house, "TotalPieceQuantity", str(_pieces(consignment)))
    _add(house, "SummaryDescription", _description(consignment))
    _party(house, "ConsignorParty", consignment.exporter)
    _party(house, "ConsigneeParty", consignment.importer)
    _locations(house, header)
    if consignment.flight:
        movement = _add(house, "SpecifiedLogisticsTransportMovement")
        _add(movement, "StageCode", "Main-Carriage")
        _add(movement, "ModeCode", "4")
        _add(movement, "ID", consignment.flight)
        if consignment.arrival:
            arrival = _add(movement, "ArrivalEvent")
            _add(arrival, "ScheduledOccurrenceDateTime", f"{consignment.arrival.isoformat()}T00:00:00")
    _customs_notes(house, consignment)
    for item in consignment.items:
        _item(_add(house, "IncludedHouseConsignmentItem"), item)
    return _written(root)


def _message_header(root: Any, space: str, header: CargoHeader, name: str, code: str) -> None:
    document = etree.SubElement(root, f"{{{space}}}MessageHeaderDocument")
    for tag, text in (("ID", header.number), ("Name", name), ("TypeCode", code), ("IssueDateTime", header.issued_at),
                      ("PurposeCode", "Creation"), ("VersionID", "3.00")):  # fmt: skip
        _add(document, tag, text)
    _add(_add(document, "SenderParty"), "PrimaryID", header.sender).set("schemeID", "C")
    _add(_add(document, "RecipientParty"), "PrimaryID", header.recipient).set("schemeID", "C")


def _route(element: Any, waybill: str, header: CargoHeader) -> None:
    _add(_add(element, "TransportContractDocument"), "ID", waybill)
    _locations(element, header)


def _locations(element: Any, header: CargoHeader) -> None:
    _add(_add(element, "OriginLocation"), "ID", header.origin)
    _add(_add(element, "FinalDestinationLocation"), "ID", header.destination)


def _party(element: Any, tag: str, party: Party) -> None:
    if not (party.name or party.name_local):
        raise CargoIncompleteError(f"{tag}/Name is missing")
    made = _add(element, tag)
    _add(made, "Name", party.name or party.name_local)
    address = _add(made, "PostalStructuredAddress")
    for name, text in (("PostcodeCode", party.address.postcode), ("StreetName", party.address.street),
                       ("CityName", party.address.city), ("CountryID", party.address.country),
                       ("CountrySubDivisionName", party.address.region)):  # fmt: skip
        if text:
            _add(address, name, text)
    if party.phone or party.email:
        contact = _add(made, "DefinedTradeContact")
        if party.phone:
            _add(_add(contact, "DirectTelephoneCommunication"), "CompleteNumber", party.phone)
        if party.email:
            _add(_add(contact, "URIEmailCommunication"), "URIID", party.email)


def _customs_notes(element: Any, consignment: Consignment) -> None:
    """OCI lines: trader numbers (T) of shipper and consignee with their country, the seller's IOSS number."""
    for subject, party in (("SHP", consignment.exporter), ("CNE", consignment.importer)):
        for number in (party.eori and f"EORI{party.eori}", party.uscc and f"USCI{party.uscc}"):
            if number:
                _note(element, "T", number, subject, party.address.country)
    if consignment.ioss:
        _note(element, "T", consignment.ioss, "SHP", consignment.exporter.address.country)


def _note(element: Any, code: str, content: str, subject: str, country: str | None) -> None:
    note = _add(element, "IncludedCustomsNote")
    _add(note, "ContentCode", code)
    _add(note, "Content", content)
    _add(note, "SubjectCode", subject)
    if country:
        _add(note, "CountryID", country)


def _item(element: Any, item: GoodsItem) -> None:
    _add(element, "SequenceNumeric", str(item.number))
    if item.commodity_code:
        _add(element, "TypeCode", item.commodity_code)
    if item.gross_mass is not None:
        _measure(element, "GrossWeightMeasure", item.gross_mass)
    _add(element, "PieceQuantity", str(item.packages or 0))
    if item.words:
        _add(_add(element, "NatureIdentificationTransportCargo"), "Identification", item.words)
    if item.origin:
        _add(_add(element, "OriginCountry"), "ID", item.origin)


def _gross(consignment: Consignment) -> Decimal:
    gross = consignment.gross_mass
    if gross is None:
        raise CargoIncompleteError(f"GrossWeightMeasure (gross_kg) of {consignment.reference} is missing")
    return gross


def _pieces(consignment: Consignment) -> int:
    return sum(item.packages or 0 for item in consignment.items) or 1


def _description(consignment: Consignment) -> str:
    words = [item.words for item in consignment.items if item.words]
    if not words:
        raise CargoIncompleteError(f"SummaryDescription (description) of {consignment.reference} is missing")
    return words[0]


def _customs_value(consignment: Consignment) -> tuple[Decimal, str] | None:
    currencies = {item.currency for item in consignment.items}
    values = [item.value for item in consignment.items if item.value is not None]
    currency = currencies.pop() if len(currencies) == 1 else None
    return (sum(values, ZERO), currency) if currency and len(values) == len(consignment.items) else None


def _measure(element: Any, tag: str, kilograms: Decimal) -> None:
    _add(element, tag, text_of(kilograms)).set("unitCode", "KGM")


def _add(element: Any, tag: str, text: str | None = None) -> Any:
    made = etree.SubElement(element, f"{{{RAM}}}{tag}")
    made.text = text
    return made


def _written(root: Any) -> bytes:
    etree.indent(root, "  ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"
