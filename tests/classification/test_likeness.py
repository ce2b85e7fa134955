"""Goods found by what words mean, where no word is shared; kept vectors answer as fresh ones do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from douane.classification import lexicon, likeness
from douane.classification.classifier import Classifier
from douane.classification.goods import Goods
from douane.classification.lexicon import Good

GOODS = tuple(good for good in lexicon.goods() if good.source in ("42-bags-luggage", "33-cosmetics", "82-cutlery-knives"))


def names(found: list[likeness.Like]) -> list[str]:
    return [GOODS[like.number].name for like in found]


def test_a_text_without_a_known_word_finds_its_neighbours() -> None:
    found = likeness.of_goods(GOODS).nearest("rucksacks for schoolchildren", 0.2)
    assert "backpack" in names(found)
    assert all(0.2 <= like.likeness <= 1 for like in found)
    assert [like.likeness for like in found] == sorted((like.likeness for like in found), reverse=True)


def test_a_name_itself_is_wholly_like() -> None:
    good = next(good for good in GOODS if good.names.get("en"))
    found = likeness.of_goods(GOODS).nearest(good.names["en"][0], 0.9)
    assert found[0].likeness == pytest.approx(1, abs=1e-3)


def test_an_empty_text_is_like_nothing() -> None:
    assert likeness.of_goods(GOODS).nearest("", 0.2) == []


def test_goods_without_english_names_are_left_out() -> None:
    silent: Good = replace(GOODS[0], names={"zh": ("口红",)})
    assert likeness.of_goods((silent, *GOODS[1:4])).nearest("lipstick", -1)
    assert 0 not in [like.number for like in likeness.of_goods((silent, *GOODS[1:4])).nearest("lipstick", -1)]


def test_kept_vectors_answer_as_fresh_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUANE_CACHE", str(tmp_path))
    made = likeness.of_lexicon(GOODS, "a state").nearest("steel chef's blade", 0.2)
    assert list(tmp_path.glob("likeness-*.npy"))
    kept = likeness.of_lexicon(GOODS, "a state").nearest("steel chef's blade", 0.2)
    assert made == kept == likeness.of_goods(GOODS).nearest("steel chef's blade", 0.2)


def test_broken_kept_vectors_are_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUANE_CACHE", str(tmp_path))
    made = likeness.of_lexicon(GOODS, "a state").nearest("perfume", 0.2)
    for path in tmp_path.glob("likeness-*.npy"):
        path.write_bytes(b"no vectors")
    assert likeness.of_lexicon(GOODS, "a state").nearest("perfume", 0.2) == made


def test_a_candidate_found_by_likeness_says_so() -> None:
    answer = Classifier().classify(Goods("rucksacks for schoolchildren"), top=5)
    told = [reason for candidate in answer.candidates for reason in candidate.because]
    assert any("% alike" in reason for reason in told)
