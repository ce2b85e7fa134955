"""The first classifier: lexical retrieval of HS subheadings over tariff texts, with evidence and abstention.

It answers well where a trader uses the tariff's words and abstains elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

from douane.classification.goods import Goods
from douane.classification.retrieval import TextIndex, words_of
from douane.domain.commodity import hs6
from douane.domain.decision import Candidate, Decision, Verdict
from douane.reference import harmonized
from douane.reference.nomenclature import Nomenclature

# A probability is the softmax of the scores: this temperature makes a lead of one average word count about threefold.
_TEMPERATURE = 4.0
_CONSIDERED = 10


class Classifier:
    """Ranks HS subheadings for goods. `accept_from` is the probability from which an answer needs no person."""

    version = "lexical-1"

    def __init__(self, nomenclature: Nomenclature | None = None, *, accept_from: float = 0.8) -> None:
        self.nomenclature = nomenclature
        self.accept_from = accept_from
        self._index = TextIndex(dict(_documents(nomenclature)))
        self._decide = lru_cache(maxsize=1 << 16)(self._decide_anew)

    def classify(self, goods: Goods, market: str = "eu", top: int = 5) -> Decision:
        """The best candidates for a market. Goods that were asked before are answered from memory."""
        return self._decide(goods, market, top)

    def _decide_anew(self, goods: Goods, market: str, top: int) -> Decision:
        words = words_of(" ".join((goods.description, *goods.category[-2:])))
        found = self._index.search(words, _CONSIDERED)
        if not found:
            return Decision(market, Verdict.ABSTAINED)
        known = sum(self._index.weight(word) for word in dict.fromkeys(words))
        strongest = found[0][1]
        shares = [math.exp((score - strongest) / _TEMPERATURE) for _, score, _ in found]
        # What the query says and no text holds lowers the probability of them all.
        covered = min(1.0, sum(self._index.weight(word) for word in found[0][2]) / known) if known else 0.0
        candidates = tuple(
            self._candidate(code, goods, market, covered * share / sum(shares), shared)
            for (code, _, shared), share in zip(found[:top], shares, strict=False)
        )
        best = candidates[0].probability
        verdict = Verdict.ACCEPTED if best >= self.accept_from else Verdict.REVIEW if best >= 0.2 else Verdict.ABSTAINED
        return Decision(market, verdict, candidates)

    def _candidate(
        self, code: str, goods: Goods, market: str, probability: float, shared: tuple[str, ...]
    ) -> Candidate:  # fmt: skip
        because = (f"words shared with the tariff text: {', '.join(shared)}",)
        full = self._extended(code, goods.description) if market == "eu" else code
        return Candidate(full, harmonized.texts().get(code, ""), round(probability, 4), because)

    def _extended(self, code: str, description: str) -> str:
        """The declarable code under a subheading whose own text shares most with the description, else the last one."""
        leaves = self.nomenclature.leaves(code) if self.nomenclature else ()
        if not leaves or self.nomenclature is None:
            return code
        words = set(words_of(description))
        return max(leaves, key=lambda leaf: (len(words & set(words_of(self._own_text(leaf)))), leaf))

    def _own_text(self, code: str) -> str:
        assert self.nomenclature is not None  # noqa: S101  only asked where a tariff is loaded
        return self.nomenclature.path(code)[-1].text


def _documents(nomenclature: Nomenclature | None) -> Iterator[tuple[str, str]]:
    texts = harmonized.texts()
    more: dict[str, list[str]] = {}
    if nomenclature:
        for code, text in nomenclature.texts("en"):
            more.setdefault(hs6(code), []).append(text)
    for code in sorted(harmonized.subheadings()):
        yield code, " ".join((texts[code], texts.get(code[:4], ""), *more.get(code, ())[:1]))
