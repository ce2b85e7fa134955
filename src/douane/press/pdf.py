"""A small PDF writer for stamped pages (ISO 32000-1): same pages, same bytes; no clock and no chance in them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from douane.press.faces import Face, Glyphs

PRODUCER = "douane"
_HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
# Content is written once and read once: the quickest level costs a tenth of the size and saves a third of the time.
_COMPRESSION = 1
_SYMBOLIC = 4


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page: size in points, content deflated, graphics states, glyphs by the tag of their face."""

    width: float
    height: float
    content: bytes
    states: tuple[tuple[str, float], ...]
    glyphs: tuple[tuple[str, Glyphs], ...]


def page(width: float, height: float, content: bytes, states: tuple[tuple[str, float], ...],
         glyphs: Sequence[tuple[str, Glyphs]]) -> Page:  # fmt: skip
    """A page from its operators."""
    return Page(width, height, zlib.compress(content, _COMPRESSION), states, tuple(glyphs))


@dataclass(slots=True)
class _Objects:
    """The objects of a file, numbered from 1."""

    bodies: list[bytes] = field(default_factory=list)

    def add(self, body: bytes) -> int:
        self.bodies.append(body)
        return len(self.bodies)

    def reserve(self) -> int:
        return self.add(b"")

    def stream(self, deflated: bytes, more: bytes = b"") -> int:
        head = b"<< /Length %d /Filter /FlateDecode%s >>\nstream\n" % (len(deflated), more)
        return self.add(b"%s%s\nendstream" % (head, deflated))

    def written(self, trailer: bytes) -> bytes:
        parts, places, position = [_HEADER], [], len(_HEADER)
        for number, body in enumerate(self.bodies, 1):
            part = b"%d 0 obj\n%s\nendobj\n" % (number, body)
            parts.append(part)
            places.append(b"%010d 00000 n \n" % position)
            position += len(part)
        size = len(places) + 1
        parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, b"".join(places)))
        parts.append(b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, position))
        return b"".join(parts)


def written(pages: Sequence[Page], faces: Mapping[str, Face], *, title: str, language: str) -> bytes:
    """A file with these pages, in order. Fonts hold the glyphs of all pages and are shared by them."""
    objects = _Objects()
    root, tree, resources = objects.reserve(), objects.reserve(), objects.reserve()
    kids = [_page(objects, one, tree, resources) for one in pages]
    fonts = [(tag, _font(objects, faces[tag], glyphs)) for tag, glyphs in sorted(_glyphs(pages).items())]
    states = b" ".join(name.encode() for name, _ in sorted({state for one in pages for state in one.states}))
    named = b" ".join(b"/%s %d 0 R" % (tag.encode(), number) for tag, number in fonts)
    objects.bodies[resources - 1] = b"<< /Font << %s >> /ExtGState << %s >> >>" % (named, states)
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects.bodies[tree - 1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), listed)
    objects.bodies[root - 1] = b"<< /Type /Catalog /Pages %d 0 R /Lang %s >>" % (tree, text(language))
    info = objects.add(b"<< /Title %s /Producer %s >>" % (text(title), text(PRODUCER)))
    return objects.written(b"/Root %d 0 R /Info %d 0 R" % (root, info))


def text(words: str) -> bytes:
    """A text string (ISO 32000-1, 7.9.2.2)."""
    if words.isascii() and words.isprintable():
        return b"(%s)" % words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode()
    return b"<feff%s>" % words.encode("utf-16-be").hex().encode()


def _page(objects: _Objects, one: Page, tree: int, resources: int) -> int:
    content = objects.stream(one.content)
    return objects.add(
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %f %f] /Contents %d 0 R /Resources %d 0 R >>"
        % (tree, one.width, one.height, content, resources)
    )


def _glyphs(pages: Sequence[Page]) -> dict[str, dict[int, str]]:
    """The glyphs of all pages by face; where two pages read one differently, the first counts."""
    used: dict[str, dict[int, str]] = {}
    for one in pages:
        for tag, glyphs in one.glyphs:
            known = used.setdefault(tag, {})
            if not glyphs.keys() <= known.keys():
                for glyph, words in glyphs.items():
                    known.setdefault(glyph, words)
    return used


def _font(objects: _Objects, face: Face, glyphs: Glyphs) -> int:
    subset = face.subset(glyphs)
    above, below = face.extents
    kind, file = (b"0", b"FontFile3") if subset.is_cff else (b"2", b"FontFile2")
    more = b" /Subtype /CIDFontType0C" if subset.is_cff else b" /Length1 %d" % subset.length
    descriptor = objects.add(
        b"<< /Type /FontDescriptor /FontName %s /Flags %d /FontBBox [0 %d 1000 %d] /ItalicAngle 0 /Ascent %d "
        b"/Descent %d /CapHeight %d /StemV 80 /%s %d 0 R >>"
        % (face.name, _SYMBOLIC, below, above, above, below, above, file, objects.stream(subset.program, more))
    )
    places = b"" if subset.places is None else b"/CIDToGIDMap %d 0 R " % objects.stream(subset.places)
    descendant = objects.add(
        b"<< /Type /Font /Subtype /CIDFontType%s /BaseFont %s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> %s/W %s /FontDescriptor %d 0 R >>" % (kind, face.name, places, subset.widths, descriptor)
    )
    return objects.add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont %s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>"
        % (face.name, descendant, objects.stream(subset.texts))
    )
