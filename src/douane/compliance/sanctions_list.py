"""The consolidated list of persons under financial sanctions, as the Commission publishes it (FSF XML 1.1).

Read as a stream, one `sanctionEntity` after the other. The list is loaded by the user; nothing is fetched from here.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import IO

from lxml import etree

NAMESPACE = "http://eu.europa.ec/fpi/fsd/export"
_ENTITY = f"{{{NAMESPACE}}}sanctionEntity"
_ROOT = f"{{{NAMESPACE}}}export"


class ListUnreadableError(Exception):
    """The file is no consolidated list; the message says why."""

    exit_code = 3


class Subject(StrEnum):
    """`subjectType/@classificationCode`: P is a person, E an enterprise or another entity."""

    PERSON = "P"
    ENTERPRISE = "E"


@dataclass(frozen=True, slots=True)
class Alias:
    """`nameAlias`: a name, its language, and whether it identifies on its own (`@strong`)."""

    name: str
    strong: bool = True
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """`sanctionEntity`: somebody under sanctions. Dates of birth are as exact as the list has them: day, or year alone."""

    id: str
    reference: str
    subject: Subject
    names: tuple[Alias, ...]
    programmes: tuple[str, ...] = ()
    regulations: tuple[str, ...] = ()
    born: tuple[date, ...] = ()
    birth_years: tuple[int, ...] = ()
    countries: frozenset[str] = frozenset()
    numbers: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What a decision about the entity was based on: it changes when the list changes what it says."""
        parts = (self.id, self.subject, self.names, self.born, self.birth_years, sorted(self.countries), self.numbers)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class SanctionsList:
    """A whole list: `version` is its day of generation and the digest of the file."""

    version: str
    entities: tuple[Entity, ...] = field(repr=False)


def read_list(file: IO[bytes]) -> SanctionsList:
    """Read a whole list. Raises `ListUnreadableError`."""
    hashing = _Hashing(file)
    parts = list(_events(hashing))
    generated = next((part for part in parts if isinstance(part, str)), "")
    entities = tuple(part for part in parts if isinstance(part, Entity))
    if not entities:
        raise ListUnreadableError("the list holds no sanctionEntity; load the full list in XML 1.1")
    return SanctionsList(f"{generated[:10] or 'undated'} {hashing.digest}", entities)


class _Hashing(io.RawIOBase):
    """A stream that is hashed while it is read, so that a large list is read once."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self._hash.update(block)
        return block

    @property
    def digest(self) -> str:
        """The first twelve digits of the SHA-256 of what was read."""
        return self._hash.hexdigest()[:12]


def _events(file: io.RawIOBase) -> Iterator[str | Entity]:
    """The day of generation, then the entities; memory stays flat."""
    try:
        stream = etree.iterparse(
            file, events=("start", "end"), tag=(_ROOT, _ENTITY), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        for event, element in stream:
            if element.tag == _ROOT:
                if event == "start":
                    if element.getroottree().docinfo.internalDTD is not None:
                        raise ListUnreadableError("the file declares entities (DTD), which a consolidated list never does")
                    yield element.get("generationDate", "")
            elif event == "end":
                yield _entity(element)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise ListUnreadableError(f"the file is no well-formed XML: {error}") from error


def _entity(element: etree._Element) -> Entity:
    births = list(element.iterfind(f"{{{NAMESPACE}}}birthdate"))
    years = {int(year) for b in births if (year := b.get("year", "")).isdigit()}
    found = [day for b in births if (day := _day(b.get("birthdate")))]
    subject = element.find(f"{{{NAMESPACE}}}subjectType")
    code = (subject.get("classificationCode") if subject is not None else None) or Subject.ENTERPRISE
    regulations = list(element.iterfind(f"{{{NAMESPACE}}}regulation"))
    places = [n for tag in ("address", "citizenship", "birthdate") for n in element.iterfind(f"{{{NAMESPACE}}}{tag}")]
    return Entity(
        id=element.get("logicalId", ""),
        reference=element.get("euReferenceNumber", ""),
        subject=Subject.PERSON if code == Subject.PERSON else Subject.ENTERPRISE,
        names=tuple(alias for n in element.iterfind(f"{{{NAMESPACE}}}nameAlias") if (alias := _alias(n))),
        programmes=tuple(dict.fromkeys(r.get("programme", "") for r in regulations)),
        regulations=tuple(dict.fromkeys(r.get("numberTitle", "") for r in regulations)),
        born=tuple(found),
        birth_years=tuple(sorted(years | {day.year for day in found})),
        countries=frozenset(c for n in places if (c := n.get("countryIso2Code")) and c != "00"),
        numbers=tuple(n.get("number", "") for n in element.iterfind(f"{{{NAMESPACE}}}identification")),
    )


def _alias(element: etree._Element) -> Alias | None:
    parts = (element.get(key) for key in ("firstName", "middleName", "lastName"))
    name = element.get("wholeName") or " ".join(part for part in parts if part)
    if not name.strip():
        return None
    return Alias(name.strip(), element.get("strong", "true") == "true", (element.get("nameLanguage") or "").lower() or None)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
