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

from douane.press import weasy
from douane.press.faces import Face
from douane.press.pairs import Pairs
from douane.press.skeletons import collapsed
from douane.press.weasy import Fonts, Line, Place

KEPT = 2_000
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
        self._chosen = {
            face.tag: b"/%s %s Tf\n[<" % (face.tag.encode(), weasy.number(self._size)) for face in (self._latin, self._han)
        }
        self._kinds: dict[str, tuple[Face | None, str | None]] = {}
        self._pairs: dict[tuple[str, str], Pairs] = {}
        self._only_latin = frozenset(filter(_PLAIN.fullmatch, map(chr, self._latin.characters)))
        self._only_latin_kind = ((self._latin.tag, "Latn"),)

    def shape(self, text: str) -> _Shaped | None:
        """The text as one line; `None` where a character is in neither face, or a glyph is moved from its place."""
        if self._only_latin.issuperset(text):
            pairs = self._pairs_of(self._latin, "Latn")
            line = pairs.line(text)
            if line is None:
                return None
            operators = b"%s%s>] TJ" % (self._chosen[self._latin.tag], line[0].encode())
            return _Shaped(operators, line[1] / _UNITS, ((self._latin.tag, line[2]),), self._only_latin_kind)
        return self._shape_mixed(text)

    def _shape_mixed(self, text: str) -> _Shaped | None:
        operators: list[bytes] = []
        used: dict[str, dict[int, str]] = {}
        kinds: dict[tuple[str, str], None] = {}
        total, current = 0, None
        for run, face, script in self._runs(text):
            line = None if face is None else self._pairs_of(face, script).line(run)
            if face is None or line is None:
                return None
            if face is not current:
                if current is not None:
                    operators.append(b">] TJ\n")
                operators.append(self._chosen[face.tag])
                current = face
            kinds[face.tag, script] = None
            operators.append(line[0].encode())
            total += line[1]
            known = used.get(face.tag)
            used[face.tag] = {**line[2], **known} if known else line[2]
        operators.append(b">] TJ")
        return _Shaped(b"".join(operators), total / _UNITS, tuple(sorted(used.items())), tuple(kinds))

    def _pairs_of(self, face: Face, script: str) -> Pairs:
        pairs = self._pairs.get((face.tag, script))
        if pairs is None:
            pairs = self._pairs[face.tag, script] = Pairs(face, self._size, script, self._language, self._features)
        return pairs

    def _kind_of(self, character: str) -> tuple[Face | None, str | None]:
        """The face of a character and its script; a sign has none and takes that of its neighbours."""
        latin = ord(character) in self._latin.characters
        han = ord(character) in self._han.characters
        kind = (self._latin if latin else self._han if han else None, _script_of(character))
        self._kinds[character] = kind
        return kind

    def _runs(self, text: str) -> Iterator[tuple[str, Face | None, str]]:
        """Runs of one face and one script, as Pango makes them.

        Signs have the script of what stands before them. A blank goes with what stands before it where the script
        changes behind it, and is Latin where only the face does.
        """
        known, han = self._kinds, self._han
        start, behind, face = 0, 0, None
        # Signs before the first letter have its script.
        script = next((found for found in map(_script_of, text) if found), "Latn")
        for place, character in enumerate(text):
            if character == " ":
                continue
            own, own_script = known.get(character) or self._kind_of(character)
            if own is None:
                yield text[start:], None, ""
                return
            own_script = own_script or script
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
