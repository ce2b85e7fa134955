"""Addresses that want to hear of events, and the messages to them until they are sent or given up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from douane.store import account_tables
from douane.store.audit import append
from douane.store.database import READING

_HOOK: Any = account_tables.Webhook.__table__  # type: ignore[attr-defined]
_DELIVERY: Any = account_tables.Delivery.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Hook:
    """An address with the secret that signs what is sent there; `events` are separated by spaces."""

    id: int
    url: str
    secret: str
    events: str
    active: bool
    made_at: str
    who: str


@dataclass(frozen=True, slots=True)
class Due:
    """A message that is to be sent now, and how often it was tried."""

    id: int
    url: str
    secret: str
    event: str
    body: str
    made_at: str
    attempts: int


class Webhooks:
    """The webhooks of one organisation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, url: str, secret: str, events: str, *, at: str, who: str) -> int:
        """Note an address; gives its number."""
        row = {"url": url, "secret": secret, "events": events, "active": True, "made_at": at, "who": who}
        with self._engine.begin() as connection:
            number = int(connection.execute(insert(_HOOK).returning(_HOOK.c.id), row).scalar_one())
            append(connection, at, who, "webhook added", {"webhook": number, "events": events})
            return number

    def all(self) -> list[Hook]:
        """The addresses that are told of events."""
        with self._reading() as connection:
            query = select(_HOOK).where(_HOOK.c.active.is_(True)).order_by(_HOOK.c.id)
            return [_hook(row) for row in connection.execute(query)]

    def end(self, number: int, *, at: str, who: str) -> bool:
        """Tell an address no more; `False` where there is none. What was still to be sent there is given up."""
        with self._engine.begin() as connection:
            alive = (_HOOK.c.id == number, _HOOK.c.active.is_(True))
            if not connection.execute(update(_HOOK).where(*alive).values(active=False)).rowcount:
                return False
            waiting = (_DELIVERY.c.webhook_id == number, _DELIVERY.c.done_at.is_(None))
            connection.execute(update(_DELIVERY).where(*waiting).values(done_at=at, note="the webhook was ended"))
            append(connection, at, who, "webhook ended", {"webhook": number})
            return True

    def tell(self, event: str, body: str, *, at: str) -> int:
        """Note a message for every address that wants this event; gives how many."""
        with self._engine.begin() as connection:
            wanting = [
                row.id
                for row in connection.execute(select(_HOOK.c.id, _HOOK.c.events).where(_HOOK.c.active.is_(True)))
                if event in row.events.split()
            ]
            rows = [{"webhook_id": number, "event": event, "body": body, "made_at": at, "next_at": at, "attempts": 0}
                    for number in wanting]  # fmt: skip
            if rows:
                connection.execute(insert(_DELIVERY), rows)
            return len(rows)

    def due(self, at: str, most: int = 20) -> list[Due]:
        """The messages that are to be sent at a moment, the oldest first."""
        query = (
            select(_DELIVERY.c.id, _HOOK.c.url, _HOOK.c.secret, _DELIVERY.c.event, _DELIVERY.c.body, _DELIVERY.c.made_at,
                   _DELIVERY.c.attempts)
            .join(_HOOK, _HOOK.c.id == _DELIVERY.c.webhook_id)
            .where(_DELIVERY.c.done_at.is_(None), _DELIVERY.c.next_at <= at).order_by(_DELIVERY.c.id).limit(most)
        )  # fmt: skip
        with self._reading() as connection:
            return [Due(*row) for row in connection.execute(query)]

    def sent(self, number: int, *, at: str) -> None:
        """A message has arrived."""
        self._note(number, done_at=at, note=None)

    def failed(self, number: int, attempts: int, note: str, *, next_at: str | None, at: str) -> None:
        """A message has not arrived: why, and when it is tried again; given up where it is not."""
        if next_at is None:
            self._note(number, attempts=attempts, note=note, done_at=at)
        else:
            self._note(number, attempts=attempts, note=note, next_at=next_at)

    def _note(self, number: int, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(_DELIVERY).where(_DELIVERY.c.id == number).values(**values))

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(**{READING: True})


def _hook(row: Any) -> Hook:
    return Hook(row.id, row.url, row.secret, row.events, bool(row.active), row.made_at, row.who)
