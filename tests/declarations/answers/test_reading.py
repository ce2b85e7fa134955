from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from douane.declarations.answers.answer import Reason, UnreadableAnswerError
from douane.declarations.answers.china import statuses
from douane.declarations.answers.reading import read_answers
from douane.domain.life import Event
from douane.reference.yaml_file import LawFileError

MRN = "26BEW2T2M22HMDSFR9"
MADE = "2026-11-22T10:00:00"


def european(name: str, operation: str = "", more: str = "", *, side: str = "Export", made: str = MADE) -> bytes:
    return (
        f'<n:{name} xmlns:n="http://ecs.dgtaxud.ec"><messageSender>X</messageSender>'
        f"<preparationDateAndTime>{made}</preparationDateAndTime><{side}Operation><LRN>L26-0000000001</LRN>{operation}"
        f"</{side}Operation>{more}</n:{name}>"
    ).encode()


def test_an_answer_says_which_declaration_what_and_when() -> None:
    (answer,) = read_answers(
        european("CC528C", f"<MRN>{MRN}</MRN><declarationAcceptanceDate>2026-11-22</declarationAcceptanceDate>")
    )
    assert (answer.event, answer.mrn, answer.message) == (Event.ACCEPTED, MRN, "CC528C")
    assert answer.keys == (("lrn", "L26-0000000001"), ("mrn", MRN))
    assert answer.at == "2026-11-22T10:00:00.000+00:00"


@pytest.mark.parametrize(
    ("name", "operation", "more", "event"),
    [
        ("IE928", "", "", Event.RECEIVED),
        ("IE428", "", "", Event.ACCEPTED),
        ("IE429", "", "", Event.RELEASED),
        ("IE451", "", "", Event.HELD),
        ("IE460", "", "", Event.SELECTED),
        ("IE416", "", "", Event.REJECTED),
        ("IE906", "", "", Event.REJECTED),
        ("CC504C", "", "", Event.AMENDED),
        ("CC505C", "", "", Event.AMENDMENT_REFUSED),
        ("CC509C", "", "<Invalidation><decision>1</decision></Invalidation>", Event.INVALIDATED),
        ("CC509C", "", "<Invalidation><decision>0</decision></Invalidation>", Event.INVALIDATION_REFUSED),
        ("CC528C", "", "", Event.ACCEPTED),
        ("CC529C", "", "", Event.RELEASED),
        ("CC551C", "", "", Event.HELD),
        ("CC556C", "<businessRejectionType>515</businessRejectionType>", "", Event.REJECTED),
        ("CC556C", "<businessRejectionType>513</businessRejectionType>", "", Event.AMENDMENT_REFUSED),
        ("CC556C", "<businessRejectionType>514</businessRejectionType>", "", Event.INVALIDATION_REFUSED),
        ("CC560C", "", "", Event.SELECTED),
        ("CC599C", "", "<ExitControlResult><code>A1</code><exitDate>2026-11-22</exitDate></ExitControlResult>", Event.EXITED),
        ("CC599C", "", "<ExitControlResult><code>B1</code><exitStoppedDate>2026-11-22</exitStoppedDate></ExitControlResult>",
         Event.HELD),
        ("CC028C", "", "", Event.ACCEPTED),
        ("CC029C", "", "", Event.RELEASED),
        ("CC056C", "", "", Event.REJECTED),
    ],
)  # fmt: skip
def test_each_message_of_the_family_tells_what_happened(name: str, operation: str, more: str, event: Event) -> None:
    (answer,) = read_answers(european(name, operation, more))
    assert answer.event is event


def test_a_rejection_tells_every_error_with_its_pointer() -> None:
    error = ("<FunctionalError><errorPointer>/CC515C/GoodsShipment/GoodsItem[2]/Commodity/descriptionOfGoods</errorPointer>"
             "<errorCode>12</errorCode><errorReason>CL016</errorReason><originalAttributeValue>x</originalAttributeValue>"
             "</FunctionalError>")  # fmt: skip
    (answer,) = read_answers(european("CC556C", "<rejectionReason>Wrong</rejectionReason>", error * 2))
    pointer = "/CC515C/GoodsShipment/GoodsItem[2]/Commodity/descriptionOfGoods"
    assert answer.reasons == (Reason(pointer, "12", "CL016", "x"),) * 2
    assert answer.words == "Wrong"


def test_a_control_tells_which_documents_are_asked_for() -> None:
    more = "<RequestedDocument><documentType>N380</documentType></RequestedDocument><TypeOfControls><type>10</type></TypeOfControls>"
    (answer,) = read_answers(european("CC560C", "", more))
    assert [reason.code for reason in answer.reasons] == ["N380", "10"]


def test_the_same_answer_in_another_dress_is_the_same_answer() -> None:
    plain = european("CC528C", f"<MRN>{MRN}</MRN>")
    dressed = plain.replace(b"n:", b"other:").replace(b"xmlns:n=", b"xmlns:other=").replace(b"><", b">\n  <")
    assert read_answers(plain)[0].id == read_answers(dressed)[0].id
    assert (
        read_answers(plain)[0].id != read_answers(european("CC528C", f"<MRN>{MRN}</MRN>", made="2026-11-22T10:00:01"))[0].id
    )


def test_moments_are_compared_in_utc() -> None:
    (answer,) = read_answers(european("IE428", made="2026-11-22T10:00:00+01:00"))
    assert answer.at == "2026-11-22T09:00:00.000+00:00"


@pytest.mark.parametrize(
    ("kind", "count", "event", "key"),
    [("CEB312", 1, Event.RECEIVED, "order"), ("CEB412", 1, Event.ACCEPTED, "payment"),
     ("CEB512", 1, Event.RECEIVED, "waybill"), ("CEB622", 1, Event.RECEIVED, "lrn")],
)  # fmt: skip
def test_official_answers_of_china_are_read(kind: str, count: int, event: Event, key: str, reference: Path) -> None:
    found = read_answers((reference / "samples" / "china-ceb" / f"{kind}Message.xml").read_bytes())
    assert len(found) == count, "the same answer told ten times counts once"
    assert found[0].event is event
    assert key in dict(found[0].keys)


def chinese(status: str, info: str = "x", time: str = "20261122180000000") -> bytes:
    return (
        '<CEB622Message xmlns="http://www.chinaport.gov.cn/ceb" guid="4CDE1CFD-EDED-46B1-946C-B8022E42FC94" version="1.0">'
        "<InventoryReturn><guid>4CDE1CFD-EDED-46B1-946C-B8022E42FC94</guid><copNo>L26-0000000001</copNo>"
        f"<preNo>B20160512000001882</preNo><returnStatus>{status}</returnStatus><returnTime>{time}</returnTime>"
        f"<returnInfo>{info}</returnInfo></InventoryReturn></CEB622Message>"
    ).encode()


@pytest.mark.parametrize(
    ("status", "event"),
    [("1", Event.RECEIVED), ("2", Event.RECEIVED), ("3", Event.RECEIVED), ("4", Event.TEMPORARY_ERROR),
     ("100", Event.REJECTED), ("120", Event.ACCEPTED), ("300", Event.SELECTED), ("399", Event.ACCEPTED),
     ("500", Event.SELECTED), ("505", Event.HELD), ("600", Event.HELD), ("800", Event.RELEASED), ("899", Event.RELEASED),
     ("-304001", Event.REJECTED)],
)  # fmt: skip
def test_each_status_of_china_tells_what_happened(status: str, event: Event) -> None:
    (answer,) = read_answers(chinese(status))
    assert answer.event is event
    assert answer.at == "2026-11-22T10:00:00.000+00:00", "Beijing is eight hours ahead"


def test_a_returned_list_points_at_its_line_and_tag() -> None:
    (answer,) = read_answers(chinese("100", "[Code:1371;Desc:gcode 序号2 不在清单内][Code:2600;Desc:assureCode 无效]"))
    assert [(reason.pointer, reason.code) for reason in answer.reasons] == [
        ("List[2]/gcode", "1371"),
        ("assureCode", "2600"),
    ]


def test_a_fault_of_the_connection_is_no_word_of_customs() -> None:
    fault = (b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Server</faultcode>'
             b"<faultstring>busy</faultstring><detail><LRN>L26-0000000001</LRN><timestamp>2026-11-22T10:00:00Z</timestamp>"
             b"</detail></s:Fault></s:Body></s:Envelope>")  # fmt: skip
    (answer,) = read_answers(fault)
    assert (answer.event, answer.keys) == (Event.TEMPORARY_ERROR, (("lrn", "L26-0000000001"),))
    with pytest.raises(UnreadableAnswerError, match="does not name the declaration"):
        read_answers(fault.replace(b"<LRN>L26-0000000001</LRN>", b""))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no XML", "no XML"),
        (b"<html/>", "html is no answer"),
        (european("CC515C"), "CC515C is no answer"),
        (european("CC528C").replace(b"<LRN>L26-0000000001</LRN>", b""), "neither LRN nor MRN"),
        (european("CC528C", made="yesterday"), "is no date"),
        (chinese("777"), "status '777' is not known"),
        (chinese("2", time="20261322180000000"), "is no moment"),
        (chinese("2", time="2026"), "is no moment"),
    ],
)
def test_what_is_no_answer_is_told_in_words(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableAnswerError, match=words):
        read_answers(content)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_nothing_breaks_the_reader(content: bytes) -> None:
    with pytest.raises(UnreadableAnswerError):
        read_answers(content)


def test_a_wrong_table_of_statuses_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "china_answers.yaml"
    path.write_text('"1":\n  event: dreaming\n  words: x\n')
    with pytest.raises(LawFileError):
        statuses(path)
