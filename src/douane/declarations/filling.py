"""What several data sets are filled with in the same way: parties, papers, packages, codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from douane.declarations.message import IncompleteError
from douane.domain.consignment import Address, Consignment, Document, GoodsItem, Party, SaleType
from douane.domain.declared import Commodity, DeliveryTerms, Packaging, TransportMeans
from douane.domain.numbers import ZERO, round_cent

MASTER, HOUSE = "N741", "N703"
PRE_LODGED, STANDARD = "D", "A"
FLIGHT = "40"
AIR = "4"
_PACKAGE = "PK"  # UN/ECE Rec. 21: package; manifests count packages without naming their kind
NATURES = {SaleType.B2B: "11", SaleType.B2C: "12"}
_IDENTIFIERS = (("C127", "merchant"), ("C128", "manufacturer"), ("C129", "standard"))


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers by where they stand: supporting documents (D.E. 12 03), references (12 04), transport documents (12 05)."""

    supporting: tuple[Document, ...]
    references: tuple[Document, ...]
    transport: tuple[Document, ...]


def one_line(text: str) -> str:
    """A text with single blanks: messages take neither line ends nor blanks at the ends."""
    return " ".join(text.split())


def settled_party(party: Party, element: str) -> Party:
    """A party as a message takes it: one name, an address without region. Raises `IncompleteError`."""
    name = one_line(party.name or party.name_local or "")
    if not name:
        raise IncompleteError(f"{element} 016", "name is missing")
    if not party.address.country:
        raise IncompleteError(f"{element} 018", "country is missing")
    given = party.address
    street, postcode, city = (one_line(part) if part else None for part in (given.street, given.postcode, given.city))
    return replace(party, name=name, address=Address(street, postcode, city, None, given.country))


def sorted_papers(documents: Sequence[Document]) -> Papers:
    """Documents by the first sign of their type: Y for references, N7 for transport, everything else supports."""
    return Papers(
        tuple(document for document in documents if document.type[:1] != "Y" and document.type[:2] != "N7"),
        tuple(document for document in documents if document.type[:1] == "Y"),
        tuple(document for document in documents if document.type[:2] == "N7"),
    )


def identifier_papers(item: GoodsItem) -> tuple[Document, ...]:
    """Product identifiers of a distance sale as documents (DR (EU) 2026/1022); Y081 says that no standard one exists."""
    ids = item.product_ids
    found = [Document(kind, text) for kind, name in _IDENTIFIERS if (text := getattr(ids, name))]
    if not ids.standard and (ids.none_declared or ids.merchant or ids.manufacturer):
        found.append(Document("Y081", ""))
    return tuple(found)


def waybills(consignment: Consignment) -> tuple[Document, ...]:
    """Master and house waybill (D.E. 12 05) and what else of transport documents is named."""
    named = [Document(MASTER, consignment.mawb)] if consignment.mawb else []
    if consignment.hawb:
        named.append(Document(HOUSE, consignment.hawb))
    papers = (*consignment.documents, *(paper for item in consignment.items for paper in item.documents))
    return tuple(dict.fromkeys((*named, *sorted_papers(papers).transport)))


def packaging(item: GoodsItem, place: int) -> tuple[Packaging, ...]:
    """Packages of an item; where nothing is said the first item has the one package and the others travel in it."""
    count = item.packages if item.packages is not None else int(place == 1)
    return (Packaging(_PACKAGE, count, one_line(item.brand) if item.brand else None),)


def commodity(code: str, digits: int, element: str, number: int) -> Commodity:
    """A code as HS, CN and TARIC parts. Raises `IncompleteError` where it has fewer digits than are asked for."""
    if len(code) < digits:
        what = f"{digits} digits are asked for, {code or 'none'} is known; give the code or load the tariff"
        raise IncompleteError(f"{element}, item {number}", what)
    return Commodity(code[:6], code[6:8] if digits >= 8 else None, code[8:10] if digits >= 10 else None)


def terms(consignment: Consignment) -> DeliveryTerms | None:
    """Delivery terms (D.E. 14 01) as far as the manifest names them."""
    return DeliveryTerms(consignment.incoterm) if consignment.incoterm else None


def flight(consignment: Consignment) -> TransportMeans | None:
    """The flight as means of transport, type 40."""
    return TransportMeans(FLIGHT, consignment.flight) if consignment.flight else None


def needed_mass(mass: Decimal | None, element: str, number: int | None = None) -> Decimal:
    """A mass that must be known. Raises `IncompleteError`."""
    if mass is None:
        where = element if number is None else f"{element}, item {number}"
        raise IncompleteError(where, f"{'net' if element == '18 01' else 'gross'} mass is missing")
    return mass


def invoice(consignment: Consignment) -> tuple[str, tuple[Decimal, ...]]:
    """The currency of the invoice and the price of each item in it. Raises `IncompleteError`."""
    currencies = {item.currency for item in consignment.items}
    if len(currencies) != 1 or None in currencies:
        raise IncompleteError("14 05", "one currency of the invoice is asked for, and each item needs its own price in it")
    prices = []
    for item in consignment.items:
        if item.value is None:
            raise IncompleteError(f"14 08, item {item.number}", "value is missing")
        prices.append(round_cent(item.value))
    return str(currencies.pop()), tuple(prices)


def carriage(item: GoodsItem) -> Decimal:
    """Transport and insurance of an item as the manifest states them."""
    return round_cent((item.freight or ZERO) + (item.insurance or ZERO))


def office_of(code: str | None, element: str, key: str) -> str:
    """A customs office that must be set. Raises `IncompleteError` with the setting that names it."""
    if not code:
        raise IncompleteError(element, f"the customs office is not set; name it as {key} in douane.toml")
    return code


def nature(consignment: Consignment) -> str | None:
    """Nature of the transaction (D.E. 99 05): 11 sale, 12 sale to private consumers; a gift has none of the two."""
    return NATURES.get(consignment.sale_type) if consignment.sale_type else None
