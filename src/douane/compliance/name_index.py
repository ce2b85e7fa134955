"""Which names of a list are worth comparing with a name: a few out of tens of thousands, whatever their order.

Two words meet if they are equal, one letter apart (an insertion, omission, exchange or wrong letter), or sound alike. Names
are compared that meet in two words, or in the only one they have; whole names written together meet as one word.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from jellyfish import metaphone

from douane.compliance.names import Name

_SHORTEST_WITH_SLIPS = 4
_MOST_CANDIDATES = 40


@lru_cache(maxsize=1 << 16)
def variants(word: str) -> tuple[str, ...]:
    """The word, the word without each one letter, and its sound; two words one letter apart share one of them."""
    if len(word) < _SHORTEST_WITH_SLIPS or word.isdigit():
        return (word,)
    shorter = {word[:i] + word[i + 1 :] for i in range(len(word))}
    return (word, *shorter, "~" + metaphone(word))


def pairs_of(words: Sequence[str]) -> list[str]:
    """Neighbouring words written together, as in Abdul Rahman and Abdulrahman."""
    return [words[i] + words[i + 1] for i in range(len(words) - 1)]


class NameIndex:
    """Names by their words, their neighbouring words written together, and their sorted syllables."""

    def __init__(self, names: Iterable[Name], weak: frozenset[str]) -> None:
        self.names = tuple(names)
        self._weak = weak
        self._words_by_variant: dict[str, list[int]] = defaultdict(list)
        self._names_by_word: list[set[int]] = []
        self._by_syllables: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._lone: set[int] = set()
        # First names and surnames return all the time, so what they meet is kept.
        self._near = lru_cache(maxsize=1 << 14)(self._meeting)
        numbers: dict[str, int] = {}
        for at, name in enumerate(self.names):
            strong = self._strong(name)
            if len(strong) == 1:
                self._lone.add(at)
            for word in {*strong, *pairs_of(name.words)}:
                number = numbers.setdefault(word, len(numbers))
                if number == len(self._names_by_word):
                    self._names_by_word.append(set())
                    for variant in variants(word):
                        self._words_by_variant[variant].append(number)
                self._names_by_word[number].add(at)
            if name.syllables:
                self._by_syllables[name.syllables].append(at)

    def _strong(self, name: Name) -> tuple[str, ...]:
        return tuple(word for word in name.words if word not in self._weak) or name.words

    def candidates(self, name: Name) -> Sequence[int]:
        """Positions of the names to compare with, the most promising first."""
        strong = self._strong(name)
        found: Counter[int] = Counter()
        alone = [hits for word in strong if (hits := self._near(word))]
        joined = [hits for word in pairs_of(name.words) if (hits := self._near(word))]
        for position in self._by_syllables.get(name.syllables, ()) if name.syllables else ():
            found[position] += 3
        met = sorted((*alone, *joined), key=len)
        for i, hits in enumerate(met):
            for other in met[i + 1 :]:
                found.update(hits & other)
        for hits in joined if len(strong) > 1 else met:
            found.update(hits & self._lone)
        if len(strong) == 1 and alone and len(alone[0]) < _MOST_CANDIDATES:
            found.update(alone[0])
        return [position for position, _ in found.most_common(_MOST_CANDIDATES)]

    def _meeting(self, word: str) -> set[int]:
        numbers = {n for variant in variants(word) for n in self._words_by_variant.get(variant, ())}
        if not numbers:
            return set()
        if len(numbers) == 1:
            return self._names_by_word[next(iter(numbers))]
        return set().union(*(self._names_by_word[n] for n in numbers))
