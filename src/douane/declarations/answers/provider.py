"""Errors of the connection, told as SOAP faults. They are no word of customs: the declaration stays where it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from douane.declarations.answers.answer import Answer, Reason, UnreadableAnswerError, identity, local, texts_below
from douane.domain.life import Event

_KEYS = (("lrn", "LRN"), ("message", "correlationIdentifier"))


def is_fault(root: Any) -> bool:
    """Whether a root element is a SOAP envelope (1.1 or 1.2) with a fault."""
    return local(root) == "Envelope" and next(root.iter("{*}Fault"), None) is not None


def answers(root: Any) -> Iterator[Answer]:
    """The fault as a temporary error of the declaration that its detail names. Raises `UnreadableAnswerError`."""
    fault = next(root.iter("{*}Fault"))
    said: dict[str, str] = {}
    for element in fault.iter():
        for name, text in texts_below(element).items():
            said.setdefault(name, text)
    keys = tuple((name, said[tag]) for name, tag in _KEYS if tag in said)
    if not keys:
        raise UnreadableAnswerError("the fault does not name the declaration it is about; send again what has no answer")
    words = said.get("faultstring") or said.get("Text") or "the connection failed"
    code = said.get("faultcode") or said.get("Value")
    try:
        moment = datetime.fromisoformat(said.get("timestamp", ""))
    except ValueError as error:
        raise UnreadableAnswerError("the fault does not say when it happened (timestamp)") from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    yield Answer(identity(root), "Fault", Event.TEMPORARY_ERROR, moment.astimezone(UTC).isoformat(timespec="milliseconds"),
                 keys, reasons=(Reason(None, code, words),), words=words, line=root.sourceline)  # fmt: skip
