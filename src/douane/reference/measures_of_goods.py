"""Prohibitions and restrictions on goods as dated data: `law/*/measures/*.yaml`, one mapping of measures in each file.

A measure names the goods it is about (HS prefixes, words in five languages, origin, value, kind of sale), what follows for
them, and the documents that settle it (D.E. 12 03 and 12 04). Who reads a code shorter than a prefix of the measure cannot
tell whether the goods are in it: that answer is `Touch.PART`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator

from douane import places
from douane.domain.consignment import Direction, SaleType
from douane.reference.words import Phrases
from douane.reference.yaml_file import LawFileError, read_yaml

Tongue = Literal["en", "fr", "nl", "de", "zh"]


def _a_number(text: str) -> str:
    Decimal(text)
    return text


Amount = Annotated[str, AfterValidator(_a_number)]


class Outcome(StrEnum):
    """What follows for goods under a measure, the gravest first."""

    BLOCK = "block"
    HOLD = "hold"
    LICENCE = "licence needed"
    DECLARE = "declare code"
    WARN = "warn"


class Touch(StrEnum):
    """How a measure meets goods: not at all, only some of the ten-digit codes under the code given, or wholly."""

    NONE = "none"
    PART = "part"
    WHOLE = "whole"


class Place(StrEnum):
    """Where the words of a measure are looked for: in the description of the goods, or in names and addresses."""

    GOODS = "goods"
    PARTIES = "parties"


class Measure(BaseModel):
    """One entry of a measures file. Unknown keys are errors; amounts are in euro and stand in quotation marks.

    `finding` is the code of the catalogue it raises. `match: any` means HS prefix or words, `all` means both.
    `within` holds the prefixes that words count under, once a code is settled; `unless` words take goods out.
    `documents` settle it by being there, `codes` settle it by being there with a reason. `until` is the first day on
    which it no longer applies.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    regime: str
    goods: str
    finding: str
    outcome: Outcome
    reference: str
    since: date
    until: date | None = None
    directions: tuple[Direction, ...] = (Direction.IMPORT, Direction.EXPORT)
    hs: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    words: Mapping[Tongue, tuple[str, ...]] = {}
    within: tuple[str, ...] = ()
    unless: Mapping[Tongue, tuple[str, ...]] = {}
    place: Place = Place.GOODS
    match: Literal["any", "all"] = "any"
    origins: tuple[str, ...] = ()
    sales: tuple[SaleType, ...] = ()
    above: Amount | None = None
    unit_below: Amount | None = None
    documents: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    reason: str | None = None
    unconfirmed: str | None = None

    @model_validator(mode="after")
    def _says_what_it_is_about(self) -> Measure:
        if not self.hs and not self.words:
            raise ValueError("a measure names HS prefixes, words or both")
        if self.match == "all" and not (self.hs and self.words):
            raise ValueError("match: all needs HS prefixes and words")
        wrong = [
            code
            for code in (*self.hs, *self.beside, *self.within)
            if not code.isdigit() or len(code) not in (2, 4, 6, 8, 10)
        ]
        if wrong:
            raise ValueError(f"no HS, CN or TARIC prefix: {', '.join(wrong)}")
        if self.outcome is Outcome.DECLARE and not (self.codes or self.documents):
            raise ValueError("declare code: which code?")
        if self.codes and not self.reason:
            raise ValueError("a code that says that goods are outside a measure needs a reason")
        return self

    def in_force(self, on: date) -> bool:
        """Whether it applies to declarations accepted on that day."""
        return self.since <= on and (self.until is None or on < self.until)

    def touches(self, code: str | None) -> Touch:
        """How its HS prefixes meet a code of six, eight or ten digits; `beside` holds the prefixes taken out again."""
        if code is None or any(code.startswith(prefix) for prefix in self.beside):
            return Touch.NONE
        if any(code.startswith(prefix) for prefix in self.hs):
            out = any(prefix.startswith(code) for prefix in self.beside)
            return Touch.PART if out else Touch.WHOLE
        return Touch.PART if any(prefix.startswith(code) for prefix in self.hs) else Touch.NONE

    @cached_property
    def named(self) -> Phrases:
        """Its words, ready to be looked for."""
        return Phrases.of(word for words in self.words.values() for word in words)

    @cached_property
    def excused(self) -> Phrases:
        """The words that take goods out of it, ready to be looked for."""
        return Phrases.of(word for words in self.unless.values() for word in words)


@dataclass(frozen=True)
class Measures:
    """All measures of a law folder by name. `version` is the digest of the files."""

    by_name: Mapping[str, Measure]
    version: str

    def on(self, day: date) -> MeasuresOnDay:
        """The measures in force on a day."""
        return MeasuresOnDay({name: m for name, m in self.by_name.items() if m.in_force(day)})


class MeasuresOnDay:
    """The measures of one day, found by code and by the words in a text."""

    def __init__(self, by_name: Mapping[str, Measure]) -> None:
        self.by_name = by_name
        self._touched: dict[str, Mapping[str, Touch]] = {}

    @cached_property
    def party_directions(self) -> frozenset[Direction]:
        """The directions in which any measure looks at names and addresses."""
        return frozenset(way for m in self.by_name.values() if m.place is Place.PARTIES for way in m.directions)

    def touched(self, code: str) -> Mapping[str, Touch]:
        """The measures whose prefixes meet a code, wholly or in part; kept, because few codes are asked for often."""
        known = self._touched.get(code)
        if known is None:
            pairs = ((name, measure.touches(code)) for name, measure in self.by_name.items())
            known = self._touched[code] = {name: touch for name, touch in pairs if touch is not Touch.NONE}
        return known

    @cached_property
    def goods_words(self) -> Phrases:
        """All words of measures about goods in one search; each leads to the names of its measures."""
        return self._all(Place.GOODS)

    @cached_property
    def party_words(self) -> Phrases:
        """All words of measures about parties in one search; each leads to the names of its measures."""
        return self._all(Place.PARTIES)

    def _all(self, place: Place) -> Phrases:
        return Phrases(
            (word, name)
            for name, measure in self.by_name.items() if measure.place is place
            for words in measure.words.values() for word in words
        )  # fmt: skip


@cache
def load_measures(folder: Path = places.LAW) -> Measures:
    """Read `eu/measures` and `be/measures` of a law folder. Raises `LawFileError` with file and measure."""
    found: dict[str, Measure] = {}
    digest = hashlib.sha256()
    for path in sorted(path for name in ("eu", "be") for path in (folder / name / "measures").glob("*.yaml")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
        for name, raw in read_yaml(path).items():
            if name in found:
                raise LawFileError(f"{path}: {name}: another file has a measure of this name")
            try:
                found[name] = Measure.model_validate(raw)
            except (ValidationError, ArithmeticError) as error:
                raise LawFileError(f"{path}: {name}: {error}") from error
    return Measures(found, digest.hexdigest()[:12])


@cache
def measures_on(day: date, folder: Path = places.LAW) -> MeasuresOnDay:
    """The measures of a law folder in force on a day."""
    return load_measures(folder).on(day)
