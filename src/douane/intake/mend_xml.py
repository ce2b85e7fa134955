"""An XML file written again with its values mended and its findings as comments; all else stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, unescape

from douane.domain.finding import Finding
from douane.intake import cargo_goods, china_ceb, manifest_xml, values
from douane.intake.fields import BY_KEY
from douane.intake.mend_change import Change, changes_of
from douane.intake.reading import Source
from douane.intake.xml_file import encoding_of_xml

_TOKEN = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(/?)([\w:.-]+)([^<>]*?)(/?)>([^<]*)", re.DOTALL)
_TAG = re.compile(r"<[A-Za-z_]")


def _below(key_of: Callable[[str, str], str]) -> Callable[[Sequence[str], str], str]:
    return lambda above, name: key_of(above[-1] if above else "", name)


# The field key of an element by the names above it, for each format.
_KEYS: dict[str, Callable[[Sequence[str], str], str]] = {
    "douane-xml": _below(manifest_xml.key_of),
    **dict.fromkeys(("ceb311", "ceb411", "ceb511", "ceb621"), _below(china_ceb.key_of)),
    **dict.fromkeys(("xfwb", "xfhl", "xfzb", "xffm"), cargo_goods.key_within),
}
_OURS = "<!-- douane: "
_NOTED = re.compile(f"{_OURS}.*? -->", re.DOTALL)
# Values that another message or another system must find unchanged.
_KEPT = frozenset({"hs_code_cn", "unit"})


def mend(source: Source, form: str, out: Path) -> list[Change]:
    """Write the file with its values mended, and without the comments that an earlier `annotate` has put in."""
    key_of = _KEYS[form]
    text = _NOTED.sub("", _text(source))
    changes: list[Change] = []
    pieces: list[str] = []
    stack: list[str] = []
    line = written = 1
    at = 0
    for token in _TOKEN.finditer(text):
        name = (token[2] or "").rpartition(":")[2]
        if not name:
            continue
        if token[1]:
            if stack:
                stack.pop()
            continue
        if token[4]:
            continue
        leaf = text.startswith("</", token.end()) and token[5].strip()
        if leaf:
            key = key_of(stack, name)
            if key in BY_KEY and not (form != "douane-xml" and key in _KEPT):
                line += text.count("\n", at, token.start(5))
                old = unescape(token[5])
                for _, change in changes_of(line, (key,), (old,), values.PLAIN):
                    changes.append(change)
                    if change.applied:
                        pieces.append(text[written - 1 : token.start(5)] + escape(change.new))
                        written = token.end(5) + 1
                at = token.start(5)
        stack.append(name)
    pieces.append(text[written - 1 :])
    _write(source, out, "".join(pieces))
    return changes


def annotate(source: Source, out: Path, findings: Iterable[Finding], words: Callable[[Finding], str]) -> None:
    """Write the file with a comment before each element that a finding points at; before the root for all others."""
    lines = _text(source).split("\n")
    by_place = sorted(((found.line or 0, found.column or 0, words(found)) for found in findings), reverse=True)
    encoding = encoding_of_xml(source)
    for line, column, text in by_place:
        comment = f"{_OURS}{text.replace('--', '- -')} -->".encode(encoding, "xmlcharrefreplace").decode(encoding)
        at = _before_element(lines, line, column) or _before_root(lines)
        if at is not None:
            row, position = at
            lines[row] = lines[row][:position] + comment + lines[row][position:]
    _write(source, out, "\n".join(lines))


def _before_element(lines: list[str], line: int, column: int) -> tuple[int, int] | None:
    """Line (from 0) and offset of the tag before a place; `None` where there is none in its line."""
    if not 1 <= line <= len(lines):
        return None
    content = lines[line - 1]
    tag = content.rfind("<", 0, column - 1) if column else len(content) - len(content.lstrip())
    if tag < 0 or not _TAG.match(content, tag):
        return None
    return line - 1, tag


def _before_root(lines: list[str]) -> tuple[int, int] | None:
    found = ((row, tag.start()) for row, content in enumerate(lines) if (tag := _TAG.search(content)))
    return next(found, None)


def _text(source: Source) -> str:
    # A file that breaks off in a wrong byte goes back with that byte.
    return source.path.read_bytes().decode(encoding_of_xml(source), "surrogateescape")


def _write(source: Source, out: Path, text: str) -> None:
    encoding = encoding_of_xml(source)
    out.write_bytes(
        text.encode(
            "utf-8-sig" if encoding == "utf-8-sig" and _marked(source) else encoding.removesuffix("-sig"), "surrogateescape"
        )
    )


def _marked(source: Source) -> bool:
    with source.path.open("rb") as file:
        return file.read(3) == b"\xef\xbb\xbf"
