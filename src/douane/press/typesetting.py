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
# Texts without signs that forbid or allow a break: a line may end behind a blank and beside a Chinese character
# (Unicode UAX #14, classes AL, NU, ID, SP; commas and full stops only between letters and blanks).
_LETTER = "0-9A-Za-zÀ-ÖØ-öø-ɏ"
_BREAKABLE = re.compile(rf"(?:[ {_LETTER}{_HAN}]|(?<=[{_LETTER}])[,.](?= |$)|(?<= )·(?= ))*")
_PIECE = re.compile(rf"[{_HAN}] *|[^ {_HAN}]+ *")
_KERNING, _BLANK = 0.1, 0.06
"""What a line may differ from the sum of its pieces, in em: in all, and for each blank, which two faces set."""
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
    """One line: operators, width in CSS pixels, glyphs by face.

    `kinds` are the faces and scripts of its runs in the order in which they first appear: how high Pango makes the line
    depends on them, and on which of them comes first.
    """

    operators: bytes
    width: float
    glyphs: tuple[tuple[str, Mapping[int, str]], ...]
    kinds: tuple[tuple[str, str], ...]


class Setter:
    """Sets texts in one style into one width. `place` is where WeasyPrint has put such a text."""

    def __init__(self, place: Place, fonts: Fonts) -> None:
        self._place, self._fonts = place, fonts
        self._style = place.style
        self._space = self._style["white_space"]
        self._wraps = self._space in ("normal", "pre-wrap", "pre-line")
        self._spaced = self._style["letter_spacing"] != "normal" or bool(self._style["word_spacing"])
        self._set: dict[str, SetText] = {}
        self._widths: dict[str, float] = {}
        self._metrics: dict[tuple[tuple[str, str], ...], tuple[float, float]] = {}

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
            if shaped is not None:
                if shaped.width <= self._place.width or not self._wraps:
                    return self._stacked([(text, shaped)])
                broken = self._broken(text)
                if broken:
                    return self._stacked(broken)
        lines, height, width, glyphs = weasy.lines_of(text, self._place, self._fonts)
        return SetText(tuple(lines), height, width, tuple(sorted(glyphs.items())))

    def _broken(self, text: str) -> list[tuple[str, _Shaped]] | None:
        """The text in lines; `None` where Pango must say where it may be broken."""
        if self._space != "normal" or not _BREAKABLE.fullmatch(text):
            return None
        lines: list[tuple[str, _Shaped]] = []
        pieces = _PIECE.findall(text)
        while pieces:
            made = self._longest(pieces)
            if made is None:
                return None
            count, line = made
            lines.append(line)
            pieces = pieces[count:]
        return lines

    def _longest(self, pieces: list[str]) -> tuple[int, tuple[str, _Shaped]] | None:
        """As many pieces as one line holds; `None` where it does not hold the first."""
        best = None
        count = max(1, self._guess(pieces))
        while 0 < count <= len(pieces) and (best is None or count != best[0]):
            line = "".join(pieces[:count]).rstrip(" ")
            shaped = self._faces.shape(line)
            if shaped is None:
                return None
            if shaped.width <= self._place.width:
                best = (count, (line, shaped))
                if self._is_surely_full(pieces[: count + 1]):
                    break
                count += 1
            elif best is None:
                count -= 1
            else:
                break
        return best

    def _guess(self, pieces: list[str]) -> int:
        """How many pieces fill a line, by their widths alone: kerning between them is left out."""
        room = self._place.width
        for count, piece in enumerate(pieces):
            room -= self._piece_width(piece)
            if room < 0:
                return count
        return len(pieces)

    def _is_surely_full(self, pieces: list[str]) -> bool:
        blanks = sum([piece[-1] == " " for piece in pieces])
        spare = float(self._style["font_size"]) * (_KERNING + _BLANK * blanks)
        *before, last = pieces
        return sum(map(self._piece_width, before)) + self._piece_width(last.rstrip(" ")) > self._place.width + spare

    def _piece_width(self, piece: str) -> float:
        width = self._widths.get(piece)
        if width is None:
            if len(self._widths) >= KEPT:
                self._widths.clear()
            shaped = self._faces.shape(piece)
            width = self._widths[piece] = shaped.width if shaped else 0.0
        return width

    def _stacked(self, lines: list[tuple[str, _Shaped]]) -> SetText:
        """Lines below one another."""
        made: list[Line] = []
        glyphs: dict[str, dict[int, str]] = {}
        top, widest = 0.0, 0.0
        for text, shaped in lines:
            metrics = self._metrics.get(shaped.kinds)
            if metrics is None:
                metrics = self._metrics[shaped.kinds] = weasy.line_metrics(text, self._style)
            across = weasy.aligned(self._style, self._place.width, shaped.width)
            made.append(Line(across, top + metrics[0], shaped.operators))
            top, widest = top + metrics[1], max(widest, shaped.width)
            for tag, used in shaped.glyphs:
                glyphs[tag] = {**used, **glyphs.get(tag, {})}
        return SetText(tuple(made), top, widest, tuple(sorted(glyphs.items())))

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
        kinds: dict[tuple[str, str], None] = {}
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
            kinds[face.tag, script] = None
            advance = self._shape_run(run, face, script, string, used.setdefault(face.tag, {}))
            if advance is None:
                return None
            total += advance
        operators.append(_shown(string))
        return _Shaped(b"\n".join(operators), total / _UNITS, tuple(sorted(used.items())), tuple(kinds))

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
        start, behind, face = 0, 0, None
        # Signs before the first letter have its script.
        script = next((found for found in map(_script_of, text) if found), "Latn")
        for place, character in enumerate(text):
            if character == " ":
                continue
            own = latin if ord(character) in latin.characters else han
            if own is han and ord(character) not in han.characters:
                yield text[start:], None, ""
                return
            own_script = _script_of(character) or script
            changes = own_script != script
            if face is not None and (own is not face or changes):
                end = place if changes or own is han else behind
                yield text[start:end], face, script
                start = end
            face, script, behind = own, own_script, place + 1
        yield text[start:], face, script


def _script_of(character: str) -> str | None:
    """The script of a letter; `None` for a sign, a digit and a blank, which have that of their neighbours."""
    if _IS_HAN.match(character):
        return "Hani"
    return "Latn" if character.isalpha() else None


def _shown(string: list[str]) -> bytes:
    return b"[<%s>] TJ" % "".join(string).encode()
