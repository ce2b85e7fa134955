"""Texts become glyphs: one line of Latin and Chinese by HarfBuzz, everything else by Pango through WeasyPrint.

HarfBuzz is called as Pango calls it: runs of one face and one script, advances in 1/1024 pixel. Tests hold both equal
pixel by pixel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import uharfbuzz as hb

from douane.press import weasy
from douane.press.faces import Face
from douane.press.skeletons import collapsed
from douane.press.weasy import Fonts, Line, Place

KEPT = 20_000
"""Texts that a style remembers; when it has more, it forgets them all."""

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
# Without the soft hyphen, and without blanks that do not break, which Pango treats in ways of its own.
_PLAIN = re.compile(rf"[\x20-\x7e\xa1-\xac\xae-\u024f–—‘’“”\u3001\u3002{_HAN}\uff01-\uff60]*")
_IS_HAN = re.compile(f"[{_HAN}]")
_UNITS = 1024


@dataclass(frozen=True, slots=True)
class SetText:
    """A text as glyphs: its lines, the height of all and the width of the widest in CSS pixels, its glyphs by face."""

    lines: tuple[Line, ...]
    height: float
    width: float
    glyphs: tuple[tuple[str, Mapping[int, str]], ...]


NOTHING = SetText((), 0.0, 0.0, ())


@dataclass(frozen=True, slots=True)
class _Shaped:
    """One line: operators, width in CSS pixels, glyphs by face."""

    operators: bytes
    width: float
    glyphs: tuple[tuple[str, Mapping[int, str]], ...]


class Setter:
    """Sets texts in one style into one width. `place` is where WeasyPrint has put such a text."""

    def __init__(self, place: Place, fonts: Fonts) -> None:
        self._place, self._fonts = place, fonts
        self._style = place.style
        self._space = self._style["white_space"]
        self._wraps = self._space in ("normal", "pre-wrap", "pre-line")
        self._spaced = self._style["letter_spacing"] != "normal" or bool(self._style["word_spacing"])
        self._set: dict[str, SetText] = {}
        self._metrics: dict[tuple[str, ...], tuple[float, float]] = {}

    def set(self, text: str) -> SetText:
        """The text, set. Raises `UnsupportedError` where a glyph is missing or in colour."""
        done = self._set.get(text)
        if done is None:
            if len(self._set) >= KEPT:
                self._set.clear()
            done = self._set[text] = self._make(text)
        return done

    def _make(self, text: str) -> SetText:
        text = collapsed(text) if self._space in ("normal", "nowrap") else text
        if not text.strip():
            return NOTHING
        # Letter-spacing and blanks that are kept at the ends of a line are left to Pango.
        if not self._spaced and _PLAIN.fullmatch(text) and text.strip(" ") == text:
            shaped = self._faces.shape(text)
            if shaped is not None and (shaped.width <= self._place.width or not self._wraps):
                tags = tuple([tag for tag, _ in shaped.glyphs])
                metrics = self._metrics.get(tags)
                if metrics is None:
                    metrics = self._metrics[tags] = weasy.line_metrics(text, self._style)
                across = weasy.aligned(self._style, self._place.width, shaped.width)
                return SetText((Line(across, metrics[0], shaped.operators),), metrics[1], shaped.width, shaped.glyphs)
        lines, height, width, glyphs = weasy.lines_of(text, self._place, self._fonts)
        return SetText(tuple(lines), height, width, tuple(sorted(glyphs.items())))

    @cached_property
    def _faces(self) -> _Faces:
        return _Faces(self._style, self._fonts)


class _Faces:
    """The two faces of a style at its size: one for Latin, one for what that does not have."""

    def __init__(self, style: Any, fonts: Fonts) -> None:
        self._latin = weasy.face_for("a", style, fonts)
        self._han = weasy.face_for("中", style, fonts)
        self._size = int(style["font_size"] * _UNITS) / _UNITS
        self._features = weasy.features_of(style)
        self._language = style["lang"] or "en"
        self._kern = 1000 / _UNITS / self._size
        self._chosen = {face.tag: b"/%s %s Tf" % (face.tag.encode(), weasy.number(self._size)) for face in self._both}

    @property
    def _both(self) -> tuple[Face, Face]:
        return self._latin, self._han

    def shape(self, text: str) -> _Shaped | None:
        """The text as one line; `None` where a character is in neither face, or a glyph is moved from its place."""
        operators: list[bytes] = []
        used: dict[str, dict[int, str]] = {}
        total, current = 0, None
        string: list[str] = []
        for run, face, script in self._runs(text):
            if face is None:
                return None
            if face is not current:
                if string:
                    operators.append(_shown(string))
                    string = []
                operators.append(self._chosen[face.tag])
                current = face
            advance = self._shape_run(run, face, script, string, used.setdefault(face.tag, {}))
            if advance is None:
                return None
            total += advance
        operators.append(_shown(string))
        return _Shaped(b"\n".join(operators), total / _UNITS, tuple(sorted(used.items())))

    def _shape_run(
        self, run: str, face: Face, script: str, string: list[str], used: dict[int, str]
    ) -> int | None:  # fmt: skip
        buffer = hb.Buffer()
        buffer.add_str(run)
        buffer.direction, buffer.script, buffer.language = "ltr", script, self._language
        hb.shape(face.sized(self._size), buffer, self._features)
        infos = buffer.glyph_infos
        last, total, kern = len(infos) - 1, 0, self._kern
        for n, (info, position) in enumerate(zip(infos, buffer.glyph_positions, strict=True)):
            glyph, advance = info.codepoint, position.x_advance
            if position.x_offset or position.y_offset:
                return None
            if glyph not in used:
                used[glyph] = run[info.cluster : infos[n + 1].cluster if n < last else None]
            total += advance
            string.append(f"{glyph:04x}")
            closer = int(face.width(glyph) - advance * kern)
            if closer:
                string.append(f">{closer}<")
        return total

    def _runs(self, text: str) -> Iterator[tuple[str, Face | None, str]]:
        """Runs of one face and one script, as Pango makes them.

        Signs have the script of what stands before them. A blank goes with what stands before it where the script
        changes behind it, and is Latin where only the face does.
        """
        latin, han = self._both
        start, behind, face, script = 0, 0, None, None
        for place, character in enumerate(text):
            if character == " ":
                continue
            own = latin if ord(character) in latin.characters else han
            if own is han and ord(character) not in han.characters:
                yield text[start:], None, ""
                return
            own_script = "Hani" if _IS_HAN.match(character) else "Latn" if character.isalpha() else None
            changes = own_script is not None and script is not None and own_script != script
            if face is not None and (own is not face or changes):
                end = place if changes or own is han else behind
                yield text[start:end], face, script or "Latn"
                start = end
            face, script, behind = own, own_script or script, place + 1
        yield text[start:], face, script or "Latn"


def _shown(string: list[str]) -> bytes:
    return b"[<%s>] TJ" % "".join(string).encode()
