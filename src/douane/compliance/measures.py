"""How measures meet a consignment: by code, words, origin, value and kind of sale; and what settles them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from douane.compliance.rule import Case
from douane.domain.assessment import Route
from douane.domain.consignment import Consignment, Document, GoodsItem, Party
from douane.domain.finding import Finding
from douane.reference.measures_of_goods import Measure, MeasuresOnDay, Outcome, Place, Touch

_SHORTEST_REASON = 8


def texts_of(item: GoodsItem) -> tuple[str, ...]:
    """What an item says about itself in words."""
    return tuple(text for text in (item.description, item.description_local, item.material, item.use) if text)


def texts_of_parties(consignment: Consignment) -> tuple[str, ...]:
    """Names and places of everybody in a consignment."""
    parties = (consignment.exporter, consignment.importer, consignment.seller or Party())
    fields = ((p.name, p.name_local, p.address.street, p.address.city, p.address.region) for p in parties)
    return tuple(text for text in chain.from_iterable(fields) if text)


@lru_cache(maxsize=1 << 16)
def _goods_words(measures: MeasuresOnDay, text: str) -> dict[str, str]:
    return measures.goods_words.find(text)


@lru_cache(maxsize=1 << 14)
def _party_words(measures: MeasuresOnDay, text: str) -> dict[str, str]:
    return measures.party_words.find(text)


def _words_in_goods(case: Case, item: GoodsItem) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts_of(item):
        found.update(_goods_words(case.measures, text))
    return found


def _words_in_parties(case: Case) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts_of_parties(case.consignment):
        found.update(_party_words(case.measures, text))
    return found


def regimes_met(case: Case) -> frozenset[str]:
    """The regimes with a measure that code or words point at: the others need no further look."""
    measures = case.measures
    names = set(_words_in_parties(case))
    for item, decision in zip(case.consignment.items, case.decisions, strict=True):
        if decision.code:
            names.update(measures.touched(decision.code))
        names.update(_words_in_goods(case, item))
    return frozenset(measures.by_name[name].regime for name in names)


def measured(case: Case, regime: str) -> Iterator[Finding]:
    """The findings of all measures of a regime over all goods items."""
    names = case.measures.regimes.get(regime, ())
    in_parties = _words_in_parties(case)
    for i, item in case.items:
        in_goods = _words_in_goods(case, item)
        code = case.decisions[i].code
        for name in names:
            measure = case.measures.by_name[name]
            word = (in_parties if measure.place is Place.PARTIES else in_goods).get(name)
            touch = _meets(measure, code, word, item)
            if touch is not Touch.NONE and _applies(measure, case, i):
                yield from _found(measure, case, i, touch, word)


def _meets(measure: Measure, code: str | None, word: str | None, item: GoodsItem) -> Touch:
    if word and any(measure.excused.within(text) for text in texts_of(item)):
        word = None
    touch = measure.touches(code)
    if measure.match == "all":
        return touch if word else Touch.NONE
    return Touch.WHOLE if word else touch


def _applies(measure: Measure, case: Case, position: int) -> bool:
    """Direction, origin, kind of sale, value, and for codes a declaration that has a place for them (not H7)."""
    item = case.consignment.items[position]
    if case.direction not in measure.directions:
        return False
    origin = item.origin or case.consignment.exporter.address.country
    if measure.origins and origin not in measure.origins:
        return False
    if measure.sales and case.consignment.sale_type not in measure.sales:
        return False
    if measure.outcome is Outcome.DECLARE and case.assessment.routing.route not in (Route.H1, Route.B1):
        return False
    value = case.assessment.items[position].value
    if measure.above is not None and (value is None or value <= Decimal(measure.above)):
        return False
    if measure.unit_below is not None:
        return value is not None and bool(item.quantity) and value / (item.quantity or 1) < Decimal(measure.unit_below)
    return True


def _found(measure: Measure, case: Case, position: int, touch: Touch, word: str | None) -> Iterator[Finding]:
    """Silent where the papers settle it; else what the measure says, or what is needed to tell."""
    item = case.consignment.items[position]
    papers = (*case.consignment.documents, *item.documents)
    if any(paper.type in measure.documents for paper in papers):
        return
    code = case.decisions[position].code
    because = f"the word “{word}”" if word else f"the code {code}"
    facts = {"goods": measure.goods, "because": because, "law": measure.reference}
    shown = word or code
    denied = [paper for paper in papers if paper.type in measure.codes]
    if denied and not any(_reasoned(paper) for paper in denied):
        yield case.note_item("CODE-WITHOUT-REASON", position, "documents", denied[0].type, measure.reason, **facts)
    if denied:
        return
    if touch is Touch.PART:
        yield case.note_item("GOODS-TEN-DIGITS", position, "hs_code", code, _longer(measure, code or ""), **facts)
        return
    field = "description" if word and measure.place is Place.GOODS else "recipient_name" if word else "hs_code"
    yield case.note_item(measure.finding, position, field, shown, _papers(measure), **facts)
    if measure.outcome is Outcome.LICENCE and not word and case.assessment.routing.route is Route.H7:
        yield case.note_item("PERMIT-ON-H7", position, "hs_code", code, None, **facts)


def _reasoned(paper: Document) -> bool:
    """A code that says that a measure does not apply carries its reason in the reference (D.E. 12 04 001)."""
    return len(paper.reference.strip()) >= _SHORTEST_REASON and paper.reference.strip() != paper.type


def _longer(measure: Measure, code: str) -> str:
    """The longer prefixes that decide about a short code."""
    decisive = [prefix for prefix in (*measure.hs, *measure.beside) if prefix.startswith(code) and prefix != code]
    return " ".join(sorted(decisive)[:8])


def _papers(measure: Measure) -> str | None:
    """What settles the measure: documents, or codes with a reason."""
    parts = [" or ".join(measure.documents)] if measure.documents else []
    if measure.codes:
        parts.append(f"{' or '.join(measure.codes)} with a reason: {measure.reason}")
    return "; ".join(parts) or None
