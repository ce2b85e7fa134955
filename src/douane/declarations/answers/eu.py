"""Answers of the European systems: H7 (IE928, 428, 429, 451, 460, 416, 906 …) and AES and NCTS (CC504C to CC599C).

National forms differ in namespace and in the name of the operation's element, the numbers and inner names do not; so
elements are told by their names alone. The own profile `schemas/answers/answers-1.xsd` says what is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from douane.declarations.answers.answer import Answer, Reason, UnreadableAnswerError, identity, local, texts_below
from douane.domain.life import Event

_ROOT = re.compile(r"(?:IE|CC)(\d{3})[A-Z]?\Z")
# What the last two digits of a message mean in every system of the family (import 4xx, export 5xx, transit 0xx).
_EVENTS = {
    "928": Event.RECEIVED,
    "428": Event.ACCEPTED, "528": Event.ACCEPTED, "028": Event.ACCEPTED,
    "429": Event.RELEASED, "529": Event.RELEASED, "029": Event.RELEASED,
    "460": Event.SELECTED, "560": Event.SELECTED, "060": Event.SELECTED,
    "451": Event.HELD, "551": Event.HELD, "051": Event.HELD, "055": Event.HELD,
    "416": Event.REJECTED, "556": Event.REJECTED, "056": Event.REJECTED,
    "906": Event.REJECTED, "917": Event.REJECTED,
    "404": Event.AMENDED, "504": Event.AMENDED, "004": Event.AMENDED,
    "405": Event.AMENDMENT_REFUSED, "505": Event.AMENDMENT_REFUSED, "005": Event.AMENDMENT_REFUSED,
    "410": Event.INVALIDATED, "509": Event.INVALIDATED, "009": Event.INVALIDATED,
    "599": Event.EXITED,
}  # fmt: skip
# A rejection names what it rejects: the declaration itself, an amendment, or a request to invalidate.
_REJECTED = {**dict.fromkeys(("413", "513", "013"), Event.AMENDMENT_REFUSED),
             **dict.fromkeys(("414", "514", "014"), Event.INVALIDATION_REFUSED)}  # fmt: skip
_OPERATIONS = ("ImportOperation", "ExportOperation", "TransitOperation", "Declaration")
_ERRORS = ("FunctionalError", "XMLError")
_REFUSED = "0"
# Where a message does not say when it was made: the moment or day of what it tells.
_MOMENTS = ("rejectionDateAndTime", "controlNotificationDateAndTime", "amendmentAcceptanceDateAndTime",
            "decisionDateAndTime", "exitDate", "exitStoppedDate", "releaseDate", "declarationAcceptanceDate")  # fmt: skip


def is_european(root: Any) -> bool:
    """Whether a root element is a message of this family, known or not."""
    return bool(_ROOT.match(local(root)))


def answers(root: Any) -> Iterator[Answer]:
    """The answer in a message. Raises `UnreadableAnswerError` for a number that is no answer, or without reference."""
    number = _number(root)
    event = _EVENTS.get(number)
    if event is None:
        raise UnreadableAnswerError(f"{local(root)} is no answer that is read here")
    operation = next((element for name in _OPERATIONS for element in root.iter(f"{{*}}{name}")), None)
    said = texts_below(operation) if operation is not None else {}
    head = texts_below(root)
    event = _told(event, root, said)
    keys = [(name, text) for name, tag in (("lrn", "LRN"), ("mrn", "MRN")) if (text := said.get(tag) or head.get(tag))]
    if correlation := head.get("correlationIdentifier"):
        keys.append(("message", correlation))
    if not keys:
        raise UnreadableAnswerError(f"{local(root)} names neither LRN nor MRN")
    yield Answer(
        id=identity(root),
        message=local(root),
        event=event,
        at=_moment(root, said, head),
        keys=tuple(keys),
        of=said.get("businessRejectionType") or said.get("rejectedMessageType"),
        mrn=said.get("MRN") or head.get("MRN"),
        reasons=tuple(_reasons(root)),
        words=said.get("rejectionReason") or said.get("text") or said.get("noReleaseReason"),
        line=root.sourceline,
    )


def _number(root: Any) -> str:
    found = _ROOT.match(local(root))
    return found[1] if found else ""


def _told(event: Event, root: Any, said: dict[str, str]) -> Event:
    if event is Event.REJECTED:
        kind = re.sub(r"\D", "", said.get("businessRejectionType", ""))
        return _REJECTED.get(kind, event)
    if event is Event.INVALIDATED:
        decision = next((element.text for element in root.iter("{*}decision")), None)
        return Event.INVALIDATION_REFUSED if (decision or "").strip() == _REFUSED else event
    if event is Event.EXITED and next(root.iter("{*}exitStoppedDate"), None) is not None:
        return Event.HELD
    return event


def _moment(root: Any, said: dict[str, str], head: dict[str, str]) -> str:
    texts = dict(said)
    for name in ("ExitControlResult", "Invalidation"):
        for element in root.iter(f"{{*}}{name}"):
            texts.update(texts_below(element))
    # Messages are made in the order in which things happened; a mere day would put a release before its control.
    text = head.get("preparationDateAndTime") or next((texts[name] for name in _MOMENTS if name in texts), None)
    if text is None:
        raise UnreadableAnswerError(f"{local(root)} does not say when it was made (preparationDateAndTime)")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnreadableAnswerError(f"{local(root)}: {text!r} is no date") from error
    # Without an offset the systems write UTC (DDNXA, technical rules on dates).
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _reasons(root: Any) -> Iterator[Reason]:
    for name in _ERRORS:
        for element in root.iter(f"{{*}}{name}"):
            said = texts_below(element)
            yield Reason(
                pointer=said.get("errorPointer") or said.get("errorLocation"),
                code=said.get("errorCode"),
                words=said.get("errorText") or said.get("errorReason"),
                value=said.get("originalAttributeValue"),
            )
    for element in root.iter("{*}RequestedDocument"):
        said = texts_below(element)
        yield Reason(None, said.get("documentType"), said.get("description"))
    for element in root.iter("{*}TypeOfControls"):
        said = texts_below(element)
        yield Reason(None, said.get("type"), said.get("text"))
