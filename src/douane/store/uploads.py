"""Files handed in at the desk, in the store of their organisation, from `waiting` to `done`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from douane.store import account_tables
from douane.store.audit import append
from douane.store.database import READING

WAITING, ASKED, RUNNING, DONE, UNREADABLE, STOPPED = "waiting", "asked", "running", "done", "unreadable", "stopped"

_UPLOAD: Any = account_tables.Upload.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file handed in. `note` is a sentence for its owner; `run` is there as soon as the run has begun."""

    id: int
    name: str
    path: str
    sha256: str
    size: int
    state: str
    direction: str
    as_of: str
    mapping: str | None
    run: int | None
    note: str | None
    who: str
    made_at: str


class Uploads:
    """The uploads of one organisation."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(
        self, name: str, path: str, sha256: str, size: int, *, state: str, direction: str, as_of: str, who: str, at: str,
        note: str | None = None,
    ) -> int:  # fmt: skip
        """Take a file in."""
        row = {"name": name, "path": path, "sha256": sha256, "size": size, "state": state, "direction": direction,
               "as_of": as_of, "who": who, "made_at": at, "changed_at": at, "note": note}  # fmt: skip
        with self.engine.begin() as connection:
            number = int(connection.execute(insert(_UPLOAD).returning(_UPLOAD.c.id), row).scalar_one())
            append(connection, at, who, "file handed in", {"upload": number, "sha256": sha256, "size": size})
            return number

    def get(self, number: int) -> Upload | None:
        """An upload by its number."""
        with self._reading() as connection:
            row = connection.execute(select(_UPLOAD).where(_UPLOAD.c.id == number)).first()
        return _upload(row) if row else None

    def same(self, sha256: str) -> Upload | None:
        """The latest upload of the same bytes."""
        query = select(_UPLOAD).where(_UPLOAD.c.sha256 == sha256).order_by(_UPLOAD.c.id.desc()).limit(1)
        with self._reading() as connection:
            row = connection.execute(query).first()
        return _upload(row) if row else None

    def latest(self, most: int = 100) -> list[Upload]:
        """The latest uploads, newest first."""
        with self._reading() as connection:
            return [_upload(row) for row in connection.execute(select(_UPLOAD).order_by(_UPLOAD.c.id.desc()).limit(most))]

    def of_run(self, run: int) -> Upload | None:
        """The latest upload that led to a run."""
        query = select(_UPLOAD).where(_UPLOAD.c.run_id == run).order_by(_UPLOAD.c.id.desc()).limit(1)
        with self._reading() as connection:
            row = connection.execute(query).first()
        return _upload(row) if row else None

    def in_state(self, states: Sequence[str]) -> list[Upload]:
        """The uploads in one of these states, oldest first."""
        with self._reading() as connection:
            query = select(_UPLOAD).where(_UPLOAD.c.state.in_(states)).order_by(_UPLOAD.c.id)
            return [_upload(row) for row in connection.execute(query)]

    def change(self, number: int, at: str, **values: Any) -> None:
        """Change state, note, mapping or run of an upload."""
        if "run" in values:
            values["run_id"] = values.pop("run")
        with self.engine.begin() as connection:
            connection.execute(update(_UPLOAD).where(_UPLOAD.c.id == number).values(**values, changed_at=at))

    def _reading(self) -> Connection:
        return self.engine.connect().execution_options(**{READING: True})


def _upload(row: Any) -> Upload:
    return Upload(row.id, row.name, row.path, row.sha256, row.size, row.state, row.direction, row.as_of, row.mapping,
                  row.run_id, row.note, row.who, row.made_at)  # fmt: skip
