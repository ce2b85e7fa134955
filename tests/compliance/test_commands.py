"""`douane screen` and `douane law diff` at the door: products, words, exit codes."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from douane import places
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples" / "import-200.csv"
LIST = Path(__file__).parent / "consolidated-list.xml"
Run = Callable[..., tuple[int, str, str]]
DAY = ("--as-of", "2026-11-22")


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """The example's first rows, the first of them to a listed name."""
    with EXAMPLE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    at = rows[0].index("recipient_name")
    rows[1][at] = "VOORBEELDOV, Testomir"
    path = tmp_path / "with-a-hit.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows[:12])
    return path


def test_a_hit_is_shown_with_its_reasons(run_cli: Run, manifest: Path) -> None:
    code, out, err = run_cli("screen", manifest, "--list", LIST, "--json", *DAY)
    answer = json.loads(out)
    assert code == 1
    [hit] = answer["hits"]
    assert (hit["listed"], hit["reference"], hit["field"]) == ("Testomir Voorbeeldov", "EU.9001.11", "recipient_name")
    assert hit["because"][0] == "the same words in another order"
    assert "1 hits" in err


def test_a_clean_manifest_ends_with_0(run_cli: Run) -> None:
    code, out, _ = run_cli("screen", EXAMPLE, "--list", LIST, "--json", *DAY)
    assert (code, json.loads(out)["hits"]) == (0, [])


def test_without_a_list_the_one_command_is_named(run_cli: Run, manifest: Path) -> None:
    code, _, err = run_cli("screen", manifest)
    assert code == 4
    assert "--keep" in err


def test_a_list_that_is_kept_is_used_again(run_cli: Run, manifest: Path) -> None:
    assert run_cli("screen", manifest, "--list", LIST, "--keep", *DAY)[0] == 1
    assert run_cli("screen", manifest, *DAY)[0] == 1


def test_a_file_that_is_no_list_ends_with_3(run_cli: Run, manifest: Path) -> None:
    code, _, err = run_cli("screen", manifest, "--list", manifest, *DAY)
    assert code == 3
    assert "no well-formed XML" in err


def test_a_newer_list_shows_only_what_it_changes(run_cli: Run, manifest: Path, tmp_path: Path) -> None:
    text = LIST.read_text(encoding="utf-8")
    older = tmp_path / "older.xml"
    cut = text.index("<sanctionEntity"), text.index("</sanctionEntity>") + len("</sanctionEntity>")
    older.write_text(text[: cut[0]] + text[cut[1] :], encoding="utf-8")
    code, out, _ = run_cli("screen", manifest, "--list", LIST, "--before", older, "--json", *DAY)
    assert code == 1
    assert [hit["change"] for hit in json.loads(out)["hits"]] == ["appeared"]
    assert run_cli("screen", manifest, "--list", LIST, "--before", LIST, *DAY)[0] == 0


def test_law_diff_between_two_days(run_cli: Run) -> None:
    code, out, err = run_cli("law", "diff", "2026-06-30", "2026-07-01", "--over", EXAMPLE, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["consignments"] == 200
    assert answer["totals"]["customs duty"] == 200
    assert "200 of 200" in err


def test_law_diff_between_two_law_folders(run_cli: Run, tmp_path: Path) -> None:
    other = tmp_path / "law"
    shutil.copytree(places.LAW, other, ignore=shutil.ignore_patterns("goods"))
    file = other / "eu" / "low_value.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace('"3.00"', '"4.00"'), encoding="utf-8")
    measures = other / "eu" / "measures" / "health_and_food.yaml"
    measures.write_text(measures.read_text(encoding="utf-8").replace("melatonin", "cotton"), encoding="utf-8")
    folder = tmp_path / "manifests"
    folder.mkdir()
    shutil.copy(EXAMPLE, folder)
    code, out, _ = run_cli("law", "diff", places.LAW, other, "--over", folder, "--json", *DAY)
    answer = json.loads(out)
    assert code == 0
    assert answer["totals"]["customs duty"] == 200
    assert any("MEDICINE-HOLD" in change["after"] for one in answer["changed"] for change in one["changes"])
    assert answer["totals"]["verdict"] > 0


def test_law_diff_of_a_law_with_itself_is_empty(run_cli: Run) -> None:
    code, out, _ = run_cli("law", "diff", "2026-11-22", "2026-11-22", "--over", EXAMPLE, "--json")
    assert (code, json.loads(out)["changed"]) == (0, [])


def test_what_is_neither_day_nor_folder_is_wrong_usage(run_cli: Run) -> None:
    assert run_cli("law", "diff", "yesterday", "2026-07-01", "--over", EXAMPLE)[0] == 2
