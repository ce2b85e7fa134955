"""Elements that the national H7 messages share: both are built on the data model of the World Customs Organization."""

from __future__ import annotations

from douane.declarations.forms import COUNTRY, Form, amount, letters, text
from douane.declarations.message import Fixed, Group, Index, Leaf, Part

PHONE, EMAIL = "TE", "EM"  # UN/EDIFACT 3155
# The type of declaration and the additional type stand in one element: IMA, IMD.
TYPE_CODE = Form("a2 + a1", "xs:token", (("pattern", "IM[A-Z]"),), lambda additional: f"IM{letters(1).write(additional)}",
                 lambda shown: shown[-1:])  # fmt: skip
MONEY = amount()


def address(of: str, de: str, *, whole: bool, required: bool = False) -> Group:
    """City, country, street and postcode; `whole` asks for all four."""
    return Group("Address", of, (
        Leaf("CityName", "city", text(35), f"{de} 018 022", required=whole),
        Leaf("CountryCode", "country", COUNTRY, f"{de} 018 020"),
        Leaf("Line", "street", text(70), f"{de} 018 019", required=whole),
        Leaf("PostcodeID", "postcode", text(17), f"{de} 018 021", required=whole),
    ), f"{de} 018", required=required)  # fmt: skip


def communications(de: str, *, both: bool) -> tuple[Part, ...]:
    """Phone and e-mail of a contact person; `both` asks for the two."""
    return (
        Group("Communication", "", (
            Fixed("SequenceNumeric", "1"),
            Leaf("ID", "phone", text(35), f"{de} 074 075"),
            Fixed("TypeCode", PHONE),
        ), required=both),
        Group("Communication", "", (
            Fixed("SequenceNumeric", "2"),
            Leaf("ID", "email", text(256), f"{de} 074 076"),
            Fixed("TypeCode", EMAIL),
        ), required=both),
    )  # fmt: skip


def papers(tag: str, of: str, de: str, *, number_first: bool, type_tag: str = "TypeCode", width: int = 4) -> Group:
    """Documents with number and type; the sequence number stands before them or after them."""
    both: tuple[Part, ...] = (
        Leaf("ID", "reference", text(70), f"{de} 001", required=number_first),
        Leaf(type_tag, "type", text(width, pattern="[A-Z0-9]+"), f"{de} 002"),
    )
    index = Index("SequenceNumeric")
    return Group(tag, of, (index, *both) if number_first else (*both, index), de, most=99)


def remarks(of: str, *, words_required: bool) -> Group:
    """Additional information (12 02)."""
    return Group("AdditionalInformation", of, (
        Index("SequenceNumeric"),
        Leaf("StatementCode", "code", text(17), "12 02 008"),
        Leaf("StatementDescription", "text", text(512), "12 02 009", required=words_required),
    ), "12 02", most=99)  # fmt: skip


def ucr() -> Group:
    """The trader's own reference (12 08)."""
    return Group("UCR", "", (Leaf("TraderAssignedReferenceID", "ucr", text(35), "12 08"),), "12 08")
