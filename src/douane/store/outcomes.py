"""Numbers, outcomes and data sets of consignments: the values the store takes, and their rows within a transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from douane.store import tables
from douane.store.prices import SeenLine, keep_seen
from douane.store.quotas import Draw, draw_quotas


def _table(model: Any) -> Any:
    return model.__table__


_CONSIGNMENT, _COUNTER = _table(tables.Consignment), _table(tables.Counter)
_OUTCOME, _DECLARATION = _table(tables.Outcome), _table(tables.Declaration)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A consignment in the store: its row and the LRN that is its own for ever."""

    id: int
    lrn: str


@dataclass(frozen=True, slots=True)
class Names:
    """What a consignment is looked for by beside its reference, and the ISO day it arrives on."""

    mawb: str | None = None
    hawb: str | None = None
    uld: str | None = None
    order_number: str | None = None
    arrival: str | None = None


@dataclass(frozen=True, slots=True)
class StoredOutcome:
    """The outcome of one consignment; `record`, `findings` and `assessment` are JSON.

    `seen` are its goods lines for the price history, `draw` is what it asks of its buyer's annual limit.
    """

    consignment: int
    outcome: str
    route: str
    record: str
    findings: str
    assessment: str
    seen: Sequence[SeenLine] = ()
    draw: Draw | None = None


@dataclass(frozen=True, slots=True)
class StoredDeclaration:
    """A data set that was written for a consignment."""

    consignment: int
    kind: str
    lrn: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A document: its kind, the hash of the data it shows, the hash of its bytes, and notes of the press as JSON."""

    kind: str
    data: str
    sha256: str
    pages: int
    notes: str


def draw_numbers(
    connection: Connection, manifest: int, first: int, references: Sequence[str | None], *, eori: str, prefix: str,
    names: Sequence[Names] = (),
) -> None:  # fmt: skip
    """Store the consignments from ordinal `first` on with the next LRNs, unless they are stored already."""
    last = first + len(references) - 1
    theirs = (_CONSIGNMENT.c.manifest_id == manifest, _CONSIGNMENT.c.eori == eori,
              _CONSIGNMENT.c.ordinal.between(first, last))  # fmt: skip
    if not references or connection.execute(select(_CONSIGNMENT.c.id).where(*theirs).limit(1)).first():
        return
    start = _draw(connection, eori, len(references)) - len(references) + 1
    connection.execute(insert(_CONSIGNMENT), [
        {"manifest_id": manifest, "ordinal": first + i, "eori": eori, "lrn": f"{prefix}{start + i:010d}",
         "reference": _plain(reference), **_found_by(names[i] if names else Names())}
        for i, reference in enumerate(references)])  # fmt: skip


def _found_by(names: Names) -> dict[str, str | None]:
    return {"mawb": _plain(names.mawb), "hawb": _plain(names.hawb), "uld": _plain(names.uld),
            "order_number": _plain(names.order_number), "arrival": names.arrival}  # fmt: skip


def _plain(text: str | None) -> str | None:
    # PostgreSQL has no text with a NUL in it.
    return text.replace("\0", "") if text else None


def _draw(connection: Connection, eori: str, amount: int) -> int:
    """Draw `amount` consecutive numbers and return the last of them."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(_COUNTER).values(eori=eori, last=0).on_conflict_do_nothing())
    step = update(_COUNTER).where(_COUNTER.c.eori == eori).values(last=_COUNTER.c.last + amount).returning(_COUNTER.c.last)
    return int(connection.execute(step).scalar_one())


def keep_outcomes(
    connection: Connection, run: int, outcomes: Sequence[StoredOutcome], declarations: Sequence[StoredDeclaration]
) -> None:  # fmt: skip
    """Insert outcomes and data sets of a run, remember their goods lines, draw the annual limits."""
    if outcomes:
        connection.execute(insert(_OUTCOME), [
            {"run_id": run, "consignment_id": o.consignment, "outcome": o.outcome, "route": o.route, "record": o.record,
             "findings": o.findings, "assessment": o.assessment} for o in outcomes])  # fmt: skip
        keep_seen(connection, run, [(o.consignment, o.seen) for o in outcomes])
        draw_quotas(connection, run, [(o.consignment, o.draw) for o in outcomes if o.draw])
    if declarations:
        connection.execute(insert(_DECLARATION), [
            {"run_id": run, "consignment_id": d.consignment, "kind": d.kind, "lrn": d.lrn, "state": "ready",
             "sha256": hashlib.sha256(d.content).hexdigest(), "content": d.content} for d in declarations])  # fmt: skip


def amend_outcome(connection: Connection, run: int, changed: StoredOutcome) -> None:
    """Replace an outcome by what became known later; a data set that may no longer stand goes."""
    same = (_OUTCOME.c.run_id == run, _OUTCOME.c.consignment_id == changed.consignment)
    values = {"outcome": changed.outcome, "route": changed.route, "record": changed.record, "findings": changed.findings}
    connection.execute(update(_OUTCOME).where(*same).values(**values))
    if changed.outcome != "ready":
        theirs = (_DECLARATION.c.run_id == run, _DECLARATION.c.consignment_id == changed.consignment)
        connection.execute(delete(_DECLARATION).where(*theirs))
