"""Manifests as they were received, and the runs over them, for those who ask again later."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, select

from douane.store import tables
from douane.store.database import READING

_MANIFEST: Any = tables.Manifest.__table__  # type: ignore[attr-defined]
_RUN: Any = tables.Run.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A finished run: its manifest's row and name, the ISO date of its law, its direction, the law it was made with."""

    id: int
    manifest: int
    name: str
    as_of: str
    direction: str
    law: str

    @property
    def day(self) -> date:
        """The day of its law."""
        return date.fromisoformat(self.as_of)


class Manifests:
    """The manifests of the store, over an engine of `database.connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def names(self) -> list[tuple[int, str]]:
        """Row and name of every manifest, in the order in which they came."""
        with self._reading() as connection:
            rows = connection.execute(select(_MANIFEST.c.id, _MANIFEST.c.name).order_by(_MANIFEST.c.id))
            return [(int(row[0]), str(row[1])) for row in rows]

    def content(self, manifest: int) -> bytes:
        """The bytes of a manifest as they were received, none after their purge. Raises `LookupError`."""
        found = self.deflated(manifest)
        return zlib.decompress(found) if found else b""

    def deflated(self, manifest: int) -> bytes:
        """The same as they are kept, deflated. Raises `LookupError`."""
        with self._reading() as connection:
            found = connection.execute(select(_MANIFEST.c.content).where(_MANIFEST.c.id == manifest)).scalar()
        if found is None:
            raise LookupError(manifest)
        return bytes(found)

    def runs(self) -> list[StoredRun]:
        """The finished runs, the oldest first."""
        query = (
            select(_RUN.c.id, _RUN.c.manifest_id, _MANIFEST.c.name, _RUN.c.as_of, _RUN.c.direction, _RUN.c.law)
            .join(_MANIFEST, _MANIFEST.c.id == _RUN.c.manifest_id).where(_RUN.c.finished_at.is_not(None))
            .order_by(_RUN.c.id)
        )  # fmt: skip
        with self._reading() as connection:
            return [StoredRun(*row) for row in connection.execute(query)]

    def run(self, number: int) -> StoredRun | None:
        """A run by its row, finished or not."""
        query = (
            select(_RUN.c.id, _RUN.c.manifest_id, _MANIFEST.c.name, _RUN.c.as_of, _RUN.c.direction, _RUN.c.law)
            .join(_MANIFEST, _MANIFEST.c.id == _RUN.c.manifest_id).where(_RUN.c.id == number)
        )  # fmt: skip
        with self._reading() as connection:
            found = connection.execute(query).first()
        return StoredRun(*found) if found else None

    def runs_of(self, manifest: int) -> list[StoredRun]:
        """The finished runs of a manifest, the oldest first."""
        return [run for run in self.runs() if run.manifest == manifest]

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(**{READING: True})
