"""What people decided about parties and listed entities; append-only, with its entry in the audit chain."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from douane.store import decision_tables
from douane.store.audit import append
from douane.store.database import READING

_RULING: Any = decision_tables.PartyRuling.__table__  # type: ignore[attr-defined]
_COLUMNS = ("party", "entity", "digest", "ruling", "who", "day", "why", "list_version")


@dataclass(frozen=True, slots=True)
class StoredRuling:
    """A decision about a party (a digest) and a listed entity in a state (a digest); `day` is an ISO date."""

    party: str
    entity: str
    digest: str
    ruling: str
    who: str
    day: str
    why: str
    list_version: str


class Rulings:
    """The rulings of the store, over an engine of `database.connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, ruling: StoredRuling, *, at: str) -> None:
        """Add a ruling; an earlier one of the same pair stays and counts no longer."""
        with self._engine.begin() as connection:
            connection.execute(insert(_RULING), asdict(ruling))
            append(connection, at, ruling.who, "party ruled on", asdict(ruling))

    def all(self) -> list[StoredRuling]:
        """All rulings, the oldest first, so that the last of a pair counts."""
        query = select(*(_RULING.c[name] for name in _COLUMNS)).order_by(_RULING.c.id)
        with self._reading() as connection:
            return [StoredRuling(*row) for row in connection.execute(query)]

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(**{READING: True})
