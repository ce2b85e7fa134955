"""Words that the lexicon knows, and short forms that people type for them: "fndtn" for foundation, "nitr" at a cut end.

Only words that the lexicon does not know are read as short forms, and only where one reading stands out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from douane.classification.text import stem, words_of

_VOWELS = re.compile(r"(?<=.)[aeiou]")
_DOUBLED = re.compile(r"(.)\1+")
_HAS_VOWEL = re.compile(r"[aeiouy0-9]")
_SHORTEST = 3
# A word of two joined ones is parted only into words of some length that several names use.
_SHORTEST_PART = 3
_WELL_KNOWN = 4
# Systems that parcels pass through cut texts after thirty characters or so.
CUT_LENGTHS = range(27, 41)


class Vocabulary:
    """Known words with how often names use them; the words of brands are no short forms, but say no kind of good."""

    def __init__(self, names: Iterable[str], short_forms: Mapping[str, str], brands: Iterable[str] = ()) -> None:
        self._short_forms = short_forms
        self._counts = Counter(word for name in names for word in words_of(name) if word.isalpha())
        branded = {word for name in brands for word in words_of(name) if word.isalpha() and len(word) >= _SHORTEST}
        self._brands = frozenset(branded - self._counts.keys() - short_forms.keys())
        self._sorted = sorted(self._counts.keys() | self._brands)
        skeletons: dict[str, Counter[str]] = defaultdict(Counter)
        for word, count in self._counts.items():
            if len(word) > _SHORTEST:
                for skeleton in {_VOWELS.sub("", word), _skeleton(word)}:
                    skeletons[skeleton][word] += count
        self._skeletons = {skeleton: words.most_common(1)[0][0] for skeleton, words in skeletons.items()}
        self._word_of = lru_cache(maxsize=1 << 16)(self._read)

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def read(self, words: Sequence[str], *, cut: bool) -> tuple[str, ...]:
        """The words with short forms written out; with `cut` the last one may be the beginning of a word."""
        if all(word in self._counts and word not in self._short_forms for word in words):
            return tuple(words)
        last = len(words) - 1
        return tuple(self._word_of(word, cut and i == last) for i, word in enumerate(words))

    def _read(self, word: str, cut: bool) -> str:  # noqa: FBT001  a flag of the cache key
        # No English word lacks vowels: "bw" is body wash though some name holds it.
        if word in self._short_forms and (word not in self._counts or not _HAS_VOWEL.search(word)):
            return self._short_forms[word]
        if word in self._counts or word in self._brands:
            return word
        if len(word) < _SHORTEST:
            return word
        if not _HAS_VOWEL.search(word) and _skeleton(word) in self._skeletons:
            return self._skeletons[_skeleton(word)]
        meant = self._skeletons.get(_VOWELS.sub("", word), "") if len(word) > _SHORTEST else ""
        # "mscra" keeps some of its vowels: all its letters stand in mascara, in their order.
        if len(meant) > len(word) and _in_order(word, meant):
            return meant
        completed = self._completed(word) if cut else word
        return self._parted(word) if completed == word else completed

    def _parted(self, joined: str) -> str:
        """Words typed without the space between them; the two that share the letters most evenly."""
        middle = len(joined) / 2
        for end in sorted(range(_SHORTEST_PART, len(joined) - _SHORTEST_PART + 1), key=lambda e: abs(e - middle)):
            first, second = joined[:end], joined[end:]
            if self._counts[first] >= _WELL_KNOWN and self._counts[stem(second)] >= _WELL_KNOWN:
                return f"{first} {stem(second)}"
        return joined

    def _completed(self, beginning: str) -> str:
        start = bisect_left(self._sorted, beginning)
        best, most = beginning, 0
        for word in self._sorted[start : start + 200]:
            if not word.startswith(beginning):
                break
            if self._counts[word] > most:
                best, most = word, self._counts[word]
        return best


def _skeleton(word: str) -> str:
    """What tills keep of a word: its first letter and its consonants, doubled ones once ("bottle": btl)."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", word))


def _in_order(letters: str, word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)
