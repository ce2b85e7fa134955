"""Rules on low-value distance sales: IOSS, procedure codes, product identifiers, limits (DOMAIN §1.1 to §1.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from douane.assessment.route import matching
from douane.compliance.rule import Case, rule
from douane.domain.assessment import Route
from douane.domain.consignment import Direction, SaleType
from douane.domain.finding import Finding
from douane.domain.identifiers import ioss_fault

_LONGEST_PRODUCT_ID = 70
_DISTANCE_SALE_CODES = frozenset({"F48", "F49", "F53"})


@rule("SALE-TYPE-MISSING")
def kind_of_sale_is_said(case: Case) -> Iterator[Finding]:
    """Only distance sales, gifts and business purchases that are known as such can be routed with certainty."""
    if case.consignment.sale_type is None and case.direction is Direction.IMPORT:
        yield case.note("SALE-TYPE-MISSING", "sale_type")


@rule("IOSS-FORM", "IOSS-OVER-LIMIT", "IOSS-NOT-B2C")
def ioss_is_for_low_value_distance_sales(case: Case) -> Iterator[Finding]:
    """The import one-stop shop covers distance sales to consumers in consignments of at most EUR 150."""
    ioss = case.consignment.ioss
    if not ioss:
        return
    if fault := ioss_fault(ioss):
        yield case.note("IOSS-FORM", "ioss", ioss, fault.expected)
    limit = case.law.number("eu.low_value.intrinsic_value_limit")
    value = case.assessment.intrinsic_value
    if value is not None and value > limit:
        yield case.note("IOSS-OVER-LIMIT", "ioss", f"{value:.2f}", f"{limit:.2f}")
    if case.consignment.sale_type in (SaleType.B2B, SaleType.C2C):
        yield case.note("IOSS-NOT-B2C", "ioss", case.consignment.sale_type)


@rule("VALUE-NEAR-LIMIT")
def value_is_not_just_below_the_limit(case: Case) -> Iterator[Finding]:
    """Customs may have reasonable doubts about declared values (UCC-IA art. 140), which gather below the limit."""
    value = case.assessment.intrinsic_value
    near = case.law.number("eu.low_value.near_limit")
    limit = case.law.number("eu.low_value.intrinsic_value_limit")
    if value is not None and near <= value <= limit:
        yield case.note("VALUE-NEAR-LIMIT", "value", f"{value:.2f}", f"{limit:.2f}")


@rule("PROCEDURE-UNKNOWN", "PROCEDURE-MIXED", "PROCEDURE-IOSS-MISSING", "PROCEDURE-IOSS-UNUSED", "PROCEDURE-NOT-BELGIUM")
def wished_procedures_are_allowed(case: Case) -> Iterator[Finding]:
    """Additional procedure codes of H7 are those of the day, and F48 goes with an IOSS number and only with one."""
    wishes = case.consignment.procedure_wish
    if not wishes or case.direction is Direction.EXPORT:
        return
    known = case.law.codes("eu.procedures.known_on_h7")
    for wish in wishes:
        if wish not in known:
            yield case.note("PROCEDURE-UNKNOWN", "procedure", wish, " ".join(sorted(known)))
    if "C08" in wishes and _DISTANCE_SALE_CODES & set(wishes):
        yield case.note("PROCEDURE-MIXED", "procedure", " ".join(wishes))
    if "F48" in wishes and not case.consignment.ioss:
        yield case.note("PROCEDURE-IOSS-MISSING", "procedure", "F48")
    if "F48" not in wishes and case.consignment.ioss:
        yield case.note("PROCEDURE-IOSS-UNUSED", "procedure", " ".join(wishes))
    country = case.consignment.importer.address.country
    for wish in wishes:
        if wish in ("F49", "F53") and country and country != "BE":
            yield case.note("PROCEDURE-NOT-BELGIUM", "procedure", wish, country=country)


@rule("PRODUCT-ID-MISSING", since=date(2026, 11, 1))
def distance_sales_carry_product_identifiers(case: Case) -> Iterator[Finding]:
    """Each line of a distance sale carries M-PID (C127) and NS-PID (C128), and S-PID (C129) where it exists.

    Whether a standard identifier exists cannot be told from its absence: no S-PID is declared as Y081.
    """
    if case.consignment.sale_type in (SaleType.B2B, SaleType.C2C) or case.direction is Direction.EXPORT:
        return
    for i, item in case.items:
        code = case.decisions[i].code
        if matching(case.law, "eu.low_value.product_ids_tolerated", code):
            continue
        if not item.product_ids.merchant:
            yield case.note_item("PRODUCT-ID-MISSING", i, "sku", None, "merchant's identifier of the offer (M-PID, C127)")
        if not item.product_ids.manufacturer:
            yield case.note_item("PRODUCT-ID-MISSING", i, "manufacturer_ref", None,
                                 "manufacturer's identifier of the goods (NS-PID, C128)")  # fmt: skip


@rule("PRODUCT-ID-LONG", "PRODUCT-ID-CONTRADICTION")
def product_identifiers_fit_their_fields(case: Case) -> Iterator[Finding]:
    """References of supporting documents have at most 70 characters (D.E. 12 03 001); Y081 excludes C129."""
    for i, item in case.items:
        ids = item.product_ids
        for field, text in (("sku", ids.merchant), ("manufacturer_ref", ids.manufacturer)):
            if text and len(text) > _LONGEST_PRODUCT_ID:
                yield case.note_item("PRODUCT-ID-LONG", i, field, text, str(_LONGEST_PRODUCT_ID))
        if ids.standard and ids.none_declared:
            yield case.note_item("PRODUCT-ID-CONTRADICTION", i, "gtin", ids.standard)


@rule("ROUTE-TRANSIT", "ROUTE-STANDARD", "GOODS-PROHIBITED", "GOODS-RESTRICTED", "PERFUME-ON-H7")
def route_is_explained(case: Case) -> Iterator[Finding]:
    """H7 is for consignments up to EUR 150 without prohibitions, restrictions or excise (UCC-DA art. 143a)."""
    if case.direction is Direction.EXPORT:
        return
    routing = case.assessment.routing
    codes = [decision.code for decision in case.decisions]
    if routing.route is Route.T1:
        yield case.note("ROUTE-TRANSIT", "ioss", case.consignment.importer.address.country)
    elif routing.route is Route.H1:
        yield case.note("ROUTE-STANDARD", "value", None, None, reason=routing.because)
    for i, code in enumerate(codes):
        if matching(case.law, "eu.restrictions.prohibited", code):
            yield case.note_item("GOODS-PROHIBITED", i, "hs_code", code)
        elif routing.route is Route.H1 and code and f"({code})" in routing.because:
            yield case.note_item("GOODS-RESTRICTED", i, "hs_code", code, None, reason=routing.because)
        elif routing.route is Route.H7 and (code or "").startswith("3303"):
            yield case.note_item("PERFUME-ON-H7", i, "hs_code", code)


RULES = (
    kind_of_sale_is_said,
    ioss_is_for_low_value_distance_sales,
    value_is_not_just_below_the_limit,
    wished_procedures_are_allowed,
    distance_sales_carry_product_identifiers,
    product_identifiers_fit_their_fields,
    route_is_explained,
)
