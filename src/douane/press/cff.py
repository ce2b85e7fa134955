"""Small CFF fonts put together from outlines that were taken out of a large face once (Adobe Technical Note 5176).

Cutting a Chinese face anew for every label takes longer than all the rest of it. Here an outline is asked of HarfBuzz
when it is first needed, without subroutines and hints; a font for a file is then a few tables around known outlines.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import NamedTuple

from fontTools.ttLib import TTFont

_HEADER = b"\x01\x00\x04\x04"
_NO_SUBROUTINES = b"\x00\x00"
# Registry and ordering are the first two strings of the font, numbered behind the 391 that every font knows.
_STRINGS, _REGISTRY, _ORDERING = (b"Adobe", b"Identity"), 391, 392
# The box is that of the whole face, by which readers measure how much room a glyph takes.
_BOX = b"\x05"
_ROS, _CID_COUNT, _CHARSET, _FD_SELECT = b"\x0c\x1e", b"\x0c\x22", b"\x0f", b"\x0c\x25"
_CHAR_STRINGS, _FD_ARRAY, _PRIVATE = b"\x11", b"\x0c\x24", b"\x12"
_CIDS = 65535


class Outline(NamedTuple):
    """The charstring of a glyph, and the private dictionary that it is drawn with: widths and alignment zones."""

    charstring: bytes
    private: bytes


class Outlines:
    """The outlines of a face. `cut` makes an OpenType font of the glyphs given, each with its own number as CID."""

    def __init__(self, name: bytes, cut: Callable[[Sequence[int]], bytes]) -> None:
        self._name, self._cut = name, cut
        self._known: dict[int, Outline] = {}
        self._box: tuple[int, ...] = (0, 0, 0, 0)

    def font(self, glyphs: Sequence[int]) -> bytes:
        """A CFF font of the glyphs, in ascending order. The same glyphs give the same bytes."""
        new = [glyph for glyph in glyphs if glyph not in self._known]
        if new:
            self._take(new)
        known = self._known
        order = [0, *[glyph for glyph in glyphs if glyph]]
        outlines = [known[glyph] for glyph in order]
        return _font(self._name, self._box, order, outlines)

    def _take(self, glyphs: Sequence[int]) -> None:
        with TTFont(io.BytesIO(self._cut(glyphs))) as font:
            data = font.getTableData("CFF ")
            top = font["CFF "].cff.topDictIndex[0]
            self._box = tuple(map(int, top.FontBBox))
            privates = [_slice(data, *one.rawDict["Private"]) for one in top.FDArray]
            for place, name in enumerate(top.charset):
                string = top.CharStrings[name]
                self._known[_number(name)] = Outline(string.bytecode, privates[top.FDSelect[place]])


def _slice(data: bytes, size: int, offset: int) -> bytes:
    return data[offset : offset + size]


def _number(name: str) -> int:
    """fontTools calls the glyphs of a CID font `cid00042`."""
    return 0 if name == ".notdef" else int(name.removeprefix("cid"))


def _font(name: bytes, box: tuple[int, ...], order: Sequence[int], outlines: Sequence[Outline]) -> bytes:
    privates = sorted({outline.private for outline in outlines})
    place_of = {private: bytes([n]) for n, private in enumerate(privates)}
    charset = b"\x00" + b"".join([glyph.to_bytes(2, "big") for glyph in order[1:]])
    selected = b"\x00" + b"".join([place_of[outline.private] for outline in outlines])
    strings = _index([outline.charstring for outline in outlines])
    front = _HEADER + _index([name])
    behind = _index(_STRINGS) + _NO_SUBROUTINES
    # All numbers take five bytes, so the length of a table does not depend on them.
    start = len(front) + len(_index([_top(box, 0, 0, 0, 0)])) + len(behind)
    charset_at = start
    select_at = charset_at + len(charset)
    strings_at = select_at + len(selected)
    array_at = strings_at + len(strings)
    private_at = array_at + len(_index([_entry(_PRIVATE, 0, 0)] * len(privates)))
    fonts = []
    for private in privates:
        fonts.append(_entry(_PRIVATE, len(private), private_at))
        private_at += len(private)
    top = _index([_top(box, charset_at, select_at, strings_at, array_at)])
    return b"".join([front, top, behind, charset, selected, strings, _index(fonts), *privates])


def _top(box: tuple[int, ...], charset: int, select: int, strings: int, array: int) -> bytes:
    return (
        _entry(_ROS, _REGISTRY, _ORDERING, 0) + _entry(_BOX, *box) + _entry(_CID_COUNT, _CIDS) + _entry(_CHARSET, charset)
        + _entry(_FD_SELECT, select) + _entry(_CHAR_STRINGS, strings) + _entry(_FD_ARRAY, array)
    )  # fmt: skip


def _entry(operator: bytes, *numbers: int) -> bytes:
    """Operands and operator of a dictionary."""
    return b"".join([b"\x1d" + number.to_bytes(4, "big", signed=True) for number in numbers]) + operator


def _index(entries: Sequence[bytes]) -> bytes:
    """An INDEX: count, size of an offset, offsets from 1, data."""
    offsets, position = [b"\x00\x00\x00\x01"], 1
    for entry in entries:
        position += len(entry)
        offsets.append(position.to_bytes(4, "big"))
    return b"".join([len(entries).to_bytes(2, "big"), b"\x04", *offsets, *entries])
