"""Tables of measures: each shape that is loaded, inheritance by code, days, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from douane.reference.measures import FewMeasures, Measure, MeasureTable, lineage, measures_on, tables
from douane.reference.measures_import import MeasureFileError, import_measures, is_measure_table

SHORT = """code;origin;start;end;measure type;duty expression;additional code
8712003010;1011;2026-01-01;;103;14.000 %;
8712;CN;2025-07-01;2030-06-30;552;48.500 %;B999
8712;CN;2025-07-01;2030-06-30;552;19.200 %;A123
8712003010;2020;01-01-2026;;142;0.000 %;
"""
TARIC = """Goods code;Add code;Order No.;Start date;End date;RED_IND;Origin; Measure type;Legal base;Duty;Origin code; Meas. type code
6109100010;;;01-01-2026;;;ERGA OMNES;Third country duty;R2658/87;12.000 %;1011;103
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_short_form_is_loaded(tmp_path: Path) -> None:
    made = import_measures([write(tmp_path, "m.csv", SHORT)], tmp_path / "tariff")
    assert (made.measures, made.problems, made.path.name) == (4, (), "duty-eu-2026-01-01.sqlite")
    table = MeasureTable(made.path)
    assert table.count() == 4
    found = table.above("8712003010")
    assert [(m.type, m.duty, m.additional) for m in found] == [
        ("103", "14.000 %", None), ("142", "0.000 %", None), ("552", "48.500 %", "B999"), ("552", "19.200 %", "A123"),
    ]  # fmt: skip
    assert found[1].start == date(2026, 1, 1)
    assert found[2].end == date(2030, 6, 30)
    assert table.above("8714990000") == ()


def test_the_headings_of_the_commission_are_known(tmp_path: Path) -> None:
    made = import_measures([write(tmp_path, "Duties.csv", TARIC)], tmp_path)
    (measure,) = MeasureTable(made.path).above("6109100010")
    assert (measure.origin, measure.type, measure.legal_base, measure.start) == (
        "1011",
        "103",
        "R2658/87",
        date(2026, 1, 1),
    )


def test_a_duty_table_without_dates_holds_on_any_day_and_gives_way_to_a_dated_one(tmp_path: Path) -> None:
    import_measures([write(tmp_path, "cet.csv", "code,third_country_duty\n61091000,12.00%\n")], tmp_path)
    undated = measures_on(date(2026, 11, 22), tmp_path)
    assert undated is not None
    assert undated.above("6109100010")[0].in_force(date(1999, 1, 1))
    import_measures([write(tmp_path, "t.csv", TARIC)], tmp_path)
    assert len(tables(tmp_path)) == 2
    assert (measures_on(date(2026, 11, 22), tmp_path) or undated).name == "duty-eu-2026-01-01"
    assert (measures_on(date(2025, 11, 22), tmp_path) or undated).name == undated.name


def test_where_nothing_is_loaded_there_is_no_table(tmp_path: Path) -> None:
    assert measures_on(date(2026, 11, 22), tmp_path) is None


def test_the_common_external_tariff_is_loaded_whole(reference: Path, tmp_path: Path) -> None:
    made = import_measures([reference / "tariff" / "eu" / "cet-2020-duty.csv"], tmp_path)
    assert (made.measures, made.problems) == (11830, ())
    table = MeasureTable(made.path)
    assert [m.duty for m in table.above("0102291000")] == ["10.20% + 93.10 EUR / 100 kg"]
    assert {m.code[:6] for m in table.below("010229")} == {"010229"}


def test_areas_have_members(tmp_path: Path) -> None:
    areas = write(tmp_path, "areas.csv", "area;country\n2020;BD\n2020;kh\n")
    table = MeasureTable(import_measures([areas, write(tmp_path, "m.csv", SHORT)], tmp_path).path)
    assert table.members("2020") == {"BD", "KH"}
    assert table.members("2005") is None


def test_lines_that_cannot_be_read_are_named_with_their_number(tmp_path: Path) -> None:
    text = SHORT + "87x2;1011;;;103;5 %;\n8713;1011;31-02-2026;;103;5 %;\n8714;1011;;;103;five;\n"
    made = import_measures([write(tmp_path, "m.csv", text)], tmp_path)
    assert [problem.split(":")[1] for problem in made.problems] == ["6", "7", "8"]
    assert made.measures == 5
    assert [m.duty for m in MeasureTable(made.path).above("8714")] == ["five"]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "code;duty\n01;5 %\n", ""])
def test_other_files_are_refused_by_name(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, "other.csv", text)
    assert not is_measure_table(path)
    with pytest.raises(MeasureFileError, match=r"other\.csv"):
        import_measures([path], tmp_path)


def test_the_nomenclature_is_no_table_of_measures(reference: Path) -> None:
    assert not is_measure_table(reference / "tariff" / "eu" / "NomenclatureEN.XLSX")


def test_a_code_stands_under_its_shorter_ones() -> None:
    assert lineage("8712003010") == ("8712003010", "8712003000", "8712000000", "8700000000")
    assert lineage("871200") == ("8712000000", "8700000000")


@pytest.mark.parametrize(
    ("on", "holds"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)],
)
def test_a_measure_holds_from_its_first_to_its_last_day(on: date, *, holds: bool) -> None:
    assert Measure("8712000000", "CN", "552", "5 %", start=date(2026, 1, 1), end=date(2026, 6, 30)).in_force(on) is holds


def test_measures_given_in_memory_answer_like_a_table() -> None:
    few = FewMeasures([Measure("8712003010", "1011", "103", "14 %"), Measure("8712000000", "CN", "552", "48.5 %")])
    assert [m.type for m in few.above("8712003010")] == ["103", "552"]
    assert [m.code for m in few.below("871200")] == ["8712003010"]
