"""Manifests in the project's own XML (`schemas/manifest/manifest-1.xsd`), read as a stream.

Each consignment is checked against the schema by itself as it closes: whole-tree validation is quadratic in the number of
errors. A consignment in the usual form is taken apart by one pattern made from the schema; any other goes element by
element, with the same result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from lxml import etree

from douane import places
from douane.domain.consignment import Address, Direction, Document, ManifestHeader, Party
from douane.domain.finding import Finding
from douane.domain.numbers import NumberFormatError, decimal_from_text
from douane.intake import schema_check, values, xml_places
from douane.intake.assemble import Received, Record, assemble
from douane.intake.fields import BY_KEY, CONSIGNMENT, ITEM, ITEM_KEYS
from douane.intake.manifest_pattern import Pattern
from douane.intake.reading import Limits, Source
from douane.intake.sums import Sums
from douane.intake.xml_file import elements

FORMAT = "douane-xml"
NAMESPACE = "urn:douane:manifest:1"
_NS = f"{{{NAMESPACE}}}"
_CONSIGNMENT = f"{_NS}Consignment"
_ITEM = f"{_NS}Item"
_TAGS = tuple(f"{_NS}{name}" for name in ("Consignment", "Header", "Flight", "ULD", "MasterWaybill"))
_HEAD_KEYS = {field.element: field.key for field in CONSIGNMENT}
_ITEM_KEYS = {field.element: field.key for field in ITEM}
_LENGTH = len(_NS)
_SCHEMA = places.SCHEMAS / "manifest" / "manifest-1.xsd"


@cache
def schema() -> etree.XMLSchema:
    """The compiled schema of the manifest."""
    return etree.XMLSchema(etree.parse(str(_SCHEMA)))


@cache
def _pattern() -> Pattern:
    return Pattern.of_schema(_SCHEMA, _HEAD_KEYS, _ITEM_KEYS)


def key_of(parent: str, name: str) -> str:
    """The field key of an element below its parent, else the element's name."""
    return _HEAD_KEYS.get(f"{parent}/{name}") or _HEAD_KEYS.get(name) or _ITEM_KEYS.get(name) or name


_WORDS = schema_check.Words(key_of, "Item")


class XmlManifest:
    """A manifest in the own XML that is being read."""

    format = FORMAT

    def __init__(self, source: Source, limits: Limits) -> None:
        self.source, self.path, self.limits = source, source.path, limits
        self.header = ManifestHeader()
        self.findings: list[Finding] = []
        self._sums = Sums()
        self._count = 0
        self._schema = schema()

    def consignments(self) -> Iterator[Received]:
        """Every complete consignment, also those before the place where the file breaks off."""
        for element in elements(self.source, _TAGS, self.findings, self.limits):
            if element.tag == _CONSIGNMENT:
                self._count += 1
                received = self._received(element)
                if received.consignment is not None:
                    self._sums.add(received.consignment)
                yield received
            else:
                self._about(element)
        self.findings.extend(replace(found, file=self.source.name) for found in self._sums.findings())

    def _about(self, element: Any) -> None:
        found = schema_check.check(element, schema(), _WORDS, None)
        self.findings.extend(replace(one, file=self.source.name) for one in found)
        if element.tag == f"{_NS}Header":
            self.header = replace(_header(element), flight=self.header.flight)
        elif element.tag == f"{_NS}Flight":
            self.header = replace(
                self.header, flight=element.findtext(f"{_NS}Number"), arrival=_day(element.findtext(f"{_NS}Arrival"))
            )
        elif element.tag == f"{_NS}MasterWaybill":
            pieces, mass = _number(element.findtext(f"{_NS}Pieces")), _number(element.findtext(f"{_NS}GrossMass"))
            number = element.findtext(f"{_NS}Number") or ""
            self._sums.state(number, None if pieces is None else int(pieces), mass, element.sourceline)

    def _received(self, element: Any) -> Received:
        compiled = self._schema
        valid = compiled.validate(element)
        faults = [] if valid else schema_check.check(element, compiled, _WORDS, element.findtext(f"{_NS}Reference"))
        lines = [item.sourceline for item in element.iterchildren(_ITEM)]
        taken = _pattern().take(etree.tostring(element, encoding="unicode", with_tail=False), lines)
        records, documents = taken or _walk(element)
        received = assemble(records, manifest=self.source.name, documents=documents, line=element.sourceline)
        if not faults and not received.findings:
            return received
        told = {(f.item, f.field) for f in received.findings}
        kept = [f for f in faults if (f.item, f.field) not in told and (None, f.field) not in told]
        return Received(received.consignment, tuple([self._pathed(f) for f in (*kept, *received.findings)]), received.lines)

    def _pathed(self, found: Finding) -> Finding:
        field = BY_KEY.get(found.field or "")
        item = f"/Item[{found.item}]" if found.item and (field is None or field.key in ITEM_KEYS) else ""
        element = field.element if field else found.field
        return replace(found, path=f"/Manifest/Consignment[{self._count}]{item}/{element}")

    def place(self, findings: Iterable[Finding]) -> list[Finding]:
        """Element names for field keys, and line and column at which the value begins."""
        return xml_places.place(self.source, findings, _path_of, "Consignment")


def _path_of(found: Finding) -> str | None:
    field = BY_KEY.get(found.field or "")
    return field.element if field else found.field


def recognise(source: Source, root: str, limits: Limits) -> XmlManifest | None:
    """The file as a manifest in the own XML, told by its root element."""
    return XmlManifest(source, limits) if root == f"{_NS}Manifest" else None


def _number(text: str | None) -> Any:
    try:
        return decimal_from_text(text.strip()) if text else None
    except NumberFormatError:
        return None


def _walk(element: Any) -> tuple[list[Record], tuple[Document, ...]]:
    """The records of a consignment whose form is not the usual one, element by element."""
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
                key = _HEAD_KEYS.get(f"{name}/{part.tag[_LENGTH:]}")
                if key and (text := _text(part)):
                    head[key] = text
        elif (key := _HEAD_KEYS.get(name)) and (text := _text(child)):
            head[key] = text
    if procedures:
        head["procedure"] = " ".join(procedures)
    records = [_record(item, head if item is items[0] else {}) for item in items]
    return records or [Record(element.sourceline or 0, head)], tuple(documents)


def _record(item: Any, head: dict[str, str]) -> Record:
    texts = dict(head)
    extra: list[tuple[str, str]] = []
    documents: list[Document] = []
    for child in item:
        name = child.tag[_LENGTH:]
        if name == "Attribute":
            extra.append((_text(child[0]), _text(child[1])) if len(child) > 1 else ("", _text(child)))
        elif name == "Document":
            documents.append(_document(child))
        elif (key := _ITEM_KEYS.get(name)) and (text := _text(child)):
            texts[key] = text
    return Record(item.sourceline or 0, texts, tuple(extra), tuple(documents))


def _text(element: Any) -> str:
    return values.clean(element.text or "")


def _document(element: Any) -> Document:
    return Document(
        values.clean(element.findtext(f"{_NS}Type") or ""), values.clean(element.findtext(f"{_NS}Number") or "")
    )


def _header(element: Any) -> ManifestHeader:
    def text(path: str) -> str | None:
        return element.findtext("/".join(f"{_NS}{part}" for part in path.split("/"))) or None

    declarant = None
    if element.find(f"{_NS}Declarant") is not None:
        declarant = Party(
            name=text("Declarant/Name"),
            address=Address(
                text("Declarant/Street"), text("Declarant/Postcode"), text("Declarant/City"), None,
                text("Declarant/Country"),
            ),
            eori=text("Declarant/EORI"), phone=text("Declarant/Phone"), email=text("Declarant/Email"),
        )  # fmt: skip
    direction = text("Direction")
    return ManifestHeader(
        number=text("MessageNumber"), created=text("Created"), sender=text("Sender"), declarant=declarant,
        direction=Direction(direction) if direction in tuple(Direction) else None,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    try:
        return values.day(text.strip()) if text else None
    except ValueError:
        return None
