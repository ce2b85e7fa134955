"""What a description says about its goods beside their name: material, construction, for whom, powered by what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from douane.classification.goods import Goods
from douane.classification.naming import MEANT_FOR
from douane.classification.phrases import PhraseBook
from douane.classification.text import parts_of, words_of

# Names of sellers' attribute fields that speak of the goods themselves, and what attribute they give.
_FIELDS = (
    (re.compile(r"outer|upper|shell", re.I), "material"),
    (
        re.compile(
            r"lining|insole|sole|filler|filling|pack|band|strap|dial|clasp|bottom|setting|inlay|cladding"
            r"|base|cabinet|handle",
            re.I,
        ),
        None,
    ),
    (re.compile(r"metal", re.I), "metal"),
    (re.compile(r"material|fabric|texture|composition|材质|面料|matière|materiaal", re.I), "material"),
    (re.compile(r"gender|department|性别|geslacht|genre", re.I), "gender"),
    (re.compile(r"\bage\b|age group|年龄", re.I), "age"),
    (re.compile(r"power|battery|voltage|plug|供电", re.I), "power"),
    (re.compile(r"type|style|use|application|feature|function|category|technics|knit|类型|用途", re.I), ""),
)
# Behind these words a description speaks of other goods, or of a part: "holder for glass jars", "box with bamboo lid".
_OF_OTHERS = MEANT_FOR | frozenset(words_of("with avec met mit"))
# These words mean a material where a field speaks of materials, and mostly something else in a title: "pet bowl".
_ONLY_IN_FIELDS = frozenset(words_of("pet pom pes tin carbon down bling lead horn"))
# What metal the metal parts are of says less than what the goods are of.
_FIELD, _METAL_FIELD, _TITLE, _TITLE_BEHIND, _CATEGORY = 3.0, 2.5, 2.0, 1.5, 1.0
# Said anywhere, these decide more than the metal that a field names (notes 1, 2 and 11 to chapter 71).
_PRECIOUS = frozenset({"cultured-pearl", "natural-gemstone", "synthetic-gemstone", "silver"})
# A field about the material often tells how the fabric is made, too.
_WITH_MATERIAL = ("construction", "feature", "form")


@dataclass(frozen=True, slots=True)
class Attributes:
    """Values by attribute with the words that showed them; values that are a kind of another count as that too."""

    values: Mapping[str, Mapping[str, str]]

    def shows(self, attribute: str, wanted: Iterable[str]) -> str | None:
        """The words that show one of the wanted values, or `None`."""
        known = self.values.get(attribute)
        if known:
            for value in wanted:
                if value in known:
                    return known[value]
        return None

    def knows(self, attribute: str) -> bool:
        """Whether anything is said about an attribute."""
        return bool(self.values.get(attribute))


def telling(fields: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The fields that speak of the goods themselves."""
    return tuple(
        (field, text)
        for field, text in fields
        if next((attribute for pattern, attribute in _FIELDS if pattern.search(field)), None) is not None
    )


class AttributeReader:
    """Recognises attribute values by their words."""

    def __init__(self, book: PhraseBook[tuple[str, str]], parents: Mapping[tuple[str, str], str | None]) -> None:
        self._book = book
        self._parents = parents
        self._attributes = frozenset(attribute for attribute, _ in parents)

    def read(self, goods: Goods) -> Attributes:
        """What the goods' own fields say, else the description, else the category."""
        weights: dict[str, dict[str, tuple[float, str]]] = defaultdict(dict)
        for field, text in goods.attributes:
            meant = next((attribute for pattern, attribute in _FIELDS if pattern.search(field)), None)
            if meant == "metal":
                self._note(weights, text, _METAL_FIELD, "material")
            elif meant is not None:
                self._note(weights, text, _FIELD, meant or None)
            elif field in self._attributes:
                # The answer to a question of ours comes in a field of that name.
                self._note(weights, text, _FIELD, field)
        self._note(weights, goods.description, _TITLE, None)
        # Categories name departments: "parts & accessories" there says nothing about the goods, whom they are for does.
        for category in goods.category:
            for attribute in ("gender", "age"):
                self._note(weights, category, _CATEGORY, attribute)
        return Attributes({attribute: self._strongest(attribute, found) for attribute, found in weights.items()})

    def _note(self, weights: dict[str, dict[str, tuple[float, str]]], text: str, weight: float, only: str | None) -> None:
        title = weight == _TITLE
        for part in parts_of(text):
            found = self._book.in_words(part.words)
            behind = next((i for i, word in enumerate(part.words) if i and word in _OF_OTHERS), len(part.words))
            if title:
                found = [hit for hit in found if hit.phrase not in _ONLY_IN_FIELDS]
            before = frozenset(hit.phrase for hit in found if hit.start < behind)
            other = frozenset(hit.phrase for hit in found if title and hit.phrase not in before)
            for run in part.chinese:
                found += self._book.in_chinese(run)
            for hit in found:
                for attribute, value in hit.meanings:
                    if not attribute:
                        continue
                    if only and attribute != only and not (only == "material" and attribute in _WITH_MATERIAL):
                        continue
                    strength = _TITLE_BEHIND if hit.phrase in other else weight
                    if weights[attribute].get(value, (0.0, ""))[0] < strength:
                        weights[attribute][value] = (strength, hit.phrase)

    def _strongest(self, attribute: str, found: dict[str, tuple[float, str]]) -> dict[str, str]:
        """The values of the strongest kind of source, with the values they are a kind of.

        Of materials only these count, and what refines them: where a field says metal and the title silver, it is silver.
        """
        best = max(weight for weight, _ in found.values())
        kept: dict[str, str] = {}
        told = {value for value, (weight, _) in found.items() if weight == best}
        for value, (weight, phrase) in found.items():
            if attribute == "material" and weight < best and not self._counts_too(value, told):
                continue
            current: str | None = value
            while current:
                kept.setdefault(current, phrase)
                current = self._parents.get((attribute, current))
        return kept

    def _counts_too(self, value: str, told: set[str]) -> bool:
        """Whether a material said elsewhere counts beside those of a field: it refines one of them, or is precious."""
        kinds = self._kinds("material", value)
        return bool(told & kinds or ("metal" in told and _PRECIOUS & {value, *kinds}))

    def _kinds(self, attribute: str, value: str) -> set[str]:
        """What a value is a kind of, beside itself."""
        found: set[str] = set()
        parent = self._parents.get((attribute, value))
        while parent:
            found.add(parent)
            parent = self._parents.get((attribute, parent))
        return found
