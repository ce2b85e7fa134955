"""Ordinary customs duty of one declaration line from the measures that are loaded (UCC art. 56).

What cannot be known (no rate loaded, a part without a number, a quantity that is not stated, an additional code that is not
declared) is said in words; the amount is then `None`, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from douane.assessment.basis import euro
from douane.domain.numbers import ZERO, round_cent, text_of
from douane.reference.duty_expression import AdValorem, Component, DutyExpressionError, Rate, Unpriced, parse_duty
from douane.reference.duty_units import Counted
from douane.reference.law import LawOnDay
from douane.reference.measures import ERGA_OMNES, Measure, Measures


@dataclass(frozen=True, slots=True)
class DutyQuestion:
    """A declaration line: code of 6, 8 or 10 digits, origin, customs value in euro, quantities in the units of `Counted`.

    `preference` is D.E. 14 11 (1xx claims none), `certificates` the document codes of the line (D.E. 12 03), `ancestors`
    the codes of ten digits that the nomenclature puts above the code.
    """

    code: str
    origin: str
    value: Decimal
    quantities: Mapping[Counted, Decimal]
    on: date
    additional: str | None = None
    preference: str | None = None
    certificates: frozenset[str] = frozenset()
    ancestors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyCharge:
    """The amount of one measure. What is only `secured` (provisional duties) is no part of the duty."""

    measure: Measure
    amount: Decimal
    how: str
    secured: bool = False


@dataclass(frozen=True, slots=True)
class DutyAnswer:
    """The charges, and in words what keeps the duty from being known."""

    charges: tuple[DutyCharge, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def amount(self) -> Decimal | None:
        """The duty in euro, `None` where it is not known."""
        if self.unknown:
            return None
        return sum((charge.amount for charge in self.charges if not charge.secured), ZERO)


@dataclass(slots=True)
class _Draft:
    charges: list[DutyCharge] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def duty_of(question: DutyQuestion, measures: Measures, law: LawOnDay) -> DutyAnswer:
    """Basic duty (third country, or the preference or suspension claimed), trade defence and additional duties."""
    held = [m for m in measures.above(question.code, question.ancestors) if m.in_force(question.on)]
    draft = _Draft()
    _basic(question, held, measures, law, draft)
    for kind in ("trade_defence_types", "provisional_types", "additional_types"):
        types = law.codes(f"eu.duty.{kind}")
        _added(question, [m for m in held if m.type in types], measures, draft, secured=kind == "provisional_types")
    _deeper(question, measures, law, draft)
    return DutyAnswer(tuple(draft.charges), tuple(dict.fromkeys(draft.unknown)))


def covers(measure: Measure, origin: str, measures: Measures) -> bool | None:
    """Whether a measure is for an origin; `None` where the members of its area are not loaded."""
    if origin in measure.excluded:
        return False
    if measure.origin in (origin, ERGA_OMNES):
        return True
    if len(measure.origin) == 2:
        return False
    members = measures.members(measure.origin)
    return None if members is None else origin in members


def _basic(question: DutyQuestion, held: Sequence[Measure], measures: Measures, law: LawOnDay, draft: _Draft) -> None:
    claim = question.preference or "100"
    if claim == "100":
        kind, missing = "third_country_types", f"no duty rate is loaded for {question.code}: load the tariff"
    elif claim == "110":
        kind, missing = "suspension_types", f"no suspension is loaded for {question.code}"
    elif claim[0] in "23" and claim[1:] == "00":
        kind, missing = "preference_types", f"no preference of {question.origin} is loaded for {question.code}"
    else:
        draft.unknown.append(_quota_or_end_use(claim, question, held, measures, law))
        return
    types = law.codes(f"eu.duty.{kind}")
    found = [m for m in held if m.type in types and covers(m, question.origin, measures)]
    if found:
        _charge(question, found[0], draft)
        return
    below = [m for m in measures.below(question.code) if m.type in types and m.in_force(question.on)
             and covers(m, question.origin, measures)] if len(question.code) < 10 else []  # fmt: skip
    if len({m.duty for m in below}) == 1:
        _charge(question, below[0], draft)
    elif below:
        draft.unknown.append(f"the rate differs among the codes under {question.code}: settle ten digits")
    else:
        draft.unknown.append(missing)


def _quota_or_end_use(
    claim: str, question: DutyQuestion, held: Sequence[Measure], measures: Measures, law: LawOnDay
) -> str:  # fmt: skip
    """Why a claim is not computed: the quotas it would draw on, whose balance only customs knows, or its end use."""
    types = law.codes("eu.duty.quota_types")
    mine = (m for m in held if m.type in types and covers(m, question.origin, measures) is not False)
    orders = sorted({m.order_number for m in mine if m.order_number})
    if orders:
        return f"preference {claim} (D.E. 14 11) draws on quota {', '.join(orders)}, whose balance only customs knows"
    return f"preference {claim} (D.E. 14 11) depends on a quota or an end use, which is not computed"


def _added(
    question: DutyQuestion, found: Sequence[Measure], measures: Measures, draft: _Draft, *, secured: bool
) -> None:  # fmt: skip
    """One charge for each type of measure: the one of the additional code, or the only one without."""
    for kind in dict.fromkeys(m.type for m in found):
        same = [m for m in found if m.type == kind]
        for measure in same:
            if covers(measure, question.origin, measures) is None:
                draft.unknown.append(f"a measure {kind} is for area {measure.origin}, whose members are not loaded")
        mine = [m for m in same if covers(m, question.origin, measures)]
        if not mine:
            continue
        chosen = [m for m in mine if m.additional == question.additional] or [m for m in mine if m.additional is None]
        if chosen:
            _charge(question, chosen[0], draft, secured=secured)
        else:
            codes = ", ".join(sorted({m.additional or "" for m in mine})[:8])
            draft.unknown.append(
                f"a measure {kind} on {question.origin} needs an additional code (D.E. 18 09 059): {codes}"
            )


def _deeper(question: DutyQuestion, measures: Measures, law: LawOnDay, draft: _Draft) -> None:
    """A shorter code does not tell whether the goods fall under a trade defence measure of some of its children."""
    if len(question.code) >= 10:
        return
    types = law.codes("eu.duty.trade_defence_types") | law.codes("eu.duty.additional_types")
    found = (m for m in measures.below(question.code) if m.type in types and m.in_force(question.on))
    if any(covers(m, question.origin, measures) is not False for m in found):
        draft.unknown.append(f"some codes under {question.code} bear trade defence duties: settle ten digits")


def _charge(question: DutyQuestion, measure: Measure, draft: _Draft, *, secured: bool = False) -> None:
    try:
        rate = parse_duty(measure.duty).on(question.on, question.certificates)
    except DutyExpressionError as error:
        draft.unknown.append(f"the duty of {measure.code} cannot be read: {error}")
        return
    if rate is None:
        draft.unknown.append(f"“{measure.duty}” names no rate for {question.on.isoformat()}")
        return
    amount, how, unknown = evaluate(rate, question.value, question.quantities)
    draft.unknown.extend(unknown)
    if amount is not None:
        draft.charges.append(DutyCharge(measure, amount, how, secured))


def evaluate(
    rate: Rate, value: Decimal, quantities: Mapping[Counted, Decimal]
) -> tuple[Decimal | None, str, tuple[str, ...]]:
    """The amount of a rate in euro, rounded once to the cent; the arithmetic in words; what is missing.

    The sum of the parts is raised to the minimum and then cut to the maximum; all that follows `MAX` is the maximum.
    """
    unknown = (*_unpriced(rate.unpriced), *_uncounted((*rate.parts, *rate.minimum, *rate.maximum), quantities))
    if unknown:
        return None, "", tuple(dict.fromkeys(unknown))
    amount, how = _sum(rate.parts, value, quantities)
    if rate.minimum:
        least, words = _sum(rate.minimum, value, quantities)
        amount, how = max(amount, least), f"{how}, at least {words}"
    if rate.maximum:
        most, words = _sum(rate.maximum, value, quantities)
        amount, how = min(amount, most), f"{how}, at most {words}"
    return round_cent(amount), how, ()


def _unpriced(parts: Iterable[Unpriced]) -> Iterable[str]:
    return (f"the duty has a part without a number here: {part.words} ({part.symbol})" for part in parts)


def _uncounted(parts: Iterable[Component], quantities: Mapping[Counted, Decimal]) -> Iterable[str]:
    for part in parts:
        if not isinstance(part, (AdValorem, Unpriced)) and part.counted not in quantities:
            yield f"the duty is by {part.counted.value}, which the goods line does not state"


def _sum(parts: Iterable[Component], value: Decimal, quantities: Mapping[Counted, Decimal]) -> tuple[Decimal, str]:
    total, words = ZERO, []
    for part in parts:
        if isinstance(part, AdValorem):
            total += value * part.percent / 100
            words.append(f"{text_of(part.percent)} % × {euro(value)}")
        elif not isinstance(part, Unpriced):
            total += quantities[part.counted] / part.per * part.amount
            per = f" / {text_of(part.per)}" if part.per != 1 else ""
            words.append(f"{text_of(quantities[part.counted])} {part.counted.value}{per} × EUR {text_of(part.amount)}")
    return total, " + ".join(words)
