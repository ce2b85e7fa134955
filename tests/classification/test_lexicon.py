"""The lexicon's own rules: codes that exist, one name in one entry, scripts where they belong, size, and where it is from."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from douane import places
from douane.classification import lexicon
from douane.classification.text import is_chinese
from douane.reference import harmonized
from douane.reference.yaml_file import LawFileError

ATTRIBUTES = {v.attribute for v in lexicon.attribute_values()}
VALUES = {(v.attribute, v.value) for v in lexicon.attribute_values()}


def test_every_code_is_a_subheading_of_hs_2022() -> None:
    wrong = {(g.name, code) for g in lexicon.goods() for code in g.codes if code not in harmonized.subheadings()}
    assert not wrong
    assert not {b.spellings for b in lexicon.brands() if b.hs not in harmonized.subheadings()}


def test_every_good_has_a_name_of_its_own() -> None:
    twice = [name for name, times in Counter(g.name for g in lexicon.goods()).items() if times > 1]
    assert not twice


def test_a_name_stands_in_one_entry() -> None:
    where = defaultdict(set)
    for good in lexicon.goods():
        for language, names in good.names.items():
            for name in names:
                where[language, name.lower()].add(good.name)
    assert not {key: goods for key, goods in where.items() if len(goods) > 1}


def test_names_are_in_the_script_of_their_language() -> None:
    for good in lexicon.goods():
        for language, names in good.names.items():
            wrong = [name for name in names if is_chinese(name) != (language == "zh")]
            assert not wrong, (good.name, language, wrong)


def test_decision_tables_use_attributes_that_are_known() -> None:
    wrong = {
        (good.name, attribute, value)
        for good in lexicon.goods()
        for row in good.when
        for attribute, values in row.conditions
        for value in values
        if (attribute, value) not in VALUES
    }
    assert not wrong
    assert not {(good.name, ask) for good in lexicon.goods() for ask in good.ask if ask not in ATTRIBUTES}


def test_parents_of_attribute_values_exist_and_make_no_ring() -> None:
    parents = {(v.attribute, v.value): v.parent for v in lexicon.attribute_values()}
    for attribute, value in parents:
        seen = {value}
        current = parents[attribute, value]
        while current:
            assert (attribute, current) in parents, (attribute, value, current)
            assert current not in seen, (attribute, value)
            seen.add(current)
            current = parents[attribute, current]


def test_the_lexicon_is_as_large_as_it_is_said_to_be() -> None:
    sizes = Counter(
        {language: sum(len(g.names.get(language, ())) for g in lexicon.goods()) for language in lexicon.LANGUAGES}
    )
    assert sizes["en"] >= 12_000
    assert sizes["zh"] >= 12_000
    assert min(sizes["fr"], sizes["nl"], sizes["de"]) >= 5_000


def test_every_heading_stands_in_the_lexicon() -> None:
    headings = {code[:4] for code in harmonized.subheadings()}
    held = {code[:4] for good in lexicon.goods() for code in good.codes}
    assert len(headings - held) <= 0.02 * len(headings), sorted(headings - held)


def test_no_text_of_the_labelled_goods_stands_in_the_project(reference: Path) -> None:
    names = {name.lower() for good in lexicon.goods() for texts in good.names.values() for name in texts}
    files = [path.read_text(encoding="utf-8").lower() for path in sorted((places.LAW / "goods").glob("*.yaml"))]
    for path in sorted((reference / "goods").glob("ecom-*.jsonl")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line:
                text = json.loads(line)["text"].lower()
                assert text not in names
                assert len(text) < 30 or not any(text in other for other in files), text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('- {good: mug, hs: "691200", colour: red}', "colour"),
        ('- {good: mug, hs: "691200", when: [{material: glass}]}', "no `hs`"),
        ('- {good: mug, hs: "691200", hs: "691110"}', "stands twice"),
    ],
)
def test_a_wrong_entry_is_refused_by_name(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "made.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LawFileError, match=re.escape(words)):
        lexicon.goods(tmp_path)
