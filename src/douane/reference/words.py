"""Words and phrases looked for in texts of any language: whole words, whatever their case, accents or plural."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Digits end a word, so that "500mg" holds "mg"; a run of Chinese has no blanks, so it is searched as it stands.
_WORD = re.compile(r"[a-z]+|\d+(?:[:.]\d+)*|[\u0370-\u04ff]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_IRREGULAR = {
    "knives": "knife",
    "scarves": "scarf",
    "shelves": "shelf",
    "wolves": "wolf",
    "mice": "mouse",
    "teeth": "tooth",
}


def plain(text: str) -> str:
    """The text in lower case without accents, in compatibility form (full-width letters become ordinary ones)."""
    if text.isascii():
        return text.lower()
    # NFKC first keeps Chinese whole; NFD then parts the Latin accents, which are dropped.
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign for sign in folded if not unicodedata.combining(sign))


@lru_cache(maxsize=1 << 16)
def singular(word: str) -> str:
    """The word without a plural ending, well enough for both sides of a comparison to meet."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def words_of(text: str) -> tuple[str, ...]:
    """The words of a plain text in order, without plural endings; Chinese has none here."""
    return tuple(map(singular, _WORD.findall(text)))


class Phrases:
    """A set of phrases, each leading to labels, found in a text in one pass.

    A phrase in Latin, Greek or Cyrillic letters is found as whole words in a row; a Chinese one anywhere in the text.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        self._chinese: dict[str, list[str]] = {}
        for phrase, label in pairs:
            text = plain(phrase)
            if _CHINESE.search(text):
                self._chinese.setdefault(text, []).append(label)
            elif words := words_of(text):
                self._by_first.setdefault(words[0], []).append((words, phrase, label))
            else:
                raise ValueError(f"no word to look for: {phrase!r}")
        # Longer ones first, so that the alternative that says most is the one found.
        longest = sorted(self._chinese, key=len, reverse=True)
        self._pattern = re.compile("(?=(" + "|".join(map(re.escape, longest)) + "))") if longest else None

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Phrases:
        """Phrases that lead to nothing but themselves."""
        return cls((phrase, phrase) for phrase in phrases)

    def find(self, text: str) -> dict[str, str]:
        """Label to phrase for everything in the text; the first phrase of a label counts."""
        low = plain(text)
        words = words_of(low)
        found: dict[str, str] = {}
        for at, word in enumerate(words):
            for sought, phrase, label in self._by_first.get(word, ()):
                if label not in found and words[at : at + len(sought)] == sought:
                    found[label] = phrase
        if self._pattern and not low.isascii():
            for run in self._pattern.findall(low):
                # A lookahead finds one phrase at each place; shorter ones that begin there count as well.
                for phrase in (run[:end] for end in range(1, len(run) + 1)):
                    for label in self._chinese.get(phrase, ()):
                        found.setdefault(label, phrase)
        return found

    def within(self, text: str) -> str | None:
        """The first phrase that the text holds."""
        return next(iter(self.find(text).values()), None)
