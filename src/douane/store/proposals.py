"""Codes for goods under restriction wait for a second person: proposed by one, confirmed or refused by another."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from douane.classification.persons import PersonDecision
from douane.store import decision_tables
from douane.store.audit import append
from douane.store.database import READING
from douane.store.decisions import keep

OPEN, CONFIRMED, REFUSED = "open", "confirmed", "refused"
_PROPOSAL: Any = decision_tables.CodeProposal.__table__  # type: ignore[attr-defined]
_DECISION = ("client", "market", "description", "good", "code", "who", "why", "at", "edition")
_AUDITED = ("client", "market", "good", "code", "edition", "why")


class SamePersonError(Exception):
    """The second person is the first one."""


class SettledError(Exception):
    """Somebody has settled the proposal in the meantime."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one person proposed, where it was seen, and which restrictions make it wait."""

    id: int
    decision: PersonDecision
    run: int
    consignment: int
    restrictions: str
    settled: str


class Proposals:
    """The proposals of one organisation, over an engine of `database.connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def propose(self, decision: PersonDecision, *, run: int, consignment: int, restrictions: str) -> int:
        """Keep a proposal; it counts for nothing until a second person confirms it."""
        row = {**asdict(decision), "run_id": run, "consignment_id": consignment, "restrictions": restrictions,
               "settled": OPEN}  # fmt: skip
        with self._engine.begin() as connection:
            made = int(connection.execute(insert(_PROPOSAL).returning(_PROPOSAL.c.id), row).scalar_one())
            told = {"proposal": made, **{name: row[name] for name in _AUDITED}}
            append(connection, decision.at, decision.who, "code proposed", told)
            return made

    def waiting(self, most: int = 200) -> list[Proposal]:
        """The proposals that wait for a second person, oldest first."""
        query = select(_PROPOSAL).where(_PROPOSAL.c.settled == OPEN).order_by(_PROPOSAL.c.id).limit(most)
        with self._engine.connect().execution_options(**{READING: True}) as connection:
            return [_proposal(row) for row in connection.execute(query)]

    def get(self, number: int) -> Proposal | None:
        """A proposal by its number."""
        with self._engine.connect().execution_options(**{READING: True}) as connection:
            row = connection.execute(select(_PROPOSAL).where(_PROPOSAL.c.id == number)).first()
        return _proposal(row) if row else None

    def confirm(self, number: int, *, who: str, at: str) -> Proposal:
        """The second person agrees: it is a decision from now on. Raises `SamePersonError`, `SettledError`."""
        with self._engine.begin() as connection:
            found = _settle(connection, number, CONFIRMED, who, at)
            first = found.decision
            keep(connection, replace(first, who=f"{first.who}, {who}", at=at))
            append(connection, at, who, "code confirmed", {"proposal": number, "code": first.code, "good": first.good})
            return found

    def refuse(self, number: int, *, who: str, at: str, why: str) -> Proposal:
        """The second person does not agree. Raises `SamePersonError`, `SettledError`."""
        with self._engine.begin() as connection:
            found = _settle(connection, number, REFUSED, who, at)
            append(connection, at, who, "code refused", {"proposal": number, "code": found.decision.code, "why": why})
            return found


def _settle(connection: Connection, number: int, state: str, who: str, at: str) -> Proposal:
    row = connection.execute(select(_PROPOSAL).where(_PROPOSAL.c.id == number)).first()
    if row is None:
        raise SettledError
    found = _proposal(row)
    if found.decision.who == who:
        raise SamePersonError
    same = (_PROPOSAL.c.id == number, _PROPOSAL.c.settled == OPEN)
    changed = update(_PROPOSAL).where(*same).values(settled=state, settled_by=who, settled_at=at)
    if not connection.execute(changed).rowcount:
        raise SettledError
    return found


def _proposal(row: Any) -> Proposal:
    decision = PersonDecision(*(getattr(row, name) for name in _DECISION))
    return Proposal(row.id, decision, row.run_id, row.consignment_id, row.restrictions, row.settled)
