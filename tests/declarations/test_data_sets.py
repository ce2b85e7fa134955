"""What the data sets are filled with, and what is said where something is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from douane.declarations import profile, writing
from douane.declarations.b1_xml import SentB1
from douane.declarations.message import IncompleteError, leaves
from douane.declarations.messages import MESSAGES
from douane.declarations.prepare import envelope_of
from douane.declarations.t1_xml import SentT1
from douane.declarations.table import printed
from douane.declarations.tracing import source_of, trace
from douane.domain.consignment import Document, Party, ProductIds, SaleType
from douane.domain.declared import Commodity
from tests.conftest import TODAY, make_consignment, make_item
from tests.declarations.sets import LRN, b1, broker, export_of, g3, g4, h1, h7, t1

BUSINESS = {"ioss": None, "sale_type": SaleType.B2B}


def sent(kind: str) -> Any:
    envelope = envelope_of(broker(), LRN, TODAY)
    made: dict[str, Callable[[], Any]] = {
        "h7": h7, "h1": h1, "g3": g3, "g4": g4, "b1": lambda: SentB1(envelope, b1()), "t1": lambda: SentT1(envelope, t1()),
    }  # fmt: skip
    return made[kind]()


@pytest.mark.parametrize("kind", ["h7", "h1", "b1", "t1", "g3", "g4"])
def test_an_ordinary_consignment_is_accepted_by_the_profile_twice_with_the_same_bytes(kind: str) -> None:
    document = writing.xml(MESSAGES[kind], sent(kind))
    assert profile.faults(MESSAGES[kind], document) == []
    assert writing.xml(MESSAGES[kind], sent(kind)) == document


def test_h1_carries_identifiers_duty_and_freight_of_a_distance_sale() -> None:
    item = make_item(freight=Decimal("1.50"), product_ids=ProductIds("S", "M"))
    made = h1(make_consignment(item, ioss=None)).items[0]
    assert made.supporting_documents == (Document("C127", "S"), Document("C128", "M"))
    assert made.additional_references == (Document("Y081", ""),)
    assert [(duty.type, duty.amount) for duty in made.duties] == [("A00", Decimal(3))]
    assert [(one.code, one.amount) for one in made.adjustments] == [("AK", Decimal("1.50"))]
    assert made.commodity == Commodity("610910", "00", "10")


def test_export_stops_at_eight_digits() -> None:
    assert b1(code="1806310000").items[0].commodity == Commodity("180631", "00")
    assert b1().nature_of_transaction == "11"


def test_transit_numbers_items_over_all_parcels() -> None:
    one = make_consignment(make_item(), make_item(number=2), ioss=None)
    made = t1(one, replace(one, reference="LX638558617CN"))
    assert [item.declaration_number for house in made.houses for item in house.items] == [1, 2, 3, 4]
    assert made.gross_mass == Decimal("0.8")
    assert made.office_of_destination == "BE000000"


def test_storage_stands_for_one_waybill_and_its_parcels() -> None:
    made = g4(make_consignment(), make_consignment(reference="LX638558617CN", hawb="H2"))
    assert made.transport_document == Document("N741", "999-85896694")
    assert [house.transport_document.reference for house in made.houses] == ["LX638558603CN", "H2"]


def test_presentation_names_what_was_lodged_before_once() -> None:
    lodged = make_consignment(previous_document=Document("N337", "26BE000000000000U4"))
    assert [one.previous_document.type for one in g3(lodged, lodged).presented] == ["N337"]
    assert [one.previous_document.type for one in g3().presented] == ["N741"]


@pytest.mark.parametrize(
    ("make", "element", "words"),
    [
        (lambda: h1(code="610910"), "18 09 058", "10 digits"),
        (lambda: h1(make_consignment(make_item(net_mass=None), **BUSINESS)), "18 01", "net mass"),
        (lambda: h1(make_consignment(make_item(origin=None), **BUSINESS)), "16 08", "origin"),
        (lambda: h1(make_consignment(make_item(), make_item(currency="USD"), **BUSINESS)), "14 05", "one currency"),
        (lambda: h1(make_consignment(make_item(value=None), **BUSINESS)), "14 08", "value"),
        (lambda: b1(code="180631"), "18 09 057", "8 digits"),
        (lambda: b1(replace(export_of(), exporter=replace(export_of().exporter, eori=None))), "13 01 017", "EORI"),
        (lambda: b1(held=replace(broker(), posts=replace(broker().posts, exit=None))), "17 02", "offices.exit"),
        (lambda: t1(held=replace(broker(), guarantee=None)), "99 02", "guarantee"),
        (lambda: t1(held=replace(broker(), posts=replace(broker().posts, destinations=()))), "17 05", "destination.FR"),
        (lambda: t1(make_consignment(ioss=None), make_consignment(importer=Party(name="X"))), "16 03", "one country"),
        (lambda: g4(make_consignment(mawb=None)), "12 05", "master waybill"),
        (lambda: g3(make_consignment(mawb=None)), "12 01", "lodged before"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_by_its_element_with_the_way_out(
    make: Callable[[], Any], element: str, words: str
) -> None:
    with pytest.raises(IncompleteError, match=words) as error:
        make()
    assert error.value.element.startswith(element)


def test_what_is_too_long_is_refused_when_it_is_written() -> None:
    with pytest.raises(IncompleteError, match=r"an\.\.512"):
        writing.xml(MESSAGES["h1"], h1(make_consignment(make_item(description="x" * 513), **BUSINESS)))


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_every_element_has_a_source(kind: str) -> None:
    assert all(source_of(path) for path, _ in leaves(MESSAGES[kind].parts))


def test_the_trace_names_the_line_of_the_manifest() -> None:
    found = {origin.path: origin for origin in trace(MESSAGES["h7"], h7(), [7])}
    origin = found["H7Declaration/GoodsShipment/GoodsItem/DescriptionOfGoods"]
    assert (origin.de, origin.text, origin.line) == ("18 05", "Women's T-shirt of cotton", 7)
    assert origin.source == "manifest: description"


def test_the_table_shows_number_format_and_times_of_an_element() -> None:
    (line,) = [line for line in printed(MESSAGES["h7"]) if line.lstrip().startswith("IntrinsicValue ")]
    assert "14 14" in line
    assert any("an..512" in line and "18 05" in line for line in printed(MESSAGES["h1"]))
