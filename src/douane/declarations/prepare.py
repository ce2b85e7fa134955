"""The declaration that a route asks for, from the consignment to documents that their profile accepts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from douane.declarations import b1_xml, h1_xml, h7_xml, profile, t1_xml, writing
from douane.declarations.b1_dataset import b1_dataset
from douane.declarations.filling import invoice
from douane.declarations.h1_dataset import h1_dataset
from douane.declarations.h7_dataset import h7_dataset
from douane.declarations.message import IncompleteError, Message
from douane.declarations.office import Office
from douane.declarations.splitting import split_b1, split_h1, split_h7, split_t1
from douane.declarations.t1_dataset import t1_dataset
from douane.domain.assessment import Assessment, Route
from douane.domain.consignment import Consignment
from douane.domain.declared import Envelope
from douane.domain.h7 import H7

ROUTES = frozenset({Route.H7, Route.H1, Route.B1, Route.T1})


@dataclass(frozen=True, slots=True)
class Prepared:
    """One document that may be lodged. `kind` is h7, h1, b1 or t1; parts after the first have their count behind it."""

    kind: str
    lrn: str
    xml: bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is declared: the consignment with its settled codes and its assessment.

    `rate` is foreign currency per euro where the invoice is not in euro.
    """

    consignment: Consignment
    codes: Sequence[str]
    assessment: Assessment
    rate: Decimal | None = None


def prepare(wanted: Wanted, office: Office, *, lrn: str, acceptance: date) -> tuple[tuple[Prepared, ...], H7 | None]:
    """The documents of the consignment's route, and the H7 data set as a whole where it is one.

    Raises `IncompleteError`.
    """
    route = wanted.assessment.routing.route
    envelope = envelope_of(office, lrn, acceptance)
    consignment, codes, assessment = wanted.consignment, wanted.codes, wanted.assessment
    if route is Route.H7:
        h7 = h7_dataset(consignment, codes, assessment, office, lrn=lrn, acceptance=acceptance)
        return _documents(h7_xml.MESSAGE, [(part.lrn, part) for part in split_h7(h7)]), h7
    if route is Route.H1:
        h1 = h1_dataset(consignment, codes, assessment, office, lrn=lrn, acceptance=acceptance, rate=wanted.rate)
        return _documents(h1_xml.MESSAGE, [(part.lrn, part) for part in split_h1(h1)]), None
    if route is Route.B1:
        b1 = b1_dataset(consignment, codes, assessment, office, lrn=lrn, acceptance=acceptance)
        exports = split_b1(b1, invoice(consignment)[1])
        return _documents(b1_xml.MESSAGE, [(part.lrn, b1_xml.SentB1(envelope, part)) for part in exports]), None
    t1 = t1_dataset([(consignment, codes)], office, lrn=lrn, acceptance=acceptance)
    return _documents(t1_xml.MESSAGE, [(part.lrn, t1_xml.SentT1(envelope, part)) for part in split_t1(t1)]), None


def envelope_of(office: Office, lrn: str, acceptance: date) -> Envelope:
    """Who sends to whom. A message counts as prepared at the beginning of its day, so that it comes out the same again."""
    sender = office.declarant.eori or ""
    return Envelope(sender, office.recipient, datetime.combine(acceptance, time.min), lrn, office.declarant.name,
                    type="H7")  # fmt: skip


def checked(message: Message, value: Any) -> bytes:
    """The document of a data set, which its profile accepts. Raises `IncompleteError`."""
    document = writing.xml(message, value)
    faults = profile.faults(message, document)
    if faults:
        raise IncompleteError("schema", faults[0])
    return document


def _documents(message: Message, parts: Sequence[tuple[str, Any]]) -> tuple[Prepared, ...]:
    return tuple(
        Prepared(message.kind if place == 1 else f"{message.kind}-{place}", lrn, checked(message, value))
        for place, (lrn, value) in enumerate(parts, start=1)
    )
