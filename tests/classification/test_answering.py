"""Verdict, question and reasons: one question where it would settle something, reasons that name what counted."""

from __future__ import annotations

import re

import pytest

from douane.classification.answering import Answerer
from douane.classification.calibration import Calibration
from douane.classification.classifier import Classifier
from douane.classification.goods import Goods
from douane.classification.wording import LANGUAGES, sentences
from douane.domain.decision import Decision, Verdict

CLASSIFIER = Classifier()


def answer(text: str, language: str = "en", **more: object) -> Decision:
    return CLASSIFIER.classify(Goods(text, **more), language=language)  # type: ignore[arg-type]


def test_the_catalogue_says_everything_in_every_language_with_the_same_places() -> None:
    for key, texts in sentences().items():
        assert set(texts) == set(LANGUAGES), key
        places = {language: sorted(re.findall(r"{(\w+)}", text)) for language, text in texts.items()}
        assert all(found == places["en"] for found in places.values()), (key, places)


@pytest.mark.parametrize(
    ("text", "about"),
    [("t-shirt", "material"), ("women's shirt", None), ("electrical goods", "type"), ("kitchen accessory", None)],
)
def test_what_is_not_settled_gets_one_question_with_few_answers(text: str, about: str | None) -> None:
    question = answer(text).question
    assert question is not None
    assert 2 <= len(question.options) <= 5
    assert len(set(question.options)) == len(question.options)
    assert about is None or question.about == about


def test_an_accepted_answer_has_no_question() -> None:
    classifier = Classifier(accept_from=0.7)
    accepted = [d for text in ("toothbrush", "bamboo chopsticks", "ballpoint pen", "LED bulb E27", "dog collar leather")
                if (d := classifier.classify(Goods(text))).verdict is Verdict.ACCEPTED]  # fmt: skip
    assert accepted
    assert all(decision.question is None and decision.code for decision in accepted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_to_a_question_move_the_code(language: str) -> None:
    asked = answer("t-shirt", language)
    assert asked.question
    codes = {
        answer("t-shirt", language, attributes=((asked.question.about, option),)).candidates[0].code[:6]
        for option in asked.question.options
    }
    assert codes == {"610910", "610990"}


def test_the_answer_to_which_of_these_makes_that_good_the_first() -> None:
    asked = answer("kitchen accessory")
    assert asked.question
    for option in asked.question.options[:-1]:
        again = answer("kitchen accessory", attributes=((asked.question.about, option),))
        assert again.candidates[0].probability > 0


def test_every_candidate_says_which_words_counted_the_rule_and_the_neighbour() -> None:
    first, second, *_ = answer("women's knitted cotton dress").candidates
    reasons = " | ".join(first.because)
    assert "dress” names" in reasons
    assert f"heading {first.code[:4]}" in reasons
    assert "GRI" in reasons
    assert "rather than" in reasons
    assert f"behind {first.code[:6]}" in " | ".join(second.because)


def test_a_row_that_decided_names_the_attribute_and_what_would_have_moved_the_code() -> None:
    (first, *_) = answer("cotton t-shirt").candidates
    assert any("the material “cotton”" in reason for reason in first.because)
    assert any("rather than 610990" in reason for reason in first.because)


def test_goods_under_restriction_say_that_a_person_decides() -> None:
    (first, *_) = answer("pistol").candidates
    assert any("a person decides" in reason for reason in first.because)


@pytest.mark.parametrize(("language", "words"), [("fr", "RGI"), ("nl", "AIR"), ("de", "AV 1"), ("zh", "归类总规则")])
def test_reasons_are_in_the_users_language(language: str, words: str) -> None:
    assert any(words in reason for reason in answer("toothbrush", language).candidates[0].because)


def test_nearly_the_same_words_are_answered_from_memory() -> None:
    classifier = Classifier()
    read = classifier.read
    asked: list[str] = []
    classifier.read = lambda goods: asked.append(goods.description) or read(goods)  # type: ignore[method-assign, func-returns-value]
    first = classifier.classify(Goods("LED strip, 37m (RGB)"))
    assert classifier.classify(Goods("led STRIPS, 41m [RGB]")) is first
    assert len(asked) == 1
    classifier.classify(Goods("LED strip, 37m (RGB)", attributes=(("Material", "glass"),)))
    classifier.classify(Goods("strip LED RGB"))
    assert len(asked) == 3


def test_numbers_that_names_hold_keep_descriptions_apart() -> None:
    key = CLASSIFIER._sameness.key
    assert key(Goods("304 stainless ladle")) != key(Goods("999 stainless ladle"))
    assert key(Goods("ladle 31cm long")) == key(Goods("ladle 33cm long"))
    assert key(Goods("ladle 31cm by 31cm")) != key(Goods("ladle 31cm by 33cm"))


def test_a_higher_wanted_precision_accepts_less_and_never_everything() -> None:
    calibration = Calibration.load()
    thresholds = [calibration.threshold(wanted) for wanted in (0.7, 0.8, 0.9, 0.93)]
    assert thresholds == sorted(thresholds)
    assert calibration.threshold(0.999) > 1
    assert Answerer(0.999)._accept_from > 1


def test_probabilities_are_in_order_and_at_most_one() -> None:
    for text in ("toothbrush", "qwx accessory", "口红", "women's knitted cotton dress"):
        numbers = [candidate.probability for candidate in answer(text).candidates]
        assert all(0 <= number <= 1 for number in numbers)
        assert sum(numbers) <= 1.001
