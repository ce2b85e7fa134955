"""The tag of a unit load device, A5 landscape on card (DOMAIN §7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from douane.documents.wording import day, mass

_PARTS = re.compile(r"([A-Z][A-Z0-9]{2})(\d{4,5})([A-Z0-9]{2,3})\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class UldTagView:
    """Everything that the tag shows, masses in kilograms; what is not known is empty and drawn as an empty field.

    `contents` is the code of the load: C cargo, M mail, B baggage.
    """

    uld: str
    spaced: str
    destination: str
    origin: str
    flight: str
    dated: str
    net: str
    tare: str
    gross: str
    position: str
    contents: str
    special: str
    remarks: str


def uld_tag(
    uld: str, *, destination: str = "", origin: str = "", flight: str = "", on: date | None = None,
    net: Decimal | None = None, tare: Decimal | None = None, position: str = "", contents: str = "", special: str = "",
    remarks: str = "",
) -> UldTagView:  # fmt: skip
    """The tag of the unit `uld`, such as `PMC12345CV`. Gross is net and tare together, known where both are."""
    parts = _PARTS.match(uld)
    return UldTagView(
        uld=uld,
        spaced=" ".join(parts.groups()) if parts else uld,
        destination=destination,
        origin=origin,
        flight=flight,
        dated=day(on),
        net="" if net is None else mass(net),
        tare="" if tare is None else mass(tare),
        gross="" if net is None or tare is None else mass(net + tare),
        position=position,
        contents=contents,
        special=special,
        remarks=remarks,
    )
