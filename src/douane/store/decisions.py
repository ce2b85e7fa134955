"""Codes that people decided, kept for good: a new decision does not take the old one away, it counts instead of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from douane.classification.persons import PersonDecision
from douane.store import audit
from douane.store.database import READING
from douane.store.decision_tables import GoodsDecision

_TABLE: Any = GoodsDecision.__table__  # type: ignore[attr-defined]
_NAMES = ("client", "market", "description", "good", "code", "who", "why", "at", "edition")


def record(engine: Engine, decision: PersonDecision) -> None:
    """Keep a decision, with its entry in the audit chain, in one transaction."""
    with engine.begin() as connection:
        keep(connection, decision)


def keep(connection: Connection, decision: PersonDecision) -> None:
    """Keep a decision within a transaction."""
    row = {name: getattr(decision, name) for name in _NAMES}
    told = {name: row[name] for name in ("client", "market", "good", "code", "edition", "why")}
    connection.execute(insert(_TABLE), row)
    audit.append(connection, decision.at, decision.who, "code decided", told)


def decisions(engine: Engine, client: str | None = None) -> tuple[PersonDecision, ...]:
    """All decisions in the order they were made, of one client if asked."""
    query = select(*(_TABLE.c[name] for name in _NAMES)).order_by(_TABLE.c.id)
    if client is not None:
        query = query.where(_TABLE.c.client == client)
    with engine.connect().execution_options(**{READING: True}) as connection:
        return tuple(PersonDecision(*row) for row in connection.execute(query))
