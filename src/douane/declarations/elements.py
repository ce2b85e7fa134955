"""Elements that several of the project's own messages share: parties, documents, amounts, places (EUCDM)."""

from __future__ import annotations

from douane.declarations.forms import (
    COUNTRY,
    CURRENCY,
    EMAIL,
    EORI,
    LATITUDE,
    LONGITUDE,
    MONEY,
    OFFICE,
    Form,
    code,
    count,
    digits,
    letters,
    text,
)  # fmt: skip
from douane.declarations.message import Group, Leaf, Part

BOOLEAN = Form("boolean", "xs:boolean", (), lambda value: "true" if value else "false", lambda shown: shown == "true")


def address(de: str) -> Group:
    """An address (018) of which only the country is always asked for."""
    return Group("Address", "address", (
        Leaf("StreetAndNumber", "street", text(70), f"{de} 018 019", required=False),
        Leaf("Postcode", "postcode", text(17), f"{de} 018 021", required=False),
        Leaf("City", "city", text(35), f"{de} 018 022", required=False),
        Leaf("Country", "country", COUNTRY, f"{de} 018 020"),
    ), f"{de} 018", required=True)  # fmt: skip


def contact(de: str, of: str = "contact") -> Group:
    """A contact person (074)."""
    return Group("ContactPerson", of, (
        Leaf("Name", "name", text(70), f"{de} 074 016"),
        Leaf("PhoneNumber", "phone", text(35), f"{de} 074 075", required=False),
        Leaf("EMailAddress", "email", EMAIL, f"{de} 074 076", required=False),
    ), f"{de} 074")  # fmt: skip


def person(tag: str, of: str, de: str, *, required: bool = True) -> Group:
    """A party with its name, its number if it has one, and its address."""
    return Group(tag, of, (
        Leaf("Name", "name", text(70), f"{de} 016"),
        Leaf("IdentificationNumber", "eori", text(17), f"{de} 017", required=False, when="if assigned"),
        address(de),
    ), de, required=required)  # fmt: skip


def documents(tag: str, of: str, de: str, *, reference_required: bool = True) -> Group:
    """Documents or references with type and number."""
    return Group(tag, of, (
        Leaf("Type", "type", code(4), f"{de} 002"),
        Leaf("ReferenceNumber", "reference", text(70), f"{de} 001", required=reference_required),
    ), de, most=99)  # fmt: skip


def statements(of: str = "statements") -> Group:
    """Additional information (12 02)."""
    return Group("AdditionalInformation", of, (
        Leaf("Code", "code", text(17), "12 02 008"),
        Leaf("Text", "text", text(512), "12 02 009", required=False),
    ), "12 02", most=99)  # fmt: skip


def money(tag: str, of: str, de: str, *, required: bool = False, when: str = "") -> Group:
    """An amount with its currency."""
    return Group(tag, of, (
        Leaf("Currency", "currency", CURRENCY, f"{de} 012"),
        Leaf("Amount", "amount", MONEY, f"{de} 014"),
    ), de, required=required, when=when)  # fmt: skip


def location(of: str = "location") -> Group:
    """Location of goods (16 15)."""
    return Group("LocationOfGoods", of, (
        Leaf("TypeOfLocation", "type", letters(1), "16 15 045"),
        Leaf("QualifierOfIdentification", "qualifier", letters(1), "16 15 046"),
        Leaf("UNLOCODE", "unlocode", text(17), "16 15 036", required=False, when="qualifier U"),
        Leaf("CustomsOffice", "office", OFFICE, "16 15 047", required=False, when="qualifier V"),
        Leaf("Longitude", "longitude", LONGITUDE, "16 15 048", required=False, when="qualifier W"),
        Leaf("Latitude", "latitude", LATITUDE, "16 15 049", required=False, when="qualifier W"),
        Leaf("EconomicOperator", "operator", text(17), "16 15 051", required=False, when="qualifier X"),
        Leaf("Authorisation", "authorisation", text(35), "16 15 052", required=False, when="qualifier Y"),
        Leaf("AdditionalIdentifier", "additional", text(4), "16 15 053", required=False),
        Group("Address", "address", address("16 15").parts, "16 15 018", when="qualifier Z"),
        contact("16 15"),
    ), "16 15", required=True)  # fmt: skip


def fiscal_references(of: str = "fiscal_references") -> Group:
    """Additional fiscal references (13 16)."""
    return Group("AdditionalFiscalReference", of, (
        Leaf("Role", "role", code(3), "13 16 031"),
        Leaf("VATIdentificationNumber", "number", text(17), "13 16 034"),
    ), "13 16", most=99, when="FR5 with the IOSS number under F48")  # fmt: skip


REPRESENTATIVE = Group("Representative", "representative", (
    Leaf("IdentificationNumber", "eori", EORI, "13 06 017"),
    Leaf("Status", "status", Form("n1", "xs:integer", (("enumeration", "2"), ("enumeration", "3")), str, int), "13 06 030"),
    contact("13 06"),
), "13 06", when="where somebody represents the declarant: 2 direct, 3 indirect")  # fmt: skip

DECLARANT: tuple[Part, ...] = (
    Group("Declarant", "", (
        Group("", "declarant", (
            Leaf("Name", "name", text(70), "13 05 016", required=False),
            Leaf("IdentificationNumber", "eori", EORI, "13 05 017"),
            Group("Address", "address", address("13 05").parts, "13 05 018"),
        )),
        Group("ContactPerson", "declarant_contact", contact("13 05").parts, "13 05 074"),
    ), "13 05", required=True),
)  # fmt: skip

VALUATION_METHOD = Form("n1", "xs:integer", (("minInclusive", "1"), ("maxInclusive", "6")), str, int)


def packaging(*, required: bool = True) -> Group:
    """Packages (18 06)."""
    return Group("Packaging", "packaging", (
        Leaf("TypeOfPackages", "type", code(2), "18 06 003"),
        Leaf("NumberOfPackages", "number", count(8), "18 06 004"),
        Leaf("ShippingMarks", "marks", text(512), "18 06 054", required=False),
    ), "18 06", required=required, most=99)  # fmt: skip


def commodity(*, required: bool = True) -> Group:
    """Commodity code (18 09) and CUS number (18 08)."""
    return Group("CommodityCode", "commodity", (
        Leaf("HSSubheading", "hs6", digits(6), "18 09 056"),
        Leaf("CombinedNomenclature", "cn", digits(2), "18 09 057", required=False),
        Leaf("TARIC", "taric", digits(2), "18 09 058", required=False),
        Leaf("TARICAdditionalCode", "additional", code(4), "18 09 059", required=False, most=99),
        Leaf("NationalAdditionalCode", "national", text(4), "18 09 060", required=False, most=99),
        Leaf("CUS", "cus", text(9, least=9), "18 08", required=False, when="chemicals"),
    ), "18 09", required=required)  # fmt: skip


def delivery_terms() -> Group:
    """Delivery terms (14 01)."""
    return Group("DeliveryTerms", "delivery_terms", (
        Leaf("Incoterm", "incoterm", letters(3), "14 01 035"),
        Leaf("UNLOCODE", "unlocode", text(17), "14 01 036", required=False),
        Leaf("Country", "country", COUNTRY, "14 01 020", required=False),
        Leaf("Place", "place", text(35), "14 01 037", required=False),
        Leaf("Text", "text", text(512), "14 01 009", required=False, when="Incoterm XXX"),
    ), "14 01")  # fmt: skip


def means(tag: str, of: str, de: str) -> Group:
    """A means of transport."""
    return Group(tag, of, (
        Leaf("TypeOfIdentification", "type", digits(2), f"{de} 061"),
        Leaf("IdentificationNumber", "identification", text(35), f"{de} 017"),
        Leaf("Nationality", "nationality", COUNTRY, f"{de} 062", required=False),
    ), de)  # fmt: skip


def authorisations() -> Group:
    """Authorisations (12 12)."""
    return Group("Authorisation", "authorisations", (
        Leaf("Type", "type", text(4), "12 12 002"),
        Leaf("ReferenceNumber", "reference", text(35), "12 12 001"),
        Leaf("Holder", "holder", EORI, "12 12 080", required=False),
    ), "12 12", most=99)  # fmt: skip


def warehouse() -> Group:
    """Warehouse or storage facility (12 11)."""
    return Group("Warehouse", "warehouse", (
        Leaf("Type", "type", letters(1), "12 11 002"),
        Leaf("Identifier", "identifier", text(35), "12 11 015"),
    ), "12 11")  # fmt: skip


def document(tag: str, of: str, de: str) -> Group:
    """The one document of its kind."""
    return Group(tag, of, (
        Leaf("Type", "type", code(4), f"{de} 002"),
        Leaf("ReferenceNumber", "reference", text(70), f"{de} 001"),
    ), de, required=True)  # fmt: skip
