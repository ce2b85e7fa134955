"""Manifests in the project's own XML (`schemas/manifest/manifest-1.xsd`), read as a stream.

Each consignment is checked against the schema by itself as it closes: whole-tree validation is quadratic in the number of
errors. A file in the usual form is cut into pieces and taken apart by patterns made from the schema; any other, and the
rest of one that turns out to be other, goes through the parser, with the same result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from lxml import etree

from douane.domain.consignment import Address, Direction, ManifestHeader, Party
from douane.domain.finding import Finding
from douane.domain.numbers import NumberFormatError, decimal_from_text
from douane.intake import manifest_pieces, schema_check, values, xml_places
from douane.intake.fields import BY_KEY
from douane.intake.manifest_element import NS, WORDS, key_of, received_of, schema
from douane.intake.reading import Limits, Source
from douane.intake.received import Received
from douane.intake.sums import Sums
from douane.intake.xml_file import OPTIONS, elements

__all__ = ["FORMAT", "XmlManifest", "key_of", "recognise", "schema"]

FORMAT = "douane-xml"
_CONSIGNMENT = f"{NS}Consignment"
_TAGS = tuple(f"{NS}{name}" for name in ("Consignment", "Header", "Flight", "ULD", "MasterWaybill"))


class XmlManifest:
    """A manifest in the own XML that is being read."""

    format = FORMAT

    def __init__(self, source: Source, limits: Limits) -> None:
        self.source, self.path, self.limits = source, source.path, limits
        self.header = ManifestHeader()
        self.findings: list[Finding] = []
        self._sums = Sums()
        self._count = 0
        self._seen = 0

    def consignments(self) -> Iterator[Received]:
        """Every complete consignment, also those before the place where the file breaks off."""
        cut = manifest_pieces.Cut(self.source, self.limits)
        yield from self._counted(self._pieces(cut))
        if not cut.whole:
            yield from self._counted(self._elements())
        self.findings.extend(replace(found, file=self.source.name) for found in self._sums.findings())

    def by_element(self) -> Iterator[Received]:
        """The same by the parser alone."""
        yield from self._counted(self._elements())
        self.findings.extend(replace(found, file=self.source.name) for found in self._sums.findings())

    def _counted(self, stream: Iterable[Received]) -> Iterator[Received]:
        for received in stream:
            self._count += 1
            if received.consignment is not None:
                self._sums.add(received.consignment)
            yield received

    def _pieces(self, cut: manifest_pieces.Cut) -> Iterator[Received]:
        if cut.prologue is None or (prologue := _parsed(cut.prologue)) is None:
            cut.whole = False
            return
        for element in prologue:
            if element.tag in _TAGS:
                self._about(element)
                self._seen += 1
        for piece in cut.pieces():
            read = manifest_pieces.read(piece, self.source.name)
            yield from read.received
            if not read.whole:
                cut.whole = False
                return

    def _elements(self) -> Iterator[Received]:
        """What has not been read yet, by the parser."""
        known, self._seen = self._seen, 0
        before, number = self._count, 0
        for element in elements(self.source, _TAGS, self.findings, self.limits):
            if element.tag == _CONSIGNMENT:
                number += 1
                if number > before:
                    yield received_of(element, number, self.source.name)
            else:
                self._seen += 1
                if self._seen > known:
                    self._about(element)

    def _about(self, element: Any) -> None:
        found = schema_check.check(element, schema(), WORDS, None)
        self.findings.extend(replace(one, file=self.source.name) for one in found)
        if element.tag == f"{NS}Header":
            self.header = replace(_header(element), flight=self.header.flight)
        elif element.tag == f"{NS}Flight":
            self.header = replace(
                self.header, flight=element.findtext(f"{NS}Number"), arrival=_day(element.findtext(f"{NS}Arrival"))
            )
        elif element.tag == f"{NS}MasterWaybill":
            pieces, mass = _number(element.findtext(f"{NS}Pieces")), _number(element.findtext(f"{NS}GrossMass"))
            number = element.findtext(f"{NS}Number") or ""
            self._sums.state(number, None if pieces is None else int(pieces), mass, element.sourceline)

    def place(self, findings: Iterable[Finding]) -> list[Finding]:
        """Element names for field keys, and line and column at which the value begins."""
        return xml_places.place(self.source, findings, _path_of, "Consignment")


def _path_of(found: Finding) -> str | None:
    field = BY_KEY.get(found.field or "")
    return field.element if field else found.field


def recognise(source: Source, root: str, limits: Limits) -> XmlManifest | None:
    """The file as a manifest in the own XML, told by its root element."""
    return XmlManifest(source, limits) if root == f"{NS}Manifest" else None


def _number(text: str | None) -> Any:
    try:
        return decimal_from_text(text.strip()) if text else None
    except NumberFormatError:
        return None


def _parsed(prologue: bytes) -> Any:
    try:
        return etree.fromstring(prologue, etree.XMLParser(**OPTIONS))
    except etree.XMLSyntaxError:
        return None


def _header(element: Any) -> ManifestHeader:
    def text(path: str) -> str | None:
        return element.findtext("/".join(f"{NS}{part}" for part in path.split("/"))) or None

    declarant = None
    if element.find(f"{NS}Declarant") is not None:
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
