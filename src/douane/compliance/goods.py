"""Rules on goods items: description, quantity, mass, value, codes (DOMAIN §1.8, §1.11, §11)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from douane.compliance.rule import Case, rule
from douane.domain.commodity import commodity_fault
from douane.domain.decision import Verdict
from douane.domain.finding import Finding
from douane.domain.identifiers import gtin_fault
from douane.domain.numbers import text_of
from douane.reference.code_lists import countries, currencies

_LONGEST_DESCRIPTION = 512
_WORD = re.compile(r"[^\W\d_]{2,}|[\u4e00-\u9fff]")


@rule("DESCRIPTION-MISSING", "DESCRIPTION-STOP-WORD", "DESCRIPTION-SHORT", "DESCRIPTION-LONG", "DESCRIPTION-LOCAL-ONLY")
def description_says_what_the_goods_are(case: Case) -> Iterator[Finding]:
    """The description of goods is a plain text that is precise enough for customs to identify the goods (D.E. 18 05)."""
    stop_words = case.law.codes("eu.descriptions.stop_words")
    fewest = case.law.number("eu.descriptions.fewest_words")
    for i, item in case.items:
        text = item.words
        field = "description" if item.description or not item.description_local else "description_zh"
        if not text:
            yield case.note_item("DESCRIPTION-MISSING", i, field)
        elif text.casefold().strip(" .,;:-") in stop_words:
            yield case.note_item("DESCRIPTION-STOP-WORD", i, field, text)
        elif len(text) > _LONGEST_DESCRIPTION:
            yield case.note_item("DESCRIPTION-LONG", i, field, len(text), str(_LONGEST_DESCRIPTION))
        elif len(_WORD.findall(text)) < fewest:
            yield case.note_item("DESCRIPTION-SHORT", i, field, text)
        if text and not item.description:
            yield case.note_item("DESCRIPTION-LOCAL-ONLY", i, field, text)


@rule("QUANTITY-NOT-POSITIVE")
def quantity_is_above_zero(case: Case) -> Iterator[Finding]:
    """The quantity of goods that are declared is above zero."""
    for i, item in case.items:
        if item.quantity is not None and item.quantity <= 0:
            yield case.note_item("QUANTITY-NOT-POSITIVE", i, "quantity", text_of(item.quantity))


@rule("MASS-MISSING", "MASS-NOT-POSITIVE", "NET-ABOVE-GROSS")
def masses_are_plausible(case: Case) -> Iterator[Finding]:
    """The gross mass is the mass of the goods with their packing, in kilograms (D.E. 18 04); the net mass is without."""
    for i, item in case.items:
        gross, net = item.gross_mass, item.net_mass
        if gross is None:
            yield case.note_item("MASS-MISSING", i, "gross_kg")
        elif gross <= 0:
            yield case.note_item("MASS-NOT-POSITIVE", i, "gross_kg", text_of(gross))
        elif net is not None and net > gross:
            yield case.note_item("NET-ABOVE-GROSS", i, "net_kg", text_of(net), text_of(gross))


@rule("VALUE-MISSING", "VALUE-NEGATIVE", "VALUE-ZERO")
def value_is_a_price(case: Case) -> Iterator[Finding]:
    """The intrinsic value of commercial goods is the price of the goods themselves when sold for export (D.E. 14 14)."""
    for i, item in case.items:
        if item.value is None:
            yield case.note_item("VALUE-MISSING", i, "value")
        elif item.value < 0:
            yield case.note_item("VALUE-NEGATIVE", i, "value", text_of(item.value))
        elif item.value == 0:
            yield case.note_item("VALUE-ZERO", i, "value", text_of(item.value))


@rule("CURRENCY-MISSING", "CURRENCY-UNKNOWN", "RATE-MISSING")
def currency_is_known(case: Case) -> Iterator[Finding]:
    """Amounts stand in a currency of ISO 4217 (D.E. 14 14 012), exchanged at the rate of the month (UCC art. 53)."""
    for i, item in case.items:
        if item.currency is None:
            if item.value is not None:
                yield case.note_item("CURRENCY-MISSING", i, "currency")
        elif item.currency not in currencies():
            yield case.note_item("CURRENCY-UNKNOWN", i, "currency", item.currency)
        elif item.value is not None and item.value >= 0 and case.assessment.items[i].value is None:
            yield case.note_item("RATE-MISSING", i, "currency", item.currency, case.law.on.strftime("%Y-%m"))


@rule("COUNTRY-UNKNOWN")
def origin_is_a_country(case: Case) -> Iterator[Finding]:
    """The country of origin is a code of ISO 3166-1 (D.E. 16 08)."""
    for i, item in case.items:
        if item.origin is not None and item.origin not in countries():
            yield case.note_item("COUNTRY-UNKNOWN", i, "origin", item.origin)


@rule("HS-FORM", "HS-UNKNOWN")
def commodity_code_exists(case: Case) -> Iterator[Finding]:
    """The commodity code is one of the nomenclature in force on the day of acceptance (D.E. 18 09)."""
    for i, item in case.items:
        if item.commodity_code is None:
            continue
        fault = commodity_fault(item.commodity_code)
        if fault:
            yield case.note_item("HS-FORM", i, "hs_code", item.commodity_code, fault.expected)
        elif not case.code_exists(item.commodity_code):
            yield case.note_item("HS-UNKNOWN", i, "hs_code", item.commodity_code, case.nomenclature)


@rule("GTIN-FORM")
def gtin_has_its_check_digit(case: Case) -> Iterator[Finding]:
    """A standard product identifier is a GTIN with its check digit (document code C129)."""
    for i, item in case.items:
        gtin = item.product_ids.standard
        if gtin and (fault := gtin_fault(gtin)):
            yield case.note_item("GTIN-FORM", i, "gtin", gtin, fault.expected)


@rule("ITEM-NUMBERS")
def items_are_numbered_from_one(case: Case) -> Iterator[Finding]:
    """Goods items are numbered 1, 2, 3 without gaps within a declaration (D.E. 11 03)."""
    numbers = [item.number for item in case.consignment.items]
    expected = list(range(1, len(numbers) + 1))
    if numbers != expected:
        yield case.note("ITEM-NUMBERS", "item_no", " ".join(map(str, numbers)), " ".join(map(str, expected)))


@rule("CODE-UNSETTLED")
def every_item_has_a_settled_code(case: Case) -> Iterator[Finding]:
    """Every goods item carries its commodity code; a proposal that is not certain enough waits for a person."""
    for i, decision in enumerate(case.decisions):
        item = case.consignment.items[i]
        if decision.verdict in (Verdict.REVIEW, Verdict.ABSTAINED) and item.words:
            best = decision.candidates[0] if decision.candidates else None
            proposal = f"{best.code} ({best.probability:.0%})" if best else "none"
            yield case.note_item("CODE-UNSETTLED", i, "description", item.words, proposal=proposal)


RULES = (
    description_says_what_the_goods_are,
    quantity_is_above_zero,
    masses_are_plausible,
    value_is_a_price,
    currency_is_known,
    origin_is_a_country,
    commodity_code_exists,
    gtin_has_its_check_digit,
    items_are_numbered_from_one,
    every_item_has_a_settled_code,
)
