"""From a subheading to a declarable code of ten digits, decided anew from the goods among its children."""

from __future__ import annotations

from functools import lru_cache

from douane.classification.retrieval import features
from douane.reference.nomenclature import Nomenclature


class Extender:
    """Chooses among the declarable codes of a tariff edition; without one, six digits stay six."""

    def __init__(self, nomenclature: Nomenclature | None) -> None:
        self._nomenclature = nomenclature
        self._leaves = lru_cache(maxsize=8192)(self._leaves_anew)

    def extended(self, hs: str, description: str) -> str:
        """The child whose own texts share most words with the description; without any, the last, which is “other”."""
        leaves = self._leaves(hs)
        if not leaves:
            return hs
        if len(leaves) == 1:
            return leaves[0][0]
        words = frozenset(features(description))
        return max(leaves, key=lambda leaf: (len(words & leaf[1]), leaf[0]))[0]

    def _leaves_anew(self, hs: str) -> tuple[tuple[str, frozenset[str]], ...]:
        if self._nomenclature is None:
            return ()
        return tuple((code, frozenset(self._own_words(code, hs))) for code in self._nomenclature.leaves(hs))

    def _own_words(self, code: str, hs: str) -> list[str]:
        assert self._nomenclature is not None  # noqa: S101  asked only where a tariff is loaded
        below = [node for node in self._nomenclature.path(code) if node.code[:6] == hs and node.depth > 1]
        return [word for node in below for word in features(node.text)]
