"""How much two names are alike, from 0 to 100, with the reasons in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jellyfish import metaphone
from rapidfuzz.distance import OSA

from douane.compliance.names import Name

_WEAK_WEIGHT = 0.25
_SHORTER_SIDE = 0.8
_SOUND = 0.86
_LEAST_ALIKE = 0.76
_OTHER_SIGNS = 92.0
_INITIAL = 0.6


class Likeness(NamedTuple):
    """A score from 0 to 100 and why."""

    score: float
    because: tuple[str, ...]


def likeness(name: Name, listed: Name, weak: frozenset[str]) -> Likeness:
    """Compare two names whatever the order of their words; syllables of Chinese names are compared as a whole."""
    if name.han and listed.han:
        if name.han == listed.han:
            return Likeness(100.0, ("the same Chinese signs",))
        if name.syllables and name.syllables == listed.syllables:
            return Likeness(_OTHER_SIGNS, ("the same sound in pinyin, written with other signs",))
    if name.syllables and name.syllables == listed.syllables:
        both = bool(name.han) is bool(listed.han)
        return Likeness(
            100.0, ("the same words in another order or spacing" if both else "the same name in Chinese and pinyin",)
        )
    first, second = _joined(name.words, listed.words), _joined(listed.words, name.words)
    if sorted(first) == sorted(second):
        order = "the same words" if first == second else "the same words in another order"
        return Likeness(100.0, (order,))
    forward, notes = _covered(first, second, weak)
    backward, beyond = _covered(second, first, weak)
    low, high = sorted((forward, backward))
    score = 100 * (_SHORTER_SIDE * high + (1 - _SHORTER_SIDE) * low)
    if min(len(first), len(second)) == 1 and max(len(first), len(second)) > 1:
        # One word out of several is no name: a first name or a surname alone fits far too many people.
        score = min(score, 100 * (high + low) / 2)
        notes = (*notes, "one name only")
    more = tuple(note for note in beyond if note.endswith("is missing") and note not in notes)
    return Likeness(round(score, 1), (*notes, *more) or ("the same words that count",))


def _joined(words: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """The words, two neighbours written together where the other name writes them so."""
    whole = set(other)
    found: list[str] = []
    at = 0
    while at < len(words):
        if at + 1 < len(words) and words[at] + words[at + 1] in whole:
            found.append(words[at] + words[at + 1])
            at += 2
        else:
            found.append(words[at])
            at += 1
    return tuple(found)


def _covered(words: Sequence[str], other: Sequence[str], weak: frozenset[str]) -> tuple[float, tuple[str, ...]]:
    """How much of a name the other one has, from 0 to 1, each word of the other used once."""
    total = met = 0.0
    left = list(other)
    notes: list[str] = []
    for word in sorted(words, key=lambda w: (w not in left, -len(w))):
        weight = _WEAK_WEIGHT if word in weak else 1.0
        total += weight
        alike, best = max(((_alike(word, one), one) for one in left), default=(0.0, ""))
        if alike == 0:
            if weight == 1:
                notes.append(f"“{word}” is missing")
            continue
        left.remove(best)
        met += weight * alike
        if word != best:
            notes.append(f"“{word}” is like “{best}”")
    return (met / total if total else 0.0), tuple(notes)


def _alike(word: str, other: str) -> float:
    """1 for equal words; else by letters that differ, or by sound; 0 for words that have nothing to do with each other."""
    if word == other:
        return 1.0
    if min(len(word), len(other)) == 1:
        return _INITIAL if word[0] == other[0] else 0.0
    if word.isdigit() or other.isdigit():
        return 0.0
    near: float = OSA.normalized_similarity(word, other, score_cutoff=_LEAST_ALIKE)
    if near or min(len(word), len(other)) < 4:
        return near
    sound = metaphone(word)
    return _SOUND if len(sound) > 1 and word[0] == other[0] and sound == metaphone(other) else 0.0
