"""Rules on who answers for a product in the Union: GPSR, market surveillance, producer registers (DOMAIN §6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from douane.assessment.route import matching
from douane.compliance.rule import Case, rule
from douane.domain.consignment import Direction, GoodsItem, SaleType
from douane.domain.finding import Finding


@rule("SAFETY-NO-PERSON", since=date(2024, 12, 13))
def consumer_goods_have_a_responsible_person(case: Case) -> Iterator[Finding]:
    """A product is placed on the market only if an operator in the Union answers for it (Reg. (EU) 2023/988 art. 16).

    Held where the manifest has a column for the person and the column says that there is none: a manifest without such a
    column tells nothing either way.
    """
    if case.direction is Direction.EXPORT:
        return
    for i, item in case.items:
        code = case.decisions[i].code
        said = _said(case, item, "eu.safety.responsible_person_headings")
        if said is None or not _is_none(case, said) or matching(case.law, "eu.safety.consumer_goods_left_out", code):
            continue
        yield case.note_item("SAFETY-NO-PERSON", i, "responsible_person", said or None)


@rule("MARKET-OPERATOR-UNSAID", since=date(2021, 7, 16))
def harmonised_goods_name_their_operator(case: Case) -> Iterator[Finding]:
    """Name and address of the operator stand on product, packing, parcel or document (2019/1020 art. 4(4))."""
    if case.direction is Direction.EXPORT:
        return
    for i, item in case.items:
        code = case.decisions[i].code
        if not matching(case.law, "eu.safety.harmonised_goods", code):
            continue
        if _said(case, item, "eu.safety.responsible_person_headings") is None:
            yield case.note_item("MARKET-OPERATOR-UNSAID", i, "hs_code", code)


@rule("PRODUCER-UNREGISTERED", since=date(2024, 8, 18))
def producers_are_registered(case: Case) -> Iterator[Finding]:
    """Who sells packed goods, electricals or batteries to consumers in Belgium is registered as their producer.

    Applied to batteries since 18 August 2024 and to packaging since 12 August 2026; asked only where the manifest has a
    column for the number.
    """
    if case.direction is Direction.EXPORT or case.consignment.sale_type is not SaleType.B2C:
        return
    for i, item in case.items:
        said = _said(case, item, "eu.safety.producer_number_headings")
        if said is not None and _is_none(case, said):
            yield case.note_item("PRODUCER-UNREGISTERED", i, "epr", said or None)


def _said(case: Case, item: GoodsItem, headings: str) -> str | None:
    """What a column of the manifest says; `None` where it has none."""
    wanted = case.law.codes(headings)
    return next((value.strip() for name, value in item.attributes if name.strip().casefold() in wanted), None)


def _is_none(case: Case, said: str) -> bool:
    return said.casefold() in case.law.codes("eu.safety.words_for_none")


RULES = (
    consumer_goods_have_a_responsible_person,
    harmonised_goods_name_their_operator,
    producers_are_registered,
)
