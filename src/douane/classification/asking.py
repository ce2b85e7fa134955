"""The one question that would settle most: an attribute that moves the code, or which of the goods it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from douane.classification.deciding import choices
from douane.classification.reading import Reading, Support
from douane.classification.wording import name_of, say, value_name
from douane.domain.decision import Question
from douane.reference import harmonized

ABOUT_GOODS = "type"
_FEWEST = 2
_MOST_GOODS = 4
_LONGEST = 60


def open_attribute(support: Support) -> str | None:
    """The attribute that is not told and would move the code, if there is one with two answers or more."""
    if support.good is None or support.decided is None or support.decided.missing is None:
        return None
    missing = support.decided.missing
    return missing if len(choices(support.good, missing)) >= _FEWEST else None


def question_for(reading: Reading, probabilities: Sequence[float], language: str) -> Question | None:
    """What to ask about a description that is not settled: an attribute where the good is clear, else which good it is."""
    if not reading.ranked:
        return None
    best = reading.ranked[0].support
    attribute = open_attribute(best)
    if attribute and not reading.vague and _good_is_clear(reading, probabilities):
        return about_attribute(best, attribute, language)
    return about_goods(reading, language)


def about_attribute(support: Support, attribute: str, language: str) -> Question:
    """A question about an attribute of a good, with a group of values for each code."""
    assert support.good is not None  # noqa: S101  only goods of the lexicon have attributes to ask for
    options = [
        " / ".join(value_name(attribute, value, language) for value in values) or say("option.other", language)
        for values, _ in choices(support.good, attribute)
    ]
    text = say(f"question.{attribute}", language, good=name_of(support.good, language))
    return Question(text, tuple(dict.fromkeys(options)), attribute)


def about_goods(reading: Reading, language: str) -> Question:
    """Which of the likeliest goods it is, or none of them."""
    names = dict.fromkeys(_names(reading, language))
    options = (*list(names)[:_MOST_GOODS], say("option.other", language))
    return Question(say("question.what", language), options, ABOUT_GOODS)


def _good_is_clear(reading: Reading, probabilities: Sequence[float]) -> bool:
    """Whether the best good carries more than the other goods among the answers together."""
    good = reading.ranked[0].support.good
    own = sum(p for (_, s), p in zip(reading.ranked, probabilities, strict=False) if s.good is good)
    others = max((p for (_, s), p in zip(reading.ranked, probabilities, strict=False) if s.good is not good), default=0.0)
    return own > others


def _names(reading: Reading, language: str) -> Iterable[str]:
    for hs, support in reading.ranked:
        if support.good:
            yield name_of(support.good, language)
        elif support.brand:
            yield support.brand[1].replace("-", " ")
        else:
            yield harmonized.texts().get(hs, hs)[:_LONGEST].rstrip(" ,;")
