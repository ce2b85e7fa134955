"""Runs of glyphs put together from pairs of characters, each shaped once by HarfBuzz.

In the faces of the documents, at the scripts set here and without ligatures, the place of a glyph depends on its
character and on the next one alone (kerning). So a run is the sum of its pairs. A pair for which that is not so makes
its run be shaped as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import uharfbuzz as hb

from douane.press.faces import Face

Run = tuple[str, int, dict[int, str]]
"""The inside of a hexadecimal TJ string, its advance in 1/1024 pixel, and what each glyph stands for."""

_UNITS = 1024


class Pairs:
    """A face at a size (CSS pixels) in a script (ISO 15924) and a language, with its OpenType features."""

    def __init__(self, face: Face, size: float, script: str, language: str, features: Mapping[str, bool]) -> None:
        self._face, self._size, self._script = face, size, script
        self._language, self._features = language, features
        self._kern = 1000 / _UNITS / size
        self._strings: dict[str, str] = {}
        self._advances: dict[str, int] = {}
        self._glyphs: dict[str, int] = {}
        self._unlike: set[str] = set()

    def line(self, text: str) -> Run | None:
        """The run of a text; `None` where a glyph is moved from its place."""
        keys = [text[n : n + 2] for n in range(len(text))]
        strings, advances, glyphs = self._strings, self._advances, self._glyphs
        try:
            string, advance = "".join([strings[key] for key in keys]), sum([advances[key] for key in keys])
        except KeyError:
            for key in keys:
                if key not in strings and (key in self._unlike or not self._learn(key)):
                    return self._whole(text)
            string, advance = "".join([strings[key] for key in keys]), sum([advances[key] for key in keys])
        return string, advance, {glyphs[one]: one for one in dict.fromkeys(text)}

    def _learn(self, key: str) -> bool:
        """Shape a pair, or a last character. Answers whether its glyphs are those of its characters alone."""
        first, *rest = self._shaped(key)
        alone = [first] if len(key) == 1 else self._shaped(key[0])
        second = self._shaped(key[1]) if len(key) == 2 else []
        moved = any(offset for _, _, _, offset in (first, *rest))
        if moved or len(alone) != 1 or alone[0][0] != first[0] or [one[:2] for one in rest] != [one[:2] for one in second]:
            self._unlike.add(key)
            return False
        self._glyphs.setdefault(key[0], first[0])
        self._advances[key] = first[1]
        self._strings[key] = self._string(first[0], first[1])
        return True

    def _string(self, glyph: int, advance: int) -> str:
        closer = int(self._face.width(glyph) - advance * self._kern)
        return f"{glyph:04x}>{closer}<" if closer else f"{glyph:04x}"

    def _whole(self, text: str) -> Run | None:
        infos = self._shaped(text)
        if any(offset for *_, offset in infos):
            return None
        ends = [cluster for _, _, cluster, _ in infos[1:]] + [len(text)]
        used: dict[int, str] = {}
        for (glyph, _, cluster, _), end in zip(infos, ends, strict=True):
            used.setdefault(glyph, text[cluster:end])
        return "".join([self._string(one[0], one[1]) for one in infos]), sum([one[1] for one in infos]), used

    def _shaped(self, text: str) -> list[tuple[int, int, int, bool]]:
        """Glyph, advance, first character and whether it is moved, for each glyph."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", self._script, self._language
        hb.shape(self._face.sized(self._size), buffer, self._features)
        return [
            (info.codepoint, place.x_advance, info.cluster, bool(place.x_offset or place.y_offset))
            for info, place in _zipped(buffer)
        ]


def _zipped(buffer: hb.Buffer) -> Any:
    return zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
