"""What happened to one consignment, from every table that knows something of it, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select

from douane.store import account_tables, answer_tables, hub_tables, tables
from douane.store.database import READING


def _table(model: Any) -> Any:
    return model.__table__


_RUN, _MANIFEST, _OUTCOME = (_table(m) for m in (tables.Run, tables.Manifest, tables.Outcome))
_EDIT, _LODGED, _FACT = (_table(m) for m in (account_tables.Edit, answer_tables.Lodged, answer_tables.LodgedFact))
_EVENT: Any = _table(hub_tables.HubEvent)


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: ISO 8601 in UTC, who; `received`, `run`, `mended`, `undone`, `declaration` or `hub`.

    `detail` names what it was about: a manifest, a day, a field, a kind of declaration with its event, an event at the hub.
    """

    at: str
    who: str
    kind: str
    detail: str


def timeline(engine: Engine, consignment: int, reference: str | None) -> list[Moment]:
    """Everything that happened to a consignment, oldest first."""
    runs = (
        select(_RUN.c.id, _RUN.c.as_of, _RUN.c.started_at, _MANIFEST.c.name, _MANIFEST.c.received_at, _OUTCOME.c.outcome)
        .join(_OUTCOME, _OUTCOME.c.run_id == _RUN.c.id).join(_MANIFEST, _MANIFEST.c.id == _RUN.c.manifest_id)
        .where(_OUTCOME.c.consignment_id == consignment).order_by(_RUN.c.id)
    )  # fmt: skip
    edits = select(_EDIT).where(_EDIT.c.consignment_id == consignment)
    facts = (
        select(_FACT.c.at, _FACT.c.who, _LODGED.c.kind, _FACT.c.event, _FACT.c.mrn, _FACT.c.note)
        .join(_LODGED, _LODGED.c.id == _FACT.c.lodged_id).where(_LODGED.c.consignment_id == consignment)
    )  # fmt: skip
    events = select(_EVENT).where(_EVENT.c.subject == (reference or ""), _EVENT.c.refused.is_(None))
    found: list[Moment] = []
    with engine.connect().execution_options(**{READING: True}) as connection:
        for number, run in enumerate(connection.execute(runs)):
            if number == 0:
                found.append(Moment(run.received_at, "", "received", run.name))
            found.append(Moment(run.started_at, "", "run", run.as_of))
        for edit in connection.execute(edits):
            where = f"{edit.field} ({edit.item})" if edit.item else edit.field
            found.append(Moment(edit.at, edit.who, "mended", where))
            if edit.undone_at:
                found.append(Moment(edit.undone_at, edit.undone_by or "", "undone", where))
        for fact in connection.execute(facts):
            said = " ".join(filter(None, (fact.kind, fact.event, fact.mrn, fact.note)))
            found.append(Moment(fact.at, fact.who, "declaration", said))
        if reference:
            found.extend(
                Moment(event.at, event.who, "hub", " ".join(filter(None, (event.kind, event.place))))
                for event in connection.execute(events)
            )
    return sorted(found, key=lambda moment: moment.at)
