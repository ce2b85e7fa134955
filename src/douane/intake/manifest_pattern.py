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
from douane.intake.fields import ITEM_KEYS
from douane.intake.manifest_element import ELEMENT_KEYS, HEAD_KEYS, SCHEMA
from douane.intake.manifest_facets import XS, accepted
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


class Taken(NamedTuple):
    """A consignment taken apart: its rows for `plan`, its documents, and where in the text and in what line it ends.

    `plain` says that its cells stand in the text just so, and that there is nothing else in it.
    """

    plan: Plan
    rows: list[Row]
    documents: tuple[Document, ...]
    end: int
    end_line: int
    plain: bool


class _Part:
    """The pattern of a consignment's head or of an item: a column for each group, and where the blocks stand."""

    def __init__(self, pattern: str, names: Sequence[tuple[str, str | None]]) -> None:
        self.match = re.compile(pattern).match
        self.columns = tuple(key for _, key in names)
        self.blocks = {name: at for at, (name, _) in enumerate(names) if name in _WHOLE}
        self.of_blocks = itemgetter(*self.blocks.values())
        self.none = (None,) * len(self.blocks)


class Patterns:
    """The patterns of the schema. `facets` gives for each column what the schema accepts in it."""

    def __init__(self) -> None:
        root = etree.parse(str(SCHEMA)).getroot()
        self._types = {part.get("name"): part for part in root if "Type" in part.tag}
        consignment = next(e for e in root.iterchildren(f"{XS}element") if e.get("name") == "Consignment")
        self._head_of = consignment.find(f"{XS}complexType")
        self._facets: list[re.Pattern[str] | None] = []
        self._narrow = self._made(narrow=True)
        self._facets.clear()
        self._wide = self._made(narrow=False)
        head, item = self._narrow
        columns = (*head.columns, *item.columns)
        self._plan = Plan(columns)
        self._seldom = [key for path, key in HEAD_KEYS.items() if path.split("/")[0] in _SELDOM]
        self._full = Plan((*columns, *self._seldom))
        self._end = re.compile(f"</Consignment>{_BLANK}").match

    def _made(self, *, narrow: bool) -> tuple[_Part, _Part]:
        head, names = self._sequence(self._head_of, HEAD_KEYS, "", narrow=narrow)
        item, item_names = self._sequence(self._types["Item"], ELEMENT_KEYS, "", narrow=narrow)
        return (
            _Part(f"<Consignment>{_BLANK}{head}(?=<Item>)", names),
            _Part(f"<Item>{_BLANK}{item}</Item>{_BLANK}", item_names),
        )

    def _sequence(
        self, kind: Any, keys: Mapping[str, str], parent: str, *, narrow: bool
    ) -> tuple[str, list[tuple[str, str | None]]]:
        parts: list[str] = []
        names: list[tuple[str, str | None]] = []
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
                names.append((name, "procedure" if name == "Procedure" else None))
                self._facets.append(None)
            elif inner is not None and inner.find(f"{XS}sequence") is not None:
                source, more = self._sequence(inner, keys, f"{path}/", narrow=narrow)
                parts.append(f"(?:<{name}>{_BLANK}{source}</{name}>{_BLANK}){optional}")
                names.extend(more)
            else:
                facet = accepted(type_name, self._types)
                parts.append(f"(?:<{name}>({facet if narrow else '[^<]*+'})</{name}>{_BLANK}){optional}")
                names.append((path, keys[path]))
                self._facets.append(re.compile(facet))
        return "".join(parts), names

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

    def take(self, text: str, position: int, line: int, *, narrow: bool = True) -> Taken | None:
        """The consignment that begins at `position`, in `line`. `None` if it does not match."""
        head, item = self._narrow if narrow else self._wide
        found = head.match(text, position)
        if found is None:
            return None
        in_head: tuple[str | None, ...] = found.groups()
        place, seen = found.end(), position
        parts: list[tuple[int, tuple[str | None, ...]]] = []
        apart = head.of_blocks(in_head) != head.none or "" in in_head
        while one := item.match(text, place):
            line += text.count("\n", seen, place)
            groups = one.groups()
            apart = apart or item.of_blocks(groups) != item.none or "" in groups
            parts.append((line, groups))
            seen, place = place, one.end()
        end = self._end(text, place)
        if end is None or not 0 < len(parts) <= _MOST_ITEMS:
            return None
        line += text.count("\n", seen, end.end())
        if text.find("&", position, place) >= 0:
            apart = True
            if _OTHER_ENTITY.search(text, position, place):
                return None
        if apart:
            documents, rows = self._apart(in_head, parts)
            return Taken(self._full, rows, documents, end.end(), line, plain=False)
        nothing = (None,) * len(in_head)
        rows = [Row(at, (*(nothing if number else in_head), *groups, None)) for number, (at, groups) in enumerate(parts)]
        return Taken(self._plan, rows, (), end.end(), line, plain=True)

    def _apart(
        self, in_head: tuple[str | None, ...], parts: list[tuple[int, tuple[str | None, ...]]]
    ) -> tuple[tuple[Document, ...], list[Row]]:
        """The same with entities as the signs that they mean, and with what was taken whole taken apart."""
        head, item = self._narrow
        texts = [*map(_unescaped, in_head)]
        if procedures := in_head[head.blocks["Procedure"]]:
            texts[head.blocks["Procedure"]] = " ".join(_leaves(procedures))
        seldom = {
            HEAD_KEYS[f"{name}/{leaf}"]: values.clean(unescape(text, _ENTITIES)) or None
            for name in _SELDOM
            for leaf, text in _LEAF.findall(in_head[head.blocks[name]] or "")
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

    def refused(self, taken: Taken) -> Iterator[tuple[int | None, str]]:
        """Item number and field key of each text of a plain consignment that the narrow pattern does not match."""
        for number, row in enumerate(taken.rows, start=1):
            for key, cell, facet in zip(self._plan.keys, row.cells, self._facets, strict=False):
                if cell is not None and facet is not None and key is not None and not facet.fullmatch(cell):
                    yield (number if key in ITEM_KEYS else None), key


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
