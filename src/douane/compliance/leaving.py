"""Rules on goods that leave Belgium: exporter, statistical value, VAT proof, delivery terms, food for China (DOMAIN §3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from douane.assessment.route import cross_border, matching
from douane.compliance.rule import Case, rule
from douane.domain.consignment import Direction, GoodsItem, SaleType
from douane.domain.finding import Finding

_QUALIFICATION = "519"
_LATER = "exit confirmation"
_ACTS = {"DECREE_248": "GACC Decree 248", "DECREE_280": "GACC Decree 280"}


@rule("EXPORTER-OUTSIDE-UNION", direction=Direction.EXPORT)
def exporter_is_established_in_the_union(case: Case) -> Iterator[Finding]:
    """The exporter is a person established in the customs territory of the Union (UCC-DA art. 1(19))."""
    country = case.consignment.exporter.address.country
    if case.assessment.export and country and country not in case.law.codes("eu.territory.member_states"):
        yield case.note("EXPORTER-OUTSIDE-UNION", "sender_country", country)


@rule("STATISTICAL-VALUE-UNKNOWN", direction=Direction.EXPORT)
def statistical_value_is_known(case: Case) -> Iterator[Finding]:
    """The statistical value is the value of the goods at the border of Belgium (UCC-DA Annex B, D.E. 99 06)."""
    export = case.assessment.export
    if export is None or export.statistical is not None or case.assessment.intrinsic_value is None:
        return
    why = next((step.how for step in case.assessment.trace if step.what == "statistical value"), "")
    yield case.note("STATISTICAL-VALUE-UNKNOWN", "freight", case.consignment.incoterm, why)


@rule("EXPORT-PROOF-OPEN", direction=Direction.EXPORT)
def exemption_is_proved_by_papers(case: Case) -> Iterator[Finding]:
    """An export free of VAT is proved by invoice, transport document, order or payment and the confirmation of exit.

    The confirmation comes after the goods have left, so it alone is not asked for here.
    """
    export = case.assessment.export
    if export is None or not (case.consignment.exporter.vat or case.consignment.exporter.eori):
        return
    missing = [paper for paper in export.open_proof if paper != _LATER]
    if missing:
        yield case.note("EXPORT-PROOF-OPEN", "documents", None, ", ".join(missing))


@rule("INCOTERM-DDP-CHINA", "INCOTERM-EXW-EXPORT", direction=Direction.EXPORT)
def delivery_term_can_be_kept(case: Case) -> Iterator[Finding]:
    """Who is to declare under the delivery term is somebody who may (Incoterms 2020)."""
    term = case.consignment.incoterm
    if case.assessment.export is None:
        return
    if term == "DDP" and case.assessment.china and not cross_border(case.consignment):
        yield case.note("INCOTERM-DDP-CHINA", "incoterm", term)
    elif term == "EXW":
        yield case.note("INCOTERM-EXW-EXPORT", "incoterm", term)


@rule("FOOD-NOT-REGISTERED", since=date(2022, 1, 1))
def makers_of_food_are_registered(case: Case) -> Iterator[Finding]:
    """Makers of food abroad are registered with Chinese customs, and the number stands in the declaration.

    Decree 248 until 31 May 2026, Decree 280 since. Retail and personal parcels are outside their scope.
    """
    for i, item in _food(case):
        if _registration(case, item):
            continue
        recommended = matching(case.law, "cn.food.recommended_goods", _code(case, i))
        how = "FASFC must recommend the maker" if recommended else "the maker registers by itself"
        act = _ACTS[case.law.choice("cn.food.registration_act")]
        yield case.note_item("FOOD-NOT-REGISTERED", i, "documents", item.words, _QUALIFICATION, act=act, how=how)


@rule("FOOD-LABEL", since=date(2012, 4, 20))
def food_carries_a_chinese_label(case: Case) -> Iterator[Finding]:
    """Prepacked food in general trade carries a Chinese label: GB 7718-2011, from 16 March 2027 GB 7718-2025."""
    for i, item in _food(case):
        standard = case.law.choice("cn.food.label_standard")
        yield case.note_item("FOOD-LABEL", i, "description", item.words, standard, day=case.law.on.isoformat())


def _food(case: Case) -> Iterator[tuple[int, GoodsItem]]:
    """Food that leaves for China by general trade."""
    goes_to_china = case.assessment.china is not None and case.direction is Direction.EXPORT
    if not goes_to_china or cross_border(case.consignment) or case.consignment.sale_type is SaleType.C2C:
        return
    for i, item in case.items:
        if matching(case.law, "cn.food.registered_goods", _code(case, i)):
            yield i, item


def _code(case: Case, position: int) -> str | None:
    return case.consignment.items[position].commodity_code_cn or case.decisions[position].code


def _registration(case: Case, item: GoodsItem) -> bool:
    headings = case.law.codes("cn.food.registration_headings")
    told = any(name.strip().casefold() in headings and value.strip() for name, value in item.attributes)
    return told or any(paper.type == _QUALIFICATION for paper in (*item.documents, *case.consignment.documents))


RULES = (
    exporter_is_established_in_the_union,
    statistical_value_is_known,
    exemption_is_proved_by_papers,
    delivery_term_can_be_kept,
    makers_of_food_are_registered,
    food_carries_a_chinese_label,
)
