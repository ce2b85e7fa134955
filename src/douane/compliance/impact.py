"""What a change of the law does: which consignments come to another route, amount or verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal

from douane.domain.assessment import Assessment
from douane.domain.numbers import money_text


@dataclass(frozen=True, slots=True)
class Standing:
    """How a consignment stands under one law: route with procedure, amounts in euro, verdict, codes of its findings."""

    route: str
    customs_duty: str
    union_fee: str
    vat: str
    verdict: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between two laws for a consignment: what, before, after."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A consignment that stands otherwise under the second law."""

    reference: str
    changes: tuple[Change, ...]


def standing(assessment: Assessment | None, verdict: str, findings: Iterable[str]) -> Standing:
    """How a consignment stands; an amount that is not known is said to be so."""
    codes = tuple(sorted(set(findings)))
    if assessment is None:
        return Standing("none", _amount(None), _amount(None), _amount(None), verdict, codes)
    route = " ".join((assessment.routing.route.value, *assessment.routing.procedure))
    return Standing(
        route, _amount(assessment.customs_duty), _amount(assessment.union_fee), _amount(assessment.vat), verdict, codes
    )


def moved(pairs: Iterable[tuple[str, Standing, Standing]]) -> Iterator[Moved]:
    """The consignments that stand otherwise: reference, standing under the first and under the second law."""
    for reference, before, after in pairs:
        if before != after:
            yield Moved(reference, tuple(_changes(before, after)))


def totals(changed: Iterable[Moved]) -> dict[str, int]:
    """How many consignments change, by what changes, the most frequent first."""
    counted = Counter(change.what for one in changed for change in one.changes)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _changes(before: Standing, after: Standing) -> Iterator[Change]:
    for field in fields(Standing):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old == new:
            continue
        if field.name == "findings":
            gone, come = sorted(set(old) - set(new)), sorted(set(new) - set(old))
            yield Change("findings", " ".join(gone) or "–", " ".join(come) or "–")
        else:
            yield Change(field.name.replace("_", " "), old, new)


def _amount(amount: Decimal | None) -> str:
    return "not known" if amount is None else money_text(amount)
