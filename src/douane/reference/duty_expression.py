"""Duty expressions of the tariff, read into values: ad valorem, specific, compound, with minimum and maximum.

Two ways of writing are read: the codes of TARIC (`9.000 % + 24.200 EUR DTN MAX 18.700 %`) and the words of the Combined
Nomenclature (`9.00% + 24.20 EUR / 100 kg MAX 18.70%`). What needs a table that nobody publishes as a rate (agricultural
component, entry price) is recognised and kept by name, so that it can be refused openly.
Source: Reg. (EEC) 2658/87 Annex I, Part One, Section I; TARIC duty expressions 01 to 37.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from douane.domain.numbers import NumberFormatError, decimal_from_text
from douane.reference.duty_units import UNITS, Counted


class DutyExpressionError(ValueError):
    """The text is no duty expression that is known here; the message holds the part that is not understood."""


@dataclass(frozen=True, slots=True)
class AdValorem:
    """A percentage of the customs value."""

    percent: Decimal


@dataclass(frozen=True, slots=True)
class Specific:
    """An amount of euro for each `per` of what is counted, such as EUR 52.00 per 1,000 items."""

    amount: Decimal
    per: Decimal
    counted: Counted


@dataclass(frozen=True, slots=True)
class Unpriced:
    """A part that the tariff names and does not price: `symbol` as written, `words` what it stands for."""

    symbol: str
    words: str


Component = AdValorem | Specific | Unpriced


@dataclass(frozen=True, slots=True)
class Rate:
    """Parts that are added, and the sums that bound them (`MIN`, `MAX`); an empty bound is no bound."""

    parts: tuple[Component, ...]
    minimum: tuple[Component, ...] = ()
    maximum: tuple[Component, ...] = ()

    @property
    def unpriced(self) -> tuple[Unpriced, ...]:
        """The parts for which there is no number."""
        every = (*self.parts, *self.minimum, *self.maximum)
        return tuple(part for part in every if isinstance(part, Unpriced))


@dataclass(frozen=True, slots=True)
class Season:
    """Days of any year, both ends included, as (month, day)."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, on: date) -> bool:
        """Whether the day falls into the season."""
        return self.first <= (on.month, on.day) <= self.last


@dataclass(frozen=True, slots=True)
class Case:
    """A rate and when it applies: in its seasons (none: whenever no other does), with its certificate (`D-008`)."""

    rate: Rate
    seasons: tuple[Season, ...] = ()
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class DutyExpression:
    """An expression with its text. Most have one case without season and certificate."""

    text: str
    cases: tuple[Case, ...]

    def on(self, day: date, certificates: frozenset[str] = frozenset()) -> Rate | None:
        """The rate of a day for goods with these certificates; `None` where the text leaves the day open.

        A case with a certificate that the goods have comes first, then the case of the season, then the rest.
        """
        for case in self.cases:
            if case.certificate is not None and case.certificate in certificates:
                return case.rate
        for case in self.cases:
            if case.certificate is None and any(season.holds(day) for season in case.seasons):
                return case.rate
        return next((case.rate for case in self.cases if case.certificate is None and not case.seasons), None)


_UNPRICED = {
    "EA": "agricultural component", "EAR": "reduced agricultural component", "ADSZ": "additional duty on sugar",
    "ADSZR": "reduced additional duty on sugar", "ADFM": "additional duty on flour",
    "ADFMR": "reduced additional duty on flour", "ENTRY PRICE": "entry price", "SEE CONDITIONS": "see conditions",
    "SPECIAL MEASURE": "special measure",
}  # fmt: skip
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_NO_DUTY = {"NIHIL", "FREE"}

_JOINT = re.compile(r"(\+|\bMIN\b|\bMAX\b)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(.*)\Z", re.ASCII | re.DOTALL)
_IN_SEASON = re.compile(r"\s*,?\s*([^()]+?)\s*(?:\(([^()]*[A-Z]{3}[^()]*)\)|\Z)")
_DAYS = re.compile(r"(\d{1,2}) ?([A-Z]{3})?[A-Z]* ?- ?(\d{1,2}) ?([A-Z]{3})[A-Z]*\Z", re.ASCII)
_CONDITION = re.compile(
    r"[A-Z]{1,2}\s*(?:cert:\s*(?P<certificate>[A-Z0-9]-?[0-9A-Z]{3})\s*)?\(\d\d\)\s*:\s*(?P<duty>.*)\Z", re.IGNORECASE
)


@lru_cache(maxsize=1 << 14)
def parse_duty(text: str) -> DutyExpression:
    """Read a duty expression. Raises `DutyExpressionError`."""
    clean = " ".join(text.replace("\xa0", " ").replace("€", " EUR ").split())
    if not clean:
        raise DutyExpressionError("the duty expression is empty")
    if clean[:5].lower() == "cond:":
        return DutyExpression(text, _conditions(clean[5:]))
    if "(" in re.sub(r"\b(EAR?|ADSZR?|ADFMR?)\s*\(\d*\)", "", clean):
        return DutyExpression(text, _seasons(clean))
    return DutyExpression(text, (Case(_rate(clean)),))


def _conditions(text: str) -> tuple[Case, ...]:
    """Rates that hang on a certificate; any other condition (a threshold, an entry price) is kept unpriced."""
    cases: list[Case] = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        found = _CONDITION.match(part)
        if found is None:
            words = "entry price" if part.startswith("V") else "a condition on price or quantity"
            return (Case(Rate((Unpriced(part, words),))),)
        if found["duty"].strip():
            certificate = (found["certificate"] or "").replace("-", "").upper() or None
            cases.append(Case(_rate(found["duty"]), certificate=certificate))
    if not cases:
        raise DutyExpressionError(f"“{text.strip()}” has conditions and no duty")
    return tuple(cases)


def _seasons(text: str) -> tuple[Case, ...]:
    cases: list[Case] = []
    position = 0
    while position < len(text):
        found = _IN_SEASON.match(text, position)
        if found is None:
            raise DutyExpressionError(f"“{text[position:]}” is no rate with a season")
        days = tuple(_season(entry.strip()) for entry in (found[2] or "").split(",") if entry.strip())
        cases.append(Case(_rate(found[1]), days))
        position = found.end()
    return tuple(cases)


def _season(text: str) -> Season:
    found = _DAYS.match(" ".join(text.upper().split()))
    if found is None or found[4] not in _MONTHS or (found[2] or found[4]) not in _MONTHS:
        raise DutyExpressionError(f"“{text}” is no season such as 01 JAN-31 MAR")
    last = _MONTHS.index(found[4]) + 1
    first = _MONTHS.index(found[2]) + 1 if found[2] else last
    return Season((first, int(found[1])), (last, int(found[3])))


def _rate(text: str) -> Rate:
    sums: dict[str, list[Component]] = {"": []}
    bound = ""
    for token in (piece.strip() for piece in _JOINT.split(text)):
        if token in ("MIN", "MAX"):
            if token in sums:
                raise DutyExpressionError(f"{token} stands twice in “{text}”")
            bound = token
            sums[bound] = []
        elif token != "+":  # noqa: S105  a sign, no password
            sums[bound].append(_component(token, text))
    return Rate(tuple(sums[""]), tuple(sums.get("MIN", ())), tuple(sums.get("MAX", ())))


def _component(token: str, whole: str) -> Component:
    name = re.sub(r"\s*\(\d*\)", "", token).upper()
    if name in _UNPRICED:
        return Unpriced(token, _UNPRICED[name])
    if name in _NO_DUTY:
        return AdValorem(Decimal(0))
    found = _NUMBER.match(_THOUSANDS.sub("", token))
    if found is None:
        raise DutyExpressionError(f"“{token}” in “{whole}” is no part of a duty")
    try:
        amount = decimal_from_text(found[1])
    except NumberFormatError as error:
        raise DutyExpressionError(f"“{found[1]}” in “{whole}” is no number") from error
    rest = found[2].upper().strip()
    # The Combined Nomenclature writes ad valorem duties without the sign: “7.2 MIN 0.36 EUR/100 kg”.
    if rest in ("%", ""):
        return AdValorem(amount)
    return _specific(amount, rest, whole)


def _specific(amount: Decimal, rest: str, whole: str) -> Specific:
    if not rest.startswith("EUR"):
        raise DutyExpressionError(f"“{rest}” in “{whole}” is neither % nor an amount of EUR")
    key = re.sub(r"[\s/.]", "", _THOUSANDS.sub("", rest[3:]))
    unit = UNITS.get(key)
    if unit is None:
        raise DutyExpressionError(f"“{rest[3:].strip(' /')}” in “{whole}” is no unit that is known here")
    return Specific(amount, *unit)
