"""What a trader's export orders are made of, remembered by kind and name: addresses, goods, templates, orders begun."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update

from douane.store import account_tables
from douane.store.database import READING

EXPORTER, BUYER, GOOD, TEMPLATE, ORDER = "exporter", "buyer", "good", "template", "order"
_REMEMBERED: Any = account_tables.Remembered.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Remembered:
    """Texts under a kind and a name, as last kept."""

    kind: str
    name: str
    content: dict[str, Any]
    who: str
    at: str


class Memory:
    """What one organisation remembers, over an engine of `database.connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, kind: str, name: str, content: dict[str, Any], *, who: str, at: str) -> None:
        """Keep texts under a name; what stood there before goes."""
        same = (_REMEMBERED.c.kind == kind, _REMEMBERED.c.name == name)
        values = {"content": json.dumps(content, ensure_ascii=False), "who": who, "at": at}
        with self._engine.begin() as connection:
            if not connection.execute(update(_REMEMBERED).where(*same).values(**values)).rowcount:
                connection.execute(insert(_REMEMBERED), {"kind": kind, "name": name, **values})

    def get(self, kind: str, name: str) -> Remembered | None:
        """What is kept under a name."""
        query = select(_REMEMBERED).where(_REMEMBERED.c.kind == kind, _REMEMBERED.c.name == name)
        with self._engine.connect().execution_options(**{READING: True}) as connection:
            row = connection.execute(query).first()
        return _remembered(row) if row else None

    def all(self, kind: str, most: int = 200) -> list[Remembered]:
        """All of a kind, the latest first."""
        query = select(_REMEMBERED).where(_REMEMBERED.c.kind == kind).order_by(_REMEMBERED.c.at.desc(), _REMEMBERED.c.id)
        with self._engine.connect().execution_options(**{READING: True}) as connection:
            return [_remembered(row) for row in connection.execute(query.limit(most))]

    def forget(self, kind: str, name: str) -> None:
        """Forget what is kept under a name."""
        with self._engine.begin() as connection:
            connection.execute(delete(_REMEMBERED).where(_REMEMBERED.c.kind == kind, _REMEMBERED.c.name == name))


def _remembered(row: Any) -> Remembered:
    return Remembered(row.kind, row.name, json.loads(row.content), row.who, row.at)
