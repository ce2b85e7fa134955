"""The fonts of the documents, and which characters they have.

Fonts are called by name, so that every machine sets the same glyphs. A character that none of them has would be taken
from whatever font lies around, or drawn as an empty box: it is replaced by a visible mark instead, and reported.
"""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from fontTools.ttLib import TTFont

from douane.press.errors import MissingFontError

FAMILIES = (
    "Noto Sans",
    "Noto Sans CJK SC",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Thai",
    "Noto Sans Devanagari",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
)
"""In the order in which a character is looked for; `templates/_base.css` names the same."""

MARK = "\N{REPLACEMENT CHARACTER}"

# They shape their neighbours or allow a break, and draw nothing themselves.
_INVISIBLE = frozenset("\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\t\n\r")
# They ask for the coloured or the plain form of the sign before them. There is one form here, and asking for another
# would send the sign to whatever font of emoji lies around, so they are dropped.
_FORM_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
# They ask for one of several shapes of a Chinese character, mostly in names; the font has them or ignores them.
_IDEOGRAPH_SELECTORS = frozenset(map(chr, range(0xE0100, 0xE01F0)))
_SILENT = _INVISIBLE | _FORM_SELECTORS | _IDEOGRAPH_SELECTORS


@dataclass(frozen=True, slots=True)
class FontFile:
    """Where the regular face of a family lies: a file, and its place in it where that is a collection."""

    family: str
    path: str
    index: int


class Coverage:
    """Which characters can be printed. Fonts are opened when a text first needs them."""

    def __init__(self, files: tuple[FontFile, ...] | None = None) -> None:
        """Raises `MissingFontError` where a family is not installed."""
        self._unopened = iter(installed() if files is None else files)
        self._opened: list[frozenset[int]] = []
        self._known: dict[str, bool] = {}
        self._clean: set[str] = set()

    def missing(self, text: str) -> str:
        """The characters of the text that cannot be printed, each once, in order."""
        if (text.isascii() and text.isprintable()) or self._clean.issuperset(text):
            return ""
        gone = "".join(character for character in dict.fromkeys(text) if not self.has(character))
        if not gone:
            self._clean.update(text)
        return gone

    def cleaned(self, text: str) -> str:
        """The text with the replacement mark for each character that cannot be printed."""
        if self._clean.issuperset(text) and _FORM_SELECTORS.isdisjoint(text):
            return text
        marked = dict.fromkeys(self.missing(text), MARK)
        return "".join(marked.get(character, character) for character in text if character not in _FORM_SELECTORS)

    def has(self, character: str) -> bool:
        """Whether the character can be printed."""
        known = self._known.get(character)
        if known is None:
            known = self._known[character] = self._find(character)
        return known

    def _find(self, character: str) -> bool:
        if character in _SILENT:
            return True
        # Controls, surrogates, private use; and format characters, among them those that turn the reading direction
        # around and could make a text show something else than it says.
        if unicodedata.category(character)[0] == "C":
            return False
        return any(ord(character) in characters for characters in self._character_sets())

    def _character_sets(self) -> Iterator[frozenset[int]]:
        yield from self._opened
        for file in self._unopened:
            with TTFont(file.path, fontNumber=file.index, lazy=True) as font:
                self._opened.append(frozenset(font.getBestCmap()))
            yield self._opened[-1]


@lru_cache(maxsize=1)
def installed() -> tuple[FontFile, ...]:
    """The regular face of each family, as fontconfig knows it. Raises `MissingFontError`."""
    found: dict[str, FontFile] = {}
    for line in _listed().splitlines():
        families, styles, path, index = line.split("|")
        if "Regular" in styles.split(","):
            # A family may carry local names behind its own, and lie in more than one file: the first path is taken,
            # for the same answer every day.
            file = FontFile(families.split(",")[0], path, int(index) & 0xFFFF)
            known = found.get(file.family)
            found[file.family] = min(file, known, key=lambda one: one.path) if known else file
    for family in FAMILIES:
        if family not in found:
            raise MissingFontError(f"the font {family}")
    return tuple(found[family] for family in FAMILIES)


def _listed() -> str:
    program = shutil.which("fc-list")
    if program is None:
        raise MissingFontError("fontconfig, which finds the fonts,")
    listing = subprocess.run(  # noqa: S603 - a fixed program with fixed arguments
        [program, "--format", "%{family}|%{style}|%{file}|%{index}\n"], capture_output=True, text=True, check=True
    )
    return listing.stdout
