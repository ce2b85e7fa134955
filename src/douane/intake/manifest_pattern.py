"""Patterns that take a consignment of the own XML apart as it stands in the file, made from the schema itself.

They stand for what the schema accepts in its plainest form: no prefixes, no attributes, no empty-element tags. The narrow
one matches only what the schema accepts, the wide one the same elements with any texts. What neither matches is read
element by element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple
from xml.sax.saxutils import unescape

from lxml import etree

from douane.domain.consignment import Document
from douane.intake import values
from douane.intake.manifest_element import ELEMENT_KEYS, HEAD_KEYS, SCHEMA
from douane.intake.manifest_facets import XS, accepted, longest
from douane.intake.plan import Plan
from douane.intake.received import Row

_BLANK = r"[ \t\r\n]*+"
_LEAF = re.compile(r"<(\w+)>([^<]*)</\1>")
_ENTITIES = {"&quot;": '"', "&apos;": "'"}
_OTHER_ENTITY = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
# What comes more than once or seldom: taken whole, and apart only where it is there.
_SELDOM = ("Seller", "PreviousDocument", "Ecommerce", "Postal")
_MOST_ITEMS = 9999
_WHOLE = ("Procedure", "Document", "Attribute", *_SELDOM)


class Refused(NamedTuple):
    """A text that the schema may refuse: item number (none in the head), field key, element, and where it stands.

    `most` is the number of characters accepted, if that is what it is about.
    """

    item: int | None
    key: str
    element: str
    text: str
    start: int
    line: int
    most: int | None


class Doubt(NamedTuple):
    """A part of a consignment that only the wide pattern matched: item number (none for the head) and first line."""

    item: int | None
    found: re.Match[str]
    line: int


class Taken(NamedTuple):
    """A consignment taken apart: its rows for `plan`, its documents, and where in the text and in what line it ends.

    Without `doubts` the schema accepts it. `plain` says that its cells stand in the text just so, and nothing else does.
    """

    plan: Plan
    rows: list[Row]
    documents: tuple[Document, ...]
    end: int
    end_line: int
    plain: bool
    doubts: tuple[Doubt, ...]


class _Leaf(NamedTuple):
    """One group of a pattern: the element's path, its field key, and what the schema accepts in it."""

    path: str
    key: str | None
    accepts: re.Pattern[str] | None = None
    most: int | None = None


class _Part:
    """The narrow and the wide pattern of a consignment's head or of an item, and where the blocks stand in them."""

    def __init__(self, narrow: str, wide: str, leaves: Sequence[_Leaf]) -> None:
        self.narrow, self.wide = re.compile(narrow).match, re.compile(wide).match
        self.leaves = tuple(leaves)
        self.blocks = {leaf.path: at for at, leaf in enumerate(leaves) if leaf.path in _WHOLE}
        self.of_blocks = itemgetter(*self.blocks.values())
        self.none = (None,) * len(self.blocks)
        self.checked = [(group, leaf.accepts.fullmatch, leaf) for group, leaf in enumerate(leaves, 1) if leaf.accepts]
        self.of_checked = itemgetter(*[group - 1 for group, _, _ in self.checked])

    def refused(self, doubt: Doubt) -> Iterator[Refused]:
        for text, (group, accepts, leaf) in zip(self.of_checked(doubt.found.groups()), self.checked, strict=True):
            if text is not None and not accepts(text):
                start = doubt.found.start(group)
                line = doubt.line + doubt.found.string.count("\n", doubt.found.start(), start)
                yield Refused(doubt.item, leaf.key or "", leaf.path.rpartition("/")[2], text, start, line, leaf.most)


class Patterns:
    """The patterns of the schema."""

    def __init__(self) -> None:
        root = etree.parse(str(SCHEMA)).getroot()
        self._types = {part.get("name"): part for part in root if "Type" in part.tag}
        consignment = next(e for e in root.iterchildren(f"{XS}element") if e.get("name") == "Consignment")
        head = consignment.find(f"{XS}complexType")
        self._head = self._part(head, HEAD_KEYS, f"<Consignment>{_BLANK}", "(?=<Item>)")
        self._item = self._part(self._types["Item"], ELEMENT_KEYS, f"<Item>{_BLANK}", f"</Item>{_BLANK}")
        columns = tuple(leaf.key for leaf in (*self._head.leaves, *self._item.leaves))
        self._plan = Plan(columns)
        self._seldom = [key for path, key in HEAD_KEYS.items() if path.split("/")[0] in _SELDOM]
        self._full = Plan((*columns, *self._seldom))
        self._end = re.compile(f"</Consignment>{_BLANK}").match

    def _part(self, kind: Any, keys: Mapping[str, str], begin: str, end: str) -> _Part:
        narrow, leaves = self._sequence(kind, keys, "", narrow=True)
        wide, _ = self._sequence(kind, keys, "", narrow=False)
        return _Part(begin + narrow + end, begin + wide + end, leaves)

    def _sequence(self, kind: Any, keys: Mapping[str, str], parent: str, *, narrow: bool) -> tuple[str, list[_Leaf]]:
        parts: list[str] = []
        leaves: list[_Leaf] = []
        for element in kind.find(f"{XS}sequence").iterchildren(f"{XS}element"):
            name, type_name = element.get("name"), element.get("type")
            path = f"{parent}{name}"
            inner = self._types.get(type_name)
            optional = "?" if element.get("minOccurs") == "0" else ""
            if name == "Item":
                continue
            if name in _WHOLE and not parent:
                most = int(element.get("maxOccurs", "1"))
                parts.append(f"((?:{self._plain(element, narrow=narrow)}){{1,{most}}}+)?")
                leaves.append(_Leaf(name, "procedure" if name == "Procedure" else None))
            elif inner is not None and inner.find(f"{XS}sequence") is not None:
                source, more = self._sequence(inner, keys, f"{path}/", narrow=narrow)
                parts.append(f"(?:<{name}>{_BLANK}{source}</{name}>{_BLANK}){optional}")
                leaves.extend(more)
            else:
                facet = accepted(type_name, self._types)
                parts.append(f"(?:<{name}>({facet if narrow else '[^<]*+'})</{name}>{_BLANK}){optional}")
                leaves.append(_Leaf(path, keys[path], re.compile(facet), longest(type_name, self._types)))
        return "".join(parts), leaves

    def _plain(self, element: Any, *, narrow: bool) -> str:
        """The expression of an element without groups."""
        name, type_name = element.get("name"), element.get("type")
        inner = self._types.get(type_name)
        if inner is not None and (sequence := inner.find(f"{XS}sequence")) is not None:
            content = _BLANK + "".join(
                f"(?:{self._plain(part, narrow=narrow)}){'?' if part.get('minOccurs') == '0' else ''}"
                for part in sequence.iterchildren(f"{XS}element")
            )
        else:
            content = accepted(type_name, self._types) if narrow else "[^<]*+"
        return f"<{name}>{content}</{name}>{_BLANK}"

    def take(self, text: str, position: int, line: int) -> Taken | None:
        """The consignment that begins at `position`, in `line`. `None` if it does not match."""
        head, item = self._head, self._item
        doubts: list[Doubt] = []
        found = head.narrow(text, position)
        if found is None:
            found = head.wide(text, position)
            if found is None:
                return None
            doubts.append(Doubt(None, found, line))
        in_head: tuple[str | None, ...] = found.groups()
        place, seen = found.end(), position
        parts: list[tuple[int, tuple[str | None, ...]]] = []
        apart = head.of_blocks(in_head) != head.none or "" in in_head
        while one := (narrow := item.narrow(text, place)) or item.wide(text, place):
            line += text.count("\n", seen, place)
            groups = one.groups()
            apart = apart or item.of_blocks(groups) != item.none or "" in groups
            parts.append((line, groups))
            if narrow is None:
                doubts.append(Doubt(len(parts), one, line))
            seen, place = place, one.end()
        end = self._end(text, place)
        if end is None or not 0 < len(parts) <= _MOST_ITEMS:
            return None
        line += text.count("\n", seen, end.end())
        if text.find("&", position, place) >= 0:
            apart = True
            if _OTHER_ENTITY.search(text, position, place):
                return None
        return self._taken(in_head, parts, end.end(), line, tuple(doubts), apart=apart)

    def _taken(
        self, in_head: tuple[str | None, ...], parts: list[tuple[int, tuple[str | None, ...]]], end: int, line: int,
        doubts: tuple[Doubt, ...], *, apart: bool,
    ) -> Taken:  # fmt: skip
        if apart:
            documents, rows = self._apart(in_head, parts)
            return Taken(self._full, rows, documents, end, line, plain=False, doubts=doubts)
        nothing = (None,) * len(in_head)
        rows = [Row(at, (*(nothing if number else in_head), *groups, None)) for number, (at, groups) in enumerate(parts)]
        return Taken(self._plan, rows, (), end, line, plain=True, doubts=doubts)

    def _apart(
        self, in_head: tuple[str | None, ...], parts: list[tuple[int, tuple[str | None, ...]]]
    ) -> tuple[tuple[Document, ...], list[Row]]:
        """The same with entities as the signs that they mean, and with what was taken whole taken apart."""
        head, item = self._head, self._item
        texts = [*map(_unescaped, in_head)]
        if procedures := in_head[head.blocks["Procedure"]]:
            texts[head.blocks["Procedure"]] = " ".join(_leaves(procedures))
        seldom = {
            key: values.clean(unescape(text, _ENTITIES)) or None
            for name in _SELDOM
            for leaf, text in _LEAF.findall(in_head[head.blocks[name]] or "")
            if (key := HEAD_KEYS.get(f"{name}/{leaf}"))
        }
        rest = [seldom.get(key) for key in self._seldom]
        rows: list[Row] = []
        for line, groups in parts:
            cells = [*texts, *map(_unescaped, groups), *rest, None]
            extra = _pairs(groups[item.blocks["Attribute"]])
            documents = tuple(Document(*pair) for pair in _pairs(groups[item.blocks["Document"]]))
            rows.append(Row(line, cells, extra, documents))
            texts, rest = [None] * len(texts), [None] * len(rest)
        return tuple(Document(*pair) for pair in _pairs(in_head[head.blocks["Document"]])), rows

    def refused(self, taken: Taken) -> Iterator[Refused]:
        """The texts of a plain consignment that the narrow patterns do not match, in the order of the file."""
        for doubt in taken.doubts:
            yield from (self._head if doubt.item is None else self._item).refused(doubt)


@cache
def patterns() -> Patterns:
    """The patterns, made once."""
    return Patterns()


def _unescaped(text: str | None) -> str | None:
    return (unescape(text, _ENTITIES) if "&" in text else text) if text else None


def _leaves(text: str) -> list[str]:
    return [values.clean(unescape(value, _ENTITIES)) for _, value in _LEAF.findall(text)]


def _pairs(text: str | None) -> tuple[tuple[str, str], ...]:
    found = _leaves(text) if text else []
    return tuple(zip(found[::2], found[1::2], strict=False))
