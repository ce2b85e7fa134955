"""When two descriptions are the same to the classifier, so that the second is answered from memory.

Case, punctuation of a kind, plurals and blanks do not count, nor do numbers and sizes that no name of the lexicon holds:
"LED Strip, 5 m" and "led strips; 10m" share one answer, "304 stainless" and "201 stainless" do not.
"""

from __future__ import annotations

from collections.abc import Iterable

from douane.classification.goods import Goods
from douane.classification.text import parts_of
from douane.classification.vocabulary import CUT_LENGTHS

Key = tuple[object, ...]


def has_digit(word: str) -> bool:
    """Whether a word holds a digit: a size, a number of a model, a quantity."""
    return not word.isalpha() and any(sign.isdigit() for sign in word)


class Sameness:
    """Makes the key that descriptions of the same goods share. `numbers` are the words with digits that mean something."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._numbers = frozenset(numbers)

    def means_nothing(self, word: str) -> bool:
        """Whether a word is a number or size that no name knows."""
        return word not in self._numbers and has_digit(word)

    def key(self, goods: Goods) -> Key:
        """The key of goods. Descriptions of a length at which systems cut texts keep their exact words."""
        text = goods.description
        if len(text) in CUT_LENGTHS:
            return text, goods.category, goods.attributes
        seen: dict[str, str] = {}
        parts = tuple(
            (tuple(self._word(word, seen) for word in part.words), part.chinese) for part in parts_of(text)
        )  # fmt: skip
        return parts, goods.category, goods.attributes

    def _word(self, word: str, seen: dict[str, str]) -> str:
        # Different numbers stay different from one another, so that as many words are said.
        return seen.setdefault(word, f"#{len(seen)}") if self.means_nothing(word) else word
