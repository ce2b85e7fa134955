"""Searches of the worklist that people keep under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, insert, select

from douane.store import account_tables
from douane.store.database import READING

_VIEW: Any = account_tables.SavedView.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class SavedView:
    """A kept search; `query` is what stands behind the question mark of the worklist's address."""

    id: int
    name: str
    query: str


class Views:
    """The kept searches in the store of an organisation, each of one person."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, account: str) -> list[SavedView]:
        """A person's searches by name."""
        query = select(_VIEW.c.id, _VIEW.c.name, _VIEW.c.query).where(_VIEW.c.account == account).order_by(_VIEW.c.name)
        with self._engine.connect().execution_options(**{READING: True}) as connection:
            return [SavedView(*row) for row in connection.execute(query)]

    def keep(self, account: str, name: str, query: str) -> None:
        """Keep a search; one of the same name is replaced."""
        with self._engine.begin() as connection:
            connection.execute(delete(_VIEW).where(_VIEW.c.account == account, _VIEW.c.name == name))
            connection.execute(insert(_VIEW), {"account": account, "name": name, "query": query})

    def remove(self, account: str, number: int) -> None:
        """Forget a search of this person."""
        with self._engine.begin() as connection:
            connection.execute(delete(_VIEW).where(_VIEW.c.account == account, _VIEW.c.id == number))
