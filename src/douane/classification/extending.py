"""From a subheading to a declarable code of ten digits, decided anew from the goods among its children."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from douane.classification.retrieval import features
from douane.reference.nomenclature import Nomenclature


class Extended(NamedTuple):
    """The code chosen, the words of the description that its own texts hold, and among how many codes it was chosen."""

    code: str
    words: tuple[str, ...]
    among: int


class Extender:
    """Chooses among the declarable codes of a tariff edition; without one, six digits stay six."""

    def __init__(self, nomenclature: Nomenclature | None) -> None:
        self._nomenclature = nomenclature
        self._leaves = lru_cache(maxsize=8192)(self._leaves_anew)

    def extend(self, hs: str, description: str) -> Extended:
        """The child whose own texts share most words with the description; without any, the last, which is “other”."""
        leaves = self._leaves(hs)
        if not leaves:
            return Extended(hs, (), 0)
        if len(leaves) == 1:
            return Extended(leaves[0][0], (), 1)
        words = _telling(description)
        code, own = max(leaves, key=lambda leaf: (len(words & leaf[1]), leaf[0]))
        return Extended(code, tuple(sorted(words & own)), len(leaves))

    def ranked(self, hs: str, description: str) -> tuple[Extended, ...]:
        """All declarable codes under a subheading, best first by the words of the description."""
        words = _telling(description)
        leaves = self._leaves(hs)
        found = [Extended(code, tuple(sorted(words & own)), len(leaves)) for code, own in leaves]
        return tuple(sorted(found, key=lambda leaf: (-len(leaf.words), [-ord(sign) for sign in leaf.code])))

    def _leaves_anew(self, hs: str) -> tuple[tuple[str, frozenset[str]], ...]:
        if self._nomenclature is None:
            return ()
        return tuple((code, frozenset(self._own_words(code, hs))) for code in self._nomenclature.leaves(hs))

    def _own_words(self, code: str, hs: str) -> list[str]:
        assert self._nomenclature is not None  # noqa: S101  asked only where a tariff is loaded
        language = "zh" if self._nomenclature.name.startswith("cn") else "en"
        below = [node for node in self._nomenclature.path(code, language) if node.code[:6] == hs and node.depth > 1]
        return [word for node in below for word in features(node.text)]


def _telling(description: str) -> frozenset[str]:
    # Sizes and numbers of models are no words of the tariff.
    return frozenset(word for word in features(description) if not any(sign.isdigit() for sign in word))
