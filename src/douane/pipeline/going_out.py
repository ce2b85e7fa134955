"""China's messages and Cargo-XML of the consignments that are ready: data sets, split by their limits, as XML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from douane.declarations import cargo_xml_out, ceb_dataset, ceb_export_dataset, ceb_split
from douane.declarations.cargo_xml_out import CargoHeader, CargoIncompleteError
from douane.declarations.ceb_codes import UnknownCodeError, china_code
from douane.declarations.ceb_form import FORMS
from douane.declarations.ceb_needs import CebIncompleteError, Moment
from douane.declarations.ceb_xml import CebError, ceb_xml
from douane.domain.ceb import Transfer
from douane.domain.consignment import Consignment
from douane.domain.finding import Finding
from douane.pipeline.order import Tools
from douane.reference.catalogue import finding
from douane.reference.china_lines import china_line
from douane.reference.nomenclature import edition_on

CARGO = ("xfhl", "xfzb")
KINDS = (*FORMS, *CARGO)
_RETAIL = {"ceb311": "order", "ceb411": "payment", "ceb511": "waybill", "ceb621": "inventory"}
_EXPORTED = {"ceb303": "order", "ceb505": "waybill", "ceb603": "inventory"}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the enterprise of the CEB messages, the header of Cargo-XML, the port of discharge (POD)."""

    transfer: Transfer
    cargo: CargoHeader
    discharge: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What came of it: the messages, how many consignments they carry, and what kept the others out."""

    messages: tuple[bytes, ...]
    carried: int
    findings: tuple[Finding, ...]


def outgoing(
    kind: str, consignments: Iterable[tuple[Consignment, str]], sender: Sender, moment: Moment, tools: Tools
) -> Outgoing:
    """Messages of a kind for consignments with their LRNs; what a consignment lacks is a finding and stops no other."""
    if kind in CARGO:
        return _cargo(kind, [one for one, _ in consignments], sender.cargo)
    documents: list[Any] = []
    findings: list[Finding] = []
    carried = 0
    for consignment, lrn in consignments:
        try:
            made = tuple(_data_sets(kind, consignment, lrn, sender, moment, tools))
            # Written once by itself, so that what does not fit is told of its own parcel.
            for document in made:
                ceb_xml(next(ceb_split.messages(kind, [document], sender.transfer)))
        except (CebIncompleteError, CebError) as error:
            findings.append(_incomplete(consignment, str(error), getattr(error, "field", None)))
            continue
        documents.extend(made)
        carried += 1
    written = tuple(ceb_xml(message) for message in ceb_split.messages(kind, documents, sender.transfer))
    return Outgoing(written, carried, tuple(findings))


def _data_sets(
    kind: str, consignment: Consignment, lrn: str, sender: Sender, moment: Moment, tools: Tools
) -> Iterator[Any]:  # fmt: skip
    codes = _codes(consignment)
    if kind in _RETAIL:
        whole = ceb_dataset.retail_dataset(consignment, codes, moment, lrn=lrn, statutory=_statutory(tools))
        for part in ceb_split.split_retail(whole):
            yield getattr(part, _RETAIL[kind])
    else:
        exported = ceb_export_dataset.export_dataset(consignment, codes, moment, lrn=lrn, discharge=sender.discharge)
        yield getattr(exported, _EXPORTED[kind])


def _codes(consignment: Consignment) -> Sequence[str]:
    """The Chinese codes given with the goods: below six digits a European code says nothing about a Chinese one."""
    for item in consignment.items:
        if not item.commodity_code_cn:
            raise CebIncompleteError("gcode", "hs_code_cn", f"of item {item.number} is missing")
    return [item.commodity_code_cn or "" for item in consignment.items]


def _statutory(tools: Tools) -> Callable[[str], tuple[str, ...]]:
    edition = edition_on(tools.as_of, "cn")

    def units(code: str) -> tuple[str, ...]:
        if edition is None:
            return ()
        try:
            return tuple(china_code("units", unit) for unit in china_line(edition, code).units)
        except UnknownCodeError as error:
            raise CebIncompleteError("unit1", "unit", str(error)) from error

    return units


def _cargo(kind: str, consignments: Sequence[Consignment], header: CargoHeader) -> Outgoing:
    findings: list[Finding] = []
    good: list[Consignment] = []
    written: list[bytes] = []
    for consignment in consignments:
        try:
            one = cargo_xml_out.xfzb(consignment, header)
        except CargoIncompleteError as error:
            findings.append(_incomplete(consignment, str(error)))
            continue
        good.append(consignment)
        written.append(one)
    if kind == "xfhl":
        masters = dict.fromkeys(consignment.mawb for consignment in good)
        written = [cargo_xml_out.xfhl([c for c in good if c.mawb == master], header) for master in masters]
    return Outgoing(tuple(written), len(good), tuple(findings))


def _incomplete(consignment: Consignment, words: str, field: str | None = None) -> Finding:
    return finding("MESSAGE-INCOMPLETE", field=field, value=words, consignment=consignment.reference, line=consignment.line)
