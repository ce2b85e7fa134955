"""CEB messages as XML and back: data sets in, the same bytes for the same data sets out."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from lxml import etree

from douane import places
from douane.declarations.ceb_form import FORMS, MOST_DOCUMENTS, NAMESPACE, Form, form_fault, parts
from douane.domain.ceb import Subscription, Transfer
from douane.domain.numbers import decimal_from_text, text_of

VERSION = "1.0"
_NS = f"{{{NAMESPACE}}}"
_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
# GUIDs are derived from what they name, so that the same data sets give the same message.
_GUIDS = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)
_EXPORT = ("ceb303", "ceb505", "ceb603")


class CebError(ValueError):
    """A CEB message cannot be written or read; the words name the element and what is asked."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class CebMessage:
    """A message of one kind (`ceb621`): 1 to 100 data sets, who sends them, and where answers go."""

    kind: str
    documents: tuple[Any, ...]
    transfer: Transfer
    subscriptions: tuple[Subscription, ...] = ()
    guid: str = ""


@cache
def schema(kind: str) -> etree.XMLSchema:
    """The compiled schema of a kind: import and export have one each, because they name elements alike."""
    name = "ceb-export-1.xsd" if kind in _EXPORT else "ceb-import-1.xsd"
    return etree.XMLSchema(etree.parse(str(places.SCHEMAS / "ceb" / name)))


def schema_faults(document: bytes, kind: str) -> list[str]:
    """What the schema says against a message; empty if it accepts it."""
    checked = schema(kind)
    return [] if checked.validate(_parsed(document)) else [str(error.message) for error in checked.error_log]


def faults(message: CebMessage) -> Iterator[str]:
    """What does not fit the formats of the specification, one sentence each; nothing if all fits."""
    form = FORMS[message.kind]
    if not 1 <= len(message.documents) <= MOST_DOCUMENTS:
        yield f"{form.root}: {len(message.documents)} documents, and 1 to {MOST_DOCUMENTS} are allowed"
    yield from _value_faults(message.transfer, "BaseTransfer", guid=False)
    for document in message.documents:
        yield from _value_faults(document, form.head or form.document, guid=False)
        lines = document.lines if form.line else ()
        if form.line and not 1 <= len(lines) <= form.most_lines:
            yield f"{form.line_element}: {len(lines)} lines, and 1 to {form.most_lines} are allowed"
        for line in lines:
            yield from _value_faults(line, f"{form.line_element} {line.number}")


def _value_faults(value: Any, where: str, *, guid: bool = True) -> Iterator[str]:
    for part in parts(type(value)):
        content = getattr(value, part.attribute)
        if part.attribute == "guid" and not guid and not content:
            continue
        fault = form_fault(part, content)
        if fault:
            yield f"{where}/{part.tag.name}: {fault}"


def ceb_xml(message: CebMessage) -> bytes:
    """The message in UTF-8 without signature. Raises `CebError` where a value does not fit its element."""
    wrong = next(faults(message), None)
    if wrong:
        raise CebError(wrong)
    form = FORMS[message.kind]
    numbered = with_guids(message)
    root = etree.Element(_NS + form.root, nsmap={"ceb": NAMESPACE}, guid=numbered.guid, version=VERSION)
    for document in numbered.documents:
        element = etree.SubElement(root, _NS + form.document)
        _fill(etree.SubElement(element, _NS + form.head) if form.head else element, document)
        for line in document.lines if form.line else ():
            _fill(etree.SubElement(element, _NS + form.line_element), line)
    _fill(etree.SubElement(root, f"{_NS}BaseTransfer"), numbered.transfer)
    for subscription in numbered.subscriptions:
        _fill(etree.SubElement(root, f"{_NS}BaseSubscribe"), subscription)
    etree.indent(root, "  ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def with_guids(message: CebMessage) -> CebMessage:
    """The message with a GUID for each document and for itself, capitals, 36 characters; those given are kept."""
    documents = tuple(d if d.guid else replace(d, guid=_guid(message.kind, _content(d))) for d in message.documents)
    guid = message.guid or _guid(message.kind, *(document.guid for document in documents))
    return replace(message, documents=documents, guid=guid)


def _guid(*names: str) -> str:
    return str(uuid.uuid5(_GUIDS, "\x1f".join(names))).upper()


def _content(document: Any) -> str:
    texts = [f"{tag}={text}" for tag, text in texts_of(document)]
    for line in getattr(document, "lines", ()):
        texts.extend(f"{line.number}.{tag}={text}" for tag, text in texts_of(line))
    return "\x1f".join(texts)


def texts_of(value: Any) -> Iterator[tuple[str, str]]:
    """The elements of a head or line as they are written: tag and text; what says nothing has no element."""
    for part in parts(type(value)):
        content = getattr(value, part.attribute)
        if content is None or content == "":
            continue
        yield part.tag.name, text_of(content) if isinstance(content, Decimal) else str(content)


def _fill(element: Any, value: Any) -> None:
    for tag, text in texts_of(value):
        child = etree.SubElement(element, _NS + tag)
        try:
            child.text = text
        except ValueError as error:
            raise CebError(f"{tag}: {text!r} holds characters that XML does not allow") from error


def read_ceb(document: bytes) -> CebMessage:
    """A message as data sets. Raises `CebError` for what is no CEB message or lacks what its data set needs."""
    try:
        root = _parsed(document)
    except etree.XMLSyntaxError as error:
        raise CebError(f"this is no XML: {error}") from error
    kind = str(root.tag).removeprefix(_NS).removesuffix("Message").casefold()
    if kind not in FORMS or root.tag != _NS + FORMS[kind].root:
        raise CebError(f"{root.tag} is no CEB message that is read here; known are {', '.join(FORMS)}")
    form = FORMS[kind]
    documents = tuple(_document(element, form) for element in root.iterchildren(_NS + form.document))
    transfer = root.find(f"{_NS}BaseTransfer")
    if transfer is None:
        raise CebError("BaseTransfer is missing")
    subscriptions = tuple(_value(element, Subscription) for element in root.iterchildren(f"{_NS}BaseSubscribe"))
    return CebMessage(kind, documents, _value(transfer, Transfer), subscriptions, root.get("guid") or "")


def is_signed(document: bytes) -> bool:
    """Whether a message carries a signature; it says nothing about whether the signature is good."""
    return _parsed(document).find(_SIGNATURE) is not None


def _document(element: Any, form: Form) -> Any:
    head = element.find(_NS + form.head) if form.head else element
    if head is None:
        raise CebError(f"{form.document}: {form.head} is missing")
    if form.line is None:
        return _value(head, form.value)
    lines = tuple(_value(line, form.line) for line in element.iterchildren(_NS + form.line_element))
    return _value(head, form.value, lines=lines)


def _value(element: Any, cls: type[Any], **more: Any) -> Any:
    texts = {child.tag.removeprefix(_NS): (child.text or "").strip() for child in element if isinstance(child.tag, str)}
    found: dict[str, Any] = dict(more)
    for part in parts(cls):
        text = texts.get(part.tag.name, "")
        if not text:
            if not part.optional:
                raise CebError(f"{element.tag.removeprefix(_NS)}/{part.tag.name} is missing, line {element.sourceline}")
            found[part.attribute] = None
            continue
        try:
            found[part.attribute] = (
                decimal_from_text(text) if part.kind is Decimal else int(text) if part.kind is int else text
            )
        except ValueError as error:
            raise CebError(f"{part.tag.name}: {text!r} is no number, line {element.sourceline}") from error
    return cls(**found)


def _parsed(document: bytes) -> Any:
    return etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
