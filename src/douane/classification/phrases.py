"""Many phrases looked for in one text at once; of phrases that lie inside one another only the longest counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from douane.classification.text import is_chinese, words_of

Meaning = TypeVar("Meaning")
State = tuple[dict[tuple[str, ...], Any], dict[str, tuple[int, ...]], dict[str, Any], dict[str, Any]]
_LONGEST_CHINESE = 10
_PAIR = 2


class Found(NamedTuple, Generic[Meaning]):
    """A phrase in a text: where it begins and ends (in words, or in characters of a Chinese run), and its meanings."""

    start: int
    end: int
    phrase: str
    meanings: tuple[Meaning, ...]


class PhraseBook(Generic[Meaning]):
    """Phrases with what they mean; a phrase may mean several things."""

    def __init__(self, entries: Iterable[tuple[str, Meaning]]) -> None:
        latin: dict[tuple[str, ...], list[Meaning]] = defaultdict(list)
        chinese: dict[str, list[Meaning]] = defaultdict(list)
        for phrase, meaning in entries:
            if is_chinese(phrase):
                chinese["".join(phrase.lower().split())].append(meaning)
            elif words := words_of(phrase):
                latin[words].append(meaning)
        self._latin = {words: tuple(dict.fromkeys(meanings)) for words, meanings in latin.items()}
        lengths: dict[str, set[int]] = defaultdict(set)
        for words in latin:
            lengths[words[0]].add(len(words))
        self._lengths = {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}
        self._chinese = {phrase: tuple(dict.fromkeys(meanings)) for phrase, meanings in chinese.items()}
        self._pairs: dict[str, dict[str, tuple[Meaning, ...]]] = defaultdict(dict)
        for words, meanings in latin.items():
            if len(words) == _PAIR:
                self._pairs[words[0]][words[1]] = tuple(dict.fromkeys(meanings))
        for phrase, found_meanings in self._chinese.items():
            if len(phrase) == 2 * _PAIR:
                self._pairs[phrase[:_PAIR]][phrase[_PAIR:]] = found_meanings
        self._longest_from = _longest_by_first(self._chinese)

    @property
    def state(self) -> State:
        """All that the book knows, in plain tuples and dictionaries that can be kept in a file."""
        return self._latin, self._lengths, self._chinese, dict(self._pairs)

    @classmethod
    def restored(cls, state: State) -> PhraseBook[Meaning]:
        """The book of a state."""
        book = cls(())
        book._latin, book._lengths, book._chinese, pairs = state
        book._longest_from = _longest_by_first(book._chinese)
        book._pairs = defaultdict(dict, pairs)
        return book

    def phrases(self) -> Iterable[tuple[str, ...]]:
        """The phrases in Latin letters, as word stems."""
        return self._latin.keys()

    def in_words(self, words: Sequence[str]) -> list[Found[Meaning]]:
        """The phrases in a row of word stems, in their order."""
        found: list[Found[Meaning]] = []
        covered = 0
        known = tuple(words)
        for start, word in enumerate(known):
            for length in self._lengths.get(word, ()):
                end = start + length
                if covered < end <= len(known) and (meanings := self._latin.get(known[start:end])):
                    found.append(Found(start, end, " ".join(known[start:end]), meanings))
                    covered = end
                    break
        return found

    def in_chinese(self, run: str) -> list[Found[Meaning]]:
        """The phrases in a run of Chinese characters, in their order."""
        found: list[Found[Meaning]] = []
        covered = 0
        for start, first in enumerate(run):
            longest = self._longest_from.get(first, 0)
            for end in range(min(len(run), start + longest), max(start, covered), -1):
                meanings = self._chinese.get(run[start:end])
                if meanings:
                    found.append(Found(start, end, run[start:end], meanings))
                    covered = end
                    break
        return found

    def scattered(self, words: Sequence[str]) -> list[Found[Meaning]]:
        """Phrases of two words, or of two Chinese words of two characters, whose words stand apart or turned round.

        "case for phone" holds "phone case", "饼干 全麦" holds "全麦饼干".
        """
        places = {word: i for i, word in enumerate(words)}
        found = []
        for first, i in places.items():
            seconds = self._pairs.get(first)
            if seconds:
                found += [
                    Found(min(i, j), max(i, j) + 1, f"{first} … {second}", seconds[second])
                    for second, j in places.items()
                    if second in seconds and j != i + 1 and j != i
                ]
        return found


def _longest_by_first(phrases: Iterable[str]) -> dict[str, int]:
    """How long a phrase may be that begins with a character; phrases beyond a length are never met."""
    longest: dict[str, int] = {}
    for phrase in phrases:
        longest[phrase[0]] = min(_LONGEST_CHINESE, max(longest.get(phrase[0], 0), len(phrase)))
    return longest
