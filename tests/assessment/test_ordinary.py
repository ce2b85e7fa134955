"""H1 in one piece: customs value, duty from loaded measures, VAT; and what stays open is said in the trace."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from douane.assessment.basis import Basis
from douane.assessment.charge import assess
from douane.assessment.ordinary import quantities_of
from douane.domain.assessment import Assessment, Route
from douane.domain.consignment import Consignment, Document, SaleType
from douane.reference.air_freight import AirFreight, AirFreightMissingError, load_air_freight, loaded_air_freight
from douane.reference.duty_units import Counted
from douane.reference.exchange import Rate
from douane.reference.law import Law
from douane.reference.measures import FewMeasures, Measure, MeasureTable
from douane.reference.measures_import import import_measures
from tests.conftest import TODAY, make_consignment, make_item

D = Decimal
LAW = Law.load()
TABLE = FewMeasures(
    [
        Measure("6109100000", "1011", "103", "12.000 %"),
        Measure("4901990000", "1011", "103", "0.000 %"),
        Measure("9102110000", "1011", "103", "4.500 % MIN 0.300 EUR NAR MAX 0.800 EUR NAR"),
        Measure("8712000000", "1011", "103", "14.000 %"),
        Measure("8712000000", "CN", "552", "48.500 %", "B999"),
        Measure("6912000000", "1011", "103", "9.000 %"),
        Measure("6912000000", "CN", "552", "Cond:  A cert: D-008 (01):13.100 % ; A (01):36.100 %"),
    ],
    "a made table",
)
AIR = AirFreight({("CN", ""): D(70)}, "a made table")


def assessed(
    parcel: Consignment, table: FewMeasures | MeasureTable | None = TABLE, air: AirFreight | None = AIR
) -> Assessment:
    codes = [item.commodity_code for item in parcel.items]
    return assess(Basis(parcel, codes, LAW.on(TODAY), lambda c: Rate(c, D(1), TODAY), measures=table, air_freight=air))


def parcel(*items: object, **changes: object) -> Consignment:
    return make_consignment(*items, **{"ioss": None, "sale_type": SaleType.B2B, **changes})  # type: ignore[arg-type]


def words(found: Assessment) -> str:
    return " ".join(f"{step.what} {step.how} {step.result}" for step in found.trace)


def test_duty_on_the_value_at_the_border_and_vat_on_all_of_it() -> None:
    a = assessed(parcel(make_item(value=D("1000"), freight=D("200"), commodity_code="6109100010")))
    assert a.routing.route is Route.H1
    assert a.customs_duty == D("136.80")  # (1000 + 70 % of 200) × 12 %
    assert a.vat_base == D("1336.80")  # 1000 + 200 + 136.80
    assert a.vat == D("280.73")  # × 21 % = 280.728


def test_lines_at_different_rates_and_vat_rates() -> None:
    items = (
        make_item(value=D("100"), commodity_code="6109100010"),
        make_item(number=2, description="Printed book", value=D("100"), commodity_code="4901990000"),
    )
    a = assessed(parcel(*items))
    assert [item.customs_duty for item in a.items] == [D("12.00"), D("0.00")]
    assert (a.customs_duty, a.vat_base, a.vat) == (D("12.00"), D("212.00"), D("29.52"))  # 112 × 21 % + 100 × 6 %


def test_one_declaration_line_is_rounded_once() -> None:
    items = tuple(make_item(number=i, value=D("1.04"), quantity=D(1), commodity_code="6109100010") for i in (1, 2, 3))
    a = assessed(parcel(*items))
    assert a.customs_duty == D("0.37")  # 3.12 × 12 % = 0.3744; three roundings of 0.1248 would give 0.36
    assert sum(item.customs_duty or 0 for item in a.items) == a.customs_duty


def test_a_duty_by_item_needs_the_number_of_items() -> None:
    watch = make_item(commodity_code="9102110000", value=D("200"), quantity=D(2))
    assert assessed(parcel(watch)).customs_duty == D("1.60")
    a = assessed(parcel(replace(watch, unit=None)))
    assert (a.customs_duty, a.vat) == (None, None)
    assert "which the goods line does not state" in words(a)


def test_trade_defence_by_additional_code_and_by_document() -> None:
    bicycle = make_item(commodity_code="8712003010", value=D("300"))
    assert assessed(parcel(bicycle)).customs_duty is None
    a = assessed(parcel(replace(bicycle, attributes=(("taric_additional_code", "B999"),))))
    assert a.customs_duty == D("187.50")  # 14 % + 48.5 %
    cup = make_item(commodity_code="6912002310", value=D("300"))
    assert assessed(parcel(cup)).customs_duty == D("135.30")  # 9 % + 36.1 %
    assert assessed(parcel(replace(cup, documents=(Document("D008", "1"),)))).customs_duty == D("66.30")  # 9 % + 13.1 %


def test_without_a_tariff_nothing_is_free() -> None:
    a = assessed(parcel(make_item(value=D("1000"))), table=None)
    assert (a.customs_duty, a.vat, a.items[0].customs_duty) == (None, None, None)
    assert "no tariff of duties is loaded not known" in words(a)


def test_a_code_that_the_tariff_does_not_hold_is_not_known() -> None:
    a = assessed(parcel(make_item(value=D("1000"), commodity_code="9503009990")))
    assert a.customs_duty is None
    assert "load the tariff" in words(a)


def test_freight_without_percentages_is_not_known() -> None:
    a = assessed(parcel(make_item(value=D("1000"), freight=D("200"))), air=None)
    assert a.customs_duty is None
    assert "Annex 23-01" in words(a)
    assert assessed(parcel(make_item(value=D("1000"), freight=D(0))), air=None).customs_duty == D("120.00")


def test_a_consignment_for_another_member_state_has_no_belgian_vat() -> None:
    there = parcel(make_item(value=D("1000"), commodity_code="6109100010"))
    address = replace(there.importer.address, country="NL")
    a = assessed(replace(there, importer=replace(there.importer, address=address)))
    assert (a.customs_duty, a.vat) == (D("120.00"), None)


def test_a_free_good_between_private_persons_stays_free() -> None:
    book = make_item(value=D("100"), commodity_code="4901990000")
    assert assessed(parcel(book, sale_type=SaleType.C2C)).customs_duty == 0
    shirt = make_item(value=D("100"), commodity_code="6109100010")
    assert assessed(parcel(shirt, sale_type=SaleType.C2C)).customs_duty == D("2.50")


def test_the_trace_names_the_measure_and_the_table() -> None:
    steps = assessed(parcel(make_item(value=D("1000")))).trace
    (step,) = [step for step in steps if step.what.startswith("customs duty (A00)")]
    assert step.how == "12 % × EUR 1000.00"
    assert "TARIC measure 103 of 6109100000; a made table" in step.source


def test_the_common_external_tariff_of_the_reference_computes(reference: Path, tmp_path: Path) -> None:
    made = import_measures([reference / "tariff" / "eu" / "cet-2020-duty.csv"], tmp_path)
    a = assessed(parcel(make_item(value=D("1000"), commodity_code="61091000")), MeasureTable(made.path))
    assert a.customs_duty == D("120.00")


def test_quantities_are_what_every_item_of_a_line_states() -> None:
    bottle = make_item(quantity=D(6), unit="LTR", net_mass=D(7), attributes=(("alcohol_by_volume", "12.5"),))
    found = quantities_of([bottle, replace(bottle, net_mass=None)])
    assert found == {Counted.VOLUME: D("0.12"), Counted.ALCOHOL: D("1.500"), Counted.GROSS_MASS: D("0.4")}


# --- the table of air freight percentages ---


def test_air_freight_is_told_by_airport_then_country(tmp_path: Path) -> None:
    file = tmp_path / "annex.csv"
    file.write_text("country;airport;percent\nCN;;70\nCN;URC;55.5\n", encoding="utf-8")
    assert loaded_air_freight(tmp_path / "home") is None
    load_air_freight(file, tmp_path / "home")
    table = loaded_air_freight(tmp_path / "home")
    assert table is not None
    assert (table.percent("CN", "URC"), table.percent("CN", "PVG"), table.percent("CN")) == (D("55.5"), D(70), D(70))
    with pytest.raises(AirFreightMissingError, match="JP"):
        table.percent("JP")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a;b;c\n", ":1: the headings"), ("country;airport;percent\nCN;;170\n", ":2: 170 is not"),
        ("country;airport;percent\nCN;;x\n", ":2: “X” is no"), ("country;airport;percent\nCHN;;1\n", ":2: a line is"),
        ("country;airport;percent\nCN;;1\nCN;;2\n", ":3: CN stands twice"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "annex.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        load_air_freight(file, tmp_path / "home")
    assert loaded_air_freight(tmp_path / "home") is None


@pytest.mark.parametrize(
    ("claim", "words_of"), [("120", "draws on quota 092015"), ("140", "depends on a quota or an end use")]
)
def test_a_quota_is_recognised_by_its_order_number_and_not_computed(claim: str, words_of: str) -> None:
    quota = [Measure("6109100000", "1011", "103", "12.000 %")]
    if claim == "120":
        quota.append(Measure("6109100000", "CN", "122", "0.000 %", order_number="092015"))
    item = make_item(value=D("1000"), commodity_code="6109100010", attributes=(("preference", claim),))
    a = assessed(parcel(item), FewMeasures(quota, "made"))
    assert a.customs_duty is None
    assert words_of in words(a)


def test_excise_is_named_and_refused_with_the_vat_that_holds_it() -> None:
    wine = Measure("2204210000", "1011", "103", "0.000 %")
    a = assessed(parcel(make_item(value=D("100"), commodity_code="2204210000")), FewMeasures([wine], "made"))
    assert a.vat is None
    assert "excise duty, 2204210000 rates of excise are not kept here; declare it with AC4 not known" in words(a)


@pytest.mark.parametrize("heading", ["taric_additional_code", "Additional code", "ADDITIONAL_CODE"])
def test_the_additional_code_of_a_column_chooses_the_rate_of_its_company(heading: str) -> None:
    item = make_item(value=D("1000"), commodity_code="8712000000", attributes=((heading, " B999 "),))
    assert item.additional_code == "B999"
    a = assessed(parcel(item))
    assert a.customs_duty == D("625.00")  # 14 % + 48.5 % of 1000


def test_additions_and_deductions_of_columns_are_part_of_the_customs_value() -> None:
    told = (("addition_AB", "50.00"), ("Deduction BB", "20.00"))
    item = make_item(value=D("1000"), freight=D("200"), commodity_code="6109100010", attributes=told)
    a = assessed(parcel(item))
    assert a.customs_duty == D("140.40")  # (1000 + 140 + 50 − 20) × 12 %
    assert "addition AB line 1 EUR 50.00" in words(a)


@pytest.mark.parametrize(("name", "text"), [("addition_AB", "much"), ("addition_ZZ", "5"), ("deduction_BA", "-5")])
def test_an_adjustment_that_cannot_be_used_leaves_the_value_not_known(name: str, text: str) -> None:
    a = assessed(parcel(make_item(value=D("1000"), commodity_code="6109100010", attributes=((name, text),))))
    assert a.customs_duty is None
    assert "D.E. 14 04" in words(a)
