"""From parcels to one transit data set for one member state of destination (UCC-DA Annex B, column D1; DOMAIN §2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count

from douane.declarations.filling import (
    MASTER,
    PRE_LODGED,
    STANDARD,
    needed_mass,
    office_of,
    one_line,
    packaging,
    settled_party,
    sorted_papers,
    waybills,
)
from douane.declarations.message import IncompleteError
from douane.declarations.office import Office
from douane.domain.consignment import Consignment, Document, Party
from douane.domain.declared import Commodity
from douane.domain.t1 import T1, HouseConsignment, TransitItem

TYPE = "T1"
NO_SAFETY_DATA = "0"
ROAD = "3"


def t1_dataset(
    parcels: Sequence[tuple[Consignment, Sequence[str | None]]], office: Office, *, lrn: str, acceptance: date
) -> T1:
    """The data set of parcels for one country, each with a code for each item as far as known.

    Raises `IncompleteError`.
    """
    consignments = [consignment for consignment, _ in parcels]
    destinations = {consignment.importer.address.country for consignment in consignments}
    if len(destinations) != 1 or None in destinations:
        raise IncompleteError("16 03", "one country of destination is asked for in a transit declaration")
    destination = str(destinations.pop())
    if office.guarantee is None:
        raise IncompleteError("99 02", "no guarantee is set; name it as [guarantee] in douane.toml")
    papers = dict.fromkeys(paper for one in consignments for paper in waybills(one) if paper.type == MASTER)
    previous = dict.fromkeys(one.previous_document for one in consignments if one.previous_document)
    numbers = count(1)
    houses = tuple(_house(one, codes, numbers) for one, codes in parcels)
    return T1(
        lrn=lrn,
        acceptance=acceptance,
        type=TYPE,
        additional_type=STANDARD if previous else PRE_LODGED,
        security=NO_SAFETY_DATA,
        office_of_departure=office_of(office.posts.departure, "17 03", "offices.departure"),
        office_of_destination=office_of(
            office.posts.destination(destination), "17 05", f"offices.destination.{destination}"
        ),
        holder=office.declarant,
        holder_contact=office.contact if office.contact and office.contact.phone else None,
        representative=office.representative,
        guarantees=(office.guarantee,),
        dispatch=consignments[0].exporter.address.country or "",
        destination=destination,
        gross_mass=sum((house.gross_mass for house in houses), Decimal(0)),
        container=False,
        location=office.location,
        houses=houses,
        inland_mode=ROAD,
        previous_documents=tuple(previous),
        transport_documents=tuple(papers),
        demonstration=office.demonstration,
    )


def _house(consignment: Consignment, codes: Sequence[str | None], numbers: count[int]) -> HouseConsignment:
    own = tuple(paper for paper in waybills(consignment) if paper.type != MASTER)
    return HouseConsignment(
        gross_mass=needed_mass(consignment.gross_mass, "18 04"),
        items=tuple(
            _item(consignment, place, code, next(numbers)) for place, code in enumerate(codes, start=1)
        ),
        ucr=consignment.reference,
        consignor=_whole(consignment.exporter),
        consignee=settled_party(consignment.importer, "13 03"),
        transport_documents=own or (Document("N703", consignment.reference),),
    )  # fmt: skip


def _whole(party: Party) -> Party | None:
    """The consignor where street and city are known: only safety data ask for one, and the message for both."""
    return settled_party(party, "13 02") if party.name and party.address.street and party.address.city else None


def _item(consignment: Consignment, place: int, code: str | None, number: int) -> TransitItem:
    item = consignment.items[place - 1]
    if not item.words:
        raise IncompleteError(f"18 05, item {place}", "description is missing")
    papers = sorted_papers(item.documents)
    return TransitItem(
        number=place,
        declaration_number=number,
        description=one_line(item.words),
        gross_mass=needed_mass(item.gross_mass, "18 04", place),
        packaging=packaging(item, place),
        commodity=Commodity(code[:6], code[6:8] or None) if code else None,
        net_mass=item.net_mass,
        supporting_documents=papers.supporting,
        additional_references=papers.references,
    )


def renumbered(t1: T1) -> T1:
    """The same declaration with its items counted anew, as after a split."""
    numbers = count(1)
    return replace(
        t1,
        houses=tuple(
            replace(house, items=tuple(replace(item, declaration_number=next(numbers)) for item in house.items))
            for house in t1.houses
        ),
    )
