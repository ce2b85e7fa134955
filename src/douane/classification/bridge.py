"""From a code of one tariff to the other's: both share the six digits of the Harmonized System, and no more.

Below HS 6 the two tariffs part by criteria of their own, so the other side's code is decided again from the goods.
"""

from __future__ import annotations

from dataclasses import dataclass

from douane.classification.extending import Extender
from douane.reference import harmonized
from douane.reference.nomenclature import Nomenclature


@dataclass(frozen=True, slots=True)
class Leaf:
    """A declarable code of the other side with its text and the words of the goods that its text holds."""

    code: str
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """The candidates on the other side, best first.

    `shared` is the subheading that both sides know; shorter than six digits where the other edition has another HS.
    `settled` tells whether one candidate alone is left or the goods name one.
    """

    code: str
    shared: str
    edition: str
    candidates: tuple[Leaf, ...]
    settled: bool


def bridge(code: str, other: Nomenclature | None, description: str = "", language: str = "en") -> Bridge:
    """The codes of the other tariff that a code (6 to 10 digits) may be there, ranked by the goods where these are told.

    Without the other tariff the subheading itself is the only candidate. Raises `KeyError` for an unknown subheading.
    """
    hs = code[:6]
    if other is None:
        if hs not in harmonized.subheadings():
            raise KeyError(code)
        return Bridge(code, hs, harmonized.EDITION, (Leaf(hs, harmonized.texts()[hs], ()),), settled=True)
    extender = Extender(other)
    # Where the other edition follows another HS, its heading is the nearest that both know.
    shared = next((prefix for prefix in (hs, hs[:4]) if other.leaves(prefix)), None)
    if shared is None:
        raise KeyError(code)
    found = extender.ranked(shared, description)
    leaves = tuple(Leaf(e.code, _text(other, e.code, language), e.words) for e in found)
    named = len(found) > 1 and len(found[0].words) > len(found[1].words)
    return Bridge(code, shared, other.name, leaves, settled=shared == hs and (len(leaves) == 1 or named))


def _text(edition: Nomenclature, code: str, language: str) -> str:
    """What sets a code apart: the texts of the lines from the subheading down."""
    nodes = [node for node in edition.path(code, language) if node.depth > 1]
    return " › ".join(node.text for node in nodes[-3:])
