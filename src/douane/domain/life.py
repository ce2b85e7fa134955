"""The life of a declaration: what happened to it, and the state that follows. Pure: facts in, state out.

    draft → ready → exported → received → accepted → released · selected · held → exited
                                  ↘ rejected          ↘ amended · invalidated

A state is worked out from all facts in the order in which they happened, not in which they arrived. So an answer that comes
late or twice changes nothing, and a release that overtakes its acceptance needs no special case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class State(StrEnum):
    """Where a declaration stands. `released` is a word of customs; `exported` means handed out by us, not filed."""

    DRAFT = "draft"
    READY = "ready"
    EXPORTED = "exported"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    SELECTED = "selected"
    HELD = "held"
    RELEASED = "released"
    REJECTED = "rejected"
    AMENDED = "amended"
    INVALIDATED = "invalidated"
    EXITED = "exited"


class Event(StrEnum):
    """What may happen: the first three and the two that are asked are ours, the others are told by answers."""

    PREPARED = "prepared"
    EXPORTED = "exported"
    AMENDMENT_ASKED = "amendment asked"
    INVALIDATION_ASKED = "invalidation asked"
    TEMPORARY_ERROR = "temporary error"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    SELECTED = "selected"
    HELD = "held"
    AMENDMENT_REFUSED = "amendment refused"
    AMENDED = "amended"
    RELEASED = "released"
    REJECTED = "rejected"
    INVALIDATION_REFUSED = "invalidation refused"
    INVALIDATED = "invalidated"
    EXITED = "exited"


# Facts of the same moment are taken in this order, so that the outcome does not hang on which was read first.
_RANK = {event: rank for rank, event in enumerate(Event)}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened: `at` is ISO 8601 in UTC by the clock of whoever says it, `id` names it once for ever.

    `version` is the version of the data set that is exported or asked for; `note` the reason given.
    """

    id: str
    event: Event
    at: str
    mrn: str | None = None
    version: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """What follows from the facts. `asked` is an amendment or invalidation that customs has not answered.

    `version` is the version of the data set that is in force; `late` names facts that came after what they announce,
    `conflicts` those that cannot be true together with what was said before.
    """

    state: State = State.DRAFT
    mrn: str | None = None
    version: int = 1
    asked: Event | None = None
    asked_version: int | None = None
    corrected: bool = False
    errors: int = 0
    late: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


_S = State
_BEFORE_ANSWER = (_S.DRAFT, _S.READY, _S.EXPORTED)
_BEFORE_ACCEPTANCE = (*_BEFORE_ANSWER, _S.RECEIVED)
_UNDER_WAY = (*_BEFORE_ACCEPTANCE, _S.ACCEPTED, _S.AMENDED)
_OPEN = (*_UNDER_WAY, _S.SELECTED, _S.HELD)

# From which states an event leads on, and where to.
_LEADS: dict[Event, tuple[tuple[State, ...], State]] = {
    Event.PREPARED: ((_S.DRAFT,), _S.READY),
    Event.EXPORTED: ((_S.DRAFT, _S.READY), _S.EXPORTED),
    Event.RECEIVED: (_BEFORE_ANSWER, _S.RECEIVED),
    Event.ACCEPTED: (_BEFORE_ACCEPTANCE, _S.ACCEPTED),
    Event.SELECTED: ((*_UNDER_WAY, _S.HELD), _S.SELECTED),
    Event.HELD: ((*_UNDER_WAY, _S.SELECTED), _S.HELD),
    Event.RELEASED: (_OPEN, _S.RELEASED),
    # China Customs returns a list (退单) even after it was taken in, as long as the goods are not released.
    Event.REJECTED: (_OPEN, _S.REJECTED),
    Event.AMENDED: (_OPEN, _S.AMENDED),
    Event.INVALIDATED: ((*_OPEN, _S.RELEASED), _S.INVALIDATED),
    Event.EXITED: ((*_OPEN, _S.RELEASED), _S.EXITED),
}
# What cannot be said of a declaration that has ended so.
_CONTRADICTS: dict[State, frozenset[Event]] = {
    _S.REJECTED: frozenset({Event.RELEASED, Event.EXITED, Event.AMENDED, Event.INVALIDATED, Event.SELECTED, Event.HELD}),
    _S.INVALIDATED: frozenset({Event.RELEASED, Event.EXITED, Event.AMENDED, Event.SELECTED, Event.HELD, Event.REJECTED}),
    _S.RELEASED: frozenset({Event.REJECTED, Event.SELECTED, Event.HELD}),
    _S.EXITED: frozenset({Event.REJECTED, Event.INVALIDATED, Event.HELD}),
}
FINAL = frozenset({State.REJECTED, State.INVALIDATED, State.EXITED})


def life_of(facts: Iterable[Fact]) -> Life:
    """The state that follows from the facts, whatever their order; a fact told twice counts once."""
    life = Life()
    for fact in sorted({fact.id: fact for fact in facts}.values(), key=lambda f: (f.at, _RANK[f.event], f.id)):
        life = _after(life, fact)
    return life


def may_ask(life: Life, event: Event) -> str | None:
    """Why an amendment or invalidation cannot be asked for now, in words; `None` if it can (UCC art. 173, 174)."""
    if life.asked:
        return f"customs has not answered the last request yet ({life.asked.value})"
    allowed = {State.RECEIVED, State.ACCEPTED, State.AMENDED, State.SELECTED, State.HELD, State.RELEASED}
    if event is Event.AMENDMENT_ASKED:
        allowed = {State.ACCEPTED, State.AMENDED, State.RELEASED}
    if life.state in allowed:
        return None
    return f"the declaration is {life.state.value}, and that is possible only while it is {', '.join(sorted(allowed))}"


def _after(life: Life, fact: Fact) -> Life:
    life = _with_mrn(life, fact)
    match fact.event:
        case Event.TEMPORARY_ERROR:
            return replace(life, errors=life.errors + 1)
        case Event.AMENDMENT_ASKED | Event.INVALIDATION_ASKED:
            return replace(life, asked=fact.event, asked_version=fact.version)
        case Event.AMENDMENT_REFUSED | Event.INVALIDATION_REFUSED:
            return replace(life, asked=None, asked_version=None)
        case Event.AMENDED if life.state is State.RELEASED:
            # A correction after release (UCC art. 173(3)) leaves the goods released.
            return _answered(replace(life, corrected=True))
        case event if event in _CONTRADICTS.get(life.state, ()):
            return replace(life, conflicts=(*life.conflicts, fact.id))
    origins, target = _LEADS[fact.event]
    if life.state not in origins:
        return life if life.state is target else replace(life, late=(*life.late, fact.id))
    moved = replace(life, state=target)
    if fact.event is Event.AMENDED:
        return _answered(moved)
    return replace(moved, asked=None, asked_version=None) if target in FINAL else moved


def _answered(life: Life) -> Life:
    return replace(life, version=life.asked_version or life.version, asked=None, asked_version=None)


def _with_mrn(life: Life, fact: Fact) -> Life:
    if not fact.mrn or fact.mrn == life.mrn:
        return life
    if life.mrn:
        return replace(life, conflicts=(*life.conflicts, fact.id))
    return replace(life, mrn=fact.mrn)
