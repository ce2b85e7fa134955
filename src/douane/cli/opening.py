"""What every command that works on manifests opens first: settings, work order, tools, store."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from douane.cli.arguments import DirectionChoice, today

if TYPE_CHECKING:
    from douane.pipeline.order import Order, Tools
    from douane.pipeline.settings import Settings
    from douane.store.repository import Store


class Work(NamedTuple):
    """The user's settings, what is asked for, and what it is done with."""

    settings: Settings
    order: Order
    tools: Tools


def open_work(as_of: date | None, direction: DirectionChoice) -> Work:
    """Read the settings and make the order for a day. Raises `SettingsError`."""
    from douane.domain.consignment import Direction
    from douane.pipeline import settings
    from douane.pipeline.order import Order, Tools

    chosen = settings.load()
    wanted = None if direction is DirectionChoice.AUTO else Direction(direction.value)
    order = Order(as_of or today(), settings.office(chosen), wanted, chosen.accept_from)
    return Work(chosen, order, Tools(order.as_of, accept_from=chosen.accept_from))


def open_store() -> Store:
    """The store, brought up to date. Raises `StoreError`."""
    from douane.store.database import connect
    from douane.store.repository import Store

    return Store(connect())
