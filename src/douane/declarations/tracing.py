"""Where each element of a message came from: the field of the manifest, the setting, or the rule that filled it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from douane.declarations.message import Message
from douane.declarations.writing import Node, nodes

_PLACE = re.compile(r"\[(\d+)\]")
_DECLARED = "declaration."


@dataclass(frozen=True, slots=True)
class Origin:
    """One element: its path, D.E. number, text, and what it was filled from; `line` is the line of the manifest, if any."""

    path: str
    de: str
    text: str
    source: str
    line: int | None


def trace(message: Message, value: Any, lines: Sequence[int] = ()) -> Iterator[Origin]:
    """Every element of a data set's message with its source. `lines` are those of its items in the manifest."""
    yield from _walk(nodes(message, value), message.root, lines)


def _walk(made: Iterable[Node], path: str, lines: Sequence[int]) -> Iterator[Origin]:
    seen: dict[str, int] = {}
    for node in made:
        seen[node.tag] = seen.get(node.tag, 0) + 1
        where = f"{path}/{node.tag}" + (f"[{seen[node.tag]}]" if seen[node.tag] > 1 else "")
        if node.text is None:
            yield from _walk(node.children, where, lines)
        elif node.source is None:
            yield Origin(where, node.de, node.text, "the message prescribes it", None)
        else:
            yield Origin(where, node.de, node.text, source_of(node.source), _line(node.source, lines))


def source_of(path: str) -> str:
    """What an attribute is filled from, in words; raises `KeyError` where nobody wrote it down."""
    plain = _PLACE.sub("", path).removeprefix(_DECLARED)
    while plain not in SOURCES:
        if "." not in plain:
            raise KeyError(path)
        plain = plain.rpartition(".")[0]
    return SOURCES[plain]


def _line(path: str, lines: Sequence[int]) -> int | None:
    source = source_of(path)
    if not lines or not source.startswith("manifest"):
        return None
    place = re.search(r"items\[(\d+)\]", path) or re.search(r"houses\[(\d+)\]", path)
    number = int(place.group(1)) if place else 1
    return lines[number - 1] if number <= len(lines) else lines[0]


_MANIFEST = "manifest: "
_SETTING = "setting: "
_RULE = "rule: "
SOURCES = {
    "envelope": _SETTING + "declarant and message_recipient; the day of acceptance at 00:00",
    "lrn": _RULE + "drawn once in the store, unique for the declarant's EORI number",
    "acceptance": "--as-of",
    "type": _RULE + "IM for import, EX for export, T1 for non-Union goods",
    "additional_type": _RULE + "A where a previous document is named, else D (pre-lodged)",
    "security": _RULE + "0: safety data are not part of this declaration",
    "ucr": _MANIFEST + "parcel",
    "office": _SETTING + "offices.presentation",
    "office_of_export": _SETTING + "offices.export",
    "office_of_exit": _SETTING + "offices.exit",
    "office_of_presentation": _SETTING + "offices.presentation",
    "office_of_supervision": _SETTING + "offices",
    "office_of_departure": _SETTING + "offices.departure",
    "office_of_destination": _SETTING + "offices.destination, by the consignee's country",
    "offices_of_transit": _SETTING + "offices",
    "declarant": _SETTING + "declarant, else the manifest's declarant",
    "declarant_contact": _SETTING + "declarant.contact, phone, email",
    "holder": _SETTING + "declarant, else the manifest's declarant",
    "holder_contact": _SETTING + "declarant.contact, phone, email",
    "presenter": _SETTING + "declarant, else the manifest's declarant",
    "presenter_contact": _SETTING + "declarant.contact, phone, email",
    "representative": _SETTING + "representative_eori, representative_status",
    "exporter": _MANIFEST + "sender",
    "consignor": _MANIFEST + "sender",
    "importer": _MANIFEST + "recipient",
    "consignee": _MANIFEST + "recipient",
    "seller": _MANIFEST + "seller",
    "buyer": _MANIFEST + "recipient",
    "notify": _MANIFEST + "recipient",
    "fiscal_references": _MANIFEST + "ioss, under role FR5 (DOMAIN §1.3)",
    "location": _SETTING + "location",
    "warehouse": _SETTING + "storage",
    "authorisations": _SETTING + "storage.authorisation",
    "guarantees": _SETTING + "guarantee",
    "guarantor": _SETTING + "guarantee",
    "payer": _SETTING + "declarant",
    "payment": _SETTING + "declarant",
    "previous_documents": _MANIFEST + "previous document",
    "transport_documents": _MANIFEST + "mawb as N741, hawb as N703",
    "transport_document": _MANIFEST + "mawb as N741, hawb or parcel as N703",
    "supporting_documents": _MANIFEST + "documents",
    "additional_references": _MANIFEST + "documents whose type begins with Y",
    "statements": _MANIFEST + "documents",
    "gross_mass": _RULE + "the sum of the items' gross masses",
    "currency": _MANIFEST + "currency",
    "invoiced": _RULE + "the sum of the items' values",
    "exchange_rate": _RULE + "ECB rate of the day's customs month (UCC-IA art. 146)",
    "transport_costs": _MANIFEST + "freight and insurance",
    "delivery_terms": _MANIFEST + "incoterm",
    "nature_of_transaction": _RULE + "11 for business purchases, 12 for sales to consumers (D.E. 99 05)",
    "destination": _MANIFEST + "recipient_country",
    "dispatch": _MANIFEST + "sender_country",
    "country_of_export": _MANIFEST + "sender_country",
    "container": _RULE + "no containers by air",
    "border_mode": _RULE + "4: air",
    "inland_mode": _RULE + "3: road feeder",
    "border_means": _MANIFEST + "flight",
    "border_nationality": _MANIFEST + "flight",
    "arrival_means": _MANIFEST + "flight, as type 40",
    "departure_means": _MANIFEST + "flight, as type 40",
    "equipment": _MANIFEST + "uld",
    "routing": _MANIFEST + "recipient_country",
    "carrier": _SETTING + "declarant",
    "chain_actors": _SETTING + "declarant",
    "circumstance": _SETTING + "declarant",
    "transport_charges": _MANIFEST + "incoterm",
    "presentation": _RULE + "the day of acceptance",
    "presented_at": _RULE + "the day of acceptance at 00:00",
    "arrival": _MANIFEST + "arrival",
    "loading": _MANIFEST + "sender_country",
    "limit": _SETTING + "guarantee",
    "reduced": _RULE + "the data set is not reduced",
    "binding_itinerary": _RULE + "no itinerary is prescribed",
    "presented": _MANIFEST + "previous document, else mawb as N741",
    "houses.gross_mass": _RULE + "the sum of the parcel's gross masses",
    "houses.ucr": _MANIFEST + "parcel",
    "houses.consignor": _MANIFEST + "sender",
    "houses.consignee": _MANIFEST + "recipient",
    "houses.notify": _MANIFEST + "recipient",
    "houses.previous_documents": _MANIFEST + "previous document",
    "houses.transport_documents": _MANIFEST + "hawb, else parcel, as N703",
    "houses.transport_document": _MANIFEST + "hawb, else parcel, as N703",
}
_ITEM_SOURCES = {
    "number": _RULE + "counted from 1 in the order of the manifest",
    "declaration_number": _RULE + "counted from 1 over the whole declaration",
    "additional_procedures": _RULE + "the route's procedure codes (DOMAIN §1.1)",
    "procedure": _RULE + "40 release for free circulation, 10 export",
    "previous_procedure": _RULE + "00: no previous procedure",
    "intrinsic_value": _MANIFEST + "value and currency, rounded to the cent",
    "transport_costs": _MANIFEST + "freight and insurance",
    "invoiced": _MANIFEST + "value, rounded to the cent",
    "valuation_method": _RULE + "1: transaction value (UCC art. 70)",
    "valuation_indicators": _MANIFEST + "seller",
    "preference": _RULE + "100: no preference is claimed",
    "preferential_origin": _MANIFEST + "origin",
    "adjustments": _MANIFEST + "freight and insurance, as code AK",
    "duties": _RULE + "assessment: see “douane assess”",
    "quota": _RULE + "no quota is claimed",
    "statistical_value": _RULE + "value at the border, in whole euro (D.E. 99 06)",
    "gross_mass": _MANIFEST + "gross_mass",
    "net_mass": _MANIFEST + "net_mass",
    "supplementary_units": _MANIFEST + "quantity",
    "description": _MANIFEST + "description",
    "packages": _MANIFEST + "packages; 1 for the first item where nothing is said",
    "packaging": _MANIFEST + "packages, as PK; marks from the brand",
    "hs6": _RULE + "the first six digits of the settled code: given, or classified",
    "commodity": _RULE + "the settled code: given, or classified",
    "origin": _MANIFEST + "origin",
    "region": _MANIFEST + "sender",
    "status": _RULE + "N: goods without Union status",
    "dangerous_goods": _MANIFEST + "attributes",
    "ucr": _MANIFEST + "parcel",
    "exporter": _MANIFEST + "sender",
    "nature_of_transaction": _RULE + "11 for business purchases, 12 for sales to consumers (D.E. 99 05)",
    "fiscal_references": _MANIFEST + "ioss, under role FR5 (DOMAIN §1.3)",
    "supporting_documents": _MANIFEST + "product identifiers as C127, C128, C129, and documents",
    "additional_references": _MANIFEST + "documents whose type begins with Y; Y081 where no standard identifier exists",
    "previous_documents": _MANIFEST + "previous document",
    "transport_documents": _MANIFEST + "documents",
    "statements": _MANIFEST + "documents",
}
SOURCES |= {f"{at}.{name}": words for at in ("items", "houses.items") for name, words in _ITEM_SOURCES.items()}
