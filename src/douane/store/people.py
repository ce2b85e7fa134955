"""What an admin and a person see of accounts: whether one waits, when it was used, its sessions and tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, select, update

from douane.store import account_tables as tables
from douane.store.audit import append
from douane.store.database import READING


def _table(model: Any) -> Any:
    return model.__table__


_ORGANISATION, _ACCOUNT = _table(tables.Organisation), _table(tables.Account)
_SESSION, _TOKEN = _table(tables.DeskSession), _table(tables.ApiToken)


@dataclass(frozen=True, slots=True)
class Listed:
    """An account as its admin sees it; `seen_at` is when one of its sessions was last used."""

    id: int
    email: str
    name: str
    role: str
    active: bool
    locked_until: str | None
    seen_at: str | None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A signed-in browser; `digest` is the hash of what its cookie holds, and of no use for signing in."""

    digest: str
    made_at: str
    seen_at: str
    ends_at: str


@dataclass(frozen=True, slots=True)
class LivingToken:
    """A token for programs, without its secret."""

    id: int
    name: str
    scopes: str
    made_at: str
    ends_at: str | None
    used_at: str | None


class People:
    """Accounts of the desk, over the engine that holds them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, organisation: str) -> list[Listed]:
        """The accounts of an organisation, by address."""
        seen = (
            select(_SESSION.c.account_id, func.max(_SESSION.c.seen_at).label("seen_at"))
            .group_by(_SESSION.c.account_id).subquery()
        )  # fmt: skip
        query = (
            select(_ACCOUNT.c.id, _ACCOUNT.c.email, _ACCOUNT.c.name, _ACCOUNT.c.role, _ACCOUNT.c.active,
                   _ACCOUNT.c.locked_until, seen.c.seen_at)
            .join(_ORGANISATION, _ORGANISATION.c.id == _ACCOUNT.c.organisation_id)
            .join(seen, seen.c.account_id == _ACCOUNT.c.id, isouter=True)
            .where(_ORGANISATION.c.slug == organisation).order_by(_ACCOUNT.c.email)
        )  # fmt: skip
        with self._engine.connect().execution_options(**{READING: True}) as connection:
            return [Listed(*row) for row in connection.execute(query)]

    def sessions(self, account: int) -> list[OpenSession]:
        """The sessions of a person, the one used last first."""
        columns = (_SESSION.c.digest, _SESSION.c.made_at, _SESSION.c.seen_at, _SESSION.c.ends_at)
        query = select(*columns).where(_SESSION.c.account_id == account).order_by(_SESSION.c.seen_at.desc())
        with self._engine.connect().execution_options(**{READING: True}) as connection:
            return [OpenSession(*row) for row in connection.execute(query)]

    def end_others(self, account: int, but: str, *, at: str) -> int:
        """End the sessions of a person except one; how many there were."""
        with self._engine.begin() as connection:
            others = (_SESSION.c.account_id == account, _SESSION.c.digest != but)
            ended = int(connection.execute(_SESSION.delete().where(*others)).rowcount)
            append(connection, at, f"account {account}", "other sessions ended", {"sessions": ended})
            return ended

    def tokens(self, account: int) -> list[LivingToken]:
        """The living tokens of a person, the newest first."""
        columns = (_TOKEN.c.id, _TOKEN.c.name, _TOKEN.c.scopes, _TOKEN.c.made_at, _TOKEN.c.ends_at, _TOKEN.c.used_at)
        query = (
            select(*columns).where(_TOKEN.c.account_id == account, _TOKEN.c.ended.is_(False)).order_by(_TOKEN.c.id.desc())
        )
        with self._engine.connect().execution_options(**{READING: True}) as connection:
            return [LivingToken(*row) for row in connection.execute(query)]

    def set_password(self, account: int, password: str, but: str, *, at: str) -> None:
        """Change a person's password (an Argon2 hash); all sessions but the one they are in end."""
        with self._engine.begin() as connection:
            same = _ACCOUNT.c.id == account
            connection.execute(update(_ACCOUNT).where(same).values(password=password, failures=0, locked_until=None))
            connection.execute(_SESSION.delete().where(_SESSION.c.account_id == account, _SESSION.c.digest != but))
            append(connection, at, f"account {account}", "password changed", {"account": account})

    def is_last_admin(self, account: int) -> bool:
        """Whether nobody else could do the admin's work of this organisation."""
        mine = select(_ACCOUNT.c.organisation_id).where(_ACCOUNT.c.id == account).scalar_subquery()
        query = select(_ACCOUNT.c.id).where(
            _ACCOUNT.c.organisation_id == mine, _ACCOUNT.c.role == "admin", _ACCOUNT.c.active.is_(True)
        )
        with self._engine.connect().execution_options(**{READING: True}) as connection:
            return [int(row[0]) for row in connection.execute(query)] == [account]
