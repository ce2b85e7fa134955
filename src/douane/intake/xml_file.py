"""XML files read as a stream, safely: what all readers of XML share.

The parser opens nothing and expands nothing; DOCTYPEs are refused; comments are taken away before a value is read, so that
schema and reader see one text. The file is fed in blocks: what has grown past a limit without closing a consignment is
refused, so that memory stays flat whatever the file holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lxml import etree

from douane.domain.finding import Finding
from douane.intake.reading import Limits, Source, UnreadableError
from douane.reference.catalogue import finding

_BLOCK = 1 << 16
OPTIONS = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "remove_comments": True,
            "remove_pis": True}  # fmt: skip
# What manifests are sent in; the parser itself would also take UTF-7, HZ and others in which texts can hide.
_ENCODINGS = frozenset({"utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15",
                        "windows-1252", "gb18030", "gbk", "gb2312"})  # fmt: skip

_DECLARED = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding=["']([A-Za-z][A-Za-z0-9._-]*)["']""")


def local(element: Any) -> str:
    """The element's name without its namespace."""
    tag: str = element.tag
    return tag.rpartition("}")[2]


def namespace(tag: str) -> str:
    """The namespace of a name in Clark notation, empty if it has none."""
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def root_of(source: Source) -> str:
    """The root element in Clark notation. Raises `UnreadableError` for a DOCTYPE or a file that is no XML at all."""
    with source.path.open("rb") as file:
        declared = _DECLARED.match(file.read(200))
    if declared and declared[1].decode("ascii").casefold() not in _ENCODINGS:
        raise UnreadableError(finding("XML-ENCODING", file=source.name, line=1, value=declared[1].decode("ascii")))
    parser = etree.XMLPullParser(events=("start",), **OPTIONS)
    try:
        with source.path.open("rb") as file:
            while True:
                block = file.read(_BLOCK)
                try:
                    parser.feed(block) if block else parser.close()
                except etree.XMLSyntaxError:
                    if (element := _first(parser)) is None:
                        raise
                    return _checked(element, source)
                if (element := _first(parser)) is not None:
                    return _checked(element, source)
                if not block:
                    break
    except etree.XMLSyntaxError as error:
        raise UnreadableError(_broken(error, source)) from error
    raise UnreadableError(finding("FILE-EMPTY", file=source.name))


def _first(parser: Any) -> Any:
    return next((element for _, element in parser.read_events()), None)


def _checked(element: Any, source: Source) -> str:
    info = element.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise UnreadableError(finding("XML-DOCTYPE", file=source.name, line=1))
    return str(element.tag)


def elements(
    source: Source, tags: Sequence[str], findings: list[Finding], limits: Limits | None = None, *,
    keep_before: bool = False,
) -> Iterator[Any]:  # fmt: skip
    """The elements with these names as they close; each is emptied, with all before it, when the next one is asked for.

    Where the file is not well-formed, or holds more than `limits.record` bytes between two of them, a finding is added to
    `findings` and the stream ends. `keep_before` keeps what stands before an element, because it is asked for. Elements
    inside one of these names have to be named too, to be seen by themselves.
    """
    most = (limits or Limits()).record
    parser = etree.XMLPullParser(events=("end",), tag=list(tags), **OPTIONS)
    waiting = 0
    try:
        with source.path.open("rb") as file:
            while True:
                block = file.read(_BLOCK)
                try:
                    parser.feed(block) if block else parser.close()
                finally:
                    for _, element in parser.read_events():
                        waiting = 0
                        yield element
                        _forget(element, keep_before=keep_before)
                if not block:
                    return
                waiting += len(block)
                if waiting > most:
                    findings.append(finding("RECORD-LARGE", file=source.name, value=str(most)))
                    return
    except etree.XMLSyntaxError as error:
        findings.append(_broken(error, source))


def is_broken(findings: Iterable[Finding]) -> bool:
    """Whether the stream ended before the file did."""
    return any(found.code in ("XML-BROKEN", "RECORD-LARGE") for found in findings)


def _forget(element: Any, *, keep_before: bool) -> None:
    parent = element.getparent()
    if keep_before:
        if parent is not None:
            parent.remove(element)
        return
    element.clear()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _broken(error: Any, source: Source) -> Finding:
    line, column = error.position
    words = " ".join(str(error.msg or "").split())
    return finding("XML-BROKEN", file=source.name, line=line or None, column=column or None, value=words)


def encoding_of_xml(source: Source) -> str:
    """The encoding that the file declares, as Python names it."""
    with source.path.open("rb") as file:
        start = file.read(200)
    encoding = "utf-8-sig"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif (at := start.find(b"encoding=")) > 0:
        quote = start[at + 9 : at + 10]
        named = start[at + 10 :].partition(quote)[0].decode("ascii", "replace").casefold()
        encoding = named if named in _ENCODINGS and not named.startswith("utf") else encoding
    return encoding


def lines_of_xml(source: Source) -> Iterator[str]:
    """The lines of the file as its parser counts them."""
    with source.path.open(encoding=encoding_of_xml(source), errors="replace", newline="\n") as file:
        yield from file
