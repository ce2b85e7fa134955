"""Elements that the Union's export and transit messages share (DG TAXUD): header, parties, papers, places, means.

Addresses ask for street and city, contacts for a phone number, and each entry of a list carries its sequence number.
"""

from __future__ import annotations

from douane.declarations.forms import (
    COUNTRY,
    EMAIL,
    EORI,
    LATITUDE,
    LONGITUDE,
    MOMENT,
    OFFICE,
    Form,
    count,
    digits,
    letters,
    text,
)
from douane.declarations.message import Fixed, Group, Index, Leaf, Part

CONTAINER = text(17, pattern=r"[!-~]([ -~]*[!-~])?")
_NUMBER = Index("sequenceNumber")
STATUS = Form("n1", "xs:integer", (("enumeration", "2"), ("enumeration", "3")), str, int)


def header(message_type: str) -> Group:
    """Who sends what to whom, and when it was prepared."""
    return Group("", "envelope", (
        Leaf("messageSender", "sender", text(35)),
        Leaf("messageRecipient", "recipient", text(35)),
        Leaf("preparationDateAndTime", "prepared", MOMENT),
        Leaf("messageIdentification", "identification", text(35)),
        Fixed("messageType", message_type),
    ))  # fmt: skip


def address(de: str, of: str = "address", *, required: bool = False) -> Group:
    """Street and number, postcode, city, country."""
    return Group("Address", of, (
        Leaf("streetAndNumber", "street", text(70), f"{de} 018 019"),
        Leaf("postcode", "postcode", text(17), f"{de} 018 021", required=False),
        Leaf("city", "city", text(35), f"{de} 018 022"),
        Leaf("country", "country", COUNTRY, f"{de} 018 020"),
    ), f"{de} 018", required=required)  # fmt: skip


def contact(de: str, of: str = "contact") -> Group:
    """Contact person; the phone number is asked for."""
    return Group("ContactPerson", of, (
        Leaf("name", "name", text(70), f"{de} 074 016"),
        Leaf("phoneNumber", "phone", text(35), f"{de} 074 075"),
        Leaf("eMailAddress", "email", EMAIL, f"{de} 074 076", required=False),
    ), f"{de} 074", when="with a phone number")  # fmt: skip


def operator(tag: str, of: str, de: str, *, required: bool = True, with_contact: str | None = None) -> Group:
    """An economic operator known by its EORI number; name and address may be added."""
    who = Group("", of, (
        Leaf("identificationNumber", "eori", EORI, f"{de} 017"),
        Leaf("name", "name", text(70), f"{de} 016", required=False),
        address(de),
    ))  # fmt: skip
    if with_contact is None:
        return Group(tag, of, who.parts, de, required=required)
    return Group(tag, "", (who, contact(de, with_contact)), de, required=required)


def party(tag: str, of: str, de: str) -> Group:
    """A party that need not have an EORI number."""
    return Group(tag, of, (
        Leaf("identificationNumber", "eori", EORI, f"{de} 017", required=False, when="if assigned"),
        Leaf("name", "name", text(70), f"{de} 016", required=False),
        address(de),
    ), de, when="name and address where there is no number")  # fmt: skip


REPRESENTATIVE = Group("Representative", "representative", (
    Leaf("identificationNumber", "eori", EORI, "13 06 017"),
    Leaf("status", "status", STATUS, "13 06 030"),
    contact("13 06"),
), "13 06", when="where somebody represents the declarant")  # fmt: skip

LOCATION_PARTS: tuple[Part, ...] = (
    Leaf("typeOfLocation", "type", letters(1), "16 15 045"),
    Leaf("qualifierOfIdentification", "qualifier", letters(1), "16 15 046"),
    Leaf("authorisationNumber", "authorisation", text(35), "16 15 052", required=False, when="qualifier Y"),
    Leaf("additionalIdentifier", "additional", text(4), "16 15 053", required=False),
    Leaf("UNLocode", "unlocode", text(17), "16 15 036", required=False, when="qualifier U"),
    Group("CustomsOffice", "", (Leaf("referenceNumber", "office", OFFICE, "16 15 047"),), "16 15 047", when="qualifier V"),
    Group("GNSS", "", (
        Leaf("latitude", "latitude", LATITUDE, "16 15 049"), Leaf("longitude", "longitude", LONGITUDE, "16 15 048"),
    ), "16 15 048", when="qualifier W"),
    Group("EconomicOperator", "", (Leaf("identificationNumber", "operator", EORI, "16 15 051"),), "16 15 051",
          when="qualifier X"),
    address("16 15"),
    contact("16 15"),
)  # fmt: skip


def location(*, required: bool = False) -> Group:
    """Location of goods (16 15)."""
    return Group("LocationOfGoods", "location", LOCATION_PARTS, "16 15", required=required)


def papers(tag: str, of: str, de: str, *, numbered: bool = True, most: int = 99) -> Group:
    """Documents with type and number; the number of a reference may be missing."""
    return Group(tag, of, (
        _NUMBER,
        Leaf("type", "type", text(4, least=4, pattern="[A-Z0-9]{4}"), f"{de} 002"),
        Leaf("referenceNumber", "reference", text(70), f"{de} 001", required=numbered),
    ), de, most=most)  # fmt: skip


def remarks() -> Group:
    """Additional information (12 02)."""
    return Group("AdditionalInformation", "statements", (
        _NUMBER,
        Leaf("code", "code", text(5, least=5), "12 02 008"),
        Leaf("text", "text", text(512), "12 02 009", required=False),
    ), "12 02", most=99)  # fmt: skip


def office(tag: str, of: str, de: str, *, required: bool = True) -> Group:
    """A customs office by its code."""
    return Group(tag, "", (Leaf("referenceNumber", of, OFFICE, de),), de, required=required)


def authorisations(*, holder: bool) -> Group:
    """Authorisations (12 12)."""
    parts: tuple[Part, ...] = (
        _NUMBER,
        Leaf("type", "type", text(4), "12 12 002"),
        Leaf("referenceNumber", "reference", text(35), "12 12 001"),
    )
    if holder:
        parts += (Leaf("holderOfAuthorisation", "holder", EORI, "12 12 080", required=False),)
    return Group("Authorisation", "authorisations", parts, "12 12", most=9)


def means(tag: str, of: str, de: str, *, nationality_required: bool = True, most: int = 999) -> Group:
    """Means of transport."""
    parts: tuple[Part, ...] = (_NUMBER,) if most > 1 else ()
    return Group(tag, of, (
        *parts,
        Leaf("typeOfIdentification", "type", digits(2), f"{de} 061"),
        Leaf("identificationNumber", "identification", text(35), f"{de} 017"),
        Leaf("nationality", "nationality", COUNTRY, f"{de} 062", required=nationality_required),
    ), de, most=most)  # fmt: skip


def routing() -> Group:
    """Countries of routing (16 12)."""
    return Group("CountryOfRoutingOfConsignment", "routing", (_NUMBER, Leaf("country", ".", COUNTRY, "16 12")), "16 12",
                 most=99)  # fmt: skip


def dangerous_goods() -> Group:
    """Dangerous goods (18 07)."""
    parts = (_NUMBER, Leaf("UNNumber", ".", digits(4), "18 07"))
    return Group("DangerousGoods", "dangerous_goods", parts, "18 07", most=99)


def packaging() -> Group:
    """Packages (18 06)."""
    return Group("Packaging", "packaging", (
        _NUMBER,
        Leaf("typeOfPackages", "type", text(2, least=2, pattern="[A-Z0-9]{2}"), "18 06 003"),
        Leaf("numberOfPackages", "number", count(8), "18 06 004"),
        Leaf("shippingMarks", "marks", text(512), "18 06 054", required=False),
    ), "18 06", required=True, most=99)  # fmt: skip


def equipment() -> Group:
    """Containers, seals and the goods in them (19 07, 19 10)."""
    return Group("TransportEquipment", "equipment", (
        _NUMBER,
        Leaf("containerIdentificationNumber", "container", CONTAINER, "19 07 063", required=False),
        Leaf("numberOfSeals", "seal_count", count(4), "19 10 068"),
        Group("Seal", "seals", (_NUMBER, Leaf("identifier", ".", text(20), "19 10 015")), "19 10", most=99),
        Group("GoodsReference", "goods", (
            _NUMBER, Leaf("declarationGoodsItemNumber", ".", count(3, least=1), "19 07 044"),
        ), "19 07 044", most=999),
    ), "19 07", most=9999)  # fmt: skip


def chain_actors() -> Group:
    """Further actors in the supply chain (13 14)."""
    return Group("AdditionalSupplyChainActor", "chain_actors", (
        _NUMBER,
        Leaf("role", "role", text(3, pattern="[A-Z]{1,3}"), "13 14 031"),
        Leaf("identificationNumber", "eori", EORI, "13 14 017"),
    ), "13 14", most=99)  # fmt: skip
