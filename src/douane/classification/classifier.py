"""Goods in words to ranked commodity codes: what is it, of what, for whom, and which row of its table decides.

Candidates come from the goods lexicon; where it names nothing clearly, from brands and from texts that share words: those
of the lexicon and those of the tariff. The score of the best and its lead over the next become a probability.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from douane.classification import books, lexicon, likeness
from douane.classification.answering import Answerer
from douane.classification.attributes import AttributeReader, Attributes
from douane.classification.books import Books
from douane.classification.deciding import decide
from douane.classification.goods import Goods
from douane.classification.lexicon import Brand, Good
from douane.classification.naming import MEANT_FOR, Named, Namer, Weights, strongest
from douane.classification.reading import Ranked, Reading, Support
from douane.classification.retrieval import TextIndex, features
from douane.classification.sameness import Key, Sameness, has_digit
from douane.classification.text import fingerprint, is_chinese, parts_of, stem, words_of
from douane.classification.vocabulary import CUT_LENGTHS, Vocabulary
from douane.domain.decision import Decision
from douane.reference import harmonized
from douane.reference.nomenclature import Nomenclature

# How much a brand counts that stands behind what the goods are for.
_MEANT_FOR_BRAND = 0.2


_MOST_KEPT = 1 << 16


@dataclass(frozen=True, slots=True)
class Mixture:
    """How the sources of candidates are weighed against one another (docs/classification.md)."""

    brand: float = 3.4
    lexicon_text: float = 0.025
    tariff_text: float = 0.13
    chinese_tariff_text: float = 0.35
    clear: float = 3.5
    considered: int = 12
    like: float = 5.0
    least_like: float = 0.35
    long_text: int = 8
    brand_inside: float = 0.2


class Classifier:
    """Ranks codes for goods. `accept_from` is the precision wanted of answers that no person looks at (0 to 1)."""

    version = "lexicon-1"

    def __init__(
        self,
        nomenclature: Nomenclature | None = None,
        *,
        accept_from: float = 0.93,
        weights: Weights | None = None,
        mixture: Mixture | None = None,
        chinese: Nomenclature | None = None,
        goods: Sequence[Good] | None = None,
    ) -> None:
        known = books.load() if goods is None else books.build(goods)
        self._goods = known.goods
        self._namer = Namer(known.names, known.excluded, weights)
        self._attributes = AttributeReader(known.attributes, known.parents)
        self._brands = known.brands
        self._likeness = (
            likeness.of_lexicon(known.goods, books.digest()) if goods is None else likeness.of_goods(known.goods)
        )
        self._goods_texts = known.texts
        self._all_brands = lexicon.brands()
        self._mixture = mixture or Mixture()
        self._european, self._chinese = nomenclature, chinese
        self._vague = _vague_texts()
        self._idle = _idle_words()
        self._vocabulary = Vocabulary(
            (name for good in self._goods for name in good.names.get("en", ())),
            _short_forms(),
            (spelling for brand in self._all_brands for spelling in brand.spellings),
        )
        self._sameness = Sameness((*_numbers_in(known), *_short_forms()))
        self._answerer = Answerer(accept_from, nomenclature, chinese)
        self._kept: dict[Key, Decision] = {}

    @cached_property
    def _tariff_texts(self) -> TextIndex[str]:
        return TextIndex(_tariff_documents(((self._european, "en"), (self._chinese, "zh"))), shortness=0.6)

    def classify(self, goods: Goods, market: str = "eu", top: int = 5, language: str = "en") -> Decision:
        """The best candidates for a market, in the user's language.

        Goods that were asked before, or goods described in nearly the same words, are answered from memory.
        """
        key = (*self._sameness.key(goods), market, top, language)
        known = self._kept.get(key)
        if known is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            known = self._kept[key] = self._answerer.answer(self.read(goods), goods.description, market, top, language)
        return known

    def read(self, goods: Goods) -> Reading:
        """The subheadings that a description may mean, best first."""
        said = words_of(goods.description)
        known = sum(word in self._vocabulary for word in said) / len(said) if said else 1.0
        goods = self._written_out(goods)
        attributes = self._attributes.read(goods)
        supports: dict[str, Support] = defaultdict(Support)
        named = self._namer.named(goods)
        for number, found in strongest(named):
            self._support_by_name(self._goods[number], found, attributes, supports)
        self._support_by_brand(goods, supports)
        self._support_by_likeness(goods, attributes, supports)
        chinese_texts = self._chinese is not None and is_chinese(goods.description)
        if chinese_texts or max((s.score for s in supports.values()), default=0.0) < self._mixture.clear:
            self._support_by_text(goods, attributes, supports)
        ranked = sorted((Ranked(hs, s) for hs, s in supports.items()), key=lambda r: (-r.support.score, r.hs))
        fields = bool(goods.attributes or goods.category)
        return Reading(ranked[: self._mixture.considered], attributes, self._is_vague(goods), known, fields)

    def _written_out(self, goods: Goods) -> Goods:
        text = goods.description
        if is_chinese(text):
            return goods
        words = words_of(text)
        read = self._vocabulary.read(words, cut=len(text) in CUT_LENGTHS)
        if read == words:
            return goods
        # Short forms are added behind the text as it was typed, so that nothing it says is lost.
        added = " ".join(read) or " ".join(new for old, new in zip(words, read, strict=True) if new != old)
        return replace(goods, description=added)

    def _support_by_name(
        self, good: Good, found: Named, attributes: Attributes, supports: dict[str, Support]
    ) -> None:  # fmt: skip
        decided = decide(good, attributes)
        support = supports[decided.hs]
        if found.strength > support.score:
            support.score = found.strength
            support.good, support.named, support.decided = good, tuple(found.words), decided

    def _support_by_brand(self, goods: Goods, supports: dict[str, Support]) -> None:
        for brand, phrase in self._brands_in(goods.description):
            support = supports[brand.hs]
            support.score += brand.sure * self._mixture.brand
            support.brand = (phrase, brand.good)

    def _brands_in(self, text: str) -> list[tuple[Brand, str]]:
        found = []
        for part in parts_of(text):
            # "strap for Huawei Watch" is no Huawei watch.
            behind = next((i for i, word in enumerate(part.words) if word in MEANT_FOR), len(part.words))
            hits = [(hit, hit.start >= behind) for hit in self._brands.in_words(part.words)]
            hits += [(hit, False) for run in part.chinese for hit in self._brands.in_chinese(run)]
            for hit, other in hits:
                factor = _MEANT_FOR_BRAND if other else 1.0
                if hit.start and len(part.words) > self._mixture.long_text:
                    factor *= self._mixture.brand_inside
                meant = map(self._all_brands.__getitem__, hit.meanings)
                found += [(replace(brand, sure=brand.sure * factor), hit.phrase) for brand in meant]
        return found

    def _support_by_likeness(self, goods: Goods, attributes: Attributes, supports: dict[str, Support]) -> None:
        if is_chinese(goods.description):
            return
        least, factor = self._mixture.least_like, self._mixture.like
        text = " ".join((goods.description, *goods.category[-1:]))
        for number, like in self._likeness.nearest(text, least):
            good = self._goods[number]
            decided = decide(good, attributes)
            support = supports[decided.hs]
            if support.like:
                continue  # the goods come most like first
            support.like = like
            support.score += (like - least) * factor
            if support.good is None:
                support.good, support.decided = good, decided

    def _support_by_text(self, goods: Goods, attributes: Attributes, supports: dict[str, Support]) -> None:
        idle, nothing = self._idle, self._sameness.means_nothing
        asked = [word for word in features(goods.description) if word not in idle and not nothing(word)]
        best: dict[str, float] = {}
        for hit in self._goods_texts.search(asked, self._mixture.considered):
            good = self._goods[hit.key]
            decided = decide(good, attributes)
            gain = hit.score * self._mixture.lexicon_text * good.weight
            if gain > best.get(decided.hs, 0.0):
                support = supports[decided.hs]
                support.score += gain - best.get(decided.hs, 0.0)
                best[decided.hs] = gain
                if support.good is None:
                    support.good, support.decided, support.shared = good, decided, hit.shared
        factor = self._mixture.tariff_text
        if self._chinese and is_chinese(goods.description):
            factor = self._mixture.chinese_tariff_text
        # The tariff's own words speak in so far as they cover what is said: traders describe goods in them, sellers do not.
        said = sum(map(self._tariff_texts.weight, dict.fromkeys(asked))) or 1.0
        for code in self._tariff_texts.search(asked, self._mixture.considered):
            covered = sum(map(self._tariff_texts.weight, code.shared)) / said
            support = supports[code.key]
            support.score += code.score * covered * factor
            support.shared = support.shared or code.shared

    def _is_vague(self, goods: Goods) -> bool:
        return not goods.category and fingerprint(goods.description) in self._vague


def _tariff_documents(editions: Iterable[tuple[Nomenclature | None, str]]) -> dict[str, list[str]]:
    """The words of each subheading: the short text of the Harmonized System, and the texts of the tariffs loaded."""
    texts = harmonized.texts()
    documents = {
        code: features(texts[code]) * 2 + features(texts.get(code[:4], "")) for code in sorted(harmonized.subheadings())
    }
    for edition, language in editions:
        if edition is None:
            continue
        for code, text in edition.texts(language):
            if code[:6] in documents:
                documents[code[:6]] += features(text)
    return documents


def _idle_words() -> frozenset[str]:
    """Words of sales talk, colours and sizes: texts must not be found by them."""
    lists = lexicon.word_lists()
    texts = [text for key in ("sales_talk", "colours", "sizes_and_units") for text in lists[key].values()]
    phrases = [features(phrase) for text in texts for phrase in lexicon.split(text)]
    return frozenset(phrase[0] for phrase in phrases if len(phrase) == 1)


def _short_forms() -> dict[str, str]:
    """The short forms of tills and shops with what they stand for."""
    pairs = (pair.partition("=") for text in lexicon.word_lists()["short_forms"].values() for pair in lexicon.split(text))
    return {stem(short.strip()): long.strip() for short, _, long in pairs}


def _vague_texts() -> frozenset[tuple[frozenset[str], frozenset[str]]]:
    lists = lexicon.word_lists()["vague"]
    return frozenset(fingerprint(text) for texts in lists.values() for text in lexicon.split(texts))


def _numbers_in(known: Books) -> Iterable[str]:
    """The words with digits that names, exclusions, attributes and brands hold: 304, 18k."""
    for book in (known.names, known.excluded, known.attributes, known.brands):
        yield from (word for words in book.phrases() for word in words if has_digit(word))
