"""H7 as XML of the project's own form (`schemas/h7/h7-1.xsd`): UCC-DA Annex B, column H7."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from douane.declarations import profile, writing
from douane.declarations.elements import (
    BOOLEAN,
    DECLARANT,
    REPRESENTATIVE,
    documents,
    fiscal_references,
    location,
    money,
    person,
    statements,
)  # fmt: skip
from douane.declarations.forms import DAY, LRN, MASS, OFFICE, code, count, digits, letters, text
from douane.declarations.message import Group, Leaf, Message
from douane.domain.h7 import H7

_ITEM = Group("GoodsItem", "items", (
    Leaf("GoodsItemNumber", "number", count(5, least=1), "11 03"),
    Leaf("AdditionalProcedure", "additional_procedures", code(3), "11 10", most=99),
    documents("PreviousDocument", "previous_documents", "12 01"),
    statements(),
    documents("SupportingDocument", "supporting_documents", "12 03"),
    documents("AdditionalReference", "additional_references", "12 04", reference_required=False),
    documents("TransportDocument", "transport_documents", "12 05"),
    Leaf("UCR", "ucr", text(35), "12 08", required=False),
    person("Exporter", "exporter", "13 01", required=False),
    money("IntrinsicValue", "intrinsic_value", "14 14", required=True),
    money("TransportAndInsuranceCosts", "transport_costs", "14 15"),
    Leaf("SupplementaryUnits", "supplementary_units", MASS, "18 02", required=False, when="if the tariff asks for them"),
    Leaf("GrossMass", "gross_mass", MASS, "18 04"),
    Leaf("DescriptionOfGoods", "description", text(512), "18 05"),
    Leaf("NumberOfPackages", "packages", count(8), "18 06 004"),
    Leaf("HSSubheading", "hs6", digits(6), "18 09 056"),
), required=True, most=9999)  # fmt: skip

NAMESPACE = "urn:douane:h7:1"
MESSAGE = Message("h7", "H7Declaration", NAMESPACE, H7, (
    Leaf("LRN", "lrn", LRN, "12 09"),
    Leaf("AdditionalDeclarationType", "additional_type", letters(1), "11 02"),
    Leaf("CustomsOfficeOfPresentation", "office", OFFICE, "17 09", required=False),
    *DECLARANT,
    REPRESENTATIVE,
    Group("GoodsShipment", "", (
        Leaf("UCR", "ucr", text(35), "12 08"),
        documents("PreviousDocument", "previous_documents", "12 01"),
        statements(),
        documents("SupportingDocument", "supporting_documents", "12 03"),
        documents("AdditionalReference", "additional_references", "12 04", reference_required=False),
        documents("TransportDocument", "transport_documents", "12 05"),
        person("Exporter", "exporter", "13 01"),
        person("Importer", "importer", "13 04"),
        fiscal_references(),
        location(),
        money("TransportAndInsuranceCosts", "transport_costs", "14 15"),
        Leaf("GrossMass", "gross_mass", MASS, "18 04"),
        _ITEM,
    ), required=True),
), "H7: release of low-value consignments (UCC-DA Annex B, column H7), the project's own form", attributes=(
    Leaf("acceptance", "acceptance", DAY),
    Leaf("demonstration", "demonstration", BOOLEAN, required=False),
), collection="H7Declarations")  # fmt: skip


def h7_xml(h7: H7) -> bytes:
    """The XML document in UTF-8, the same bytes for the same data set. Raises `IncompleteError`."""
    return writing.xml(MESSAGE, h7)


def together(documents: Iterable[bytes]) -> bytes:
    """Several H7 documents as one, in their order."""
    return writing.together(MESSAGE, list(documents))


def schema() -> Any:
    """The compiled schema of H7."""
    return profile.compiled(MESSAGE)


def schema_faults(document: bytes) -> list[str]:
    """What the schema says against an H7 document; empty if it accepts it."""
    return profile.faults(MESSAGE, document)
