"""The H7 data set as XML of the project's own schema (`schemas/h7/h7-1.xsd`)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from lxml import etree

from douane import places
from douane.domain.consignment import Document, Party
from douane.domain.h7 import H7, Amount, H7Item
from douane.domain.numbers import text_of

NAMESPACE = "urn:douane:h7:1"
_NS = f"{{{NAMESPACE}}}"


@cache
def schema() -> etree.XMLSchema:
    """The compiled schema of H7."""
    return etree.XMLSchema(etree.parse(str(places.SCHEMAS / "h7" / "h7-1.xsd")))


def h7_xml(h7: H7) -> bytes:
    """The XML document in UTF-8, the same bytes for the same data set."""
    root = etree.Element(f"{_NS}H7Declaration", nsmap={None: NAMESPACE}, acceptance=h7.acceptance.isoformat())
    if h7.demonstration:
        root.set("demonstration", "true")
    _add(root, "LRN", h7.lrn)
    _add(root, "AdditionalDeclarationType", h7.additional_type)
    declarant = _operator(root, h7)
    if h7.declarant_contact and h7.declarant_contact.name:
        contact = _add(declarant, "ContactPerson")
        _add(contact, "Name", h7.declarant_contact.name)
        _add_if(contact, "PhoneNumber", h7.declarant_contact.phone)
        _add_if(contact, "EMailAddress", h7.declarant_contact.email)
    if h7.representative:
        representative = _add(root, "Representative")
        _add(representative, "IdentificationNumber", h7.representative.eori)
        _add(representative, "Status", str(h7.representative.status))
    _shipment(_add(root, "GoodsShipment"), h7)
    etree.indent(root, "  ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def together(documents: Iterable[bytes]) -> bytes:
    """Several H7 documents as one, in their order."""
    root = etree.Element(f"{_NS}H7Declarations", nsmap={None: NAMESPACE})
    root.extend(etree.fromstring(document) for document in documents)
    etree.indent(root, "  ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def schema_faults(document: bytes) -> list[str]:
    """What the schema says against an H7 document; empty if it accepts it."""
    parsed = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    return [] if schema().validate(parsed) else [str(error.message) for error in schema().error_log]


def _shipment(shipment: Any, h7: H7) -> None:
    _add(shipment, "UCR", h7.ucr)
    _documents(shipment, "PreviousDocument", h7.previous_documents)
    _documents(shipment, "TransportDocument", h7.transport_documents)
    _person(_add(shipment, "Exporter"), h7.exporter)
    _person(_add(shipment, "Importer"), h7.importer)
    for reference in h7.fiscal_references:
        element = _add(shipment, "AdditionalFiscalReference")
        _add(element, "Role", reference.role)
        _add(element, "VATIdentificationNumber", reference.number)
    location = _add(shipment, "LocationOfGoods")
    _add(location, "TypeOfLocation", h7.location.type)
    _add(location, "QualifierOfIdentification", h7.location.qualifier)
    _add(location, "UNLOCODE", h7.location.unlocode)
    _add(shipment, "GrossMass", text_of(h7.gross_mass))
    for item in h7.items:
        _item(_add(shipment, "GoodsItem"), item)


def _item(element: Any, item: H7Item) -> None:
    _add(element, "GoodsItemNumber", str(item.number))
    for code in item.additional_procedures:
        _add(element, "AdditionalProcedure", code)
    _documents(element, "SupportingDocument", item.supporting_documents)
    _documents(element, "AdditionalReference", item.additional_references)
    _money(_add(element, "IntrinsicValue"), item.intrinsic_value)
    if item.transport_costs:
        _money(_add(element, "TransportAndInsuranceCosts"), item.transport_costs)
    if item.supplementary_units is not None:
        _add(element, "SupplementaryUnits", text_of(item.supplementary_units))
    _add(element, "GrossMass", text_of(item.gross_mass))
    _add(element, "DescriptionOfGoods", item.description)
    _add(element, "NumberOfPackages", str(item.packages))
    _add(element, "HSSubheading", item.hs6)


def _operator(root: Any, h7: H7) -> Any:
    element = _add(root, "Declarant")
    _add_if(element, "Name", h7.declarant.name)
    _add(element, "IdentificationNumber", h7.declarant.eori or "")
    if h7.declarant.address.country:
        _address(element, h7.declarant)
    return element


def _person(element: Any, party: Party) -> None:
    _add(element, "Name", party.name or "")
    _add_if(element, "IdentificationNumber", party.eori)
    _address(element, party)


def _address(element: Any, party: Party) -> None:
    address = _add(element, "Address")
    _add_if(address, "StreetAndNumber", party.address.street)
    _add_if(address, "Postcode", party.address.postcode)
    _add_if(address, "City", party.address.city)
    _add(address, "Country", party.address.country or "")


def _documents(parent: Any, name: str, documents: Iterable[Document]) -> None:
    for document in documents:
        element = _add(parent, name)
        _add(element, "Type", document.type)
        _add_if(element, "ReferenceNumber", document.reference)


def _money(element: Any, amount: Amount) -> None:
    _add(element, "Currency", amount.currency)
    _add(element, "Amount", f"{amount.amount:.2f}")


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    element = etree.SubElement(parent, _NS + name)
    element.text = text
    return element


def _add_if(parent: Any, name: str, text: str | None) -> None:
    if text:
        _add(parent, name, text)
