"""TARIC3 XML: measures, components, areas; later records win, and what has no number stays without one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from douane.assessment.duty import DutyQuestion, duty_of
from douane.reference.duty_units import Counted
from douane.reference.law import Law
from douane.reference.measures import Measure, measures_on
from douane.reference.taric3_measures import is_taric3, read_taric3

Cli = Callable[..., tuple[int, str, str]]
D = Decimal
DAY = Law.load().on(date(2026, 11, 22))
FRAME = """<?xml version="1.0" encoding="UTF-8"?>
<env:envelope xmlns="urn:publicid:-:DGTAXUD:TARIC:MESSAGE:1.0" xmlns:oub="urn:publicid:-:DGTAXUD:TARIC:MESSAGE:1.0"
 xmlns:env="urn:publicid:-:DGTAXUD:GENERAL:ENVELOPE:1.0" id="1"><env:transaction id="1"><env:app.message id="1">
<oub:transmission>{records}</oub:transmission></env:app.message></env:transaction></env:envelope>"""


def record(kind: str, update: str = "3", **texts: str) -> str:
    cells = "".join(f"<oub:{name.replace('_', '.')}>{text}</oub:{name.replace('_', '.')}>" for name, text in texts.items())
    return f"<oub:record><oub:update.type>{update}</oub:update.type><oub:{kind}>{cells}</oub:{kind}></oub:record>"


def measure(sid: str, update: str = "3", **changes: str) -> str:
    texts = {"measure_sid": sid, "measure_type": "103", "geographical_area": "1011",
             "goods_nomenclature_item_id": "0402101100", "validity_start_date": "2020-01-01",
             "measure_generating_regulation_id": "R8726580"}  # fmt: skip
    return record("measure", update, **{**texts, **changes})


def part(sid: str, expression: str, amount: str = "", money: str = "", unit: str = "", update: str = "3") -> str:
    return record("measure.component", update, measure_sid=sid, duty_expression_id=expression, duty_amount=amount,
                  monetary_unit_code=money, measurement_unit_code=unit)  # fmt: skip


def written(folder: Path, *records: str) -> Path:
    path = folder / "taric3.xml"
    path.write_text(FRAME.format(records="".join(records)), encoding="utf-8")
    return path


def read(folder: Path, *records: str) -> tuple[Measure, ...]:
    return read_taric3(written(folder, *records)).measures


def test_components_become_the_expression_in_their_order(tmp_path: Path) -> None:
    found = read(tmp_path, measure("1"), part("1", "04", "24.200", "EUR", "DTN"), part("1", "01", "9.000"),
                 part("1", "17", "18.700"))  # fmt: skip
    assert [m.duty for m in found] == ["9.000 % + 24.200 EUR DTN MAX 18.700 %"]
    assert (found[0].origin, found[0].type, found[0].legal_base) == ("1011", "103", "R8726580")


def test_later_records_win_and_deleted_ones_go(tmp_path: Path) -> None:
    found = read(tmp_path, measure("1"), part("1", "01", "9.000"), part("1", "01", "8.000", update="1"),
                 measure("2"), part("2", "01", "5.000"), measure("2", update="2"))  # fmt: skip
    assert [m.duty for m in found] == ["8.000 %"]


def test_a_measure_without_duty_is_no_rate(tmp_path: Path) -> None:
    assert read(tmp_path, measure("1", measure_type="475"), measure("2"), part("2", "99", unit="NAR")) == ()


def test_additional_codes_order_numbers_and_exclusions_come_along(tmp_path: Path) -> None:
    (found,) = read(
        tmp_path,
        measure("1", measure_type="552", geographical_area="CN", additional_code_type="C", additional_code="999",
                ordernumber="092015", validity_end_date="2027-05-31"),
        part("1", "01", "48.500"),
        record("measure.excluded.geographical.area", measure_sid="1", excluded_geographical_area="HK"),
    )  # fmt: skip
    assert (found.additional, found.order_number, found.end) == ("C999", "092015", date(2027, 5, 31))
    assert found.excluded == {"HK"}


def test_an_agricultural_part_is_kept_and_refused_when_an_amount_is_asked_for(tmp_path: Path, run_cli: Cli,
                                                                             monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("DOUANE_TARIFF", str(tmp_path / "tariff"))
    path = written(
        tmp_path, measure("1", goods_nomenclature_item_id="1806329000"), part("1", "01", "8.300"), part("1", "12"),
        measure("2"), part("2", "01", "118.800", "EUR", "DTN"),
        record("geographical.area", geographical_area_sid="10", geographical_area_id="2020"),
        record("geographical.area", geographical_area_sid="11", geographical_area_id="CL"),
        record("geographical.area.membership", geographical_area_sid="11", geographical_area_group_sid="10"),
    )  # fmt: skip
    assert is_taric3(path)
    code, _, err = run_cli("tariff", "import", path)
    assert code == 0
    assert "2 measures, members of 1 areas" in err
    table = measures_on(date(2026, 11, 22))
    assert table is not None
    assert table.members("2020") == {"CL"}
    net = {Counted.NET_MASS: D(250)}
    chocolate = duty_of(DutyQuestion("1806329000", "CN", D(1000), net, DAY.on), table, DAY)
    assert chocolate.amount is None
    assert any("EA" in why for why in chocolate.unknown)
    milk = duty_of(DutyQuestion("0402101100", "CN", D(1000), net, DAY.on), table, DAY)
    assert milk.amount == D("297.00")  # 2.5 × EUR 118.80


def test_other_and_broken_xml_are_no_tables(tmp_path: Path) -> None:
    other = tmp_path / "other.xml"
    other.write_text("<a><record/></a>", encoding="utf-8")
    assert not is_taric3(other)
    broken = tmp_path / "broken.xml"
    broken.write_text("<a><record>", encoding="utf-8")
    assert not is_taric3(broken)
    with pytest.raises(ValueError, match="no well-formed XML"):
        read_taric3(broken)


def test_a_measure_without_a_day_is_named_and_left_out(tmp_path: Path) -> None:
    found = read_taric3(written(tmp_path, measure("1", validity_start_date=""), part("1", "01", "9.000")))
    assert found.measures == ()
    assert "measure 1 of 0402101100" in found.problems[0]
