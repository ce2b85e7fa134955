"""One pattern that takes a consignment of the own XML apart, made from the schema's own sequence of elements.

It stands for what the schema accepts in its plainest form: no prefixes, no attributes, no empty elements. What does not
match is read element by element.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
_MANY = {"Procedure", "Document", "Attribute"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """The pattern of a consignment's head and of one item, each with a field key for every group."""

    head: re.Pattern[str]
    head_keys: tuple[str, ...]
    item: re.Pattern[str]
    item_keys: tuple[str, ...]
    end: re.Pattern[str]

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
            re.compile("</Consignment>"),
        )  # fmt: skip

    def take(self, text: str, lines: Sequence[int]) -> tuple[list[Record], tuple[Document, ...]] | None:
        """The records of a consignment that stands in `text` and whose items begin in `lines`; `None` if no match."""
        found = self.head.match(text)
        if found is None:
            return None
        escaped = "&" in text
        head = _texts(self.head_keys, found.groups(), escaped=escaped)
        documents = _documents(head.pop("Document", ""), escaped=escaped)
        if procedures := head.pop("Procedure", ""):
            head["procedure"] = " ".join(values.clean(value) for _, value in _LEAF.findall(procedures))
        records: list[Record] = []
        position = found.end()
        while item := self.item.match(text, position):
            position = item.end()
            texts = _texts(self.item_keys, item.groups(), escaped=escaped)
            extra = _pairs(texts.pop("Attribute", ""), escaped=escaped)
            its_documents = _documents(texts.pop("Document", ""), escaped=escaped)
            if len(records) >= len(lines):
                return None
            records.append(Record(lines[len(records)], {**head, **texts} if not records else texts, extra, its_documents))
        return (records, documents) if records and self.end.fullmatch(text, position) else None


def _sequence(kind: Any, types: Mapping[str, Any], keys: Mapping[str, str], parent: str) -> tuple[str, list[str]]:
    parts: list[str] = []
    names: list[str] = []
    for element in kind.find(f"{_XS}sequence").iterchildren(f"{_XS}element"):
        name = element.get("name")
        optional = "?" if element.get("minOccurs") == "0" else ""
        path = f"{parent}{name}"
        inner = types.get(element.get("type"))
        if name == "Item" or (name in _MANY and not parent):
            if name in _MANY:
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


def _texts(keys: Sequence[str], found: Sequence[str | None], *, escaped: bool) -> dict[str, str]:
    texts = {key: text for key, text in zip(keys, found, strict=True) if text}
    for key in _MANY & texts.keys():
        texts[key] = texts[key].strip()
    if escaped:
        texts = {key: text if key in _MANY else unescape(text, _RETURN) for key, text in texts.items()}
    plain = [text for key, text in texts.items() if key not in _MANY]
    if values.all_clean(plain):
        return texts
    cleaned = {key: text if key in _MANY else values.clean(text) for key, text in texts.items()}
    return {key: text for key, text in cleaned.items() if text}


def _pairs(text: str, *, escaped: bool) -> tuple[tuple[str, str], ...]:
    if not text:
        return ()
    found = [values.clean(unescape(value, _RETURN) if escaped else value) for _, value in _LEAF.findall(text)]
    return tuple(zip(found[::2], found[1::2], strict=False))


def _documents(text: str, *, escaped: bool) -> tuple[Document, ...]:
    return tuple(Document(kind, number) for kind, number in _pairs(text, escaped=escaped))
