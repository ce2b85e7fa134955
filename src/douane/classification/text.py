"""Descriptions as words: lower case, plural endings cut off, Chinese runs kept whole, parts told apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_LATIN = re.compile(r"[a-z0-9\u00c0-\u024f\u0370-\u04ff]+")
_TOKEN = re.compile(f"{_LATIN.pattern}|[\u4e00-\u9fff]+")
_BREAK = re.compile(r"[,;|()\[\]{}/:!?\u3000、，；。（）【】]+|\s[-–—+]\s|\.\s")
_CHINESE_RUN = re.compile(r"[\u4e00-\u9fff]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_POSSESSIVE = re.compile(r"['’`´]s?\b")


class Part(NamedTuple):
    """A stretch of a description between punctuation: Latin words in their stems, and Chinese runs."""

    words: tuple[str, ...]
    chinese: tuple[str, ...]


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """The singular of an English noun, well enough to find it in the lexicon; other words are left alone."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def normalised(text: str) -> str:
    """The text in lower case and compatibility form, without possessive endings."""
    lower = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower()
    return _POSSESSIVE.sub("", lower) if _POSSESSIVE.search(lower) else lower


@lru_cache(maxsize=1 << 17)
def words_of(text: str) -> tuple[str, ...]:
    """All Latin words of a text in their stems."""
    return tuple(map(stem, _LATIN.findall(normalised(text))))


def chinese_runs(text: str) -> list[str]:
    """All runs of Chinese characters of a text."""
    return _CHINESE_RUN.findall(text)


def fingerprint(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The Latin words and Chinese runs of a text, whatever their order: texts with the same ones say the same."""
    return frozenset(words_of(text)), frozenset(chinese_runs(text))


def is_chinese(text: str) -> bool:
    """Whether a text holds Chinese characters."""
    return bool(_CHINESE.search(text))


def parts_of(text: str) -> Iterator[Part]:
    """The parts of a description in their order; empty ones are left out."""
    for stretch in _BREAK.split(normalised(text)):
        words, chinese = [], []
        for token in _TOKEN.findall(stretch):
            if _CHINESE.match(token):
                chinese.append(token)
            else:
                words.append(stem(token))
        if words or chinese:
            yield Part(tuple(words), tuple(chinese))
