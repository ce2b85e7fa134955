"""`classify`, `decide`, `decided` from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


def asked(run_cli: Run, tmp_path: Path, row: dict[str, object], *more: object) -> list[dict[str, object]]:
    file = tmp_path / "goods.jsonl"
    file.write_text(json.dumps(row), encoding="utf-8")
    code, out, err = run_cli("classify", file, "--json", *more)
    assert code == 0, err
    return [json.loads(line) for line in out.splitlines()]


def test_a_settled_code_wins_for_its_client_and_says_why(run_cli: Run, tmp_path: Path) -> None:
    settle = ("decide", "QZX module", "8543.70", "--client", "Acme BV", "--why", "data sheet", "--who", "An Example")
    assert run_cli(*settle)[0] == 0
    row = {"id": "1", "description": "qzx MODULE"}
    own = asked(run_cli, tmp_path, row, "--client", "ACME bv")[0]
    assert own["decision"] == "accepted"
    assert own["candidates"][0]["code"] == "854370"  # type: ignore[index]
    assert "An Example" in own["candidates"][0]["because"][0]  # type: ignore[index]
    assert asked(run_cli, tmp_path, row, "--client", "Other")[0]["decision"] != "accepted"
    code, out, _ = run_cli("decided", "--json")
    assert code == 0
    assert json.loads(out)[0]["why"] == "data sheet"


@pytest.mark.parametrize("code", ["999999", "12", "abc"])
def test_a_code_that_does_not_exist_is_refused_in_words(run_cli: Run, code: str) -> None:
    status, _, err = run_cli("decide", "goods", code, "--why", "x", "--who", "y")
    assert status == 2
    assert "tariff search" in err


def test_the_answer_to_a_question_settles_it(run_cli: Run, tmp_path: Path) -> None:
    first = asked(run_cli, tmp_path, {"id": "1", "description": "t-shirt"})[0]
    question = first["question"]
    assert isinstance(question, dict)
    assert "material" in question["text"]
    answered = {"id": "1", "description": "t-shirt", "answer": "wool"}
    again = asked(run_cli, tmp_path, answered)[0]
    assert again["candidates"][0]["code"].startswith("610990")  # type: ignore[index]
    assert not again["question"] or "material" not in again["question"]["text"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "matière"), ("nl", "materiaal"), ("de", "Material"), ("zh", "材质")]
)
def test_question_and_reasons_are_in_the_users_language(run_cli: Run, tmp_path: Path, language: str, words: str) -> None:
    found = asked(run_cli, tmp_path, {"id": "1", "description": "t-shirt"}, "--lang", language)[0]
    assert words in found["question"]["text"]  # type: ignore[index]


def test_both_markets_give_a_line_each(run_cli: Run, tmp_path: Path) -> None:
    found = asked(run_cli, tmp_path, {"id": "7", "description": "toothbrush"}, "--market", "both")
    assert [(line["id"], line["market"]) for line in found] == [("7", "eu"), ("7", "cn")]
