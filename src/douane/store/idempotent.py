"""Answers kept under the key of their request: a program that asks again is answered again, and nothing is done twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, select

from douane.store import account_tables

_TABLE: Any = account_tables.Idempotent.__table__  # type: ignore[attr-defined]
# A claim that was never answered belongs to a request that died.
_CLAIM_ENDS = timedelta(minutes=5)
KEPT = timedelta(days=7)
_CLAIMED = 0


class KeyInUseError(Exception):
    """A request with this key is still being worked on."""


class KeyReusedError(Exception):
    """The key belongs to another request."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was given: HTTP status and JSON body."""

    status: int
    body: str


def claim(engine: Engine, key: str, account: str, request: str, at: datetime) -> Given | None:
    """Claim a key for a request (its SHA-256), or get the answer that was given to it.

    Raises `KeyReusedError` where the key came with another request, `KeyInUseError` while that one is being worked on.
    """
    row = {"key": key, "account": account, "request": request, "status": _CLAIMED, "body": "", "at": at.isoformat()}
    same = (_TABLE.c.key == key, _TABLE.c.account == account)
    with engine.begin() as connection:
        connection.execute(_TABLE.delete().where(_TABLE.c.at < (at - KEPT).isoformat()))
        found = connection.execute(select(_TABLE).where(*same)).first()
        if found is not None and found.status == _CLAIMED and found.at < (at - _CLAIM_ENDS).isoformat():
            connection.execute(_TABLE.delete().where(*same))
            found = None
        if found is None:
            connection.execute(insert(_TABLE), row)
            return None
    if found.request != request:
        raise KeyReusedError
    if found.status == _CLAIMED:
        raise KeyInUseError
    return Given(found.status, found.body)


def settle(engine: Engine, key: str, account: str, status: int, body: str) -> None:
    """Keep the answer of a claimed key."""
    same = (_TABLE.c.key == key, _TABLE.c.account == account)
    with engine.begin() as connection:
        connection.execute(_TABLE.update().where(*same).values(status=status, body=body))


def release(engine: Engine, key: str, account: str) -> None:
    """Give a claimed key free again: its request failed, and may be sent again."""
    same = (_TABLE.c.key == key, _TABLE.c.account == account, _TABLE.c.status == _CLAIMED)
    with engine.begin() as connection:
        connection.execute(_TABLE.delete().where(*same))
