"""Why a code: the words that counted, the lexicon entry or tariff text, the rule, and the neighbour that was rejected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from douane.classification.extending import Extended
from douane.classification.lexicon import Good
from douane.classification.reading import Ranked, Reading, Support
from douane.classification.wording import name_of, quoted, say, value_name

_MOST_WORDS = 5
_MOST_NAMES = 3
_LONGEST = 90

Text = Callable[[str], str]


def because(ranked: Ranked, reading: Reading, extended: Extended, text: Text, language: str) -> tuple[str, ...]:
    """The reasons for a candidate, in the user's language. `text` gives the tariff's text of a code."""
    return (
        *_evidence(ranked.support, language),
        *_deciding(ranked, reading, text, language),
        *_below(ranked.hs, extended, language),
        *_neighbour(ranked, reading, text, language),
    )


def _evidence(support: Support, language: str) -> Iterator[str]:
    good = support.good
    if good and support.named:
        words = ", ".join(quoted(phrase, language) for phrase in support.named[:_MOST_NAMES])
        yield say("because.named", language, words=words, good=name_of(good, language), source=good.source)
    elif good and support.shared:
        words = ", ".join(support.shared[:_MOST_WORDS])
        yield say("because.shared", language, words=words, good=name_of(good, language), source=good.source)
    elif good:
        percent = round(100 * support.like)
        yield say("because.like", language, good=name_of(good, language), percent=percent, source=good.source)
    elif support.shared:
        yield say("because.tariff", language, words=", ".join(support.shared[:_MOST_WORDS]))
    if support.brand:
        phrase, meant = support.brand
        yield say("because.brand", language, brand=phrase, good=meant.replace("-", " "))


def _deciding(ranked: Ranked, reading: Reading, text: Text, language: str) -> Iterator[str]:
    good, decided = ranked.support.good, ranked.support.decided
    if decided and decided.shown:
        yield say("because.decided", language, shown=_shown(decided.shown, language))
    elif decided and decided.missing:
        yield say("because.assumed", language, attribute=say(f"attribute.{decided.missing}", language))
    elif good and (told := _told(good, reading)):
        yield say("because.usual", language, shown=_shown(told, language), good=name_of(good, language))
    heading = ranked.hs[:4]
    yield say("because.rule", language, heading=heading, text=text(heading)[:_LONGEST])
    if good and good.why:
        yield say("because.note", language, why=good.why)
    if good and good.restricted:
        yield say("because.restricted", language)


def _told(good: Good, reading: Reading) -> list[tuple[str, str]]:
    """What is told of the attributes that a good's table looks at, where no row of it holds."""
    looked_at = dict.fromkeys(attribute for row in good.when for attribute, _ in row.conditions)
    known = reading.attributes.values
    return [(attribute, next(iter(known[attribute].values()))) for attribute in looked_at if known.get(attribute)]


def _shown(pairs: Iterable[tuple[str, str]], language: str) -> str:
    return ", ".join(f"{say(f'attribute.{attribute}', language)} {quoted(words, language)}" for attribute, words in pairs)


def _below(hs: str, extended: Extended, language: str) -> Iterator[str]:
    if extended.words:
        yield say("because.below", language, words=", ".join(quoted(word, language) for word in extended.words))
    elif extended.among > 1:
        yield say("because.below_many", language, count=extended.among, code=hs)


def _neighbour(ranked: Ranked, reading: Reading, text: Text, language: str) -> Iterator[str]:
    """For the best answer the nearest one that was rejected and why; for the others how far they are behind the best."""
    first = reading.ranked[0]
    if ranked.hs != first.hs:
        percent = round(100 * ranked.support.score / first.support.score) if first.support.score else 0
        yield say("because.behind", language, code=first.hs, percent=percent)
        return
    yield from _other_rows(ranked, text, language)
    other = next((r for r in reading.ranked[1:]), None)
    if other is None:
        return
    percent = round(100 * other.support.score / ranked.support.score) if ranked.support.score else 0
    words = text(other.hs)[:_LONGEST]
    if other.support.good:
        good = name_of(other.support.good, language)
        yield say("because.rather_good", language, code=other.hs, text=words, good=good, percent=percent)
    else:
        yield say("because.rather_text", language, code=other.hs, text=words, percent=percent)


def _other_rows(ranked: Ranked, text: Text, language: str) -> Iterator[str]:
    """The nearest other row of the good's own table, same heading first: what would have moved the code."""
    good, decided = ranked.support.good, ranked.support.decided
    if good is None or decided is None:
        return
    others = [row for row in good.when if row.hs != ranked.hs]
    if not others:
        return
    row = min(others, key=lambda other: (other.hs[:4] != ranked.hs[:4], len(other.conditions)))
    condition = ", ".join(
        " / ".join(value_name(attribute, value, language) for value in sorted(values)[:_MOST_NAMES])
        for attribute, values in row.conditions
    )
    yield say("because.rather_row", language, code=row.hs, text=text(row.hs)[:_LONGEST], condition=condition)
