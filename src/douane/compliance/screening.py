"""Screening of parties against the consolidated list: who is like whom, how much, why, and what a person decided.

The machine refuses nobody: a hit waits for a person (GDPR art. 22). What the person decided is kept with what it was based
on, so that the same pair is not asked about again until list or party say something new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, Protocol

from douane.compliance.likeness import likeness
from douane.compliance.name_index import NameIndex
from douane.compliance.names import Vocabulary, read_name
from douane.compliance.rule import Case
from douane.compliance.sanctions_list import Entity, SanctionsList, Subject
from douane.domain.consignment import Consignment, Party
from douane.domain.finding import Finding
from douane.reference.law import LawOnDay

_BORN_ON = 6
_BORN_IN = 3
_BORN_ELSE = -25
_SAME_COUNTRY = 2
_OTHER_COUNTRY = -2
_OTHER_KIND = -8
_WEAK_ALIAS = -4
_SAME_NUMBER = 100.0


@dataclass(frozen=True, slots=True)
class Subjected:
    """Who is looked up: names as written, date of birth and country where they are known, numbers of papers."""

    names: tuple[str, ...]
    born: date | None = None
    country: str | None = None
    numbers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What names a decision's party: a digest, so that decisions hold no personal data in the clear."""
        return hashlib.sha256(repr((self.names, self.born, self.country, self.numbers)).encode()).hexdigest()[:24]


class Hit(NamedTuple):
    """A listed entity that somebody is like: score 0 to 100, the name it was compared with, and the reasons."""

    entity: Entity
    score: float
    listed_name: str
    because: tuple[str, ...]


class Ruling(StrEnum):
    """What a person decided about a hit."""

    OTHER_PERSON = "other person"
    SAME_PERSON = "same person"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about a party and an entity: what, who, when, why, and the state of the entity it was based on."""

    party: str
    entity: str
    digest: str
    ruling: Ruling
    who: str
    day: date
    why: str
    list_version: str


class Decisions(Protocol):
    """Where decisions are kept. The store is one, a dictionary is another."""

    def find(self, party: str, entity: str) -> Decided | None:
        """The last decision about a party and an entity."""
        ...


@dataclass(frozen=True)
class KnownDecisions:
    """Decisions in memory."""

    by_pair: Mapping[tuple[str, str], Decided]

    @classmethod
    def of(cls, decided: Iterable[Decided]) -> KnownDecisions:
        """The last decision about each pair counts."""
        return cls({(d.party, d.entity): d for d in decided})

    def find(self, party: str, entity: str) -> Decided | None:
        """The last decision about a party and an entity."""
        return self.by_pair.get((party, entity))


class Standing(NamedTuple):
    """A hit with what was decided about it; `decided` is `None` where it waits, or where the list has changed since."""

    hit: Hit
    decided: Decided | None


class Screen:
    """A consolidated list ready to be asked. Raises `NotInForceError` where the law of the day has no thresholds."""

    def __init__(self, listed: SanctionsList, law: LawOnDay, decisions: Decisions | None = None) -> None:
        self.version = listed.version
        self._decisions = decisions or KnownDecisions({})
        self._vocabulary = Vocabulary.of(law)
        self._review = float(law.number("eu.screening.review_from"))
        self._listed = float(law.number("eu.screening.listed_from"))
        self._owners = [(entity, alias) for entity in listed.entities for alias in entity.names]
        self._index = NameIndex(
            (read_name(alias.name, self._vocabulary) for _, alias in self._owners), self._vocabulary.weak
        )  # fmt: skip
        self._numbers = {_bare(n): entity for entity in listed.entities for n in entity.numbers if len(_bare(n)) > 4}
        self._near = lru_cache(maxsize=1 << 16)(self._compared)

    def with_decisions(self, decisions: Decisions) -> Screen:
        """The same list with other decisions, without reading it again."""
        other = copy(self)
        other._decisions = decisions  # noqa: SLF001  our own
        return other

    def hits(self, subject: Subjected) -> tuple[Hit, ...]:
        """Everybody on the list that is like this one, the most alike first, each entity once."""
        best: dict[str, Hit] = {}
        for number in subject.numbers:
            if entity := self._numbers.get(_bare(number)):
                best[entity.id] = Hit(entity, _SAME_NUMBER, entity.names[0].name, (f"the same number {number}",))
        for text in subject.names:
            for position, score, reasons, company in self._near(text):
                entity, alias = self._owners[position]
                narrowed, more = _narrowed(subject, entity, company)
                if not alias.strong:
                    narrowed, more = narrowed + _WEAK_ALIAS, (*more, "a weak alias")
                total = min(100.0, max(0.0, score + narrowed))
                if total >= self._review and (entity.id not in best or total > best[entity.id].score):
                    best[entity.id] = Hit(entity, round(total, 1), alias.name, (*reasons, *more))
        return tuple(sorted(best.values(), key=lambda hit: (-hit.score, hit.entity.id)))

    def standing(self, subject: Subjected) -> Iterator[Standing]:
        """The hits with the decisions that still hold: those based on what the list says now."""
        for hit in self.hits(subject):
            decided = self._decisions.find(subject.key, hit.entity.id)
            yield Standing(hit, decided if decided and decided.digest == hit.entity.digest else None)

    def findings(self, case: Case) -> Iterator[Finding]:
        """What the list says about the parties of a consignment, after what a person has decided."""
        for field, subject in subjects_of(case.consignment):
            for hit, decided in self.standing(subject):
                facts = {"listed": hit.listed_name, "reference": hit.entity.reference, "score": f"{hit.score:.0f}",
                         "because": "; ".join(hit.because)}  # fmt: skip
                if decided is None:
                    code = "PARTY-LISTED" if hit.score >= self._listed else "PARTY-RESEMBLES"
                    yield case.note(code, field, subject.names[0], None, **facts)
                elif decided.ruling is Ruling.SAME_PERSON:
                    yield case.note("PARTY-CONFIRMED", field, subject.names[0], None, **facts, who=decided.who,
                                    day=decided.day.isoformat())  # fmt: skip

    def _compared(self, text: str) -> tuple[tuple[int, float, tuple[str, ...], bool], ...]:
        """Positions of names that are like a text, before anything else about the party is looked at."""
        name = read_name(text, self._vocabulary)
        lowest = self._review - _BORN_ON
        found = []
        for position in self._index.candidates(name) if name.words else ():
            score, because = likeness(name, self._index.names[position], self._vocabulary.weak)
            if score >= lowest:
                found.append((position, score, because, name.company))
        return tuple(found)


def _narrowed(subject: Subjected, entity: Entity, company: bool) -> tuple[float, tuple[str, ...]]:  # noqa: FBT001
    """What dates of birth, countries and the kind of party add or take away."""
    points, notes = 0.0, []
    if subject.born and (entity.born or entity.birth_years):
        if subject.born in entity.born:
            points, note = points + _BORN_ON, f"born on the same day {subject.born.isoformat()}"
        elif subject.born.year in entity.birth_years and not entity.born:
            points, note = points + _BORN_IN, f"born in the same year {subject.born.year}"
        else:
            points, note = points + _BORN_ELSE, "born on another day"
        notes.append(note)
    if subject.country and entity.countries:
        same = subject.country in entity.countries
        points += _SAME_COUNTRY if same else _OTHER_COUNTRY
        notes.append(f"{'the same' if same else 'another'} country {subject.country}")
    if company and entity.subject is Subject.PERSON:
        points += _OTHER_KIND
        notes.append("a company, where the list has a person")
    return points, tuple(notes)


def subjects_of(consignment: Consignment) -> Iterator[tuple[str, Subjected]]:
    """Everybody in a consignment, with the field that names them."""
    parties = (
        ("sender_name", consignment.exporter),
        ("recipient_name", consignment.importer),
        ("seller_name", consignment.seller),
    )
    for field, party in parties:
        if party is not None and (party.name or party.name_local):
            yield field, subject_of(party)


def subject_of(party: Party) -> Subjected:
    """A party as it is looked up; the Chinese resident number (GB 11643) tells the date of birth."""
    names = tuple(name for name in (party.name, party.name_local) if name)
    numbers = tuple(n for n in (party.id_number, party.uscc, party.eori, party.vat) if n)
    return Subjected(names, _born(party.id_number), party.address.country, numbers)


def _born(number: str | None) -> date | None:
    digits = (number or "")[6:14]
    if number is None or len(number) != 18 or not digits.isdigit():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _bare(number: str) -> str:
    return "".join(sign for sign in number if sign.isalnum()).upper()


class Changes(NamedTuple):
    """What a new list changes for parties that were screened before."""

    appeared: tuple[tuple[Subjected, Hit], ...]
    gone: tuple[tuple[Subjected, Hit], ...]


def rescreen(subjects: Iterable[Subjected], old: SanctionsList, new: SanctionsList, law: LawOnDay) -> Changes:
    """Look known parties up again after a new list: only in what was added, changed or removed."""
    before = {entity.id: entity.digest for entity in old.entities}
    after = {entity.id: entity.digest for entity in new.entities}
    fresh = SanctionsList(new.version, tuple(e for e in new.entities if before.get(e.id) != e.digest))
    stale = SanctionsList(old.version, tuple(e for e in old.entities if e.id not in after))
    known = tuple(subjects)
    return Changes(_hits_in(fresh, known, law), _hits_in(stale, known, law))


def _hits_in(listed: SanctionsList, subjects: tuple[Subjected, ...], law: LawOnDay) -> tuple[tuple[Subjected, Hit], ...]:
    screen = Screen(listed, law)
    return tuple((subject, hit) for subject in subjects for hit in screen.hits(subject))
