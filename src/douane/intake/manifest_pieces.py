"""A manifest in the own XML cut into pieces between consignments, each of which can be read by itself, in any process.

Only a file in its plainest form is cut: UTF-8, one namespace and no prefix, no comments, processing instructions or CDATA
sections. Where something else shows, reading goes on with the parser, from the consignment at which it showed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from douane.domain.finding import Finding
from douane.intake import values
from douane.intake.manifest_element import NAMESPACE, received_of, with_faults
from douane.intake.manifest_pattern import Refused, Taken, patterns
from douane.intake.notes import all_usual
from douane.intake.reading import Limits, Source
from douane.intake.received import Received, Row
from douane.intake.xml_file import OPTIONS
from douane.reference.catalogue import finding

_SIZE = 1 << 18
_CLOSING, _OPENING = b"</Consignment>", b"<Consignment>"
_ROOT = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml\s+version=["']1\.0["'](?:\s+encoding=["'](?i:utf-8)["'])?\s*\?>)?\s*"""
    rb"""<Manifest\s+xmlns=["']urn:douane:manifest:1["']\s*>""")  # fmt: skip
_END = re.compile(rb"[ \t\r\n]*</Manifest>[ \t\r\n]*\Z")
_FORBIDDEN = bytes(sign for sign in range(32) if sign not in b"\t\r\n")
_SPECIAL = (b"<!", b"<?", b"]]>")
_CLOSING_TEXT = _CLOSING.decode()
_STARTS = re.compile(r"[ \t\r\n]*+(<Consignment>)").match
_BLANK = " \t\r\n"
_OUTER = f'<Manifest xmlns="{NAMESPACE}">', "</Manifest>"


class Piece(NamedTuple):
    """Whole consignments as they stand in the file, the line in which they begin, and how many stand before them."""

    content: bytes
    line: int
    before: int


class PieceRead(NamedTuple):
    """What a piece holds. Not `whole`: reading has to go on behind these with the parser."""

    received: list[Received]
    whole: bool


class Cut:
    """A file that is being cut. `prologue` is what stands before its consignments, closed so that it can be parsed.

    It is `None` for a file that is not cut at all; `whole` tells, when `pieces` has ended, whether it gave everything.
    """

    def __init__(self, source: Source, limits: Limits) -> None:
        self._source, self._limits = source, limits
        self.whole = False
        with source.path.open("rb") as file:
            start = file.read(_SIZE)
        at = start.find(_OPENING)
        plain = at > 0 and _ROOT.match(start) and b"<!" not in start[:at] and b"<?" not in start[6:at]
        self.prologue = start[:at] + b"</Manifest>" if plain else None

    def pieces(self) -> Iterator[Piece]:
        """The pieces one after another, as far as the file can be cut."""
        if self.prologue is None:
            return
        skipped = self.prologue[: -len(b"</Manifest>")]
        line, before = 1 + skipped.count(b"\n"), 0
        with self._source.path.open("rb") as file:
            file.seek(len(skipped))
            rest = b""
            while block := file.read(_SIZE):
                rest += block
                end = rest.rfind(_CLOSING) + len(_CLOSING)
                if end < len(_CLOSING):
                    if len(rest) > self._limits.record:
                        return
                    continue
                content, rest = rest[:end], rest[end:]
                yield Piece(content, line, before)
                line, before = line + content.count(b"\n"), before + content.count(_CLOSING)
        self.whole = bool(_END.match(rest))


class _One(NamedTuple):
    """A consignment of a piece: its line, and what it was taken apart into. `text` is there unless that is certain."""

    line: int
    taken: Taken | None
    text: str = ""


def read(piece: Piece, manifest: str) -> PieceRead:
    """The consignments of a piece, as the parser would give them."""
    text = _text_of(piece.content)
    if text is None:
        return PieceRead([], whole=False)
    found = list(_taken_apart(text, piece.line))
    usual = all_usual(row.cells for one in found if one.taken for row in one.taken.rows)
    received: list[Received] = []
    for number, one in enumerate(found, start=piece.before + 1):
        made = _received(one, number, manifest, usual=usual)
        if made is None:
            return PieceRead(received, whole=False)
        received.append(made)
    return PieceRead(received, whole=len(found) == piece.content.count(_CLOSING))


def _text_of(content: bytes) -> str | None:
    """The text of a piece; `None` if something is in it that only the parser may judge."""
    if len(content.translate(None, _FORBIDDEN)) != len(content) or any(sign in content for sign in _SPECIAL):
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\ufffe" in text or "\uffff" in text else text


def _taken_apart(text: str, line: int) -> Iterator[_One]:
    """The consignments of a text, up to one that does not begin as consignments do."""
    made = patterns()
    position = 0
    while found := _STARTS(text, position):
        line += text.count("\n", position, found.start(1))
        position = found.start(1)
        taken = made.take(text, position, line)
        end = taken.end if taken else text.index(_CLOSING_TEXT, position) + len(_CLOSING_TEXT)
        yield _One(line, taken, "" if taken and not taken.doubts else text[position:end])
        line = taken.end_line if taken else line + text.count("\n", position, end)
        position = end


def _received(one: _One, number: int, manifest: str, *, usual: bool) -> Received | None:
    taken = one.taken
    if taken is not None:
        usual = usual or all_usual(row.cells for row in taken.rows)
        if usual or not one.text:
            rows = taken.rows if usual else [_cleaned(row) for row in taken.rows]
            received = taken.plan.received(rows, manifest=manifest, documents=taken.documents, line=one.line, usual=usual)
            faults = _faults(taken, received)
            if faults is not None:
                return with_faults(received, faults, number)
    element = _element(one.text)
    return None if element is None else received_of(element, number, manifest, one.line - 1)


def _faults(taken: Taken, received: Received) -> list[Finding] | None:
    """What the schema says of texts that are too long, each in a line of its own; `None` if it has to be asked itself.

    A text that has a finding already needs no second one.
    """
    if not taken.doubts:
        return []
    if not taken.plain or received.consignment is None:
        return None
    told = {(found.item, found.field) for found in received.findings}
    faults: list[Finding] = []
    for one in patterns().refused(taken):
        if (one.item, one.key) in told:
            continue
        if one.most is None or not _stands_alone(one, taken.doubts[0].found.string):
            return None
        expected = f"at most {one.most} characters"
        faults.append(finding("SCHEMA-VALUE", field=one.key, value=one.text[:200], expected=expected, line=one.line,
                              item=one.item, consignment=received.consignment.reference))  # fmt: skip
    return faults


def _stands_alone(one: Refused, text: str) -> bool:
    start = text.rfind("\n", 0, one.start) + 1
    line = text[start : text.find("\n", one.start)]
    return line.strip() == f"<{one.element}>{one.text}</{one.element}>"


def _cleaned(row: Row) -> Row:
    return row._replace(cells=[(values.clean(cell) or None) if cell else None for cell in row.cells])


def _element(text: str) -> Any:
    """A consignment by the parser; `None` if the text is not exactly one."""
    try:
        root = etree.fromstring(_OUTER[0] + text.rstrip(_BLANK) + _OUTER[1], etree.XMLParser(**OPTIONS))
    except etree.XMLSyntaxError:
        return None
    only = len(root) == 1 and root[0].tag == f"{{{NAMESPACE}}}Consignment" and not root.text and not root[0].tail
    return root[0] if only else None
