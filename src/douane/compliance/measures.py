"""How measures meet a consignment: by code, words, origin, value and kind of sale; and what settles them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

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


class Meeting(NamedTuple):
    """A measure that meets a goods item, by its position from 0: how, and by which word if by one."""

    position: int
    measure: Measure
    touch: Touch
    word: str | None


def meetings(case: Case) -> dict[str, list[Meeting]]:
    """All measures that meet a consignment, by regime; most consignments meet none."""
    found: dict[str, list[Meeting]] = {}
    in_parties = _words_in_parties(case)
    for i, item in case.items:
        code = case.decisions[i].code
        touched = case.measures.touched(code) if code else {}
        words = dict(in_parties)
        for text in texts_of(item):
            words.update(_goods_words(case.measures, text))
        for name in touched.keys() | words.keys() if words else touched:
            measure = case.measures.by_name[name]
            if not _concerns(measure, case, item):
                continue
            word = _counting(measure, words.get(name), code, item)
            met = _meets(measure, i, touched.get(name, Touch.NONE), word)
            if met and _applies(measure, case, i):
                found.setdefault(measure.regime, []).append(met)
    return found


def _words_in_parties(case: Case) -> dict[str, str]:
    found: dict[str, str] = {}
    if case.direction in case.measures.party_directions:
        for text in texts_of_parties(case.consignment):
            found.update(_party_words(case.measures, text))
    return found


def measured(case: Case, met: Iterable[Meeting]) -> Iterator[Finding]:
    """The findings of the measures that meet a consignment, item by item."""
    for meeting in sorted(met, key=lambda m: (m.position, m.measure.finding)):
        yield from _found(meeting.measure, case, meeting.position, meeting.touch, meeting.word)


def _concerns(measure: Measure, case: Case, item: GoodsItem) -> bool:
    """Direction and origin: cheap to ask, and most measures end here."""
    if case.direction not in measure.directions:
        return False
    return not measure.origins or (item.origin or case.consignment.exporter.address.country) in measure.origins


def _counting(measure: Measure, word: str | None, code: str | None, item: GoodsItem) -> str | None:
    """The word, unless the code of the goods or another word says that they are something else."""
    if word is None or (code and measure.within and not code.startswith(measure.within)):
        return None
    return None if any(measure.excused.within(text) for text in texts_of(item)) else word


def _meets(measure: Measure, position: int, touch: Touch, word: str | None) -> Meeting | None:
    if measure.match == "all":
        touch = touch if word else Touch.NONE
    elif word:
        touch = Touch.WHOLE
    return None if touch is Touch.NONE else Meeting(position, measure, touch, word)


def _applies(measure: Measure, case: Case, position: int) -> bool:
    """Kind of sale, value, and for codes a declaration that has a place for them (not H7)."""
    item = case.consignment.items[position]
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
