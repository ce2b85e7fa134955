"""Lists for programs, page by page: each page begins behind the last row of the one before, however deep it lies."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Engine, select

from douane.store import account_tables, batch_tables, tables
from douane.store.database import READING
from douane.store.worklist import Row


def _table(model: Any) -> Any:
    return model.__table__


_MANIFEST, _CONSIGNMENT, _OUTCOME = (_table(m) for m in (tables.Manifest, tables.Consignment, tables.Outcome))
_WORK, _UPLOAD, _AUDIT = _table(batch_tables.Work), _table(account_tables.Upload), _table(tables.Audit)


def runs(engine: Engine, after: int, most: int) -> list[int]:
    """The numbers of runs, newest first, older than the one numbered `after` (0: from the newest on)."""
    query = select(_WORK.c.run_id).order_by(_WORK.c.run_id.desc()).limit(most)
    return _numbers(engine, query.where(_WORK.c.run_id < after) if after else query)


def uploads(engine: Engine, after: int, most: int) -> list[int]:
    """The numbers of uploads, newest first, older than the one numbered `after` (0: from the newest on)."""
    query = select(_UPLOAD.c.id).order_by(_UPLOAD.c.id.desc()).limit(most)
    return _numbers(engine, query.where(_UPLOAD.c.id < after) if after else query)


def consignments(engine: Engine, run: int, outcome: str | None, code: str | None, after: int, most: int) -> list[Row]:
    """Consignments of a run behind the one in row `after`, of an outcome and with a finding, if asked for."""
    query = (
        select(_OUTCOME.c.consignment_id, _OUTCOME.c.run_id, _MANIFEST.c.name, _CONSIGNMENT.c.reference, _CONSIGNMENT.c.lrn,
               _OUTCOME.c.outcome, _OUTCOME.c.route, _OUTCOME.c.record)
        .join(_CONSIGNMENT, _CONSIGNMENT.c.id == _OUTCOME.c.consignment_id)
        .join(_MANIFEST, _MANIFEST.c.id == _CONSIGNMENT.c.manifest_id)
        .where(_OUTCOME.c.run_id == run, _OUTCOME.c.consignment_id > after)
        .order_by(_OUTCOME.c.consignment_id).limit(most)
    )  # fmt: skip
    if outcome:
        query = query.where(_OUTCOME.c.outcome == outcome)
    if code:
        query = query.where(_OUTCOME.c.findings.contains(json.dumps(code), autoescape=True))
    with engine.connect().execution_options(**{READING: True}) as connection:
        return [Row(*row[:7], json.loads(row[7])) for row in connection.execute(query)]


def findings(engine: Engine, run: int, after: int, most: int) -> list[tuple[int, str | None, str, list[dict[str, Any]]]]:
    """Consignments of a run that have findings: row, reference, outcome, findings as the store keeps them."""
    query = (
        select(_OUTCOME.c.consignment_id, _CONSIGNMENT.c.reference, _OUTCOME.c.outcome, _OUTCOME.c.findings)
        .join(_CONSIGNMENT, _CONSIGNMENT.c.id == _OUTCOME.c.consignment_id)
        .where(_OUTCOME.c.run_id == run, _OUTCOME.c.consignment_id > after, _OUTCOME.c.findings != "[]")
        .order_by(_OUTCOME.c.consignment_id).limit(most)
    )  # fmt: skip
    with engine.connect().execution_options(**{READING: True}) as connection:
        return [(row[0], row[1], row[2], json.loads(row[3])) for row in connection.execute(query)]


def audit(engine: Engine, *, before: int, most: int, who: str = "", what: str = "", day: str = "") -> list[dict[str, Any]]:
    """Entries of the audit chain, newest first, older than `before` (0: from the newest on), of a person, kind and day."""
    query = select(_AUDIT).order_by(_AUDIT.c.id.desc()).limit(most)
    if before:
        query = query.where(_AUDIT.c.id < before)
    if who:
        query = query.where(_AUDIT.c.who == who)
    if what:
        query = query.where(_AUDIT.c.what == what)
    if day:
        query = query.where(_AUDIT.c.at.startswith(day, autoescape=True))
    with engine.connect().execution_options(**{READING: True}) as connection:
        return [dict(row._mapping) for row in connection.execute(query)]  # noqa: SLF001  SQLAlchemy's public way


def audit_kinds(engine: Engine) -> list[str]:
    """The kinds of entries that stand in the audit chain."""
    with engine.connect().execution_options(**{READING: True}) as connection:
        return [str(row[0]) for row in connection.execute(select(_AUDIT.c.what).distinct().order_by(_AUDIT.c.what))]


def _numbers(engine: Engine, query: Any) -> list[int]:
    with engine.connect().execution_options(**{READING: True}) as connection:
        return [int(row[0]) for row in connection.execute(query)]
