"""Texts found by words: BM25 over an inverted index held in memory."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from heapq import nlargest

_WORD = re.compile(r"[^\W\d_]+|[\u4e00-\u9fff]")
# Usual constants of BM25 (Robertson and Zaragoza 2009).
_K1, _B = 1.2, 0.75
_IDLE = frozenset(
    _WORD.findall(
        "a an and are as at by for from in incl is it n e s nes not of on or other than that the their to used whether "
        "which with without"
    )
)


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, plural s cut off, without numbers; Chinese signs one by one."""
    return [_singular(word) for word in _WORD.findall(text.casefold()) if word not in _IDLE]


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


class TextIndex:
    """Documents by key, scored against a query; the score is a sum over shared words, so its parts can be named."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        counts = {key: Counter(words_of(text)) for key, text in documents.items()}
        mean = sum(sum(c.values()) for c in counts.values()) / max(1, len(counts))
        self._postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for key, words in counts.items():
            norm = _K1 * (1 - _B + _B * sum(words.values()) / mean)
            for word, times in words.items():
                self._postings[word].append((key, times * (_K1 + 1) / (times + norm)))
        total = len(counts)
        self._weights = {
            word: math.log(1 + (total - len(found) + 0.5) / (len(found) + 0.5)) for word, found in self._postings.items()
        }

    def weight(self, word: str) -> float:
        """How telling a word is (inverse document frequency); 0 for a word that no document holds."""
        return self._weights.get(word, 0.0)

    def search(self, words: Iterable[str], limit: int) -> list[tuple[str, float, tuple[str, ...]]]:
        """The best documents with score and the query words they share, best first, ties by key."""
        scores: dict[str, float] = defaultdict(float)
        shared: dict[str, list[str]] = defaultdict(list)
        for word in dict.fromkeys(words):
            weight = self._weights.get(word)
            if weight is None:
                continue
            for key, strength in self._postings[word]:
                scores[key] += weight * strength
                shared[key].append(word)
        best = nlargest(limit, scores.items(), key=lambda pair: (pair[1], pair[0]))
        return [(key, score, tuple(shared[key])) for key, score in best]
