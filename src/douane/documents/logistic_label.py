"""The GS1 logistic label, A6: text above, the serial shipping container code as the lowest bar code (DOMAIN §7)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from douane.documents.wording import PartyView, mass, party_view
from douane.domain.consignment import Party
from douane.domain.identifiers import gs1_check_digit

_BODY = 17


@dataclass(frozen=True, slots=True)
class LogisticLabelView:
    """Everything that the label shows. `sscc` has 18 digits (AI 00); `content` AI 02 and 37 in brackets, or nothing."""

    sscc: str
    content: str
    gtin: str
    count: str
    order: str
    weight: str
    sender: PartyView
    recipient: PartyView


def sscc(extension: int, prefix: str, serial: int) -> str:
    """The serial shipping container code: extension digit, GS1 company prefix, serial, check digit. 18 digits.

    Raises `ValueError` where prefix and serial have no room in it.
    """
    room = _BODY - 1 - len(prefix)
    body = f"{extension}{prefix}{serial:0{max(room, 0)}}"
    if not (prefix.isascii() and prefix.isdigit()) or len(body) != _BODY or not body.isdigit():
        raise ValueError(f"no room for serial {serial} behind the company prefix {prefix} in an SSCC of 18 digits")
    return body + gs1_check_digit(body)


def logistic_label(
    code: str, sender: Party, recipient: Party, *, gtin: str = "", count: int | None = None, order: str = "",
    gross_mass: Decimal | None = None,
) -> LogisticLabelView:  # fmt: skip
    """The label of the unit with the SSCC `code`. `gtin` (of its content) needs its `count`; `gross_mass` in kilograms."""
    contained = gtin.zfill(14) if gtin and count is not None else ""
    return LogisticLabelView(
        sscc=code,
        content=f"(02){contained}(37){count}" if contained else "",
        gtin=contained,
        count=str(count) if contained else "",
        order=order,
        weight="" if gross_mass is None else mass(gross_mass),
        sender=party_view(sender),
        recipient=party_view(recipient),
    )
