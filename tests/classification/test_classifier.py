"""What the classifier answers: ordinary goods right, vague words not answered, everything explained and repeatable."""

from __future__ import annotations

import pytest

from douane.classification.classifier import Classifier
from douane.classification.goods import Goods
from douane.domain.decision import Verdict

CLASSIFIER = Classifier()

# Plain goods of a trader's day, by hand from the tariff.
ORDINARY = [
    ("Men's cotton T-shirt", "610910"), ("women's polyester T-shirt", "610990"), ("bamboo chopsticks", "441912"),
    ("leather wallet", "420231"), ("umbrella, folding", "660191"), ("LED bulb E27", "853952"), ("toothbrush", "960321"),
    ("wireless earphones bluetooth", "851830"), ("jigsaw puzzle", "950300"), ("dog collar leather", "420100"),
    ("ballpoint pen", "960810"), ("human hair wig", "670420"), ("nail polish", "330430"), ("lipstick", "330410"),
    ("stainless steel vacuum flask", "961700"), ("men's jeans cotton", "620342"), ("silk scarf", "621410"),
    ("playing cards", "950440"), ("shampoo", "330510"), ("green tea 100 g", "090210"), ("口红", "330410"), ("洗发水", "330510"),
    ("牙刷", "960321"), ("雨伞", "660191"), ("rouge à lèvres", "330410"), ("tandenborstel", "960321"), ("Zahnbürste", "960321"),
]  # fmt: skip


def best(text: str, **more: object) -> str:
    return CLASSIFIER.classify(Goods(text, **more)).candidates[0].code[:6]  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "code"), ORDINARY)
def test_ordinary_goods_have_their_code(text: str, code: str) -> None:
    assert best(text) == code


def test_what_the_case_is_for_is_not_the_good() -> None:
    assert best("case for phone, silicone") == "392690"
    assert best("smartphone with case") == best("smartphone") == "851713"


@pytest.mark.parametrize("text", ["spare part", "accessories", "goods", "配件", "onderdelen", "qwxz vvk"])
def test_vague_words_are_not_answered(text: str) -> None:
    assert CLASSIFIER.classify(Goods(text)).verdict is not Verdict.ACCEPTED


@pytest.mark.parametrize("text", ["", " ", "!!!", "\u0000\ud7ff", "a" * 5000, "鿿" * 600, "🎁🎁"])
def test_any_text_has_an_answer_in_form(text: str) -> None:
    decision = CLASSIFIER.classify(Goods(text))
    assert all(0 <= candidate.probability <= 1 for candidate in decision.candidates)


def test_every_candidate_says_why() -> None:
    decision = CLASSIFIER.classify(Goods("women's knitted cotton dress", ("Women's Clothing", "Dresses")))
    assert all(candidate.because for candidate in decision.candidates)
    assert sum(candidate.probability for candidate in decision.candidates) <= 1.0001


def test_one_question_where_an_attribute_would_settle_it() -> None:
    decision = CLASSIFIER.classify(Goods("t-shirt"))
    assert decision.question is not None
    assert 2 <= len(decision.question.options) <= 5


def test_the_same_goods_have_the_same_answer() -> None:
    goods = Goods("LED strip RGB 5 m USB")
    assert CLASSIFIER.classify(goods) == Classifier().classify(goods)


def test_restricted_goods_always_go_to_a_person() -> None:
    for text in ("pistol", "cigarettes", "vodka", "pepper spray"):
        decision = CLASSIFIER.classify(Goods(text))
        assert decision.verdict is not Verdict.ACCEPTED, text
