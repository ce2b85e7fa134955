"""How parts of declarations are written on the prints of H1, export and transit declarations."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from douane.documents.wording import mass
from douane.domain.consignment import Document
from douane.domain.declared import (
    Commodity,
    Equipment,
    GoodsLocation,
    Guarantee,
    Packaging,
    Representative,
    TransportMeans,
)

Represented = Literal["self", "direct", "indirect"]
_REPRESENTATION: dict[int, Represented] = {2: "direct", 3: "indirect"}
_JOIN = " · "


def code_text(commodity: Commodity | None) -> str:
    """D.E. 18 09: the commodity code with its additional codes, such as `610910 00 10 4099`."""
    if commodity is None:
        return ""
    return " ".join(part for part in (commodity.hs6, commodity.cn, commodity.taric, *commodity.additional) if part)


def packages_text(packaging: Iterable[Packaging]) -> str:
    """D.E. 18 06: number, type and marks of each kind of package."""
    return _JOIN.join(f"{one.number} {one.type} {one.marks or ''}".strip() for one in packaging)


def packages_count(packaging: Iterable[Packaging]) -> int:
    """How many packages, of all kinds together."""
    return sum(one.number for one in packaging)


def documents_text(*lists: Iterable[Document]) -> str:
    """D.E. 12 01, 12 03, 12 04, 12 05: type and reference of each document."""
    return _JOIN.join(f"{one.type} {one.reference}".strip() for documents in lists for one in documents)


def means_text(means: Iterable[TransportMeans]) -> str:
    """D.E. 19 05, 19 06, 19 08: type, identification and nationality of each means of transport."""
    return _JOIN.join(f"{one.type} {one.identification} {one.nationality or ''}".strip() for one in means)


def containers_text(equipment: Iterable[Equipment]) -> str:
    """D.E. 19 07 063: the containers."""
    return _JOIN.join(one.container for one in equipment if one.container)


def seals_text(equipment: Iterable[Equipment]) -> str:
    """D.E. 19 10: number of seals, then their identifications."""
    seals = [seal for one in equipment for seal in one.seals]
    return f"{len(seals)}: {_JOIN.join(seals)}" if seals else ""


def location_text(location: GoodsLocation | None) -> str:
    """D.E. 16 15: type and qualifier, then what identifies the place."""
    if location is None:
        return ""
    found = location.unlocode or location.authorisation or location.office or location.operator or ""
    return f"{location.type}{location.qualifier} {found} {location.additional or ''}".strip()


def guarantee_text(guarantee: Guarantee) -> str:
    """D.E. 99 02, 99 03: type, GRN and amount covered; an access code is never printed."""
    cover = f"{guarantee.cover.amount:.2f} {guarantee.cover.currency}"
    return f"{guarantee.type} {guarantee.grn or ''}".strip() + _JOIN + cover


def represented(representative: Representative | None) -> Represented:
    """D.E. 13 06 030: who acts for the declarant."""
    return _REPRESENTATION[representative.status] if representative else "self"


def mass_text(kilograms: Decimal | None) -> str:
    """A mass in kilograms, empty where it is not stated."""
    return mass(kilograms) if kilograms is not None else ""
