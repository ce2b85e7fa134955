"""Font faces for stamping: HarfBuzz shapes with them and cuts small fonts out of them.

Glyphs keep their numbers of the whole face in the pages, so that a page does not depend on what else is in its file;
the embedded font says where each of them lies. A face is prepared once in a process, which makes a subset of a Chinese
face twenty times cheaper.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import uharfbuzz as hb

from douane.press.cff import Outlines

Glyphs = Mapping[int, str]
"""Glyphs of a face by number, with the text that each stands for."""

# What layout needed and drawing does not; some would only be carried along.
_DROPPED = ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "HVAR", "MVAR", "OS/2", "STAT", "VORG", "kern", "name", "post",
            "vhea", "vmtx")  # fmt: skip
_COMPRESSION, _QUICK, _SMALL = 6, 1, 40_000
_EM = 1000
# Letters of the languages spoken here: a subset for them is made once and used for most files.
_ASCII = frozenset(range(0x20, 0x7F))
_LATIN = _ASCII | frozenset(range(0xA1, 0x180)) | frozenset(map(ord, "–—‘’“”•…€"))
_LARGE = 20_000


@dataclass(frozen=True, slots=True)
class Subset:
    """A font to embed, its streams deflated. `places` maps glyphs to their place in it; `None` where it says itself."""

    program: bytes
    length: int
    is_cff: bool
    widths: bytes
    places: bytes | None
    texts: bytes


class Face:
    """A face of a font. `tag` is its resource name in pages, `name` its PostScript name with the tag before it."""

    def __init__(self, tag: str, name: bytes, program: bytes, index: int) -> None:
        self.tag, self.name = tag, name
        self._face = hb.Face(program, index)
        self._font = hb.Font(self._face)
        self._em = self._face.upem
        self.characters = frozenset(self._face.unicodes)
        self.is_large = self._face.glyph_count > _LARGE
        self._widths: dict[int, int] = {}
        self._sized: dict[float, hb.Font] = {}
        self._ready: dict[Glyphs | frozenset[int], Subset] = {}

    def sized(self, size: float) -> hb.Font:
        """The face at a size in CSS pixels, with advances in 1/1024 pixel as Pango counts them."""
        font = self._sized.get(size)
        if font is None:
            font = hb.Font(self._face)
            units = round(size * 1024)
            font.scale = (units, units)
            self._sized[size] = font
        return font

    def width(self, glyph: int) -> int:
        """The advance of a glyph in thousandths of the em, as the PDF states it."""
        width = self._widths.get(glyph)
        if width is None:
            width = self._widths[glyph] = round(self._font.get_glyph_h_advance(glyph) * _EM / self._em)
        return width

    @cached_property
    def extents(self) -> tuple[int, int]:
        """How far the face reaches above and below the base line, in thousandths of the em."""
        extents = self._font.get_font_extents("ltr")
        return round(extents.ascender * _EM / self._em), round(extents.descender * _EM / self._em)

    def subset(self, glyphs: Glyphs) -> Subset:
        """The font with these glyphs. The same glyphs give the same bytes, whatever was asked before."""
        for repertoire in () if self.is_large else self._repertoires:
            if glyphs.items() <= repertoire.items():
                key = frozenset(repertoire)
                if key not in self._ready:
                    self._ready[key] = self._cut(repertoire)
                return self._ready[key]
        return self._cut(glyphs)

    @cached_property
    def _repertoires(self) -> tuple[Glyphs, ...]:
        """Glyphs of the usual letters, the smaller set first."""
        made = []
        for characters in (_ASCII, _LATIN):
            glyphs: dict[int, str] = {}
            for character in sorted(characters & self.characters):
                glyph = self._font.get_nominal_glyph(character)
                if glyph is not None:
                    glyphs.setdefault(glyph, chr(character))
            made.append(glyphs)
        return tuple(made)

    @cached_property
    def _prepared(self) -> hb.Face:
        return hb.subset_preprocess(self._face)

    def _cut(self, glyphs: Glyphs) -> Subset:
        order = sorted(glyphs)
        if self._is_cff:
            program, places = self._outlines.font(order), None
        else:
            program, mapping = self._executed(order)
            places = _deflated(_places(order, mapping))
        widths = self._width_ranges(order)
        # A small subset of a Chinese face is made for one file only; others are used again, or are large.
        level = _QUICK if self.is_large and len(program) < _SMALL else _COMPRESSION
        texts = _deflated(_texts(glyphs), level)
        return Subset(_deflated(program, level), len(program), self._is_cff, widths, places, texts)

    @cached_property
    def _is_cff(self) -> bool:
        return b"CFF " in {tag.encode() for tag in self._face.table_tags}

    @cached_property
    def _outlines(self) -> Outlines:
        return Outlines(self.name, lambda glyphs: self._executed(glyphs)[0])

    def _executed(self, glyphs: Iterable[int]) -> tuple[bytes, dict[int, int]]:
        """An OpenType font of the glyphs, and the number that each has in it."""
        request = hb.SubsetInput()
        request.glyph_set.set(set(glyphs))
        request.flags = hb.SubsetFlags.DESUBROUTINIZE | hb.SubsetFlags.NO_HINTING
        request.drop_table_tag_set.update({int.from_bytes(tag.ljust(4).encode(), "big") for tag in _DROPPED})
        plan = hb.SubsetPlan(self._prepared, request)
        return plan.execute().blob.data, dict(plan.old_to_new_glyph_mapping)

    def _width_ranges(self, order: list[int]) -> bytes:
        """The array /W: runs of consecutive glyphs with their widths (ISO 32000-1, 9.7.4.3)."""
        parts: list[bytes] = []
        previous = None
        for glyph in order:
            if previous is None or glyph != previous + 1:
                parts.append(b"%s%d [" % (b"] " if parts else b"", glyph))
            parts.append(b"%d " % self.width(glyph))
            previous = glyph
        return b"[%s%s]" % (b"".join(parts), b"]" if parts else b"")


def _deflated(data: bytes, level: int = _COMPRESSION) -> bytes:
    return zlib.compress(data, level)


def _places(order: list[int], mapping: Mapping[int, int]) -> bytes:
    """The stream /CIDToGIDMap: for each glyph number two bytes, its place in the subset (ISO 32000-1, 9.7.4.2)."""
    places = bytearray(2 * (order[-1] + 1))
    for glyph in order:
        places[2 * glyph : 2 * glyph + 2] = mapping[glyph].to_bytes(2, "big")
    return bytes(places)


def _texts(glyphs: Glyphs) -> bytes:
    """The stream /ToUnicode: which text a glyph stands for, for searching and copying (ISO 32000-1, 9.10.3)."""
    known = [(glyph, text) for glyph, text in sorted(glyphs.items()) if text]
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange"
    )
    parts = [head]
    for start in range(0, len(known), 100):
        batch = known[start : start + 100]
        rows = "\n".join(f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in batch)
        parts.append(f"{len(batch)} beginbfchar\n{rows}\nendbfchar")
    parts.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
    return "\n".join(parts).encode()
