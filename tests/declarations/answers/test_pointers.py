from __future__ import annotations

import pytest

from douane.declarations.ceb_form import FORMS, parts
from douane.declarations.messages import MESSAGES
from douane.declarations.pointers import CEB_FIELDS, FIELDS, Place, field_of, follow, pointers_of
from douane.intake.china_ceb import HEADS, LINES
from douane.intake.fields import BY_KEY

OWN = ("h7", "h1", "g3", "g4", "b1", "t1")
ALL = tuple(MESSAGES.values())


@pytest.mark.parametrize("kind", OWN)
def test_every_element_that_is_sent_can_be_answered_about(kind: str) -> None:
    message = MESSAGES[kind]
    told = 0
    for pointer, number in pointers_of(message):
        place = follow(pointer, ALL)
        assert place.attribute is not None, pointer
        assert (place.number or "") == number, pointer
        told += place.field is not None
    assert told > 3


def test_a_pointer_leads_to_field_and_line() -> None:
    place = follow("/H7Declaration/GoodsShipment/GoodsItem[2]/HSSubheading", ALL)
    assert place == Place("HSSubheading", "18 09 056", "hs_code", 2, "items.hs6")
    place = follow("/CC515C/GoodsShipment/GoodsItem[7]/Commodity/descriptionOfGoods", ALL)
    assert (place.number, place.field, place.item) == ("18 05", "description", 7)
    place = follow("/n1:CC515C/n1:GoodsShipment/n1:Consignment/n1:grossMass", ALL)
    assert (place.field, place.item) == ("gross_kg", None)


def test_a_pointer_to_a_group_leads_to_the_group() -> None:
    place = follow("/H7Declaration/GoodsShipment/Importer", ALL)
    assert (place.number, place.field) == ("13 04", "recipient_name")


def test_a_chinese_pointer_leads_to_field_and_line() -> None:
    assert follow("List[3]/gcode") == Place("gcode", "gcode", "hs_code_cn", 3)
    assert follow("assureCode").field == "ceb_guarantee"


def test_a_pointer_that_no_table_knows_still_tells_its_element_and_line() -> None:
    assert follow("/CC999C/GoodsItem[4]/somethingNew", ALL) == Place("somethingNew", item=4)
    assert follow("///", ALL) == Place("///")


def test_a_longer_number_falls_back_to_its_group() -> None:
    assert field_of("13 04 018 021") == "recipient_postcode"
    assert field_of("13 04 018 999") == "recipient_street"
    assert field_of("99 99") is None
    assert field_of(None) is None


def test_every_field_of_the_table_is_a_field_of_the_manifest() -> None:
    assert set(FIELDS.values()) <= set(BY_KEY)
    assert set(CEB_FIELDS.values()) <= set(BY_KEY)


def test_the_table_agrees_with_what_intake_reads() -> None:
    for table in (LINES, *HEADS.values()):
        for tag, field in table.items():
            if tag in CEB_FIELDS and tag not in ("country", "currency"):
                assert CEB_FIELDS[tag] == field, tag


def test_every_tag_of_the_table_is_sent() -> None:
    sent = {part.tag.name for form in FORMS.values() for cls in (form.value, form.line) if cls for part in parts(cls)}
    assert set(CEB_FIELDS) <= sent
