"""One pattern that takes a consignment of the own XML apart, made from the schema's own sequence of elements.

It stands for what the schema accepts in its plainest form: no prefixes, no attributes, no empty elements. What does not
match is read element by element.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

from lxml import etree

from douane.domain.consignment import Document
from douane.intake import values
from douane.intake.assemble import Record

_XS = "{http://www.w3.org/2001/XMLSchema}"
_BLANK = r"[ \t\r\n]*"
_LEAF = re.compile(r"<(\w+)>([^<]*)</\1>")
_RETURN = {"&#13;": "\r"}
# What comes more than once or seldom: taken whole, and apart only where it is there.
_MANY = ("Procedure", "Document", "Attribute")
_SELDOM = ("Seller", "PreviousDocument", "Ecommerce", "Postal")
_WHOLE = (*_MANY, *_SELDOM)


@dataclass(frozen=True, slots=True)
class Pattern:
    """The pattern of a consignment's head and of one item, each with a field key for every group."""

    head: re.Pattern[str]
    head_keys: tuple[str, ...]
    item: re.Pattern[str]
    item_keys: tuple[str, ...]
    end: re.Pattern[str]
    seldom: Mapping[str, str]

    @classmethod
    def of_schema(cls, path: Path, head: Mapping[str, str], item: Mapping[str, str]) -> Pattern:
        """Make the patterns. `head` and `item` give the field key for an element path."""
        root = etree.parse(str(path)).getroot()
        types = {part.get("name"): part for part in root.iterchildren(f"{_XS}complexType")}
        consignment = next(e for e in root.iterchildren(f"{_XS}element") if e.get("name") == "Consignment")
        head_source, head_keys = _sequence(consignment.find(f"{_XS}complexType"), types, head, "")
        item_source, item_keys = _sequence(types["Item"], types, item, "")
        return cls(
            re.compile(f"<Consignment[^>]*>{_BLANK}{head_source}(?=<Item>)"), tuple(head_keys),
            re.compile(f"<Item>{_BLANK}{item_source}</Item>{_BLANK}"), tuple(item_keys),
            re.compile("</Consignment>"), head,
        )  # fmt: skip

    def take(self, text: str, lines: Sequence[int]) -> tuple[list[Record], tuple[Document, ...]] | None:
        """The records of a consignment that stands in `text` and whose items begin in `lines`; `None` if no match."""
        found = self.head.match(text)
        if found is None:
            return None
        groups = found.groups()
        parts = [dict(compress(zip(self.head_keys, groups, strict=True), groups))]
        position = found.end()
        while item := self.item.match(text, position):
            position = item.end()
            groups = item.groups()
            parts.append(dict(compress(zip(self.item_keys, groups, strict=True), groups)))
        if len(parts) != len(lines) + 1 or not lines or not self.end.fullmatch(text, position):
            return None
        whole = [self._blocks(part) if not _BLOCKS.isdisjoint(part) else _NOTHING for part in parts]
        if "&" in text or not values.all_clean([value for part in parts for value in part.values()]):
            parts = [_cleaned(part) for part in parts]
        head = parts[0]
        parts[1] = {**head, **parts[1]}
        records = [
            Record(line, part, extra, documents)
            for line, part, (extra, documents) in zip(lines, parts[1:], whole[1:], strict=True)
        ]
        return records, whole[0][1]

    def _blocks(self, part: dict[str, str]) -> tuple[tuple[tuple[str, str], ...], tuple[Document, ...]]:
        """Take what was taken whole apart: into `part` what has a field, attributes and documents as the answer."""
        attributes = _pairs(part.pop("Attribute", "")) if "Attribute" in part else ()
        documents = tuple(Document(kind, number) for kind, number in _pairs(part.pop("Document", "")))
        if procedures := part.pop("Procedure", ""):
            part["procedure"] = " ".join(value for _, value in _LEAF.findall(procedures))
        for name in _SELDOM:
            for leaf, value in _LEAF.findall(part.pop(name, "")):
                part[self.seldom[f"{name}/{leaf}"]] = value
        return attributes, documents


_BLOCKS = frozenset(_WHOLE)
_NOTHING: tuple[tuple[tuple[str, str], ...], tuple[Document, ...]] = ((), ())


def _sequence(kind: Any, types: Mapping[str, Any], keys: Mapping[str, str], parent: str) -> tuple[str, list[str]]:
    parts: list[str] = []
    names: list[str] = []
    for element in kind.find(f"{_XS}sequence").iterchildren(f"{_XS}element"):
        name = element.get("name")
        optional = "?" if element.get("minOccurs") == "0" else ""
        path = f"{parent}{name}"
        inner = types.get(element.get("type"))
        if name == "Item":
            continue
        if name in _WHOLE and not parent:
            parts.append(f"((?:<{name}>(?:[^<]|<(?!/{name}>))*</{name}>{_BLANK})*)")
            names.append(name)
        elif inner is not None and inner.find(f"{_XS}sequence") is not None:
            source, more = _sequence(inner, types, keys, f"{path}/")
            parts.append(f"(?:<{name}>{_BLANK}{source}</{name}>{_BLANK}){optional}")
            names.extend(more)
        else:
            parts.append(f"(?:<{name}>([^<]*)</{name}>{_BLANK}){optional}")
            names.append(keys[path])
    return "".join(parts), names


def _cleaned(part: dict[str, str]) -> dict[str, str]:
    texts = {key: values.clean(unescape(text, _RETURN)) for key, text in part.items()}
    return {key: text for key, text in texts.items() if text}


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    found = [values.clean(unescape(value, _RETURN)) for _, value in _LEAF.findall(text)]
    return tuple(zip(found[::2], found[1::2], strict=False))
