"""Route and amounts of low-value consignments: the vectors of DOMAIN §1.1 to §1.4, by hand from the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from douane.assessment.basis import Basis
from douane.assessment.charge import assess
from douane.domain.assessment import Assessment, Route
from douane.domain.consignment import Address, Consignment, Direction, GoodsItem, SaleType
from douane.reference.exchange import EcbRates
from douane.reference.law import Law
from tests.conftest import TODAY, make_consignment, make_item

RATES = EcbRates.packaged()
LAW = Law.load()


def assessed(consignment: Consignment, on: date = TODAY, codes: tuple[str | None, ...] | None = None) -> Assessment:
    given_codes = codes or tuple(item.commodity_code for item in consignment.items)
    return assess(Basis(consignment, given_codes, LAW.on(on), lambda c: RATES.for_customs(c, TODAY), Direction.IMPORT))


def goods(*values: str, **changes: object) -> tuple[GoodsItem, ...]:
    """Different goods of these values."""
    return tuple(
        make_item(number=i, value=Decimal(value), description=f"Good of cotton number {i}", **changes)
        for i, value in enumerate(values, start=1)
    )


def to(country: str, consignment: Consignment) -> Consignment:
    return replace(
        consignment, importer=replace(consignment.importer, address=Address("Street 1", "1000", "City", None, country))
    )


# --- DOMAIN §1.3, test vectors ---


def test_ioss_three_lines_of_149_99() -> None:
    a = assessed(make_consignment(*goods("20.00", "30.00", "99.99")))
    assert a.intrinsic_value == Decimal("149.99")
    assert (a.routing.route, a.routing.procedure) == (Route.H7, ("F48",))
    assert (a.customs_duty, a.vat, a.vat_base) == (Decimal("9.00"), Decimal(0), None)


def test_ioss_150_one_line_of_fifty_pieces() -> None:
    a = assessed(make_consignment(make_item(value=Decimal("150.00"), quantity=Decimal(50))))
    assert (a.routing.route, a.customs_duty) == (Route.H7, Decimal("3.00"))


def test_150_01_goes_to_h1_with_the_ordinary_tariff() -> None:
    a = assessed(make_consignment(make_item(value=Decimal("150.01"))))
    assert a.routing.route is Route.H1
    assert a.customs_duty is None
    assert a.vat is None


def test_f53_belgium_goods_40_freight_5_two_lines() -> None:
    items = goods("25.00", "15.00")
    items = (replace(items[0], freight=Decimal("5.00")), items[1])
    a = assessed(make_consignment(*items, ioss=None))
    assert a.routing.procedure == ("F53",)
    assert (a.customs_duty, a.vat_base, a.vat) == (Decimal("6.00"), Decimal("51.00"), Decimal("10.71"))


def test_before_july_2026_the_old_relief_and_c07() -> None:
    a = assessed(make_consignment(*goods("20.00", "30.00")), on=date(2026, 6, 30))
    assert a.customs_duty == 0
    assert a.routing.procedure == ("C07", "F48")


def test_after_june_2028_the_ordinary_tariff() -> None:
    a = assessed(make_consignment(*goods("20.00", "30.00")), on=date(2028, 7, 1))
    assert a.routing.route is Route.H7
    assert a.customs_duty is None


@pytest.mark.parametrize("on", [date(2026, 7, 1), date(2026, 11, 22), date(2028, 6, 30)])
def test_three_euro_a_line_in_between(on: date) -> None:
    assert assessed(make_consignment(*goods("20.00", "30.00")), on=on).customs_duty == Decimal("6.00")


# --- DOMAIN §1.3, official examples of the Commission ---


@pytest.mark.parametrize(
    ("lines", "duty"),
    [
        ([("610910", "T-shirt of cotton")] * 5, "3.00"),
        ([("610910", "T-shirt of cotton"), ("910211", "Wrist watch")], "6.00"),
        ([("960810", "Pen"), ("482010", "Notepad"), ("732690", "Keyring")], "9.00"),
        ([("620193", "Coat"), ("621420", "Scarf of wool"), ("621420", "Scarf of wool")], "6.00"),
        ([("610419", "Outer garments, knitted")] * 3, "3.00"),
        ([("610910", "T-shirt of cotton"), ("610910", "  t-SHIRT of   cotton ")], "3.00"),
        ([("610910", "T-shirt of cotton, red"), ("610910", "T-shirt of cotton, blue")], "6.00"),
    ],
)
def test_an_item_is_a_line_of_one_code_and_description(lines: list[tuple[str, str]], duty: str) -> None:
    items = tuple(
        make_item(number=i, commodity_code=code, description=text, value=Decimal(4), origin="CN" if i % 2 else "VN")
        for i, (code, text) in enumerate(lines, start=1)
    )
    a = assessed(make_consignment(*items))
    assert a.customs_duty == Decimal(duty)
    assert sum(item.customs_duty or 0 for item in a.items) == Decimal(duty)


# --- DOMAIN §1.2, intrinsic value ---


@pytest.mark.parametrize(
    ("value", "freight", "intrinsic", "route"),
    [
        ("140.00", "0", "140.00", Route.H7), ("140.00", "15.00", "140.00", Route.H7), ("120.00", "15.00", "120.00", Route.H7),
        ("160.00", "0", "160.00", Route.H1), ("150.00", "40.00", "150.00", Route.H7), ("150.01", "0", "150.01", Route.H1),
    ],
)  # fmt: skip
def test_freight_shown_separately_is_no_part_of_the_intrinsic_value(
    value: str, freight: str, intrinsic: str, route: Route
) -> None:
    a = assessed(make_consignment(make_item(value=Decimal(value), freight=Decimal(freight))))
    assert (a.intrinsic_value, a.routing.route) == (Decimal(intrinsic), route)


def test_the_limit_is_on_the_consignment_not_the_line() -> None:
    assert assessed(make_consignment(*goods("75.01", "75.00"))).routing.route is Route.H1


def test_foreign_currency_is_exchanged_at_the_rate_of_the_month() -> None:
    rate = RATES.for_customs("CNY", TODAY)
    a = assessed(make_consignment(make_item(value=Decimal("750.00"), currency="CNY")))
    assert a.intrinsic_value == round(Decimal(750) / rate.per_euro, 2)
    assert a.exchange_rate_date == date(2026, 10, 21)


def test_a_currency_without_rate_leaves_the_value_unknown() -> None:
    a = assessed(make_consignment(make_item(currency="VND")))
    assert a.intrinsic_value is None
    assert a.customs_duty is None
    assert a.routing.route is Route.NONE


# --- DOMAIN §1.1, routes ---


def test_no_ioss_and_a_consignee_elsewhere_is_transit() -> None:
    a = assessed(to("NL", make_consignment(ioss=None)))
    assert (a.routing.route, a.customs_duty, a.vat) == (Route.T1, 0, 0)


def test_ioss_is_released_for_any_member_state() -> None:
    assert assessed(to("PL", make_consignment())).routing.procedure == ("F48",)


def test_special_arrangements_in_belgium() -> None:
    a = assessed(make_consignment(ioss=None, special_arrangements=True))
    assert a.routing.procedure == ("F49",)
    assert a.vat == Decimal("4.83")  # (20 + 3) × 21 %


def test_a_business_purchase_is_h1() -> None:
    assert assessed(make_consignment(ioss=None, sale_type=SaleType.B2B)).routing.route is Route.H1


def test_a_business_purchase_was_h7_under_the_old_relief() -> None:
    a = assessed(make_consignment(ioss=None, sale_type=SaleType.B2B), on=date(2026, 6, 30))
    assert (a.routing.route, a.routing.procedure) == (Route.H7, ("C07",))


@pytest.mark.parametrize(("value", "route"), [("45.00", Route.H7), ("45.01", Route.H1)])
def test_gifts_up_to_45_euro_are_free(value: str, route: Route) -> None:
    a = assessed(make_consignment(make_item(value=Decimal(value)), ioss=None, sale_type=SaleType.C2C))
    assert a.routing.route is route
    if route is Route.H7:
        assert (a.routing.procedure, a.customs_duty, a.vat) == (("C08",), 0, 0)


@pytest.mark.parametrize(
    ("code", "route"),
    [
        ("960110", Route.NONE), ("040690", Route.H1), ("220421", Route.H1), ("240412", Route.H1), ("090121", Route.H1),
        ("871200", Route.H1), ("300490", Route.H1), ("330300", Route.H7), ("610910", Route.H7),
    ],
)  # fmt: skip
def test_restricted_goods_do_not_use_h7(code: str, route: Route) -> None:
    assert assessed(make_consignment(make_item(commodity_code=code))).routing.route is route


def test_anti_dumping_is_for_its_origin_only() -> None:
    bicycle = make_item(commodity_code="871200", origin="VN")
    assert assessed(make_consignment(bicycle)).routing.route is Route.H7


def test_restricted_distance_sales_still_pay_per_line() -> None:
    a = assessed(make_consignment(make_item(commodity_code="090121")))
    assert (a.routing.route, a.customs_duty) == (Route.H1, Decimal("3.00"))


def test_a_consignee_outside_the_union_has_no_route() -> None:
    assert assessed(to("CH", make_consignment())).routing.route is Route.NONE


# --- DOMAIN §1.4, VAT ---


@pytest.mark.parametrize(("code", "rate"), [("490199", "0.06"), ("610910", "0.21"), ("200819", "0.06"), ("151710", "0.12")])
def test_vat_rates_follow_the_goods(code: str, rate: str) -> None:
    a = assessed(make_consignment(make_item(commodity_code=code), ioss=None))
    assert a.vat == round(Decimal("23.00") * Decimal(rate), 2)


def test_the_union_fee_is_shown_as_unconfirmed_and_is_no_duty() -> None:
    a = assessed(make_consignment())
    step = next(step for step in a.trace if step.what == "Union handling fee")
    assert a.union_fee == 0
    assert step.unconfirmed


def test_every_step_names_its_source() -> None:
    for consignment in (make_consignment(), make_consignment(ioss=None), make_consignment(make_item(value=Decimal(500)))):
        assert all(step.source and step.result for step in assessed(consignment).trace)


@given(
    st.lists(st.tuples(st.decimals("0.01", "200", places=2), st.decimals("0", "20", places=2)), min_size=1, max_size=8),
    st.sampled_from(["BE", "NL", "CH"]), st.sampled_from([None, "IM0561234567"]), st.sampled_from([None, *SaleType]),
)  # fmt: skip
def test_amounts_add_up_and_are_never_negative(
    lines: list[tuple[Decimal, Decimal]], country: str, ioss: str | None, sale: SaleType | None
) -> None:
    items = tuple(
        make_item(
            number=i, value=value, freight=freight, description=f"Good number {i % 3}", currency="CNY" if i % 2 else "EUR"
        )
        for i, (value, freight) in enumerate(lines, start=1)
    )
    a = assessed(to(country, make_consignment(*items, ioss=ioss, sale_type=sale)))
    assert a.routing.route in Route
    assert sum(item.value or 0 for item in a.items) == a.intrinsic_value
    if a.customs_duty is not None:
        assert sum(item.customs_duty or 0 for item in a.items) == a.customs_duty
    for amount in (a.customs_duty, a.union_fee, a.vat, a.vat_base):
        assert amount is None or amount >= 0
    assert a == assessed(to(country, make_consignment(*items, ioss=ioss, sale_type=sale)))
