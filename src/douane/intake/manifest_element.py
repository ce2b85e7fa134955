"""One consignment of the own XML, element by element: its schema check, its texts, its findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from lxml import etree

from douane import places
from douane.domain.consignment import Document
from douane.domain.finding import Finding
from douane.intake import schema_check, values
from douane.intake.assemble import Received, Record, assemble
from douane.intake.building import maker
from douane.intake.fields import BY_KEY, CONSIGNMENT, ITEM, ITEM_KEYS

NAMESPACE = "urn:douane:manifest:1"
NS = f"{{{NAMESPACE}}}"
SCHEMA = places.SCHEMAS / "manifest" / "manifest-1.xsd"
HEAD_KEYS = {field.element: field.key for field in CONSIGNMENT}
ELEMENT_KEYS = {field.element: field.key for field in ITEM}
_finding = maker(Finding)
_ITEM = f"{NS}Item"
_LENGTH = len(NS)


@cache
def schema() -> etree.XMLSchema:
    """The compiled schema of the manifest."""
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def key_of(parent: str, name: str) -> str:
    """The field key of an element below its parent, else the element's name."""
    return HEAD_KEYS.get(f"{parent}/{name}") or HEAD_KEYS.get(name) or ELEMENT_KEYS.get(name) or name


WORDS = schema_check.Words(key_of, "Item")


def faults_of(element: Any) -> list[Finding]:
    """What the schema refuses in a consignment."""
    compiled = schema()
    if compiled.validate(element):
        return []
    return schema_check.check(element, compiled, WORDS, element.findtext(f"{NS}Reference"))


def received_of(element: Any, number: int, manifest: str, lines_before: int = 0) -> Received:
    """A consignment that is the `number`th of its manifest, with what its schema and its values have to say.

    `lines_before` is what has to be added to the element's line numbers to give those of the file.
    """
    records, documents = _walk(element, lines_before)
    received = assemble(records, manifest=manifest, documents=documents, line=(element.sourceline or 0) + lines_before)
    faults = faults_of(element)
    if lines_before:
        faults = [replace(found, line=(found.line or 0) + lines_before) for found in faults]
    return with_faults(received, faults, number)


def with_faults(received: Received, faults: Iterable[Finding], number: int) -> Received:
    """The consignment with the schema's findings before its own, each field told once, and paths in all of them."""
    told = {(f.item, f.field) for f in received.findings}
    kept = [f for f in faults if (f.item, f.field) not in told and (None, f.field) not in told]
    if not kept and not received.findings:
        return received
    findings = tuple([_pathed(found, number) for found in (*kept, *received.findings)])
    return Received(received.consignment, findings, received.lines)


def _pathed(found: Finding, number: int) -> Finding:
    field = BY_KEY.get(found.field or "")
    item = f"/Item[{found.item}]" if found.item and (field is None or field.key in ITEM_KEYS) else ""
    element = field.element if field else found.field
    path = f"/Manifest/Consignment[{number}]{item}/{element}"
    return _finding(found.code, found.severity, found.field, found.value, found.expected, found.consignment, found.item,
                    found.file, found.line, found.column, path, found.facts)  # fmt: skip


def _walk(element: Any, lines_before: int) -> tuple[list[Record], tuple[Document, ...]]:
    head: dict[str, str] = {}
    documents: list[Document] = []
    procedures: list[str] = []
    items: list[Any] = []
    for child in element:
        name = child.tag[_LENGTH:]
        if name == "Item":
            items.append(child)
        elif name == "Document":
            documents.append(_document(child))
        elif name == "Procedure":
            procedures.append(_text(child))
        elif len(child):
            for part in child:
                key = HEAD_KEYS.get(f"{name}/{part.tag[_LENGTH:]}")
                if key and (text := _text(part)):
                    head[key] = text
        elif (key := HEAD_KEYS.get(name)) and (text := _text(child)):
            head[key] = text
    if procedures:
        head["procedure"] = " ".join(procedures)
    records = [_record(item, head if item is items[0] else {}, lines_before) for item in items]
    return records or [Record((element.sourceline or 0) + lines_before, head)], tuple(documents)


def _record(item: Any, head: dict[str, str], lines_before: int) -> Record:
    texts = dict(head)
    extra: list[tuple[str, str]] = []
    documents: list[Document] = []
    for child in item:
        name = child.tag[_LENGTH:]
        if name == "Attribute":
            extra.append((_text(child[0]), _text(child[1])) if len(child) > 1 else ("", _text(child)))
        elif name == "Document":
            documents.append(_document(child))
        elif (key := ELEMENT_KEYS.get(name)) and (text := _text(child)):
            texts[key] = text
    return Record((item.sourceline or 0) + lines_before, texts, tuple(extra), tuple(documents))


def _text(element: Any) -> str:
    return values.clean(element.text or "")


def _document(element: Any) -> Document:
    return Document(values.clean(element.findtext(f"{NS}Type") or ""), values.clean(element.findtext(f"{NS}Number") or ""))
