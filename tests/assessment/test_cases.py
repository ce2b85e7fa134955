"""The worked cases of `cases/`: input, day, result and the source of the expectation, none of it derived from the code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from douane.assessment.basis import Basis
from douane.assessment.charge import assess
from douane.assessment.china import Channel, RetailLine, general_trade_tax, retail_tax
from douane.assessment.china_personal import personal_tax
from douane.assessment.duty import DutyQuestion, duty_of
from douane.assessment.export import (
    ExportForm,
    ExportGoods,
    ExportPrice,
    exit_clock,
    export_form,
    incoterm_notes,
    statistical_values,
)
from douane.assessment.valuation import Adjustment, Valuation, customs_value
from douane.domain.assessment import Route
from douane.domain.consignment import Address, SaleType
from douane.reference.duty_china import ChineseRates
from douane.reference.duty_units import Counted
from douane.reference.exchange import Rate
from douane.reference.law import Law
from douane.reference.measures import FewMeasures, Measure
from douane.reference.yaml_file import read_yaml
from tests.conftest import TODAY, make_consignment, make_item

LAW = Law.load()
FOLDER = Path(__file__).parent / "cases"
CASES = {path.stem: read_yaml(path) for path in sorted(FOLDER.glob("*.yaml"))}


def cases(name: str) -> Any:
    listed = CASES[name]
    return pytest.mark.parametrize("case", listed, ids=[f"{i}-{c.get('name', '')}" for i, c in enumerate(listed, start=1)])


def money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def agree(found: Decimal | None, case: dict[str, Any], key: str) -> None:
    if key in case:
        assert found == money(case[key]), key


def test_there_are_at_least_150_cases_and_each_names_its_source() -> None:
    every = [case for listed in CASES.values() for case in listed]
    assert len(every) >= 150
    assert all(case["source"] for case in every)


@cases("low_value")
def test_low_value(case: dict[str, Any]) -> None:
    items = tuple(
        make_item(number=i, commodity_code=code, description=text, value=Decimal(value), currency=case.get("currency", "EUR"),
                  freight=Decimal(rest[0]) if rest else Decimal(0), origin=case.get("origin", "CN"),
                  quantity=Decimal(case.get("pieces", "1")))
        for i, (code, text, value, *rest) in enumerate(case["goods"], start=1)
    )  # fmt: skip
    parcel = make_consignment(*items, ioss=case.get("ioss", "IM0561234567"), sale_type=SaleType(case.get("sale", "B2C")),
                              special_arrangements=case.get("special", False))  # fmt: skip
    address = Address("Street 1", "1000", "City", None, case.get("country", "BE"))
    parcel = replace(parcel, importer=replace(parcel.importer, address=address))
    rate = Decimal(case.get("rate", "1"))
    on = case.get("on", TODAY)
    found = assess(
        Basis(parcel, [item.commodity_code for item in items], LAW.on(on), lambda c: Rate(c, Decimal(1) if c == "EUR" else rate, on))
    )  # fmt: skip
    if "route" in case:
        assert found.routing.route is Route(case["route"])
    if "procedure" in case:
        assert list(found.routing.procedure) == case["procedure"]
    agree(found.intrinsic_value, case, "intrinsic")
    agree(found.customs_duty, case, "duty")
    agree(found.vat_base, case, "vat_base")
    agree(found.vat, case, "vat")


def question(case: dict[str, Any], code: str = "0000000000", origin: str = "CN") -> DutyQuestion:
    quantities = {Counted[name]: Decimal(amount) for name, amount in case.get("quantities", {}).items()}
    return DutyQuestion(code, origin, Decimal(case["value"]), quantities, case.get("on", TODAY), case.get("additional"),
                        case.get("preference"), frozenset(case.get("certificates", ())))  # fmt: skip


@cases("duty")
def test_duty_expression(case: dict[str, Any]) -> None:
    table = FewMeasures([Measure("0000000000", "1011", "103", case["duty"])])
    answer = duty_of(question(case), table, LAW.on(case.get("on", TODAY)))
    assert answer.amount == money(case.get("amount"))
    assert case.get("unknown", "") in " ".join(answer.unknown)


JULY, JUNE = date(2025, 7, 1), date(2030, 6, 30)
TABLE = FewMeasures(
    [
        Measure("8712003000", "1011", "103", "14.000 %"),
        Measure("8712000000", "CN", "552", "48.500 %", "B999", JULY, JUNE),
        Measure("8712000000", "CN", "552", "19.200 %", "A123", JULY, JUNE),
        Measure("8712003000", "2020", "142", "0.000 %"),
        Measure("6109100000", "1011", "103", "12.000 %"),
        Measure("4202221000", "1011", "103", "3.700 %"),
        Measure("4202229000", "1011", "103", "3.700 %"),
        Measure("6403991000", "1011", "103", "8.000 %"),
        Measure("6403999100", "1011", "103", "5.000 %"),
        Measure("7326900000", "1011", "103", "2.700 %"),
        Measure("7326909245", "CN", "552", "38.100 %"),
        Measure("8542319000", "1011", "103", "3.000 %"),
        Measure("8542319010", "1011", "112", "0.000 %"),
        Measure("3907610000", "1011", "103", "6.500 %"),
        Measure("3907610000", "CN", "551", "10.000 %"),
        Measure("7606110000", "1011", "103", "7.500 %", excluded=frozenset({"NO"})),
        Measure("7606110000", "NO", "103", "0.000 %"),
        Measure("7606120000", "1011", "103", "7.500 %"),
        Measure("7606120000", "5009", "554", "5.000 %"),
        Measure("7208000000", "1011", "103", "0.000 %"),
        Measure("7208000000", "1011", "695", "25.000 %"),
    ],
    areas={"2020": frozenset({"BD", "KH"})},
)


@cases("measures")
def test_measures(case: dict[str, Any]) -> None:
    answer = duty_of(question(case, case["code"], case["origin"]), TABLE, LAW.on(case.get("on", TODAY)))
    assert answer.amount == money(case.get("amount")), answer.unknown
    assert case.get("unknown", "") in " ".join(answer.unknown)
    assert sum(charge.amount for charge in answer.charges if charge.secured) == Decimal(case.get("secured", "0"))


@cases("valuation")
def test_valuation(case: dict[str, Any]) -> None:
    adjustments = tuple(Adjustment(code, Decimal(amount), *rest) for code, amount, *rest in case.get("adjust", ()))
    found = customs_value(
        Valuation(tuple(map(Decimal, case["prices"])), tuple(map(money, case["masses"])), case.get("incoterm"),
                  money(case.get("freight")), money(case.get("insurance")), money(case.get("percent")), adjustments),
        LAW.on(TODAY),
    )  # fmt: skip
    assert found.lines == (tuple(map(Decimal, case["lines"])) if "lines" in case else None)
    assert case.get("unknown", "") in " ".join(found.unknown)
    if "inside" in case:
        assert found.inside_union == tuple(map(Decimal, case["inside"]))


def retail_line(entry: list[Any]) -> RetailLine:
    code, price, pieces, measure, rates = [*entry, *["1", None, {}][len(entry) - 2 :]]
    return RetailLine(code, Decimal(price), Decimal(pieces), money(measure), None,
                      ChineseRates(**{name: Decimal(rate) for name, rate in rates.items()}))  # fmt: skip


def added(parts: list[Decimal | None]) -> Decimal | None:
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None


@cases("china_retail")
def test_chinese_retail(case: dict[str, Any]) -> None:
    lines = [retail_line(entry) for entry in case["lines"]]
    if case.get("general"):
        found = general_trade_tax(lines, LAW.on(TODAY))
    else:
        costs = {key: Decimal(case.get(key, "0")) for key in ("freight", "insurance", "used")}
        found = retail_tax(lines, LAW.on(TODAY), **costs)
    assert found.channel is Channel[case.get("channel", "GENERAL" if case.get("general") else "RETAIL")]
    agree(found.value, case, "value")
    agree(added([line.duty for line in found.lines]), case, "duty")
    agree(added([line.consumption for line in found.lines]), case, "ct")
    agree(added([line.vat for line in found.lines]), case, "vat")
    agree(found.total, case, "total")
    agree(found.quota_after, case, "quota")


@cases("china_personal")
def test_chinese_personal_articles(case: dict[str, Any]) -> None:
    found = personal_tax([retail_line(entry) for entry in case["lines"]], case.get("from", "BE"), LAW.on(TODAY))
    assert found.allowed is case["allowed"]
    agree(sum(found.lines, Decimal(0)), case, "tax")
    agree(found.collected, case, "collected")


def numbers(given: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: Decimal(value) if key in names else value for key, value in given.items()}


def check_form(case: dict[str, Any]) -> None:
    given = {"exporter_country": "BE", **numbers(case["form"], "value", "mass")}
    answer = export_form(ExportGoods(**given), LAW.on(TODAY))
    assert answer.form is ExportForm[case["answer"]]
    assert case.get("note", "") in " ".join(answer.notes)


def check_statistical(case: dict[str, Any]) -> None:
    given = numbers(case["statistical"], "to_border", "beyond")
    given["prices"] = tuple(map(Decimal, given["prices"]))
    lines, step = statistical_values(ExportPrice(**given), LAW.on(TODAY))
    assert lines == (None if case["lines"] is None else tuple(map(Decimal, case["lines"])))
    assert (step.result == "not known") is (lines is None)


def check_clock(case: dict[str, Any]) -> None:
    clock = exit_clock(case["clock"], LAW.on(case["on"]))
    assert (clock.state, clock.days) == (case["state"], case["days"])


def check_incoterm(case: dict[str, Any]) -> None:
    notes = incoterm_notes(case["incoterm"], case["to"])
    assert len(notes) == len(case["notes"])
    assert all(words in note for words, note in zip(case["notes"], notes, strict=True))


EXPORT: dict[str, Callable[[dict[str, Any]], None]] = {
    "form": check_form, "statistical": check_statistical, "clock": check_clock, "incoterm": check_incoterm,
}  # fmt: skip


@cases("export")
def test_export(case: dict[str, Any]) -> None:
    (kind,) = EXPORT.keys() & case.keys()
    EXPORT[kind](case)
