"""Which goods a description names, and how strongly: the head of the phrase before what it is for or comes with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from douane.classification.goods import Goods
from douane.classification.phrases import Found, PhraseBook
from douane.classification.text import parts_of, words_of

# Behind these words stands what the goods are for, come with or are made of; the goods themselves stand before.
_JOINING = frozenset(
    words_of(
        "for with of in by from to without compatible on fit suitable as and pour avec de en à voor met van für mit aus von"
    )
)
MEANT_FOR = frozenset(words_of("for fit compatible suitable pour voor für"))
_TYPE_FIELDS = re.compile(
    r"((item|product|goods|jewell?e?ry|necklaces?|bracelets?|earrings?|rings?|bags?|toys?|tools?|clothing|garment|shoes?|hats?"
    r"|furniture|lamp|switch|cable|sensor|wigs?) )?(type|name)|item|类型|品类|品名",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each circumstance counts. Found by search on the development goods (docs/classification.md)."""

    length: float = 1.1
    joined: float = 0.5
    head: float = 1.6
    later_part: float = 0.45
    chinese_end: float = 0.9
    category: float = 1.0
    category_step: float = 0.5
    type_field: float = 1.0
    again: float = 0.4
    excluded: float = 0.75
    scattered: float = 0.6


@dataclass(slots=True)
class Named:
    """A good that the description names: its strength, and the words that named it."""

    strength: float = 0.0
    words: list[str] = field(default_factory=list)


class Namer:
    """Finds goods of the lexicon in descriptions. `names` and `excluded` mean goods by their number in the lexicon."""

    def __init__(
        self, names: PhraseBook[tuple[int, float]], excluded: PhraseBook[int], weights: Weights | None = None
    ) -> None:
        self.weights = weights or Weights()
        self._names = names
        self._excluded = excluded

    def named(self, goods: Goods) -> dict[int, Named]:
        """The goods named, by their number in the lexicon."""
        found: dict[int, Named] = defaultdict(Named)
        excluded: set[int] = set()
        self._in_description(goods.description, found, excluded)
        self._in_category(goods.category, found)
        for name, text in goods.attributes:
            if _TYPE_FIELDS.fullmatch(name.strip()):
                self._in_field(text, self.weights.type_field, found)
        for number in excluded & found.keys():
            found[number].strength *= self.weights.excluded
        return dict(found)

    def _in_description(self, text: str, found: dict[int, Named], excluded: set[int]) -> None:
        w = self.weights
        first = True
        for part in parts_of(text):
            hits = self._names.in_words(part.words)
            joint = next((i for i, word in enumerate(part.words) if i and word in _JOINING), len(part.words))
            head = max((hit.end for hit in hits if hit.end <= joint), default=0)
            scale = 1.0 if first else w.later_part
            for hit in hits:
                base = (hit.end - hit.start) ** w.length * scale
                base *= w.joined if hit.start >= joint else w.head if hit.end == head else 1.0
                self._add(hit, base, found)
            # "case for phone" is a phone case; "phone with case" is none.
            turned = len(part.words) if joint < len(part.words) and part.words[joint] in MEANT_FOR else joint
            for hit in self._names.scattered(part.words[:turned]) if turned > 1 else ():
                self._add(hit, w.scattered * 2**w.length * scale, found)
            for hit in self._names.scattered(part.chinese) if len(part.chinese) > 1 else ():
                self._add(hit, w.scattered * 4**w.length, found)
            for run in part.chinese:
                for hit in self._names.in_chinese(run):
                    base = (hit.end - hit.start) ** w.length * scale
                    self._add(hit, base * (w.chinese_end if hit.end == len(run) else 1.0), found)
                excluded.update(number for hit in self._excluded.in_chinese(run) for number in hit.meanings)
            excluded.update(number for hit in self._excluded.in_words(part.words) for number in hit.meanings)
            first = first and not hits and not part.chinese

    def _in_category(self, category: Sequence[str], found: dict[int, Named]) -> None:
        factor = self.weights.category
        for text in dict.fromkeys(reversed(category)):
            self._in_field(text, factor, found)
            factor *= self.weights.category_step

    def _in_field(self, text: str, factor: float, found: dict[int, Named]) -> None:
        for part in parts_of(text):
            hits = self._names.in_words(part.words)
            for run in part.chinese:
                hits += self._names.in_chinese(run)
            for hit in hits:
                self._add(hit, factor * (hit.end - hit.start) ** self.weights.length, found)

    def _add(self, hit: Found[tuple[int, float]], strength: float, found: dict[int, Named]) -> None:
        for number, weight in hit.meanings:
            if not weight:
                continue
            named = found[number]
            again = self.weights.again if hit.phrase in named.words else 1.0
            named.strength += strength * weight * again
            if hit.phrase not in named.words:
                named.words.append(hit.phrase)


def strongest(named: dict[int, Named]) -> Iterable[tuple[int, Named]]:
    """The goods named, the strongest first, ties in the order of the lexicon."""
    return sorted(named.items(), key=lambda pair: (-pair[1].strength, pair[0]))
