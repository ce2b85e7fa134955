"""IATA Cargo-XML, versions 2 to 5: master waybill XFWB, house manifest XFHL, house waybill XFZB, flight manifest XFFM.

Elements are told by their names without namespace, because versions differ in it; the profile checks the one it knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from lxml import etree

from douane import places
from douane.domain.consignment import ManifestHeader
from douane.domain.finding import Finding
from douane.domain.numbers import NumberFormatError, decimal_from_text
from douane.intake import cargo_goods, schema_check, xml_places
from douane.intake.assemble import Received, assemble
from douane.intake.cargo_goods import child, text
from douane.intake.fields import ITEM_KEYS
from douane.intake.reading import Limits, Source
from douane.intake.schema_official import OfficialCheck
from douane.intake.sums import Sums
from douane.intake.xml_file import elements, is_broken, local, namespace
from douane.reference.catalogue import finding

_MESSAGES = {
    "iata:waybill": "xfwb",
    "iata:housemanifest": "xfhl",
    "iata:housewaybill": "xfzb",
    "iata:flightmanifest": "xffm",
}
_TAGS = {"xfwb": "MasterConsignment", "xfhl": "IncludedHouseConsignment", "xfzb": "IncludedHouseConsignment",
         "xffm": "IncludedMasterConsignment"}  # fmt: skip
_ABOVE = {"xfwb": "/Waybill", "xfhl": "/HouseManifest/MasterConsignment", "xfzb": "/HouseWaybill/MasterConsignment",
          "xffm": "/FlightManifest//AssociatedTransportCargo"}  # fmt: skip
_ITEMS = {"xfwb": "IncludedMasterConsignmentItem", "xfhl": "IncludedHouseConsignmentItem",
          "xfzb": "IncludedHouseConsignmentItem", "xffm": "IncludedMasterConsignmentItem"}  # fmt: skip
_PROFILED = "iata:datamodel:3"
_TOTAL_MASS = "IncludedTareGrossWeightMeasure"
# A master waybill's consignment stands in its message's own namespace, so its parts are checked.
_MASTER_PARTS = tuple(f"{{{_PROFILED}}}{name}" for name in (
    "ConsignorParty", "ConsigneeParty", "IncludedCustomsNote", "IncludedMasterConsignmentItem"))  # fmt: skip


@cache
def schema() -> etree.XMLSchema:
    """The compiled profile."""
    return etree.XMLSchema(etree.parse(str(places.SCHEMAS / "cargo-xml" / "cargo-xml-1.xsd")))


class CargoMessage:
    """A Cargo-XML message that is being read."""

    def __init__(self, source: Source, message: str, limits: Limits) -> None:
        self.source, self.path, self.limits, self.format = source, source.path, limits, message
        self.header = ManifestHeader()
        self.findings: list[Finding] = []
        self._tag = f"{{*}}{_TAGS[message]}"
        self._sums = Sums(whole=message in ("xfhl", "xfwb"))
        self._stated = False
        self._words = schema_check.Words(cargo_goods.key_of, "IncludedHouseConsignmentItem", strict=False)
        self._official = OfficialCheck("cargo-xml", self._words)
        self._starts: list[int] = []
        self._unprofiled = False

    def consignments(self) -> Iterator[Received]:
        """A consignment for each house; for each master waybill in XFWB and XFFM."""
        flights: dict[str, list[Received]] = {}
        for element in elements(self.source, (self._tag,), self.findings, self.limits, keep_before=True):
            if self.header.number is None:
                self.header = _header(child(element.getroottree().getroot(), "MessageHeaderDocument"))
            received = self._received(element)
            if self.format == "xffm" and received.consignment is not None:
                flights.setdefault(received.consignment.reference, []).append(received)
            else:
                yield received
        for parts in flights.values():
            yield _split_shipment(parts)
        # The place of a sum is that of the total it misses, which is what it is compared with.
        totals = [(found, replace(found, value=found.expected)) for found in self._sums.findings()]
        placed = xml_places.place(self.source, [stated for _, stated in totals], _total_of, "MasterConsignment")
        self.findings.extend(replace(one, value=found.value) for one, (found, _) in zip(placed, totals, strict=True))
        if not is_broken(self.findings):
            self.findings.extend(replace(found, file=self.source.name) for found in self._official.finish())

    def _received(self, element: Any) -> Received:
        head = cargo_goods.head(element, self.format)
        notes: list[Finding] = []
        records = cargo_goods.records(element, head, notes)
        reference = head.get("parcel")
        notes = [replace(note, consignment=reference) for note in notes]
        faults = [*self._schema(element, reference), *self._official.check(element, reference)]
        self._starts.append(element.sourceline or 0)
        received = assemble(records, manifest=self.source.name, line=element.sourceline)
        self._count(element, head)
        told = {(f.item, f.field) for f in received.findings}
        # What the house says of its only goods line is read as that line's.
        same = {(f.field, f.value) for f in received.findings}
        kept = tuple(f for f in faults if (f.item, f.field) not in told and (f.item or (f.field, f.value) not in same))
        return Received(received.consignment, (*kept, *notes, *received.findings), received.lines)

    def _schema(self, element: Any, reference: str | None) -> list[Finding]:
        if namespace(element.tag) in (_PROFILED, "iata:waybill:1"):
            parts = element.iter(*_MASTER_PARTS) if self.format == "xfwb" else (element,)
            return [found for part in parts for found in schema_check.check(part, schema(), self._words, reference)]
        if not self._unprofiled:
            self._unprofiled = True
            self.findings.append(
                finding("SCHEMA-NONE", file=self.source.name, value=namespace(element.tag) or local(element),
                        line=element.sourceline)
            )  # fmt: skip
        return []

    def _count(self, element: Any, head: Mapping[str, str]) -> None:
        master = element.getparent()
        mawb = head.get("mawb")
        if self.format == "xfwb" and mawb is not None:
            self._count_items(element, mawb)
        if self.format not in ("xfhl", "xfzb") or master is None or mawb is None:
            return
        if not self._stated:
            self._stated = True
            pieces, mass = (
                _count(text(master, "TotalPieceQuantity")),
                _mass(child(master, _TOTAL_MASS)),
            )
            self._sums.state(mawb, pieces, mass, master.sourceline)
        house = child(element, "GrossWeightMeasure")
        house = child(element, _TOTAL_MASS) if house is None else house
        self._sums.count(mawb, _count(text(element, "TotalPieceQuantity")), _mass(house))

    def _count_items(self, waybill: Any, mawb: str) -> None:
        """The goods lines of a master waybill against its own totals."""
        pieces, mass = _count(text(waybill, "TotalPieceQuantity")), _mass(child(waybill, _TOTAL_MASS))
        self._sums.state(mawb, pieces, mass, waybill.sourceline)
        for item in waybill.iter("{*}IncludedMasterConsignmentItem"):
            counted = _count(text(item, "PieceQuantity")), _mass(child(item, "GrossWeightMeasure"))
            # A line with neither only says more about the one above it.
            if counted != (None, None):
                self._sums.count(mawb, *counted)

    def place(self, findings: Iterable[Finding]) -> list[Finding]:
        """Element names for field keys, and line and column at which the value begins."""
        found = xml_places.pathed(findings, self._starts, self._path)
        return xml_places.place(self.source, found, cargo_goods.path_of, _TAGS[self.format])

    def _path(self, found: Finding, number: int) -> str:
        item = f"/{_ITEMS[self.format]}[{found.item}]" if found.item and found.field in ITEM_KEYS else ""
        return f"{_ABOVE[self.format]}/{_TAGS[self.format]}[{number}]{item}/{cargo_goods.path_of(found)}"


def _total_of(found: Finding) -> str:
    return "TotalPieceQuantity" if found.code == "SUM-PIECES" else _TOTAL_MASS


def recognise(source: Source, root: str, limits: Limits) -> CargoMessage | None:
    """The file as a Cargo-XML message that is read here, told by its root element."""
    kind = namespace(root).rpartition(":")[0]
    return CargoMessage(source, _MESSAGES[kind], limits) if kind in _MESSAGES else None


def _header(element: Any) -> ManifestHeader:
    if element is None:
        return ManifestHeader()
    sender = child(element, "SenderParty")
    return ManifestHeader(
        number=text(element, "ID"), created=text(element, "IssueDateTime"),
        sender=None if sender is None else text(sender, "PrimaryID"),
    )  # fmt: skip


def _count(words: str | None) -> int | None:
    return int(words) if words and words.isascii() and words.isdigit() else None


def _mass(element: Any) -> Any:
    if element is None or element.get("unitCode") not in (None, "KGM"):
        return None
    try:
        return decimal_from_text((element.text or "").strip())
    except NumberFormatError:
        return None


def _split_shipment(parts: list[Received]) -> Received:
    """The parts of one waybill that fly in several unit load devices, as one consignment with a line for each."""
    first = parts[0]
    if len(parts) == 1 or first.consignment is None:
        return first
    items = [item for part in parts if part.consignment for item in part.consignment.items]
    numbered = tuple(replace(item, number=number) for number, item in enumerate(items, start=1))
    findings = tuple(found for part in parts for found in part.findings)
    lines = tuple(line for part in parts for line in part.lines)
    return Received(replace(first.consignment, items=numbered), findings, lines)
