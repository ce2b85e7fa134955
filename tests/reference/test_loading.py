"""Tables that the user loads: percentages of air freight, Chinese rates, the positive list; each on its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from douane.reference.air_freight import loaded_air_freight
from douane.reference.china_import import import_china
from douane.reference.duty_china import chinese_rates_on, rates_of_edition
from douane.reference.positive_list import positive_list_on, read_positive_list

Cli = Callable[..., tuple[int, str, str]]
RATES = "code;duty;vat;consumption\n18063200;8;13;\n"
LISTED = "code;name\n18063200;巧克力\n3304.99.00;护肤品\n"


@pytest.fixture(autouse=True)
def tariff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tariff folder of the test's own."""
    monkeypatch.setenv("DOUANE_TARIFF", str(tmp_path / "tariff"))
    return tmp_path / "tariff"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_air_freight_is_loaded_from_the_command_line(tmp_path: Path, run_cli: Cli) -> None:
    path = written(tmp_path, "annex.csv", "country;airport;percent\nCN;;70\nCN;PEK;71.5\n")
    assert run_cli("rates", "freight", path)[0] == 0
    table = loaded_air_freight()
    assert table is not None
    assert (table.percent("CN", "PEK"), table.percent("CN", "PVG")) == (Decimal("71.5"), Decimal(70))


def test_chinese_rates_hold_from_their_day(tmp_path: Path, run_cli: Cli) -> None:
    assert run_cli("rates", "china", written(tmp_path, "r.csv", RATES), "--state", "2026-01-01")[0] == 0
    later = written(tmp_path, "r.csv", RATES.replace(";8;", ";7;"))
    assert run_cli("rates", "china", later, "--state", "2027-01-01")[0] == 0
    assert chinese_rates_on(date(2025, 12, 31)) is None
    for on, duty in (("2026-01-01", 8), ("2026-12-31", 8), ("2027-01-01", 7)):
        table = chinese_rates_on(date.fromisoformat(on))
        assert table is not None
        assert table.rates("1806320000").duty == duty


def test_the_positive_list_holds_from_its_day(tmp_path: Path, run_cli: Cli) -> None:
    assert run_cli("tariff", "positive-list", written(tmp_path, "p.csv", LISTED), "--state", "2022-03-01")[0] == 0
    assert positive_list_on(date(2022, 2, 28)) is None
    listed = positive_list_on(date(2022, 3, 1))
    assert listed is not None
    assert listed.holds("1806320000") is True
    assert listed.holds("1806310000") is False
    assert listed.holds("180632") is None
    assert listed.holds("640399") is False


@pytest.mark.parametrize(
    ("command", "text", "words"),
    [
        (("rates", "freight"), "country;percent\n", "the headings must be"),
        (("rates", "freight"), "country;airport;percent\nCN;;170\n", ":2: 170 is not between 0 and 100"),
        (("rates", "china", "--state", "2026-01-01"), "code;name\n", "the headings must be"),
        (("rates", "china", "--state", "2026-01-01"), "code;duty;vat;consumption\n180632;8;13;\n", ":2:"),
        (("tariff", "positive-list", "--state", "2026-01-01"), "code;name\n1806;x\n", "is no code of eight digits"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(
    tmp_path: Path, run_cli: Cli, command: tuple[str, ...], text: str, words: str
) -> None:
    code, _, err = run_cli(*command, written(tmp_path, "wrong.csv", text))
    assert code == 2
    assert words in " ".join(err.split())


def test_a_file_that_is_not_there_is_said(tmp_path: Path, run_cli: Cli) -> None:
    code, _, err = run_cli("rates", "freight", tmp_path / "nowhere.csv")
    assert code == 2
    assert "nowhere.csv" in err


def test_rates_that_a_chinese_tariff_holds_are_used(tmp_path: Path, tariff: Path) -> None:
    path = written(
        tmp_path,
        "tariff-2026.csv",
        "code,name,mfn,vat,consumption_tax\n1806320000,巧克力,8%,13,\n0101210010,马,见附表,9,\n",
    )
    table = rates_of_edition(import_china([path], tariff).path)
    assert table is not None
    assert (table.rates("1806320000").duty, table.rates("1806320000").vat) == (Decimal(8), Decimal(13))
    assert table.rates("0101210010").duty is None


def test_a_tariff_without_rates_gives_none(tmp_path: Path, tariff: Path) -> None:
    path = written(tmp_path, "names-2026.csv", "code,name\n1806320000,巧克力\n")
    assert rates_of_edition(import_china([path], tariff).path) is None


def test_codes_are_read_with_dots_and_blanks() -> None:
    assert read_positive_list(LISTED, "made").codes == {"18063200", "33049900"}
