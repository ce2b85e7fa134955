"""Goods that leave: the Belgian side (form, values, papers, proof, clocks) and the Chinese side (channel, taxes, caps)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from douane.assessment.basis import Basis
from douane.assessment.charge import assess
from douane.assessment.china import RetailLine, over_cap
from douane.assessment.export import latest_lodging, missing_vat_proof
from douane.domain.assessment import Assessment, Route
from douane.domain.consignment import Address, Consignment, Direction, Document, Ecommerce, Party, SaleType
from douane.reference.duty_china import ChineseRates, ChineseTariff
from douane.reference.exchange import Rate
from douane.reference.law import Law
from tests.conftest import TODAY, make_consignment, make_item

D = Decimal
DAY = Law.load().on(TODAY)
PER_EURO = {"EUR": D(1), "CNY": D("7.50"), "USD": D("1.10")}
GHENT = Party(name="Muster BV", address=Address("Straat 1", "9000", "Gent", None, "BE"), eori="BE0308357159")
BUYER = Party(name="王芳", address=Address("示例路1号", None, "深圳", None, "CN"))
TOLD = Ecommerce(platform_code="31010000XX", trade_mode="9610", buyer_id_number="11010519491231002X")


def leaving(value: str, currency: str = "CNY", **changes: object) -> Consignment:
    """Chocolate from Ghent to Shenzhen."""
    item = {
        key: changes.pop(key) for key in ("quantity", "freight", "commodity_code", "commodity_code_cn") if key in changes
    }
    goods = make_item(description="Milk chocolate", value=D(value), currency=currency, origin="BE",
                      **{"commodity_code": "180632", "commodity_code_cn": "1806320000", **item})  # fmt: skip
    made = make_consignment(goods, exporter=GHENT, importer=BUYER, ioss=None, incoterm="CPT", order="SO-1", ecommerce=TOLD)
    return replace(made, **changes)


def sides(consignment: Consignment, rates: ChineseTariff | None = None, used: str = "0") -> Assessment:
    basis = Basis(consignment, [item.commodity_code for item in consignment.items], DAY,
                  lambda c: Rate(c, PER_EURO[c], TODAY), Direction.EXPORT, chinese=rates, used=D(used))  # fmt: skip
    return assess(basis)


@pytest.mark.parametrize(
    ("value", "currency", "freight", "total"),
    [
        ("400", "CNY", "0", "36.40"),  # 400 × 9.1 %
        ("400", "CNY", "20", "38.22"),  # 420 × 9.1 %
        ("100", "EUR", "0", "68.25"),  # 750 × 9.1 %
        ("110", "USD", "0", "68.25"),  # 110 ÷ 1.10 × 7.50 = 750
    ],
)
def test_retail_bears_9_1_percent_of_price_and_freight(value: str, currency: str, freight: str, total: str) -> None:
    found = sides(leaving(value, currency, freight=D(freight)))
    assert found.routing.route is Route.CEB
    assert found.routing.procedure == ("9610",)
    assert found.china is not None
    assert found.china.total == D(total)
    assert found.china.counted == found.china.value
    assert (found.customs_duty, found.vat) == (None, None)


def test_one_item_above_the_limit_stays_at_full_tax_once_its_duty_is_known() -> None:
    rates = ChineseTariff({"18063200": ChineseRates(D(8), D(13), None)}, "made")
    found = sides(leaving("6000", quantity=D(1)), rates).china
    assert found is not None
    assert (found.channel, found.allowed) == ("cross-border retail, one item at full tax", True)
    # duty 480.00; VAT (6000 + 480) × 13 % = 842.40
    assert (found.duty, found.vat, found.total) == (D("480.00"), D("842.40"), D("1322.40"))
    unknown = sides(leaving("6000", quantity=D(1))).china
    assert unknown is not None
    assert unknown.total is None


def test_two_items_above_the_limit_and_a_full_year_are_general_trade() -> None:
    two, year = sides(leaving("5000.01", quantity=D(2))).china, sides(leaving("400"), used="25600.01").china
    assert two is not None
    assert year is not None
    assert (two.allowed, two.counted) == (False, 0)
    assert (year.allowed, year.counted) == (False, 0)


def test_private_parcels_bear_personal_tax_above_the_waiver() -> None:
    private = {"sale_type": SaleType.C2C, "ecommerce": None}
    waived = sides(leaving("384.61", **private)).china  # 13 % = 50.00
    taxed = sides(leaving("385", **private)).china  # 13 % = 50.05
    assert waived is not None
    assert taxed is not None
    assert (waived.personal_tax, waived.total) == (D("50.00"), 0)
    assert (taxed.personal_tax, taxed.total) == (D("50.05"), D("50.05"))


def test_general_trade_bears_duty_and_vat_on_cif() -> None:
    rates = ChineseTariff({"18063200": ChineseRates(D(8), D(13), None)}, "made")
    found = sides(leaving("1000", freight=D(100), sale_type=SaleType.B2B, ecommerce=None), rates)
    assert found.routing.route is Route.B1
    assert found.china is not None
    # 1100 × 8 % = 88; (1100 + 88) × 13 % = 154.44
    assert (found.china.duty, found.china.vat, found.china.total) == (D("88.00"), D("154.44"), D("242.44"))


@pytest.mark.parametrize(
    ("value", "eori", "sale", "form"),
    [
        ("1000", None, SaleType.C2C, "declared by presentation at exit"),
        ("1000.01", None, SaleType.C2C, "B1 at the office of exit"),
        ("1000", None, SaleType.B2B, "oral declaration"),
        ("1000", "BE0308357159", SaleType.B2B, "B1 at the office of exit"),
        ("3000.01", "BE0308357159", SaleType.B2B, "B1 at the exporter's office"),
    ],
)
def test_the_form_follows_value_and_proof(value: str, eori: str | None, sale: SaleType, form: str) -> None:
    sender = replace(GHENT, eori=eori)
    found = sides(leaving(value, "EUR", exporter=sender, sale_type=sale, ecommerce=None)).export
    assert found is not None
    assert found.form == form


def test_a_value_that_is_not_known_asks_for_the_heaviest_form() -> None:
    item = replace(leaving("1", "EUR").items[0], value=None)
    found = sides(replace(leaving("1", "EUR"), items=(item,), ecommerce=None)).export
    assert found is not None
    assert (found.form, found.statistical) == ("B1 at the exporter's office", None)


def test_statistical_values_are_whole_euro_and_leave_out_the_flight() -> None:
    found = sides(leaving("1000.50", "EUR", freight=D(80), sale_type=SaleType.B2B, ecommerce=None)).export
    assert found is not None
    assert found.statistical == (D(1001),)


def test_every_paper_states_its_reason_and_what_was_given() -> None:
    scope = leaving("4000", "EUR", commodity_code="903020", sale_type=SaleType.B2B, ecommerce=None)
    open_papers = sides(scope).export
    assert open_papers is not None
    dual = next(paper for paper in open_papers.papers if "Y901" in paper.codes)
    assert "X002" in dual.codes
    assert "903020" in dual.reason
    assert dual.given is None
    reason = Document("Y901", "bandwidth 100 MHz, below 3A002.a")
    said = sides(replace(scope, documents=(reason,))).export
    assert said is not None
    assert next(p for p in said.papers if "Y901" in p.codes).given == "Y901 bandwidth 100 MHz, below 3A002.a"
    assert all(paper.reason and paper.source for paper in said.papers)


def test_the_exit_confirmation_is_always_still_to_come() -> None:
    papers = (Document("N380", "INV-1"),)
    found = sides(leaving("1000", "EUR", documents=papers, sale_type=SaleType.B2B, ecommerce=None)).export
    assert found is not None
    assert found.open_proof == ("exit confirmation",)


def test_missing_vat_proof_names_what_is_not_held() -> None:
    assert missing_vat_proof((), DAY) == (
        "exit confirmation", "invoice", "invoice mention", "order or payment", "transport document",
    )  # fmt: skip
    assert missing_vat_proof(("invoice", "invoice mention", "transport document", "order or payment"), DAY) == (
        "exit confirmation",
    )
    everything = ("invoice", "invoice mention", "transport document", "order or payment", "exit confirmation")
    assert missing_vat_proof(everything, DAY) == ()


def test_latest_lodging_is_half_an_hour_before_departure_in_its_own_zone() -> None:
    leaves = datetime(2026, 11, 22, 0, 10, tzinfo=ZoneInfo("Europe/Brussels"))
    assert latest_lodging(leaves, DAY) == datetime(2026, 11, 21, 23, 40, tzinfo=ZoneInfo("Europe/Brussels"))


def test_over_cap_counts_sugar_and_rice_with_what_was_bought_before() -> None:
    sugar, rice = RetailLine("17019910", D(20), mass=D(2)), RetailLine("10063020", D(90), mass=D("20.001"))
    assert over_cap([sugar], DAY) == ()
    assert over_cap([sugar, sugar], DAY) == ("sugar",)
    assert over_cap([sugar], DAY, {"sugar": D("0.001")}) == ("sugar",)
    assert over_cap([rice], DAY) == ("rice",)
    assert over_cap([RetailLine("18063200", D(9), mass=D(50))], DAY, {"sugar": D(9)}) == ()


@pytest.mark.parametrize(
    ("changes", "model", "duty", "vat"),
    [
        ({}, "IOSS", "IOSS holder", "IOSS holder, at the sale"),
        ({"ioss": None}, "DDP", "seller or platform", "seller or platform"),
        ({"ioss": None, "incoterm": "DAP"}, "DAP", "consignee, with the clearance fee", "consignee"),
        ({"ioss": None, "incoterm": "DAP", "special_arrangements": True}, "special arrangements", "consignee",
         "consignee, before or at delivery"),
        ({"ioss": None, "sale_type": SaleType.C2C}, "gift", "nobody at import", "nobody at import"),
    ],
)  # fmt: skip
def test_who_pays_follows_the_model(changes: dict[str, object], model: str, duty: str, vat: str) -> None:
    parcel = make_consignment(**changes)
    basis = Basis(parcel, ["610910"], DAY, lambda c: Rate(c, PER_EURO[c], TODAY))
    found = assess(basis).payers
    assert found is not None
    assert (found.model, found.duty, found.vat) == (model, duty, vat)


COUNTRIES = st.sampled_from(["BE", "NL", "CN", "CH", "GB", None])
PARCELS = st.builds(
    lambda value, sender, recipient, sale, ioss, told, code: replace(
        make_consignment(make_item(value=value, commodity_code=code), ioss=ioss, sale_type=sale, ecommerce=told),
        exporter=replace(GHENT, address=Address(country=sender)), importer=replace(BUYER, address=Address(country=recipient)),
    ),
    st.one_of(st.none(), st.decimals("-5", "30000", places=2)), COUNTRIES, COUNTRIES,
    st.sampled_from([None, *SaleType]), st.sampled_from([None, "IM0561234567"]), st.sampled_from([None, TOLD]),
    st.sampled_from(["610910", "330300", "220421", "871200", "960110", "930200"]),
)  # fmt: skip


@given(PARCELS, st.sampled_from(list(Direction)))
def test_route_is_a_function_with_one_answer_and_no_negative_tax(consignment: Consignment, direction: Direction) -> None:
    basis = Basis(
        consignment, [i.commodity_code for i in consignment.items], DAY, lambda c: Rate(c, PER_EURO[c], TODAY), direction
    )
    first, again = assess(basis), assess(basis)
    assert first == again
    assert first.routing.route in Route
    assert (first.routing.route in (Route.B1, Route.CEB)) == (direction is Direction.EXPORT)
    owed = [first.customs_duty, first.union_fee, first.vat]
    if first.china:
        owed += [first.china.duty, first.china.consumption_tax, first.china.vat, first.china.total]
    assert all(amount is None or amount >= 0 for amount in owed)
    assert len(first.items) == len(consignment.items)
