"""The tables of the desk: organisations, accounts, sessions, tokens, uploads, edits, saved views."""

from __future__ import annotations

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Organisation(SQLModel, table=True):
    """A broker, trader or hub. Its work lies in a store of its own, named by `slug`; no query spans two of them."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    made_at: str


class Account(SQLModel, table=True):
    """A person who may sign in. `password` is an Argon2 hash; `locked_until` ends by itself."""

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    email: str = Field(unique=True)
    name: str
    role: str
    language: str
    password: str
    active: bool
    failures: int = 0
    locked_until: str | None = None
    made_at: str


class DeskSession(SQLModel, table=True):
    """A signed-in browser, by the hash of what its cookie holds."""

    __tablename__ = "desk_session"

    digest: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    csrf: str
    made_at: str
    seen_at: str
    ends_at: str


class ApiToken(SQLModel, table=True):
    """A token for programs, by its hash. `scopes` are separated by spaces."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    name: str
    scopes: str
    made_at: str
    ends_at: str | None = None
    used_at: str | None = None
    ended: bool = False


class SetUp(SQLModel, table=True):
    """A one-time link, by its hash: the first set-up, or an invitation."""

    __tablename__ = "set_up"

    digest: str = Field(primary_key=True, max_length=64)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    role: str
    made_at: str
    ends_at: str
    used_at: str | None = None


class Upload(SQLModel, table=True):
    """A file that was handed in at the desk, in the store of its organisation.

    `state`: `waiting`, `asked` (a mapping must be confirmed), `running`, `done`, `unreadable`, `stopped`.
    """

    id: int | None = Field(default=None, primary_key=True)
    name: str
    path: str
    sha256: str = Field(index=True, max_length=64)
    size: int
    state: str = Field(index=True)
    direction: str
    as_of: str
    mapping: str | None = None
    run_id: int | None = Field(default=None, index=True)
    note: str | None = Field(default=None, sa_column=Column(Text))
    who: str
    made_at: str
    changed_at: str


class Edit(SQLModel, table=True):
    """A value that a person mended, old to new. Undone edits stay, with when and by whom."""

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id", index=True)
    consignment_id: int = Field(foreign_key="consignment.id", index=True)
    together: str = Field(index=True)
    item: int | None = None
    field: str
    old: str | None = Field(default=None, sa_column=Column(Text))
    new: str | None = Field(default=None, sa_column=Column(Text))
    who: str
    why: str
    at: str
    undone_at: str | None = None
    undone_by: str | None = None


class SavedView(SQLModel, table=True):
    """A search of the worklist that a person has kept."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("account", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    account: str
    name: str
    query: str


class Idempotent(SQLModel, table=True):
    """An answer that was given to a request with an idempotency key, so that it can be given again."""

    key: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    request: str = Field(max_length=64)
    status: int
    body: str = Field(sa_column=Column(Text, nullable=False))
    at: str


class Webhook(SQLModel, table=True):
    """An address that wants to hear of events, with the secret that signs what is sent."""

    id: int | None = Field(default=None, primary_key=True)
    url: str
    secret: str
    events: str
    active: bool
    made_at: str
    who: str


class Delivery(SQLModel, table=True):
    """A message to a webhook: to be sent, sent, or given up after `attempts`."""

    id: int | None = Field(default=None, primary_key=True)
    webhook_id: int = Field(foreign_key="webhook.id", index=True)
    event: str
    body: str = Field(sa_column=Column(Text, nullable=False))
    made_at: str
    next_at: str
    attempts: int = 0
    done_at: str | None = Field(default=None, index=True)
    note: str | None = Field(default=None, sa_column=Column(Text))


class Remembered(SQLModel, table=True):
    """What a trader's export orders are made of: addresses, goods, templates; `content` is JSON."""

    __table_args__ = (UniqueConstraint("kind", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(index=True)
    name: str
    content: str = Field(sa_column=Column(Text, nullable=False))
    who: str
    at: str
