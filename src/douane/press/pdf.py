"""A small PDF writer for stamped pages (ISO 32000-1): same pages, same bytes; no clock and no chance in them."""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from douane.press.archive import DIGEST_KEY, Archive, Attachment, colour_profile, metadata
from douane.press.faces import Face, Glyphs

PRODUCER = "douane"
_HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
# Content is written once and read once: the quickest level costs a tenth of the size and saves a third of the time.
_COMPRESSION = 1
# 8 KB: pages are short, and a smaller window takes a third less time to set up.
_WINDOW = 13
_SYMBOLIC = 4
_KIDS, _ROWS = 500, 10_000


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
    return Page(width, height, zlib.compress(content, _COMPRESSION, wbits=_WINDOW), states, tuple(glyphs))


class _Objects:
    """The objects of a file, numbered from 1, written as they come. Only their places are kept."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._places = array("Q")
        self._position = 0
        self._hash = hashlib.sha256()
        self._put(_HEADER)

    def reserve(self) -> int:
        """A number whose object comes later."""
        self._places.append(0)
        return len(self._places)

    def add(self, body: bytes, number: int = 0) -> int:
        number = number or self.reserve()
        self._places[number - 1] = self._position
        self._put(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def stream(self, deflated: bytes, more: bytes = b"") -> int:
        return self.add(b"<< /Length %d /Filter /FlateDecode%s >>\nstream\n%s\nendstream" % (len(deflated), more, deflated))

    def finish(self, trailer: bytes) -> None:
        begin, name = self._position, self._hash.hexdigest()[:32].encode()
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % (len(self._places) + 1))
        for start in range(0, len(self._places), _ROWS):
            self._put(b"".join([b"%010d 00000 n \n" % place for place in self._places[start : start + _ROWS]]))
        # The name of the file follows from its content; by custom it would follow from the clock.
        self._put(b"trailer\n<< /Size %d %s /ID [<%s> <%s>] >>\n" % (len(self._places) + 1, trailer, name, name))
        self._put(b"startxref\n%d\n%%%%EOF\n" % begin)

    def _put(self, data: bytes) -> None:
        self._hash.update(data)
        self._target.write(data)
        self._position += len(data)


class Writer:
    """Writes a file page by page: what it keeps of a page is its place and its share in fonts and bookmarks."""

    def __init__(self, target: BinaryIO, faces: Mapping[str, Face], *, language: str) -> None:
        self._objects = _Objects(target)
        self._faces, self._language = faces, language
        self._root, self._tree = self._objects.reserve(), self._objects.reserve()
        self._resources, self._outline = self._objects.reserve(), self._objects.reserve()
        self._nodes: list[tuple[int, array[int]]] = []
        self._glyphs: dict[str, dict[int, str]] = {}
        self._states: set[tuple[str, float]] = set()
        self._mark: tuple[int, int, bytes] | None = None
        self._first_mark = self._marks = self._before = 0

    @property
    def count(self) -> int:
        """Pages written so far."""
        return sum(len(kids) for _, kids in self._nodes)

    def add(self, pages: Sequence[Page], bookmark: str = "") -> None:
        """Write the pages of a document, and a bookmark to its first one where it has a name."""
        for number, one in enumerate(pages):
            if not self._nodes or len(self._nodes[-1][1]) == _KIDS:
                self._nodes.append((self._objects.reserve(), array("Q")))
            node, kids = self._nodes[-1]
            page_number = self._page(one, node)
            kids.append(page_number)
            self._states.update(one.states)
            self._note(one.glyphs)
            if bookmark and not number:
                self._bookmark(page_number, text(bookmark))

    def close(self, *, title: str, archive: Archive | None = None) -> None:
        """Write what all pages share, and the directory of the file."""
        objects = self._objects
        fonts = [(tag, _font(objects, self._faces[tag], glyphs)) for tag, glyphs in sorted(self._glyphs.items())]
        states = b" ".join(name.encode() for name, _ in sorted(self._states))
        named = b" ".join(b"/%s %d 0 R" % (tag.encode(), number) for tag, number in fonts)
        objects.add(b"<< /Font << %s >> /ExtGState << %s >> >>" % (named, states), self._resources)
        for node, kids in self._nodes:
            objects.add(b"<< /Type /Pages /Parent %d 0 R /Count %d /Kids [%s] >>"
                        % (self._tree, len(kids), _references(kids)), node)  # fmt: skip
        nodes = _references([node for node, _ in self._nodes])
        objects.add(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (self.count, nodes), self._tree)
        self._close_outline()
        more, info = b"", b""
        if archive is not None:
            more = _archived(objects, archive, title, self._language)
            info = b" /%s (%s)" % (DIGEST_KEY.encode(), archive.digest.encode())
        marks = b" /Outlines %d 0 R" % self._outline if self._marks else b""
        objects.add(b"<< /Type /Catalog /Pages %d 0 R /Lang %s /ViewerPreferences << /DisplayDocTitle true >>%s%s >>"
                    % (self._tree, text(self._language), marks, more),
                    self._root)  # fmt: skip
        info_number = objects.add(b"<< /Title %s /Producer %s%s >>" % (text(title), text(PRODUCER), info))
        objects.finish(b"/Root %d 0 R /Info %d 0 R" % (self._root, info_number))

    def _page(self, one: Page, node: int) -> int:
        content = self._objects.stream(one.content)
        return self._objects.add(
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %f %f] /Contents %d 0 R /Resources %d 0 R >>"
            % (node, one.width, one.height, content, self._resources)
        )

    def _note(self, used: Sequence[tuple[str, Glyphs]]) -> None:
        """Add glyphs to those of the file; where two pages read one differently, the first counts."""
        for tag, glyphs in used:
            known = self._glyphs.setdefault(tag, {})
            if not glyphs.keys() <= known.keys():
                for glyph, words in glyphs.items():
                    known.setdefault(glyph, words)

    def _bookmark(self, page: int, words: bytes) -> None:
        """A bookmark knows its neighbours, so each is written when the next is known."""
        number = self._objects.reserve()
        self._flush_bookmark(number)
        self._mark = (number, page, words)
        self._first_mark = self._first_mark or number
        self._marks += 1

    def _flush_bookmark(self, following: int) -> None:
        if self._mark is None:
            return
        number, page, words = self._mark
        links = b" /Next %d 0 R" % following if following else b""
        if number != self._first_mark:
            links += b" /Prev %d 0 R" % self._before
        self._objects.add(
            b"<< /Title %s /Parent %d 0 R /Dest [%d 0 R /Fit]%s >>" % (words, self._outline, page, links), number
        )
        self._before = number

    def _close_outline(self) -> None:
        if self._mark is None:
            self._objects.add(b"<< /Type /Outlines >>", self._outline)
            return
        last = self._mark[0]
        self._flush_bookmark(0)
        self._objects.add(b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>"
                          % (self._first_mark, last, self._marks), self._outline)  # fmt: skip


def _archived(objects: _Objects, archive: Archive, title: str, language: str) -> bytes:
    """Metadata, output intent and associated files; answers what the catalogue says about them."""
    profile = objects.stream(colour_profile(), b" /N 3")
    packet = metadata(title, language, PRODUCER)
    about = objects.add(b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream" % (len(packet), packet))
    files = [(one.name, _attached(objects, one, archive.on)) for one in archive.attachments]
    names = b" ".join(b"%s %d 0 R" % (text(name), number) for name, number in sorted(files))
    return (
        b" /Metadata %d 0 R /OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) "
        b"/Info (sRGB) /DestOutputProfile %d 0 R >>] /AF [%s] /Names << /EmbeddedFiles << /Names [%s] >> >>"
        % (about, profile, _references([number for _, number in files]), names)
    )


def _attached(objects: _Objects, one: Attachment, on: date) -> int:
    day = b"D:%s000000Z" % on.strftime("%Y%m%d").encode()
    mime = one.mime.replace("/", "#2F").encode()
    check = hashlib.md5(one.content, usedforsecurity=False).hexdigest().encode()  # as ISO 32000-1, table 46 asks
    content = objects.stream(
        zlib.compress(one.content, _COMPRESSION),
        b" /Type /EmbeddedFile /Subtype /%s /Params << /Size %d /ModDate (%s) /CheckSum <%s> >>"
        % (mime, len(one.content), day, check),
    )
    name = text(one.name)
    return objects.add(
        b"<< /Type /Filespec /F %s /UF %s /Desc %s /AFRelationship /%s /EF << /F %d 0 R /UF %d 0 R >> >>"
        % (name, name, text(one.description), one.relation.encode(), content, content)
    )


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join([b"%d 0 R" % number for number in numbers])


def text(words: str) -> bytes:
    """A text string (ISO 32000-1, 7.9.2.2)."""
    if words.isascii() and words.isprintable():
        return b"(%s)" % words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode()
    return b"<feff%s>" % words.encode("utf-16-be").hex().encode()


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
