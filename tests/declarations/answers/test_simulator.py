from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree

from douane import places
from douane.declarations import ceb_xml
from douane.declarations.answers.answer import Answer, UnreadableAnswerError
from douane.declarations.answers.names import names_of
from douane.declarations.answers.reading import read_answers
from douane.declarations.ceb_xml import CebMessage
from douane.declarations.h7_xml import h7_xml, together
from douane.declarations.messages import MESSAGES
from douane.declarations.pointers import follow
from douane.declarations.requests import Request, read_request, request_name, request_xml
from douane.declarations.simulator import mrn_for, replies
from douane.domain.identifiers import mrn_fault
from douane.domain.life import Event, State, life_of
from tests.conftest import make_consignment
from tests.declarations.ceb.making import TRANSFER, exported, retail
from tests.declarations.test_h7 import made

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def h7(letter: str) -> bytes:
    return h7_xml(replace(made(make_consignment()), lrn=f"{letter}26-0000000001"))


def answered(document: bytes, attempt: int = 1) -> list[Answer]:
    return [answer for reply in replies(document, AT, attempt=attempt) for answer in read_answers(reply.content)]


def state(document: bytes, attempt: int = 1) -> State:
    return life_of(answer.fact for answer in answered(document, attempt)).state


@pytest.mark.parametrize(
    ("letter", "end"),
    [("A", State.RELEASED), ("L", State.RELEASED), ("D", State.SELECTED), ("X", State.RELEASED), ("H", State.HELD),
     ("R", State.REJECTED), ("N", State.DRAFT), ("E", State.DRAFT)],
)  # fmt: skip
def test_the_first_letter_picks_the_answer(letter: str, end: State) -> None:
    assert state(h7(letter)) is end


def test_examination_comes_before_release() -> None:
    assert [answer.event for answer in answered(h7("X"))] == [
        Event.RECEIVED, Event.ACCEPTED, Event.SELECTED, Event.RELEASED]  # fmt: skip


def test_after_an_error_of_the_connection_the_second_try_is_answered() -> None:
    assert [answer.event for answer in answered(h7("E"))] == [Event.TEMPORARY_ERROR]
    assert state(h7("E"), attempt=2) is State.RELEASED


def test_a_rejection_points_at_an_element_of_the_very_message() -> None:
    rejected = next(answer for answer in answered(h7("R")) if answer.event is Event.REJECTED)
    place = follow(rejected.reasons[0].pointer or "", tuple(MESSAGES.values()))
    assert (place.field, place.item, rejected.reasons[0].value) == ("hs_code", 1, "610910")


def test_the_same_message_at_the_same_moment_has_the_same_answers() -> None:
    assert list(replies(h7("A"), AT)) == list(replies(h7("A"), AT))


def test_numbers_that_are_given_hold() -> None:
    for number in range(200):
        mrn = mrn_for(f"L26-{number:010d}", date(2026, 11, 22))
        assert mrn_fault(mrn) is None
        assert mrn[16] == "R"
    assert mrn_for("a", date(2026, 11, 22)) != mrn_for("b", date(2026, 11, 22))


@pytest.mark.parametrize("letter", list("ADXHRN"))
def test_answers_are_valid_by_the_profile(letter: str) -> None:
    schema = etree.XMLSchema(etree.parse(str(places.SCHEMAS / "answers" / "answers-1.xsd")))
    for reply in replies(h7(letter), AT):
        assert schema.validate(etree.fromstring(reply.content)), schema.error_log


@pytest.mark.parametrize("letter", list("ADXHRNE"))
@pytest.mark.parametrize("kind", ["ceb311", "ceb411", "ceb511", "ceb621", "ceb303", "ceb505", "ceb603"])
def test_answers_of_china_are_valid_and_find_their_document(kind: str, letter: str, reference: Path) -> None:
    one, (order, waybill, inventory) = retail(), exported()
    documents = {
        "ceb311": replace(one.order, order_no=f"{letter}-1"), "ceb411": replace(one.payment, order_no=f"{letter}-1"),
        "ceb511": replace(one.waybill, order_no=f"{letter}-1"), "ceb621": replace(one.inventory, own_no=f"{letter}26-1"),
        "ceb303": replace(order, order_no=f"{letter}-1"), "ceb505": replace(waybill, logistics_no=f"{letter}1"),
        "ceb603": replace(inventory, own_no=f"{letter}26-1"),
    }  # fmt: skip
    message = ceb_xml.ceb_xml(CebMessage(kind, (documents[kind],), TRANSFER))
    export = kind in ceb_xml._EXPORT
    official = etree.XMLSchema(
        etree.parse(str(reference / "schemas" / "china-ceb" / ("ceb-export.xsd" if export else "ceb-import.xsd")))
    )
    names = {*names_of(kind, message), ("lrn", f"{letter}26-1")}
    for attempt in (1, 2):
        for reply in replies(message, AT, attempt=attempt):
            root = etree.fromstring(reply.content)
            assert official.validate(root), official.error_log
            assert ceb_xml.schema(kind).validate(root), ceb_xml.schema(kind).error_log
            for answer in read_answers(reply.content):
                assert answer.of == kind
                assert set(answer.keys) & names


def test_a_list_is_released_and_an_order_is_taken_in() -> None:
    one = retail()
    listed = ceb_xml.ceb_xml(CebMessage("ceb621", (replace(one.inventory, own_no="A26-1"),), TRANSFER))
    ordered = ceb_xml.ceb_xml(CebMessage("ceb311", (replace(one.order, order_no="A1"),), TRANSFER))
    assert (state(listed), state(ordered)) == (State.RELEASED, State.ACCEPTED)


def test_requests_are_answered_and_valid_by_the_profile() -> None:
    schema = etree.XMLSchema(etree.parse(str(places.SCHEMAS / "answers" / "answers-1.xsd")))
    for kind, letter, content, event in (
        ("h7", "A", h7("A"), Event.AMENDED), ("h7", "R", h7("R"), Event.AMENDMENT_REFUSED),
        ("h7", "A", None, Event.INVALIDATED), ("h7", "R", None, Event.INVALIDATION_REFUSED),
        ("b1", "A", b"<CC515C/>", Event.AMENDED), ("b1", "A", None, Event.INVALIDATED),
    ):  # fmt: skip
        asked = Request(
            request_name(kind, amendment=content is not None), f"{letter}26-1", None, "wrong", AT.isoformat(), content
        )
        document = request_xml(asked)
        assert schema.validate(etree.fromstring(document)), schema.error_log
        again = read_request(etree.fromstring(document))
        assert again is not None
        assert (again.lrn, again.why, again.content is None) == (asked.lrn, asked.why, content is None)
        (reply,) = replies(document, AT)
        assert schema.validate(etree.fromstring(reply.content)), schema.error_log
        (answer,) = read_answers(reply.content)
        assert answer.event is event


def test_what_is_no_declaration_is_refused_in_words() -> None:
    with pytest.raises(UnreadableAnswerError, match="no XML"):
        list(replies(b"x", AT))
    with pytest.raises(UnreadableAnswerError, match="holds no LRN"):
        list(replies(b"<x/>", AT))


@pytest.mark.parametrize(
    ("name", "space", "side", "end", "procedure"),
    [("CC515C", "http://ecs.dgtaxud.ec", "Export", State.EXITED, "A"),
     ("CC015C", "http://ncts.dgtaxud.ec", "Transit", State.RELEASED, "J")],
)  # fmt: skip
def test_export_and_transit_have_answers_of_their_own(name: str, space: str, side: str, end: State, procedure: str) -> None:
    document = f'<n:{name} xmlns:n="{space}"><{side}Operation><LRN>A26-1</LRN></{side}Operation></n:{name}>'.encode()
    found = answered(document)
    life = life_of(answer.fact for answer in found)
    assert (life.state, life.conflicts) == (end, ())
    assert (life.mrn or "")[16] == procedure
    assert {answer.message[:3] for answer in found} <= {"CC5", "CC0", "CC9"}


def test_several_declarations_in_one_file_are_answered_one_by_one() -> None:
    both = together([h7("A"), h7("R").replace(b"R26-0000000001", b"R26-0000000002")])
    lives = {key: life_of(a.fact for a in answered(both) if dict(a.keys)["lrn"] == key).state
             for key in ("A26-0000000001", "R26-0000000002")}  # fmt: skip
    assert lives == {"A26-0000000001": State.RELEASED, "R26-0000000002": State.REJECTED}
