"""Manifests in the project's own XML (`schemas/manifest/manifest-1.xsd`), read as a stream.

Each consignment is checked against the schema by itself as it closes: whole-tree validation is quadratic in the number of
errors. DOCTYPEs are refused; comments are taken away before a value is read, so that schema and reader see one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from douane import places
from douane.domain.consignment import Address, Direction, Document, ManifestHeader, Party
from douane.domain.finding import Finding
from douane.intake import values
from douane.intake.assemble import Received, Record, assemble
from douane.intake.fields import BY_KEY, CONSIGNMENT, ITEM
from douane.intake.reading import UnreadableError
from douane.intake.text_file import lines_of
from douane.reference.catalogue import finding

FORMAT = "douane-xml"
NAMESPACE = "urn:douane:manifest:1"
_NS = f"{{{NAMESPACE}}}"
_CONSIGNMENT = f"{_NS}Consignment"
_HEAD_KEYS = {field.element: field.key for field in CONSIGNMENT}
_ITEM_KEYS = {field.element: field.key for field in ITEM}
_LENGTH = len(_NS)


@cache
def schema() -> etree.XMLSchema:
    """The compiled schema of the manifest."""
    return etree.XMLSchema(etree.parse(str(places.SCHEMAS / "manifest" / "manifest-1.xsd")))


def events(path: Path) -> Iterator[tuple[str, Any]]:
    """Start and end events of a file, from a parser that opens nothing else and expands nothing."""
    with path.open("rb") as file:
        yield from etree.iterparse(
            file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip


class XmlManifest:
    """A manifest in the own XML that is being read."""

    format = FORMAT

    def __init__(self, path: Path) -> None:
        self.path = path
        self.header = ManifestHeader()
        self.findings: list[Finding] = []

    def consignments(self) -> Iterator[Received]:
        """Every complete consignment, also those before the place where the file breaks off."""
        try:
            for event, element in events(self.path):
                if event == "end":
                    yield from self._closed(element)
        except etree.XMLSyntaxError as error:
            line, column = error.position
            self.findings.append(
                finding("XML-BROKEN", file=self.path.name, line=line, column=column, value=_plain(error.msg))
            )

    def _closed(self, element: Any) -> Iterator[Received]:
        if element.tag == _CONSIGNMENT:
            yield _received(element, self.path.name)
            element.clear()
            parent = element.getparent()
            if parent is not None:
                while element.getprevious() is not None:
                    del parent[0]
        elif element.tag == f"{_NS}Header":
            self.findings.extend(_schema_findings(element, None))
            self.header = replace(_header(element), flight=self.header.flight)
        elif element.tag == f"{_NS}Flight":
            self.findings.extend(_schema_findings(element, None))
            self.header = replace(
                self.header, flight=element.findtext(f"{_NS}Number"), arrival=_day(element.findtext(f"{_NS}Arrival"))
            )

    def place(self, findings: Iterable[Finding]) -> list[Finding]:
        """Element names for field keys, and line and column at which the value begins."""
        wanted = [_named(found, self.path.name) for found in findings]
        order = sorted((i for i, f in enumerate(wanted) if f.line and f.field), key=lambda i: wanted[i].line or 0)
        window = _Window(self.path)
        for position in order:
            found = wanted[position]
            place = window.find(found.line or 0, (found.field or "").rsplit("/", 1)[-1], found.value)
            if place:
                wanted[position] = replace(found, line=place[0], column=place[1])
        return wanted


def recognise(path: Path, root: str) -> XmlManifest | None:
    """The file as a manifest in the own XML, told by its root element."""
    return XmlManifest(path) if root == f"{_NS}Manifest" else None


def root_of(path: Path) -> str:
    """The root element in Clark notation. Raises `UnreadableError` for a DOCTYPE or a file that is no XML at all."""
    try:
        for _, element in events(path):
            info = element.getroottree().docinfo
            if info.doctype or info.internalDTD is not None:
                raise UnreadableError(finding("XML-DOCTYPE", file=path.name, line=1))
            return str(element.tag)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise UnreadableError(
            finding("XML-BROKEN", file=path.name, line=line, column=column, value=_plain(error.msg))
        ) from error
    raise UnreadableError(finding("FILE-EMPTY", file=path.name))


def _received(element: Any, manifest: str) -> Received:
    findings = _schema_findings(element, element.findtext(f"{_NS}Reference"))
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
    records = [_record(item, head) for item in items] or [Record(element.sourceline or 0, head)]
    received = assemble(records, manifest=manifest, documents=tuple(documents), line=element.sourceline)
    told = {(f.item, f.field) for f in received.findings}
    kept = tuple(f for f in findings if (f.item, f.field) not in told)
    return Received(received.consignment, (*kept, *received.findings), received.lines)


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


_PATTERN = re.compile(r"Element '\{[^}]*\}(\w+)': (?:\[facet '(\w+)'\] )?(.*)", re.DOTALL)


def _schema_findings(element: Any, reference: str | None) -> list[Finding]:
    if schema().validate(element):
        return []
    findings: list[Finding] = []
    seen: set[tuple[int, str]] = set()
    places_of = {(part.sourceline, part.tag[_LENGTH:]): part for part in element.iter()}
    items = element.findall(f"{_NS}Item")
    for error in schema().error_log:
        found = _PATTERN.match(error.message)
        name = found[1] if found else ""
        if (error.line, name) in seen:
            continue
        seen.add((error.line, name))
        part = places_of.get((error.line, name), element)
        owner = part if part.tag == f"{_NS}Item" else part.getparent()
        value, expected = _facts(found[3] if found else error.message)
        misplaced = "not expected" in error.message or "Missing child" in error.message
        findings.append(
            finding(
                "SCHEMA-ELEMENT" if misplaced else "SCHEMA-VALUE",
                field=_key_of("" if owner is None else owner.tag[_LENGTH:], name),
                value=value or name,
                expected=expected,
                line=error.line,
                consignment=reference,
                item=items.index(owner) + 1 if owner in items else None,
            )
        )
    return findings


def _key_of(parent: str, name: str) -> str:
    return _HEAD_KEYS.get(f"{parent}/{name}") or _HEAD_KEYS.get(name) or _ITEM_KEYS.get(name) or name


_SCHEMA_WORDS = (
    (re.compile(r"The value '(?P<v>.*)' has a length of '\d+'; this exceeds the allowed maximum length of '(?P<e>\d+)'"),
     "at most {e} characters"),
    (re.compile(r"The value '(?P<v>.*)' is not an element of the set \{(?P<e>.*)\}"), "one of {e}"),
    (re.compile(r"The value '(?P<v>.*)' is not accepted by the pattern '(?P<e>.*)'"), "the form {e}"),
    (re.compile(r"The value '(?P<v>.*)' has more (?:fractional )?digits than are allowed \('(?P<e>\d+)'\)"),
     "at most {e} digits"),
    (re.compile(r"'(?P<v>.*)' is not a valid value of the (?:atomic|union|local atomic) type '(?P<e>[^']*)'"),
     "a value of the type {e}"),
    (re.compile(r"This element is not expected\. Expected is (?:one of )?\( (?P<e>.*) \)(?P<v>)"), "{e}"),
    (re.compile(r"Missing child element\(s\)\. Expected is (?:one of )?\( (?P<e>.*) \)(?P<v>)"), "{e}"),
)  # fmt: skip


def _facts(message: str) -> tuple[str | None, str | None]:
    for pattern, words in _SCHEMA_WORDS:
        if found := pattern.search(message):
            expected = re.sub(r"\{[^}]*\}", "", found["e"]).replace("'", "").replace("xs:", "")
            return found["v"][:200] or None, words.format(e=expected)
    return None, _plain(message)


def _plain(message: str) -> str:
    return " ".join(re.sub(r"\{[^}]*\}", "", message).split())


def _named(found: Finding, file: str) -> Finding:
    field = BY_KEY.get(found.field or "")
    return replace(found, file=file, field=field.element if field else found.field)


class _Window:
    """The file's lines from the last asked one on, to find an element near the line that the parser gave."""

    _AHEAD = 400

    def __init__(self, path: Path) -> None:
        self._lines = lines_of(path, "utf-8-sig")
        self._kept: dict[int, str] = {}
        self._next = 1

    def find(self, line: int, name: str, value: str | None) -> tuple[int, int] | None:
        """Line and column at which the text of the element begins: the first one of that name at or after the line."""
        for old in [number for number in self._kept if number < line]:
            del self._kept[old]
        tag = re.compile(rf"<(?:\w+:)?{re.escape(name)}(?:\s[^>]*)?>\s*")
        best: tuple[int, int] | None = None
        for number in range(line, line + self._AHEAD):
            text = self._line(number)
            if text is None:
                break
            for found in tag.finditer(text):
                if value is None or text.startswith(value, found.end()):
                    return number, found.end() + 1
                best = best or (number, found.end() + 1)
            if best and value is None:
                break
            if "</" in text and re.search(r"</(?:\w+:)?Consignment>", text):
                break
        return best

    def _line(self, number: int) -> str | None:
        try:
            while self._next <= number:
                text = next(self._lines)
                if self._next >= number - self._AHEAD:
                    self._kept[self._next] = text
                self._next += 1
        except (StopIteration, UnicodeDecodeError):
            return self._kept.get(number)
        return self._kept.get(number)
