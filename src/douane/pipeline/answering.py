"""Declarations go out and answers come in: files on one side, states and findings on the other."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from douane.declarations.answers.answer import Answer, Reason, UnreadableAnswerError
from douane.declarations.answers.names import names_of
from douane.declarations.answers.reading import parsed, read_answers, singles, written
from douane.declarations.ceb_form import NAMESPACE
from douane.declarations.ceb_xml import CebError, ceb_xml, read_ceb, with_guids
from douane.declarations.message import Message
from douane.declarations.messages import MESSAGES
from douane.declarations.pointers import follow
from douane.domain.finding import Finding
from douane.domain.identifiers import mrn_fault
from douane.domain.life import Event, State
from douane.reference.catalogue import finding
from douane.store.declarations import DataSet, DeclarationStore, Lodged, Told

Now = Callable[[], str]
_CHUNK = 500
LIST_COLUMNS = ("reference", "mawb", "kind", "lrn", "mrn", "state", "since", "reason")
LISTS = {
    "released.csv": (State.RELEASED, State.EXITED),
    "hold.csv": (State.SELECTED, State.HELD, State.REJECTED, State.INVALIDATED),
    "waiting.csv": (State.EXPORTED, State.RECEIVED, State.ACCEPTED, State.AMENDED),
}


@dataclass(frozen=True, slots=True)
class Applied:
    """What one answer came to: the declaration it is about (if it was found), what it changed, what to know of it."""

    answer: Answer | None
    lodged: Lodged | None
    told: Told | None
    findings: tuple[Finding, ...]


def messages() -> tuple[Message, ...]:
    """The tables of the European messages that are written here, by which pointers are followed."""
    return tuple(MESSAGES.values())


def hand_out(store: DeclarationStore, *, now: Now, who: str) -> Iterator[DataSet]:
    """Every ready data set that was not handed out before; each is noted before it is given."""
    waiting = store.data_sets()
    while chunk := list(islice(waiting, _CHUNK)):
        sets = {(one.eori, one.lrn, one.kind): one for one in chunk}
        named = [(one, names_of(one.kind, one.content)) for one in sets.values()]
        for noted in store.hand_out_all(named, at=now(), who=who):
            yield sets[noted.eori, noted.lrn, noted.kind]
    store.note_gaps(at=now(), who=who)


def again(store: DeclarationStore) -> Iterator[tuple[Lodged, bytes]]:
    """The messages that were handed out and have no answer yet: a file may be lost, a connection may have failed."""
    for one in store.all(State.EXPORTED):
        yield one, store.versions(one.id)[-1].content


def add(content: bytes, name: str, store: DeclarationStore, *, now: Now, who: str) -> Iterator[DataSet | Finding]:
    """Note the messages of a file, as `declare` wrote it, as handed out; a finding where no consignment of ours is meant.

    A message of China holds up to 100 documents, and each of them has a life of its own.
    """
    try:
        documents = list(_documents(content))
    except (UnreadableAnswerError, CebError) as error:
        yield finding("ANSWER-UNREADABLE", value=str(error), file=name)
        return
    for kind, keys, document in documents:
        found = next((row for key in keys if (row := store.consignment(*key))), None)
        if found is None:
            said = ", ".join(f"{key} {value}" for key, value in keys) or "–"
            yield finding("ANSWER-UNMATCHED", value=said, expected=kind, file=name)
            continue
        one = DataSet(found[0], found[1], found[2], kind, found[3], document)
        if store.hand_out(one, names_of(kind, document), at=now(), who=who) is not None:
            yield one


def _documents(content: bytes) -> Iterator[tuple[str, tuple[tuple[str, str], ...], bytes]]:
    """The kind, the names of the consignment and the message by itself of each document in a file."""
    root = parsed(content)
    if str(root.tag).startswith(f"{{{NAMESPACE}}}"):
        message = with_guids(read_ceb(content))
        for document in message.documents:
            single = replace(message, documents=(document,), guid="")
            keys = (("lrn", "own_no"), ("waybill", "logistics_no"), ("order", "order_no"))
            named = tuple((key, value) for key, name in keys if (value := getattr(document, name, None)))
            yield message.kind, named, ceb_xml(single)
        return
    for element in singles(root):
        table = next((one for one in messages() if f"{{{one.namespace}}}{one.root}" == element.tag), None)
        if table is None:
            raise UnreadableAnswerError(f"{element.tag} is no message that is written here")
        numbers = [found.text for found in element.iter("{*}LRN", "{*}FunctionalReferenceID") if found.text]
        yield table.kind, tuple(("lrn", number) for number in numbers[:1]), content if element is root else written(element)


def apply(content: bytes, name: str, store: DeclarationStore, *, now: Now, who: str) -> Iterator[Applied]:
    """Read a file of answers and bring the declarations up to date; a file or answer told twice changes nothing."""
    try:
        answers = read_answers(content)
    except UnreadableAnswerError as error:
        yield Applied(None, None, None, (finding("ANSWER-UNREADABLE", value=str(error), file=name),))
        return
    kept = store.keep_answer_file(name, content, at=now())
    for answer in answers:
        yield _one(answer, name, kept, store, now=now, who=who)


def _one(answer: Answer, name: str, kept: int, store: DeclarationStore, *, now: Now, who: str) -> Applied:
    known = store.find(answer.keys, answer.of if answer.of and answer.of.startswith("ceb") else None)
    if len(known) != 1:
        code = "ANSWER-AMBIGUOUS" if known else "ANSWER-UNMATCHED"
        key = ", ".join(f"{key} {value}" for key, value in answer.keys)
        return Applied(
            answer, None, None, (finding(code, value=key, expected=answer.message, file=name, line=answer.line),)
        )
    lodged = known[0]
    european = not (answer.of or "").startswith("ceb")
    if european and answer.mrn and (fault := mrn_fault(answer.mrn)):
        wrong = finding("ANSWER-MRN", value=answer.mrn, expected=fault.expected, file=name, line=answer.line,
                        consignment=lodged.reference)  # fmt: skip
        return Applied(answer, lodged, None, (wrong,))
    told = store.tell(lodged.id, answer.fact, at=now(), who=who, answer=kept)
    found = tuple(_findings(answer, lodged, told, name, store)) if told.new else ()
    return Applied(answer, lodged, told, found)


_CODES = {Event.REJECTED: "ANSWER-REJECTED", Event.SELECTED: "ANSWER-SELECTED", Event.HELD: "ANSWER-HELD",
          Event.TEMPORARY_ERROR: "ANSWER-TEMPORARY", Event.AMENDMENT_REFUSED: "ANSWER-REFUSED",
          Event.INVALIDATION_REFUSED: "ANSWER-REFUSED"}  # fmt: skip


def _findings(answer: Answer, lodged: Lodged, told: Told, name: str, store: DeclarationStore) -> Iterator[Finding]:
    if answer.id in told.after.conflicts:
        yield finding("ANSWER-CONTRADICTS", {"state": told.before.state.value}, value=answer.event.value, file=name,
                      line=answer.line, consignment=lodged.reference)  # fmt: skip
        return
    code = _CODES.get(answer.event)
    if code is None:
        return
    record = json.loads(store.record(lodged.consignment) or "{}")
    for reason in answer.reasons or (Reason(None, None, answer.words),):
        yield _finding(code, reason, lodged, record)


def _finding(code: str, reason: Reason, lodged: Lodged, record: dict[str, Any]) -> Finding:
    """The reason in our words: which field of the manifest, in which of its lines."""
    place = follow(reason.pointer, messages()) if reason.pointer else None
    said = ", ".join(part for part in (reason.code, reason.words) if part) or "–"
    facts = {"lrn": lodged.lrn, "element": (place.number or place.element) if place else "–"}
    return finding(
        code,
        facts,
        field=place.field or place.element if place else None,
        value=reason.value,
        expected=said,
        consignment=lodged.reference,
        item=place.item if place else None,
        file=record.get("manifest"),
        line=_line(record, place.item if place else None),
        path=reason.pointer,
    )


def _line(record: dict[str, Any], item: int | None) -> int | None:
    lines: list[int | None] = record.get("lines") or [None]
    many = len(lines) == len(record.get("items") or ()) and item is not None and 0 < item <= len(lines)
    return lines[item - 1] if many and item else lines[0]


def lists(store: DeclarationStore) -> Iterator[tuple[str, str]]:
    """Lists made from the answers, as names and CSV texts: what is released, what is not, what has no answer yet."""
    from douane.pipeline.outputs import safe_cell

    for name, states in LISTS.items():
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(LIST_COLUMNS)
        for one in store.all(*states):
            writer.writerow([safe_cell(cell) for cell in _row(one, store)])
        yield name, text.getvalue()


def _row(one: Lodged, store: DeclarationStore) -> Sequence[str]:
    record = json.loads(store.record(one.consignment) or "{}")
    last = max(store.facts(one.id), key=lambda fact: fact.at)
    return (one.reference or "", record.get("mawb") or "", one.kind, one.lrn, one.mrn or "", one.state.value, last.at,
            last.note or "")  # fmt: skip
