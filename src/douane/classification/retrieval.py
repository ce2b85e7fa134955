"""Texts found by words: BM25 over an inverted index held in memory."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from typing import Any, Generic, NamedTuple, TypeVar

from douane.classification.text import chinese_runs, words_of

Key = TypeVar("Key", str, int)
IndexState = tuple[dict[str, dict[Any, float]], dict[str, float], float]
# The usual constant of BM25 (Robertson and Zaragoza 2009).
_K1 = 1.2
_IDLE = frozenset(
    words_of(
        "a an and are as at by for from in incl is it n e s nes not of on or other than that the their to used whether "
        "which with without"
    )
)


class Hit(NamedTuple, Generic[Key]):
    """A document found: its key, its score, and the words it shares with the query."""

    key: Key
    score: float
    shared: tuple[str, ...]


def features(text: str) -> list[str]:
    """What a text is found by: its Latin words without idle ones, and pairs of Chinese characters."""
    found = [word for word in words_of(text) if word not in _IDLE and not word.isdigit()]
    for run in chinese_runs(text):
        found.extend(run[i : i + 2] for i in range(len(run) - 1))
        if len(run) == 1:
            found.append(run)
    return found


class TextIndex(Generic[Key]):
    """Documents by key. `shortness` (b of BM25) tells how much a short document is preferred."""

    def __init__(self, documents: Mapping[Key, Sequence[str]], *, shortness: float = 0.75) -> None:
        counts = {key: Counter(words) for key, words in documents.items()}
        mean = sum(map(len, documents.values())) / max(1, len(counts))
        self._postings: dict[str, dict[Any, float]] = defaultdict(dict)
        for key, words in counts.items():
            norm = _K1 * (1 - shortness + shortness * len(documents[key]) / mean)
            for word, times in words.items():
                self._postings[word][key] = times * (_K1 + 1) / (times + norm)
        total = len(counts)
        self._weights = {
            word: math.log(1 + (total - len(found) + 0.5) / (len(found) + 0.5)) for word, found in self._postings.items()
        }
        for word, found in self._postings.items():
            weight = self._weights[word]
            for key in found:
                found[key] *= weight
        self._unknown = math.log(1 + (total + 0.5) / 0.5)

    @property
    def state(self) -> IndexState:
        """All that the index knows, in plain dictionaries that can be kept in a file."""
        return dict(self._postings), self._weights, self._unknown

    @classmethod
    def restored(cls, state: IndexState) -> TextIndex[Key]:
        """The index of a state."""
        index = cls({})
        index._postings, index._weights, index._unknown = state
        return index

    def weight(self, word: str) -> float:
        """How telling a word is (inverse document frequency); most telling is a word that no document holds."""
        return self._weights.get(word, self._unknown)

    def search(self, words: Iterable[str], limit: int) -> list[Hit[Key]]:
        """The best documents, best first, ties by key."""
        scores: dict[Key, float] = defaultdict(float)
        asked = [word for word in dict.fromkeys(words) if word in self._weights]
        for word in asked:
            for key, strength in self._postings[word].items():
                scores[key] += strength
        if len(scores) > limit:
            # Sorting a few is cheaper than comparing all by score and key.
            least = nlargest(limit, scores.values())[-1]
            scores = {key: score for key, score in scores.items() if score >= least}
        best = sorted(scores.items(), key=lambda pair: (pair[1], pair[0]), reverse=True)[:limit]
        return [Hit(key, score, tuple(word for word in asked if key in self._postings[word])) for key, score in best]
