"""What an answer says, whatever its form: which declaration, what happened, when, and why."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from lxml import etree

from douane.domain.life import Event, Fact


class UnreadableAnswerError(Exception):
    """A file is no answer that is read here; the words say what it is."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """One error or request of an answer: where it points in our message, its code and words, the value it refuses."""

    pointer: str | None
    code: str | None
    words: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer about one declaration.

    `keys` are the names under which the declaration may be known, the surest first: `lrn`, `mrn`, `guid`, `order` and
    others. `at` is ISO 8601 in UTC. `of` is the kind of message that is answered (`CC515C`, `ceb621`), where it is known.
    """

    id: str
    message: str
    event: Event
    at: str
    keys: tuple[tuple[str, str], ...]
    of: str | None = None
    mrn: str | None = None
    reasons: tuple[Reason, ...] = ()
    words: str | None = None
    line: int | None = None

    @property
    def fact(self) -> Fact:
        """What the answer adds to the life of its declaration."""
        notes = [part for part in (self.words, *(reason.words for reason in self.reasons)) if part]
        return Fact(self.id, self.event, self.at, self.mrn, note="; ".join(notes) or None)


def identity(element: Any) -> str:
    """What makes an answer this one: the hash of its content without blanks between elements, prefixes and comments."""
    texts = (f"{etree.QName(e).localname}={(e.text or '').strip()}" for e in element.iter() if isinstance(e.tag, str))
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()


def local(element: Any) -> str:
    """An element's name without its namespace; empty for comments."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def texts_below(element: Any) -> dict[str, str]:
    """The texts of the element's own children by local name, the first of each."""
    found: dict[str, str] = {}
    for child in element:
        text = (child.text or "").strip()
        if local(child) and text and not len(child):
            found.setdefault(local(child), text)
    return found
