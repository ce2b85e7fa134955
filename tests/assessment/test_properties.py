"""What holds for any amounts: parts add up, no tax is negative, converting and splitting loses no cent."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from douane.assessment.basis import Basis
from douane.assessment.charge import assess
from douane.assessment.china import Channel, RetailLine, combined_rate, general_trade_tax, retail_tax
from douane.assessment.china_personal import personal_tax
from douane.assessment.duty import evaluate
from douane.assessment.export import ExportPrice, statistical_values
from douane.assessment.valuation import Valuation, customs_value
from douane.domain.consignment import SaleType
from douane.reference.air_freight import AirFreight
from douane.reference.duty_china import ChineseRates
from douane.reference.duty_expression import AdValorem, Rate, Specific
from douane.reference.duty_units import Counted
from douane.reference.exchange import Rate as Exchange
from douane.reference.law import Law
from douane.reference.measures import FewMeasures, Measure
from tests.conftest import TODAY, make_consignment, make_item

DAY = Law.load().on(TODAY)
D = Decimal


def amounts(least: str = "0", most: str = "100000") -> st.SearchStrategy[Decimal]:
    return st.decimals(least, most, places=2)


LINES = st.lists(st.tuples(amounts("0.01"), st.decimals("0.001", "500", places=3)), min_size=1, max_size=12)
PERCENT = st.decimals("0", "100", places=1)


@given(LINES, amounts(most="5000"), amounts(most="500"), PERCENT)
def test_customs_value_and_transport_in_the_union_hold_every_cent(
    lines: list[tuple[Decimal, Decimal]], freight: Decimal, insurance: Decimal, percent: Decimal
) -> None:
    prices, masses = tuple(price for price, _ in lines), tuple(mass for _, mass in lines)
    found = customs_value(Valuation(prices, masses, "FCA", freight, insurance, percent), DAY)
    assert found.total is not None
    assert found.total + sum(found.inside_union) == sum(prices) + freight + insurance
    assert all(value >= price for value, price in zip(found.lines or (), prices, strict=True))


PARTS = st.one_of(
    st.builds(AdValorem, st.decimals("0", "80", places=2)),
    st.builds(
        Specific, st.decimals("0", "300", places=2), st.sampled_from([D(1), D(100)]), st.sampled_from(list(Counted)[:3])
    ),
)
SUMS = st.lists(PARTS, min_size=1, max_size=3).map(tuple)


@given(SUMS, SUMS, SUMS, amounts(), st.decimals("0", "1000", places=3))
def test_a_duty_stays_between_its_bounds(
    parts: tuple[AdValorem | Specific, ...], least: tuple[AdValorem | Specific, ...], most: tuple[AdValorem | Specific, ...],
    value: Decimal, mass: Decimal,
) -> None:  # fmt: skip
    counted = dict.fromkeys(list(Counted)[:3], mass)
    bare, low, high = (evaluate(Rate(side), value, counted)[0] for side in (parts, least, most))
    found = evaluate(Rate(parts, least, most), value, counted)[0]
    assert found is not None
    assert bare is not None
    assert low is not None
    assert high is not None
    assert found == min(max(bare, low), high)
    assert found >= 0


@given(
    LINES,
    amounts(most="300"),
    st.sampled_from(["7.8101", "1.0873", "161.2"]),
    st.sampled_from([SaleType.B2B, SaleType.C2C]),
)
def test_an_h1_adds_up_from_its_items(
    lines: list[tuple[Decimal, Decimal]], freight: Decimal, quoted: str, sale: SaleType
) -> None:
    codes = ("6109100010", "4901990000", "6403999100")
    items = tuple(
        make_item(number=i, value=price, gross_mass=mass, freight=freight if i == 1 else D(0), currency="USD",
                  description=f"Good {i % 4}", commodity_code=codes[i % 3])
        for i, (price, mass) in enumerate(lines, start=1)
    )  # fmt: skip
    table = FewMeasures(
        [Measure(code, "1011", "103", duty) for code, duty in zip(codes, ("12 %", "0 %", "8 %"), strict=True)]
    )
    found = assess(
        Basis(make_consignment(*items, ioss=None, sale_type=sale), [item.commodity_code for item in items], DAY,
              lambda c: Exchange(c, D(quoted), TODAY), measures=table, air_freight=AirFreight({("CN", ""): D(70)}, "made"))
    )  # fmt: skip
    assert sum(item.value or D(0) for item in found.items) == found.intrinsic_value
    if found.customs_duty is not None:
        assert sum(item.customs_duty or D(0) for item in found.items) == found.customs_duty
        assert found.customs_duty >= 0
    if found.vat_base is not None:
        assert found.vat_base == (found.intrinsic_value or 0) + (found.transport_cost or 0) + (found.customs_duty or 0)
        assert D(0) <= (found.vat or D(0)) <= found.vat_base


RATES = st.builds(ChineseRates, PERCENT, st.sampled_from([D(9), D(13)]), st.decimals("0", "60", places=1))
RETAIL = st.lists(
    st.builds(RetailLine, st.sampled_from(["61091000", "33049900", "22042100"]), amounts("0.01", "9000"),
              st.sampled_from([D(1), D(3)]), rates=RATES),
    min_size=1, max_size=6,
)  # fmt: skip


@given(RETAIL, amounts(most="200"), amounts(most="50"), amounts(most="26000"))
def test_a_retail_order_adds_up_and_is_counted_once(
    lines: list[RetailLine], freight: Decimal, insurance: Decimal, used: Decimal
) -> None:
    found = retail_tax(lines, DAY, freight=freight, insurance=insurance, used=used)
    assert sum(line.value for line in found.lines) == found.value == sum(line.price for line in lines) + freight + insurance
    assert found.total is not None
    assert found.total >= 0
    assert found.quota_after - used in (0, found.value)
    assert found.quota_after <= 26000
    if found.channel is Channel.RETAIL:
        full = general_trade_tax(lines, DAY).total
        assert full is not None
        assert freight or insurance or found.total <= full + D("0.01") * len(lines)


@given(amounts("0.01", "5000"), st.sampled_from(["0", "10", "15", "30"]), st.sampled_from(["9", "13"]))
def test_a_retail_order_bears_the_combined_rate(price: Decimal, consumption: str, vat: str) -> None:
    line = RetailLine("61091000", price, rates=ChineseRates(None, D(vat), D(consumption)))
    total = retail_tax([line], DAY).total
    assert total is not None
    assert abs(total - price * combined_rate(D(consumption), D(vat), D("0.7"))) <= D("0.01")


@given(RETAIL)
def test_personal_articles_are_waived_or_collected_whole(lines: list[RetailLine]) -> None:
    found = personal_tax(lines, "BE", DAY)
    assert found.collected in (0, sum(found.lines))
    assert (found.collected == 0) == (sum(found.lines) <= 50)


@given(
    st.lists(amounts("0.01"), min_size=1, max_size=8), amounts(most="500"), st.sampled_from(["EXW", "FCA", "CPT", "DAP"])
)
def test_statistical_values_are_whole_euro_near_the_value(prices: list[Decimal], cost: Decimal, incoterm: str) -> None:
    lines, _ = statistical_values(ExportPrice(tuple(prices), incoterm, to_border=cost, beyond=cost), DAY)
    total = sum(prices) + {"EXW": cost, "FCA": D(0)}.get(incoterm, -cost)
    assert (lines is None) == (total < 0)
    if lines is not None:
        assert all(line == line.to_integral_value() and line >= 0 for line in lines)
        assert abs(sum(lines) - total) <= D("0.5") * len(lines)
