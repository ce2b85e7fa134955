"""Organisations, accounts, sessions and tokens. Secrets come in as hashes; nothing here can be used to sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from douane.store import account_tables as tables
from douane.store.audit import append
from douane.store.database import READING


def _table(model: Any) -> Any:
    return model.__table__


_ORGANISATION, _ACCOUNT = _table(tables.Organisation), _table(tables.Account)
_SESSION, _TOKEN, _SET_UP = _table(tables.DeskSession), _table(tables.ApiToken), _table(tables.SetUp)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, and for which organisation."""

    id: int
    email: str
    name: str
    role: str
    language: str
    organisation: str
    organisation_name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Login:
    """What is needed to check a password: the hash, and whether the account waits after too many failures."""

    person: Person
    password: str
    failures: int
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """A session with the token that its forms must carry."""

    person: Person
    csrf: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link that has not been used: for whom."""

    organisation: str | None
    role: str


class Accounts:
    """The repository of accounts over an engine of `database.connect`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def is_empty(self) -> bool:
        """Whether nobody can sign in yet."""
        with self._reading() as connection:
            return connection.execute(select(func.count()).select_from(_ACCOUNT)).scalar_one() == 0

    def organisations(self) -> list[tuple[str, str]]:
        """Slug and name of every organisation."""
        with self._reading() as connection:
            rows = connection.execute(select(_ORGANISATION.c.slug, _ORGANISATION.c.name).order_by(_ORGANISATION.c.slug))
            return [(row[0], row[1]) for row in rows]

    def found_organisation(self, slug: str, name: str, at: datetime) -> None:
        """Found an organisation; known ones are left as they are."""
        with self.engine.begin() as connection:
            if connection.execute(select(_ORGANISATION.c.id).where(_ORGANISATION.c.slug == slug)).first() is None:
                connection.execute(insert(_ORGANISATION), {"slug": slug, "name": name, "made_at": at.isoformat()})
                append(connection, at.isoformat(), "desk", "organisation founded", {"organisation": slug})

    def open_account(
        self, organisation: str, email: str, name: str, role: str, language: str, password: str, at: datetime, who: str
    ) -> bool:  # fmt: skip
        """Open an account; `False` where the address has one already."""
        with self.engine.begin() as connection:
            if connection.execute(select(_ACCOUNT.c.id).where(_ACCOUNT.c.email == email.lower())).first():
                return False
            number = connection.execute(select(_ORGANISATION.c.id).where(_ORGANISATION.c.slug == organisation)).scalar_one()
            row = {"organisation_id": number, "email": email.lower(), "name": name, "role": role, "language": language,
                   "password": password, "active": True, "failures": 0, "made_at": at.isoformat()}  # fmt: skip
            account = connection.execute(insert(_ACCOUNT).returning(_ACCOUNT.c.id), row).scalar_one()
            append(connection, at.isoformat(), who, "account opened", {"account": account, "role": role})
            return True

    def login(self, email: str) -> Login | None:
        """What the password of an address is checked against."""
        query = _people().add_columns(_ACCOUNT.c.password, _ACCOUNT.c.failures, _ACCOUNT.c.locked_until)
        with self._reading() as connection:
            row = connection.execute(query.where(_ACCOUNT.c.email == email.lower())).first()
        return Login(_person(row), row.password, row.failures, _moment(row.locked_until)) if row else None

    def note_failure(self, account: int, failures: int, locked_until: datetime | None) -> None:
        """A password was wrong; how often, and until when the account waits."""
        locked = locked_until.isoformat() if locked_until else None
        with self.engine.begin() as connection:
            connection.execute(
                update(_ACCOUNT).where(_ACCOUNT.c.id == account).values(failures=failures, locked_until=locked)
            )

    def change(self, account: int, at: datetime, who: str, **values: Any) -> None:
        """Change role, language, name, password or `active` of an account; its sessions end where they must."""
        with self.engine.begin() as connection:
            connection.execute(update(_ACCOUNT).where(_ACCOUNT.c.id == account).values(**values))
            if values.get("active") is False or "password" in values or "role" in values:
                connection.execute(_SESSION.delete().where(_SESSION.c.account_id == account))
            names = sorted(set(values) - {"password"}) + (["password"] if "password" in values else [])
            append(connection, at.isoformat(), who, "account changed", {"account": account, "fields": names})

    def people(self, organisation: str | None = None) -> list[Person]:
        """The people of an organisation, or all."""
        query = _people().order_by(_ACCOUNT.c.email)
        if organisation is not None:
            query = query.where(_ORGANISATION.c.slug == organisation)
        with self._reading() as connection:
            return [_person(row) for row in connection.execute(query)]

    def begin_session(self, digest: str, account: int, csrf: str, at: datetime, ends_at: datetime) -> None:
        """A person has signed in; failures before are forgotten."""
        row = {"digest": digest, "account_id": account, "csrf": csrf, "made_at": at.isoformat(),
               "seen_at": at.isoformat(), "ends_at": ends_at.isoformat()}  # fmt: skip
        with self.engine.begin() as connection:
            connection.execute(_SESSION.delete().where(_SESSION.c.ends_at < at.isoformat()))
            connection.execute(insert(_SESSION), row)
            connection.execute(update(_ACCOUNT).where(_ACCOUNT.c.id == account).values(failures=0, locked_until=None))
            append(connection, at.isoformat(), f"account {account}", "signed in", {})

    def session(self, digest: str, at: datetime, *, idle_since: datetime) -> Session | None:
        """The session of a cookie: `None` where it has ended, or was not used since `idle_since`."""
        query = _people().add_columns(_SESSION.c.csrf, _SESSION.c.ends_at, _SESSION.c.seen_at).join(
            _SESSION, _SESSION.c.account_id == _ACCOUNT.c.id
        )  # fmt: skip
        alive = (_SESSION.c.digest == digest, _SESSION.c.ends_at > at.isoformat(), _ACCOUNT.c.active.is_(True))
        with self._reading() as connection:
            row = connection.execute(query.where(*alive, _SESSION.c.seen_at > idle_since.isoformat())).first()
        if row is None:
            return None
        if (at - datetime.fromisoformat(row.seen_at)).total_seconds() > _SEEN_EVERY:
            with self.engine.begin() as connection:
                connection.execute(update(_SESSION).where(_SESSION.c.digest == digest).values(seen_at=at.isoformat()))
        return Session(_person(row), row.csrf, datetime.fromisoformat(row.ends_at))

    def end_session(self, digest: str) -> None:
        """Sign out."""
        with self.engine.begin() as connection:
            connection.execute(_SESSION.delete().where(_SESSION.c.digest == digest))

    def make_token(
        self, digest: str, account: int, name: str, scopes: str, at: datetime, ends_at: datetime | None
    ) -> None:  # fmt: skip
        """A token for programs."""
        row = {"digest": digest, "account_id": account, "name": name, "scopes": scopes, "made_at": at.isoformat(),
               "ends_at": ends_at.isoformat() if ends_at else None, "ended": False}  # fmt: skip
        with self.engine.begin() as connection:
            connection.execute(insert(_TOKEN), row)
            append(connection, at.isoformat(), f"account {account}", "token made", {"name": name, "scopes": scopes})

    def token(self, digest: str, at: datetime) -> tuple[Person, frozenset[str]] | None:
        """Whose token it is and what it may do; `None` where it has ended."""
        query = _people().add_columns(_TOKEN.c.scopes, _TOKEN.c.ends_at).join(_TOKEN, _TOKEN.c.account_id == _ACCOUNT.c.id)
        alive = (_TOKEN.c.digest == digest, _TOKEN.c.ended.is_(False), _ACCOUNT.c.active.is_(True))
        with self._reading() as connection:
            row = connection.execute(query.where(*alive)).first()
        if row is None or (row.ends_at and row.ends_at <= at.isoformat()):
            return None
        return _person(row), frozenset(row.scopes.split())

    def tokens(self, account: int) -> list[tuple[int, str, str, str]]:
        """The living tokens of an account: row, name, scopes, made at."""
        query = select(_TOKEN.c.id, _TOKEN.c.name, _TOKEN.c.scopes, _TOKEN.c.made_at)
        with self._reading() as connection:
            rows = connection.execute(query.where(_TOKEN.c.account_id == account, _TOKEN.c.ended.is_(False)))
            return [(row[0], row[1], row[2], row[3]) for row in rows]

    def end_token(self, number: int, account: int, at: datetime) -> None:
        """Take a token back."""
        with self.engine.begin() as connection:
            same = (_TOKEN.c.id == number, _TOKEN.c.account_id == account)
            connection.execute(update(_TOKEN).where(*same).values(ended=True))
            append(connection, at.isoformat(), f"account {account}", "token ended", {"token": number})

    def invite(self, digest: str, organisation: str | None, role: str, at: datetime, ends_at: datetime) -> None:
        """Make a one-time link; the first one is for an organisation that is still to be founded."""
        with self.engine.begin() as connection:
            number = _number_of(connection, organisation)
            row = {"digest": digest, "organisation_id": number, "role": role, "made_at": at.isoformat(),
                   "ends_at": ends_at.isoformat()}  # fmt: skip
            connection.execute(insert(_SET_UP), row)

    def invitation(self, digest: str, at: datetime) -> Invitation | None:
        """What a one-time link is for; `None` where it was used or has ended."""
        query = select(_SET_UP.c.role, _ORGANISATION.c.slug).join(
            _ORGANISATION, _ORGANISATION.c.id == _SET_UP.c.organisation_id, isouter=True
        )  # fmt: skip
        alive = (_SET_UP.c.digest == digest, _SET_UP.c.used_at.is_(None), _SET_UP.c.ends_at > at.isoformat())
        with self._reading() as connection:
            row = connection.execute(query.where(*alive)).first()
        return Invitation(row.slug, row.role) if row else None

    def use_invitation(self, digest: str, at: datetime) -> bool:
        """Use a one-time link; `False` where somebody was quicker."""
        same = (_SET_UP.c.digest == digest, _SET_UP.c.used_at.is_(None), _SET_UP.c.ends_at > at.isoformat())
        with self.engine.begin() as connection:
            return bool(connection.execute(update(_SET_UP).where(*same).values(used_at=at.isoformat())).rowcount)

    def _reading(self) -> Connection:
        return self.engine.connect().execution_options(**{READING: True})


_SEEN_EVERY = 60.0


def _people() -> Any:
    return select(
        _ACCOUNT.c.id, _ACCOUNT.c.email, _ACCOUNT.c.name, _ACCOUNT.c.role, _ACCOUNT.c.language, _ACCOUNT.c.active,
        _ORGANISATION.c.slug, _ORGANISATION.c.name.label("organisation_name"),
    ).join(_ORGANISATION, _ORGANISATION.c.id == _ACCOUNT.c.organisation_id)  # fmt: skip


def _person(row: Any) -> Person:
    return Person(row.id, row.email, row.name, row.role, row.language, row.slug, row.organisation_name, bool(row.active))


def _number_of(connection: Connection, organisation: str | None) -> int | None:
    if organisation is None:
        return None
    query = select(_ORGANISATION.c.id).where(_ORGANISATION.c.slug == organisation)
    return int(connection.execute(query).scalar_one())


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
