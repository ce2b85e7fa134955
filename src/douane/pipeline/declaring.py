"""The declarations of a run, of one kind, as one file: as stored, in a national form, as emergency file, or by waybill."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from pathlib import Path
from typing import Any

from douane.declarations import emergency, g3_xml, g4_xml, h7_dk, h7_nl, writing
from douane.declarations.message import IncompleteError, Message
from douane.declarations.messages import MESSAGES
from douane.declarations.office import Office
from douane.declarations.prepare import checked, envelope_of
from douane.declarations.reading import restore
from douane.declarations.splitting import split_g4
from douane.declarations.storage_dataset import by_waybill, g3_dataset, g4_dataset
from douane.declarations.tracing import Origin, trace
from douane.domain.consignment import Consignment
from douane.domain.h7 import H7
from douane.intake.recognise import open_manifest
from douane.pipeline.order import Order
from douane.store.repository import Store

STORED = ("h7", "h1", "b1", "t1")
EMERGENCY: dict[str, Callable[[Iterable[H7]], bytes]] = {
    "emergency-csv": emergency.emergency_csv,
    "emergency-xlsx": emergency.emergency_xlsx,
}
KINDS = (*MESSAGES, *EMERGENCY)


@dataclass
class Declared:
    """What was written: the data sets with the lines of the manifest that they come from, and what could not be."""

    kind: str
    made: list[tuple[Any, tuple[int, ...]]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def content(self) -> bytes:
        """All of them as one file."""
        if self.kind in EMERGENCY:
            return EMERGENCY[self.kind](value for value, _ in self.made)
        message = MESSAGES[self.kind]
        documents = [checked(message, value) for value, _ in self.made]
        return documents[0] if len(documents) == 1 else writing.together(message, documents)

    def origins(self) -> Iterator[Origin]:
        """Every element of every data set with its source; the emergency file shows the data sets of H7."""
        message = MESSAGES[self.kind if self.kind in MESSAGES else "h7"]
        for value, lines in self.made:
            yield from trace(message, value, lines)


def declarations_of(kind: str, run: int, store: Store, file: Path, order: Order) -> Declared:
    """The declarations of a kind that the consignments of a run allow."""
    lines = {record["lrn"]: tuple(record["lines"]) for record in _records(run, store)}
    if kind in ("g3", "g4"):
        return _by_waybill(kind, run, store, file, order)
    declared = Declared(kind)
    base = kind if kind in STORED else "h7"
    for stored in store.declarations(run):
        if not re.fullmatch(rf"{base}(-\d+)?", stored.kind):
            continue
        value = restore(MESSAGES[base], stored.content, known=_known(base, order)).value
        try:
            declared.made.append((_in_form(kind, value, order.office), lines.get(stored.lrn, ())))
        except IncompleteError as error:
            declared.left.append(f"{stored.lrn}: {error}")
    return declared


def _known(base: str, order: Order) -> dict[str, Any]:
    return {"declaration.acceptance": order.as_of} if base in ("b1", "t1") else {}


def _in_form(kind: str, value: Any, office: Office) -> Any:
    """The data set in the form that was asked for. Raises `IncompleteError` where that form cannot take it."""
    if kind == "h7-dk":
        h7 = _at_office(value, office)
        sent: Any = h7_dk.SentH7(envelope_of(office, h7.lrn, h7.acceptance), h7_dk.fitted(h7))
    elif kind == "h7-nl":
        h7 = _at_office(value, office)
        sent = h7_nl.SentH7(envelope_of(office, h7.lrn, h7.acceptance), h7)
    else:
        return value
    checked(MESSAGES[kind], sent)
    return sent


def _at_office(h7: H7, office: Office) -> H7:
    return replace(h7, office=h7.office or office.posts.presentation)


def _by_waybill(kind: str, run: int, store: Store, file: Path, order: Order) -> Declared:
    numbers = {record["reference"]: record["lrn"] for record in _records(run, store)}
    received = (one.consignment for one in open_manifest(file).consignments())
    return stored_goods(kind, (consignment for consignment in received if consignment), numbers, order)


def stored_goods(
    kind: str, consignments: Iterable[Consignment], numbers: Mapping[str, str], order: Order
) -> Declared:  # fmt: skip
    """Storage declarations (`g4`) or presentations (`g3`): they stand for all parcels of a waybill, whatever they become.

    `numbers` gives the LRN of each parcel by its reference.
    """
    declared = Declared(kind)
    for parcels in by_waybill(consignments).values():
        first = parcels[0]
        lines = tuple(parcel.line or 0 for parcel in parcels)
        try:
            # Drawn for the first parcel and never used twice: the ending sets it apart from the parcel's own.
            lrn = f"{numbers[first.reference or '']}-{kind.upper()}"
            declared.made.extend((value, lines) for value in _stored_goods(kind, parcels, lrn, order))
        except IncompleteError as error:
            declared.left.append(f"{first.mawb or first.reference}: {error}")
    return declared


def _stored_goods(kind: str, parcels: list[Consignment], lrn: str, order: Order) -> list[Any]:
    office, day = order.office, order.as_of
    values: list[Any]
    if kind == "g4":
        arrival = datetime.combine(parcels[0].arrival, time.min) if parcels[0].arrival else None
        values = list(split_g4(g4_dataset(parcels, office, lrn=lrn, acceptance=day, arrival=arrival)))
    else:
        at = datetime.combine(day, time.min)
        values = [g3_dataset(parcels, office, lrn=lrn, acceptance=day, presented_at=at)]
    message: Message = g4_xml.MESSAGE if kind == "g4" else g3_xml.MESSAGE
    for value in values:
        checked(message, value)
    return values


def _records(run: int, store: Store) -> Iterator[dict[str, Any]]:
    return (json.loads(outcome.record) for outcome in store.outcomes(run))
