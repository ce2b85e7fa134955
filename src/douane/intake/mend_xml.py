"""An XML file written again with its values mended and its findings as comments; all else stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from xml.sax.saxutils import escape, unescape

from douane.domain.finding import Finding
from douane.intake import cargo_goods, china_ceb, manifest_xml, values
from douane.intake.fields import BY_KEY
from douane.intake.mend_change import Change, changes_of
from douane.intake.reading import Source
from douane.intake.xml_file import encoding_of_xml

_TOKEN = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(/?)([\w:.-]+)([^<>]*?)(/?)>([^<]*)", re.DOTALL)
_KEYS: dict[str, Callable[[str, str], str]] = {
    "douane-xml": manifest_xml.key_of, "ceb311": china_ceb.key_of, "ceb411": china_ceb.key_of,
    "ceb511": china_ceb.key_of, "ceb621": china_ceb.key_of,
    **dict.fromkeys(("xfwb", "xfhl", "xfzb", "xffm"), cargo_goods.key_of),
}  # fmt: skip
# Values that another message or another system must find unchanged.
_KEPT = frozenset({"hs_code_cn", "unit"})


def mend(source: Source, form: str, out: Path) -> list[Change]:
    """Write the file with its values mended."""
    key_of = _KEYS[form]
    text = _text(source)
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
            key = key_of(stack[-1] if stack else "", name)
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
    """Write the file with a comment before each element that a finding with line and column points at."""
    lines = _text(source).split("\n")
    by_place = sorted(
        ((found.line, found.column or 0, words(found)) for found in findings if found.line and found.line <= len(lines)),
        reverse=True,
    )
    for line, column, text in by_place:
        content = lines[line - 1]
        tag = content.rfind("<", 0, column - 1) if column else len(content) - len(content.lstrip())
        if tag < 0 or not content[tag:].startswith("<") or content.startswith("<?xml"):
            continue
        comment = f"<!-- {text.replace('--', '- -')} -->"
        lines[line - 1] = content[:tag] + comment + content[tag:]
    _write(source, out, "\n".join(lines))


def _text(source: Source) -> str:
    return source.path.read_bytes().decode(encoding_of_xml(source))


def _write(source: Source, out: Path, text: str) -> None:
    encoding = encoding_of_xml(source)
    out.write_bytes(
        text.encode("utf-8-sig" if encoding == "utf-8-sig" and _marked(source) else encoding.removesuffix("-sig"))
    )


def _marked(source: Source) -> bool:
    with source.path.open("rb") as file:
        return file.read(3) == b"\xef\xbb\xbf"
