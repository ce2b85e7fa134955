"""How values are written on every document: parties, masked numbers, amounts that may not be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from douane.domain.consignment import Address, Document, Party
from douane.domain.numbers import money_text, text_of

_SHOWN = 4
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party as printed. `identifier` is an EORI, VAT or social credit number, never one of a natural person."""

    name: str
    name_local: str
    identifier: str
    street: str
    postcode: str
    city: str
    region: str
    country: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Type (an4) and reference of a document; the reference may be empty."""

    type: str
    reference: str


def party_view(party: Party) -> PartyView:
    """The party for print. A local name that only repeats the name is left out."""
    address = party.address
    return PartyView(
        name=party.name or party.name_local or "",
        name_local=party.name_local if party.name and party.name_local and party.name_local != party.name else "",
        identifier=party.eori or party.vat or party.uscc or "",
        street=address.street or "",
        postcode=address.postcode or "",
        city=address.city or "",
        region=_region(address),
        country=address.country or "",
    )


def document_views(documents: tuple[Document, ...]) -> tuple[DocumentView, ...]:
    """The documents for print."""
    return tuple(DocumentView(document.type, document.reference) for document in documents)


def masked(number: str) -> str:
    """The number with all but its last four characters covered, as an IOSS number is shown (DOMAIN §7)."""
    shown = number[-_SHOWN:] if len(number) > _SHOWN else ""
    return "•" * (len(number) - len(shown)) + shown


def money(amount: Decimal | None) -> str | None:
    """An amount with two decimals; `None` stays `None`, which templates print as words and never as zero."""
    return None if amount is None else money_text(amount)


def mass(kilograms: Decimal) -> str:
    """A mass to the gram, so that columns align, and more finely where it is given more finely."""
    text = text_of(kilograms)
    return text if len(text.partition(".")[2]) > _DECIMALS else f"{kilograms:.{_DECIMALS}f}"


def day(on: date | None) -> str:
    """A day as ISO 8601 writes it, which every language reads the same way."""
    return on.isoformat() if on else ""


def _region(address: Address) -> str:
    return address.region if address.region and address.region != address.city else ""
