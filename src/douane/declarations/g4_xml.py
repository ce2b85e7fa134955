"""G4 as XML of the project's own form (`schemas/g4/g4-1.xsd`): temporary storage, one declaration per master waybill."""

from __future__ import annotations

from douane.declarations import writing
from douane.declarations.elements import (
    BOOLEAN,
    DECLARANT,
    REPRESENTATIVE,
    authorisations,
    commodity,
    document,
    documents,
    location,
    means,
    packaging,
    person,
    warehouse,
)
from douane.declarations.forms import DAY, EORI, LRN, MASS, MOMENT, OFFICE, UCR, count, digits, text
from douane.declarations.message import Group, Leaf, Message
from douane.domain.storage import G4

MOST_HOUSES, MOST_ITEMS = 99_999, 9_999

_ITEM = Group("GoodsItem", "items", (
    Leaf("GoodsItemNumber", "number", count(5, least=1), "11 03"),
    Leaf("UnionStatus", "status", text(5), "12 10", required=False),
    Leaf("DescriptionOfGoods", "description", text(512), "18 05"),
    packaging(),
    Leaf("GrossMass", "gross_mass", MASS, "18 04", required=False),
    commodity(required=False),
    Leaf("UNNumber", "dangerous_goods", digits(4), "18 07", required=False, most=99),
    documents("PreviousDocument", "previous_documents", "12 01"),
), most=MOST_ITEMS)  # fmt: skip

_EQUIPMENT = Group("TransportEquipment", "equipment", (
    Leaf("ContainerIdentificationNumber", "container", text(17), "19 07 063", required=False),
    Leaf("Seal", "seals", text(20), "19 10 015", required=False, most=99),
    Leaf("GoodsItemNumber", "goods", count(5, least=1), "19 07 044", required=False, most=9999),
), "19 07", most=9999)  # fmt: skip

_HOUSE = Group("HouseConsignment", "houses", (
    document("TransportDocument", "transport_document", "12 05"),
    Leaf("GrossMass", "gross_mass", MASS, "18 04"),
    Leaf("UCR", "ucr", UCR, "12 08", required=False),
    person("Consignor", "consignor", "13 02", required=False),
    person("Consignee", "consignee", "13 03", required=False),
    person("NotifyParty", "notify", "13 10", required=False),
    documents("PreviousDocument", "previous_documents", "12 01"),
    _ITEM,
), required=True, most=MOST_HOUSES)  # fmt: skip

MESSAGE = Message("g4", "TemporaryStorageDeclaration", "urn:douane:g4:1", G4, (
    Leaf("LRN", "lrn", LRN, "12 09"),
    warehouse(),
    authorisations(),
    *DECLARANT,
    REPRESENTATIVE,
    Leaf("CustomsOfficeOfPresentation", "office", OFFICE, "17 09", required=False),
    Leaf("EstimatedPresentation", "arrival", MOMENT, "15 04", required=False, when="lodged before arrival"),
    Leaf("ModeOfTransportAtTheBorder", "border_mode", digits(1), "19 03"),
    means("ArrivalTransportMeans", "arrival_means", "19 06"),
    Leaf("PlaceOfLoading", "loading", text(17), "16 13 036", required=False),
    location(),
    Group("MasterConsignment", "", (
        document("TransportDocument", "transport_document", "12 05"),
        Leaf("GrossMass", "gross_mass", MASS, "18 04"),
        Group("AdditionalSupplyChainActor", "chain_actors", (
            Leaf("Role", "role", text(3, pattern="[A-Z]{1,3}"), "13 14 031"),
            Leaf("IdentificationNumber", "eori", EORI, "13 14 017"),
        ), "13 14", most=99),
        person("Consignor", "consignor", "13 02", required=False),
        person("Consignee", "consignee", "13 03", required=False),
        person("NotifyParty", "notify", "13 10", required=False),
        _EQUIPMENT,
        documents("PreviousDocument", "previous_documents", "12 01"),
        _HOUSE,
    ), required=True),
), "G4: temporary storage declaration (UCC-DA Annex B, column G4), the project's own form", attributes=(
    Leaf("acceptance", "acceptance", DAY),
    Leaf("demonstration", "demonstration", BOOLEAN, required=False),
), collection="TemporaryStorageDeclarations")  # fmt: skip


def g4_xml(g4: G4) -> bytes:
    """The XML document in UTF-8, the same bytes for the same data set. Raises `IncompleteError`."""
    return writing.xml(MESSAGE, g4)
