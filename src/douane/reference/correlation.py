"""What became of the codes from one edition of a tariff to another: ended, began, and which likely followed which.

The tariffs publish no table of followers with their spreadsheets. A code that ended is led to the codes that began under
its nearest living parent and share most words with it; several may follow one (one-to-many), and a code may come from
several. Codes whose text changed are told as well, because their scope may have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from douane.reference.nomenclature import Nomenclature

_PREFIXES = (8, 6, 4)
_MOST = 8


@dataclass(frozen=True, slots=True)
class Followed:
    """A declarable code that ended, and those that stand where it stood, likeliest first."""

    code: str
    text: str
    followers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correlation:
    """Two editions compared by their declarable codes (ten digits)."""

    before: str
    after: str
    ended: tuple[Followed, ...]
    began: tuple[str, ...]
    changed: tuple[str, ...]
    same: int

    @property
    def one_to_many(self) -> int:
        """How many codes that ended have more than one follower."""
        return sum(len(one.followers) > 1 for one in self.ended)


def correlate(before: Nomenclature, after: Nomenclature, prefix: str = "", language: str = "en") -> Correlation:
    """Compare two editions of the same market, under a prefix if wanted."""
    old, new = _paths(before, prefix, language), _paths(after, prefix, language)
    began = sorted(set(new) - set(old))
    both = set(new) & set(old)
    ended = tuple(
        Followed(code, old[code].rpartition(" › ")[2], _followers(code, old[code], new, began))
        for code in sorted(set(old) - set(new))
    )
    changed = tuple(sorted(code for code in both if _words(old[code]) != _words(new[code])))
    return Correlation(before.name, after.name, ended, tuple(began), changed, len(both) - len(changed))


def _paths(edition: Nomenclature, prefix: str, language: str) -> dict[str, str]:
    """The text of each declarable code with those of the lines above it, from the heading on."""
    return {
        code: " › ".join(node.text for node in edition.path(code, language)[1:]) for code in edition.leaves(prefix)
    }  # fmt: skip


def _followers(code: str, text: str, new: dict[str, str], began: list[str]) -> tuple[str, ...]:
    words = _words(text)
    for digits in _PREFIXES:
        # A split code lives on in longer ones; one that was drawn together, in what began or stayed beside it.
        near = [other for other in began if other[:digits] == code[:digits]]
        if near:
            ranked = sorted(near, key=lambda other: (-len(words & _words(new[other])), other))
            return tuple(ranked[:_MOST])
        beside = [other for other in new if other[:digits] == code[:digits]]
        if beside:
            return (max(beside, key=lambda other: (len(words & _words(new[other])), other)),)
    return ()


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))
