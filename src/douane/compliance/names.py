"""Names as they are compared: transliterated, without case, accents, punctuation and legal forms, in any order.

A Chinese name is read in pinyin (with the readings that surnames have), so that 王小明, “Wang Xiaoming” and “Xiao Ming
WANG” come to the same syllables. Cyrillic, Greek, Arabic and other scripts are written in Latin letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from douane.reference.law import LawOnDay

_HAN = re.compile(r"[\u3400-\u9fff]+")
_DOTTED = re.compile(r"(?<![a-z0-9])(?:[a-z]\.){2,}[a-z]?(?![a-z0-9])")
_TOKEN = re.compile(r"[a-z0-9]+")
_MOST_SYLLABLES = 6


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of the law that names are read with: legal forms, weak words, words of Chinese company names."""

    legal_forms: frozenset[str]
    weak: frozenset[str]
    chinese: tuple[tuple[str, str], ...]
    chinese_forms: tuple[str, ...]
    surnames: Mapping[str, str]
    double_surnames: frozenset[str]

    @classmethod
    def of(cls, law: LawOnDay) -> Vocabulary:
        """The vocabulary of a day."""
        forms = law.codes("eu.screening.legal_forms")
        pairs = [entry.partition("=") for entry in law.codes("eu.screening.chinese_company_words")]
        return cls(
            frozenset(form for form in forms if form.isascii()),
            law.codes("eu.screening.weak_words"),
            tuple(sorted(((zh, en) for zh, _, en in pairs), key=lambda pair: (-len(pair[0]), pair))),
            tuple(sorted((form for form in forms if not form.isascii()), key=lambda form: (-len(form), form))),
            dict(entry.split("=") for entry in law.codes("eu.screening.surname_readings")),
            law.codes("eu.screening.double_surnames"),
        )


@dataclass(frozen=True, slots=True)
class Name:
    """A name ready to be compared.

    `words` in Latin letters, weak ones too; `syllables` sorted pinyin where the whole name is pinyin; `han` the signs
    themselves; `company` says that a legal form stood in it.
    """

    text: str
    words: tuple[str, ...]
    syllables: tuple[str, ...] = ()
    han: str = ""
    company: bool = False


def read_name(text: str, vocabulary: Vocabulary) -> Name:
    """A name as it is compared. A text without any letter gives no words."""
    folded = unicodedata.normalize("NFKC", text).strip()
    han = "".join(_HAN.findall(folded))
    if han and len(han) * 2 >= len(re.sub(r"\W", "", folded)):
        return _chinese_name(text, han, vocabulary)
    latin = anyascii(unicodedata.normalize("NFKC", folded)).lower().replace("'", "").replace("`", "")
    latin = _DOTTED.sub(lambda found: found.group().replace(".", ""), latin)
    tokens = _TOKEN.findall(latin)
    kept = [token for token in tokens if token not in vocabulary.legal_forms]
    # A person may be called Co or As: a name that is nothing but legal forms is kept as it is.
    words = tuple(kept or tokens)
    return Name(text, words, _syllables_of(words), han, company=bool(kept) and len(kept) < len(tokens))


def _chinese_name(text: str, han: str, vocabulary: Vocabulary) -> Name:
    bare, company = han, False
    for form in vocabulary.chinese_forms:
        if bare.endswith(form) and len(bare) > len(form):
            bare, company = bare.removesuffix(form), True
            break
    parts: list[str] = []
    for stretch, english in _stretches(bare, vocabulary.chinese):
        parts.extend(english.split() if english else _pinyin(stretch, vocabulary, surname=not company and not parts))
    if company or len(bare) > 4:
        words = tuple(parts)
        return Name(text, words, _syllables_of(words), han, company=company)
    double = bare[:2] in vocabulary.double_surnames and len(bare) > 2
    cut = 2 if double else 1
    words = tuple(word for word in ("".join(parts[:cut]), "".join(parts[cut:])) if word)
    return Name(text, words, tuple(sorted(parts)), han)


def _stretches(text: str, known: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """A Chinese company name cut at the words that have an English name; the pieces between stay as they are."""
    pieces: list[tuple[str, str]] = [(text, "")]
    for chinese, english in known:
        cut: list[tuple[str, str]] = []
        for piece, meaning in pieces:
            if meaning or chinese not in piece or len(text) <= 4:
                cut.append((piece, meaning))
                continue
            before, _, after = piece.partition(chinese)
            cut.extend(part for part in ((before, ""), (chinese, english), (after, "")) if part[0])
        pieces = cut
    return pieces


def _pinyin(text: str, vocabulary: Vocabulary, *, surname: bool) -> list[str]:
    syllables: list[str] = lazy_pinyin(text, style=Style.NORMAL, v_to_u=False)
    if surname and text[:2] not in vocabulary.double_surnames and text[0] in vocabulary.surnames:
        syllables[0] = vocabulary.surnames[text[0]]
    # Passports write ü as yu, others as v or u: all of them come to u.
    return [syllable.replace("v", "u") for syllable in syllables]


def _all_syllables() -> frozenset[str]:
    readings = (reading for entry in PINYIN_DICT.values() for reading in entry.split(","))
    plain = {to_normal(reading).replace("ü", "u").replace("v", "u") for reading in readings}
    # Single consonants and interjections are no syllables of names.
    return frozenset(word for word in plain if word.isascii() and (len(word) > 1 or word in ("a", "e")))


_SYLLABLES = _all_syllables()


@lru_cache(maxsize=1 << 15)
def _cut_pinyin(word: str) -> tuple[str, ...]:
    """The fewest syllables that a word consists of; none where it is no pinyin."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is not None and word[start:end] in _SYLLABLES:
                candidate = (*before, word[start:end])
                shorter = best[end]
                if shorter is None or len(candidate) < len(shorter):
                    best[end] = candidate
    return best[-1] or ()


def _syllables_of(words: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for word in words:
        cut = _cut_pinyin(word.replace("v", "u") if "v" in word else word) if len(word) < 16 else ()
        if not cut:
            return ()
        found.extend(cut)
        if len(found) > _MOST_SYLLABLES:
            return ()
    return tuple(sorted(found)) if len(found) > 1 else ()
