"""Goods in words to ranked commodity codes: what is it, of what, for whom, and which row of its table decides.

Candidates come from the goods lexicon; where it names nothing clearly, from brands and from texts that share words: those
of the lexicon and those of the tariff. The score of the best and its lead over the next become a probability.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from douane.classification import books, lexicon
from douane.classification.attributes import AttributeReader, Attributes
from douane.classification.calibration import Calibration
from douane.classification.deciding import Decided, answers, decide
from douane.classification.extending import Extender
from douane.classification.goods import Goods
from douane.classification.lexicon import Brand, Good
from douane.classification.naming import MEANT_FOR, Named, Namer, Weights, strongest
from douane.classification.retrieval import TextIndex, features
from douane.classification.text import fingerprint, is_chinese, parts_of, stem, words_of
from douane.classification.vocabulary import CUT_LENGTHS, Vocabulary
from douane.domain.decision import Candidate, Decision, Question, Verdict
from douane.reference import harmonized
from douane.reference.nomenclature import Nomenclature

# How much a brand counts that stands behind what the goods are for.
_MEANT_FOR_BRAND = 0.2


@dataclass(frozen=True, slots=True)
class Mixture:
    """How the sources of candidates are weighed against one another (docs/classification.md)."""

    brand: float = 3.4
    lexicon_text: float = 0.025
    tariff_text: float = 0.13
    chinese_tariff_text: float = 0.35
    clear: float = 3.5
    considered: int = 12


@dataclass(slots=True)
class Support:
    """What speaks for a subheading: its score, and the good or brand or shared words that gave it."""

    score: float = 0.0
    good: Good | None = None
    named: tuple[str, ...] = ()
    decided: Decided | None = None
    brand: tuple[str, str] | None = None
    shared: tuple[str, ...] = ()


class Ranked(NamedTuple):
    """A subheading with what speaks for it."""

    hs: str
    support: Support


@dataclass(slots=True)
class Reading:
    """A description as read: the subheadings in order, and the attributes that were recognised."""

    ranked: list[Ranked] = field(default_factory=list)
    attributes: Attributes = field(default_factory=lambda: Attributes({}))
    vague: bool = False


class Classifier:
    """Ranks codes for goods. `accept_from` is the probability from which an answer needs no person."""

    version = "lexicon-1"

    def __init__(
        self,
        nomenclature: Nomenclature | None = None,
        *,
        accept_from: float = 0.8,
        weights: Weights | None = None,
        mixture: Mixture | None = None,
        chinese: Nomenclature | None = None,
        goods: Sequence[Good] | None = None,
    ) -> None:
        self.accept_from = accept_from
        known = books.load() if goods is None else books.build(goods)
        self._goods = known.goods
        self._namer = Namer(known.names, known.excluded, weights)
        self._attributes = AttributeReader(known.attributes, known.parents)
        self._brands = known.brands
        self._all_brands = lexicon.brands()
        self._mixture = mixture or Mixture()
        self._european, self._chinese = nomenclature, chinese
        self._vague = _vague_texts()
        self._idle = _idle_words()
        self._vocabulary = Vocabulary((name for good in self._goods for name in good.names.get("en", ())), _short_forms())
        self._calibration = Calibration.load()
        self._extenders = {"eu": Extender(nomenclature), "cn": Extender(chinese)}
        self._answer = lru_cache(maxsize=1 << 16)(self._answer_anew)

    @cached_property
    def _goods_texts(self) -> TextIndex[int]:
        return TextIndex({i: _words(good) for i, good in enumerate(self._goods)}, shortness=0.3)

    @cached_property
    def _tariff_texts(self) -> TextIndex[str]:
        return TextIndex(_tariff_documents(((self._european, "en"), (self._chinese, "zh"))), shortness=0.6)

    def classify(self, goods: Goods, market: str = "eu", top: int = 5) -> Decision:
        """The best candidates for a market. Goods that were asked before are answered from memory."""
        return self._answer(goods, market, top)

    def read(self, goods: Goods) -> Reading:
        """The subheadings that a description may mean, best first."""
        goods = self._written_out(goods)
        attributes = self._attributes.read(goods)
        supports: dict[str, Support] = defaultdict(Support)
        named = self._namer.named(goods)
        for number, found in strongest(named):
            self._support_by_name(self._goods[number], found, attributes, supports)
        self._support_by_brand(goods, supports)
        chinese_texts = self._chinese is not None and is_chinese(goods.description)
        if chinese_texts or max((s.score for s in supports.values()), default=0.0) < self._mixture.clear:
            self._support_by_text(goods, attributes, supports)
        ranked = sorted((Ranked(hs, s) for hs, s in supports.items()), key=lambda r: (-r.support.score, r.hs))
        return Reading(ranked[: self._mixture.considered], attributes, self._is_vague(goods))

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
                meant = map(self._all_brands.__getitem__, hit.meanings)
                found += [(replace(brand, sure=brand.sure * factor), hit.phrase) for brand in meant]
        return found

    def _support_by_text(self, goods: Goods, attributes: Attributes, supports: dict[str, Support]) -> None:
        asked = [word for word in features(goods.description) if word not in self._idle]
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

    def _answer_anew(self, goods: Goods, market: str, top: int) -> Decision:
        reading = self.read(goods)
        if not reading.ranked:
            return Decision(market, Verdict.ABSTAINED)
        probabilities = self._calibration.probabilities([r.support.score for r in reading.ranked], vague=reading.vague)
        candidates = tuple(
            Candidate(
                self._extenders[market].extended(hs, goods.description), _text(hs), round(probability, 4),
                tuple(_because(hs, support, reading)),
            )
            for (hs, support), probability in zip(reading.ranked[:top], probabilities, strict=False)
        )  # fmt: skip
        best = reading.ranked[0].support
        question = self._question(best)
        verdict = Verdict.REVIEW
        # An open question means that the code may still move, however clear the good is.
        if probabilities[0] >= self.accept_from and question is None and not (best.good and best.good.restricted):
            verdict = Verdict.ACCEPTED
        elif reading.vague or probabilities[0] < self._calibration.abstain_below:
            verdict = Verdict.ABSTAINED
        return Decision(market, verdict, candidates, question)

    def _question(self, best: Support) -> Question | None:
        if best.good is None or best.decided is None:
            return None
        missing = best.decided.missing
        if missing is None:
            return None
        options = [text for text, _ in answers(best.good, missing)]
        if len(options) < 2:
            return None
        return Question(f"Which {missing} is it ({best.good.name.replace('-', ' ')})?", tuple(options))


def _because(hs: str, support: Support, reading: Reading) -> list[str]:
    reasons = []
    good, decided = support.good, support.decided
    if good and support.named:
        reasons.append(f"“{'”, “'.join(support.named[:3])}”: {good.name.replace('-', ' ')} ({good.source})")
    elif good:
        reasons.append(f"shares {', '.join(support.shared[:5])} with {good.name.replace('-', ' ')} ({good.source})")
    elif support.shared:
        reasons.append(f"words shared with the tariff text: {', '.join(support.shared[:5])}")
    if support.brand:
        reasons.append(f"the brand “{support.brand[0]}” is usually {support.brand[1].replace('-', ' ')}")
    if decided and decided.shown:
        reasons.append("decided by " + ", ".join(f"{name}: “{words}”" for name, words in decided.shown))
    if good and good.why:
        reasons.append(good.why)
    neighbour = next((r for r in reading.ranked if r.hs != hs), None)
    if neighbour and reading.ranked[0].hs == hs:
        reasons.append(f"rather than {neighbour.hs}: {_text(neighbour.hs)[:80]}")
    return reasons


def _text(hs: str) -> str:
    return harmonized.texts().get(hs, "")


def _words(good: Good) -> list[str]:
    return [word for names in good.names.values() for name in names for word in features(name)] + features(good.why)


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
