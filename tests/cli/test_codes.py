"""`tariff show`, `bridge`, `correlate`, `import` from the command line, on small tariffs of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.reference.test_tariff_import import CHINA, taric3

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def tariffs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_cli: Run) -> None:
    monkeypatch.setenv("DOUANE_TARIFF", str(tmp_path / "tariff"))
    chinese = tmp_path / "china-2026.csv"
    chinese.write_text(CHINA, encoding="utf-8")
    assert run_cli("tariff", "import", chinese)[0] == 0
    code, _, err = run_cli("tariff", "import", taric3(tmp_path))
    assert code == 0, err
    assert "5 lines, 3 declarable codes" in err


def test_show_tells_path_unit_and_goods_in_the_users_language(run_cli: Run) -> None:
    code, out, _ = run_cli("tariff", "show", "6601.91", "--lang", "fr")
    assert code == 0
    assert "Section XII" in out
    assert "Chaussures" in out
    assert "unité supplémentaire : NAR" in out
    assert "marchandises courantes" in out


def test_show_of_a_chinese_code_tells_what_its_declaration_asks(run_cli: Run) -> None:
    code, out, _ = run_cli("tariff", "show", "6109100010", "--market", "cn", "--lang", "zh", "--json")
    assert code == 0
    told = json.loads(out)
    assert told["path"][-1]["text"] == "棉制针织文化衫"
    assert any("品牌类型" in line for line in told["told"])
    assert any("A B" in line for line in told["told"])


@pytest.mark.parametrize("command", [("show", "999999"), ("bridge", "999999"), ("correlate",)])
def test_what_cannot_be_told_is_said_in_words(run_cli: Run, command: tuple[str, ...]) -> None:
    code, _, err = run_cli("tariff", *command)
    assert code == 1
    assert err.strip()


def test_bridge_shows_one_to_many(run_cli: Run) -> None:
    code, out, err = run_cli("tariff", "bridge", "61091000")
    assert code == 0
    assert "6109100010" in out
    assert "6109100090" in out
    assert "--goods" in err


def test_classify_for_both_says_where_each_code_leads(run_cli: Run, tmp_path: Path) -> None:
    goods = tmp_path / "goods.jsonl"
    goods.write_text('{"id":"1","description":"cotton t-shirt knitted"}', encoding="utf-8")
    code, out, _ = run_cli("classify", goods, "--market", "both", "--json", "--more")
    assert code == 0
    chinese = json.loads(out.splitlines()[1])
    assert {leaf["code"] for leaf in chinese["bridge"]["candidates"]} == {"6109100010", "6109100090"}
    assert chinese["declaration"]["ciq"] == "101"
    assert "品牌类型" in chinese["declaration"]["missing"]


def test_a_taric3_file_without_duties_or_codes_is_refused_in_words(run_cli: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.xml"
    other.write_text("<something/>", encoding="utf-8")
    code, _, err = run_cli("tariff", "import", other)
    assert code == 3
    assert "other.xml" in err
