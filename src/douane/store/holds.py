"""Consignments that people hold, read from the values they gave: who, why, since when, and who let them go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select

from douane.store import account_tables, tables
from douane.store.database import READING

FIELD = "hold"


def _table(model: Any) -> Any:
    return model.__table__


_EDIT, _CONSIGNMENT = _table(account_tables.Edit), _table(tables.Consignment)


@dataclass(frozen=True, slots=True)
class Held:
    """A hold, or its release where `reason` is `None`: `why` then says why it was let go."""

    run: int
    consignment: int
    reference: str | None
    reason: str | None
    why: str
    who: str
    at: str


def latest(engine: Engine, most: int = 2000) -> list[Held]:
    """Holds and releases, newest first."""
    query = (
        select(_EDIT.c.run_id, _EDIT.c.consignment_id, _CONSIGNMENT.c.reference, _EDIT.c.new, _EDIT.c.why, _EDIT.c.who,
               _EDIT.c.at)
        .join(_CONSIGNMENT, _CONSIGNMENT.c.id == _EDIT.c.consignment_id)
        .where(_EDIT.c.field == FIELD, _EDIT.c.undone_at.is_(None)).order_by(_EDIT.c.id.desc()).limit(most)
    )  # fmt: skip
    with engine.connect().execution_options(**{READING: True}) as connection:
        return [Held(*row) for row in connection.execute(query)]


def standing(found: list[Held]) -> list[Held]:
    """The holds that were not released since, newest first."""
    newest: dict[int, Held] = {}
    for one in found:
        newest.setdefault(one.consignment, one)
    return [one for one in newest.values() if one.reason]
