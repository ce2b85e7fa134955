"""What the desk stands on: its settings, the store of accounts, and one store for each organisation."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from threading import Event as StopEvent
from threading import Lock
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from douane import places
from douane.store import database
from douane.store.accounts import Accounts
from douane.store.uploads import Uploads

HOME_ORGANISATION = "home"
_BETWEEN_CHECKPOINTS = 0.5
BRUSSELS = ZoneInfo("Europe/Brussels")


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What may be set for the desk. Sizes in bytes, times in seconds; `secure` has cookies sent over TLS only.

    `hook_networks` are private networks that webhooks may lead into, such as `10.1.0.0/16`; there without TLS too.
    """

    address: str = "http://127.0.0.1:8000"
    secure: bool = False
    largest_upload: int = 512 << 20
    session_seconds: int = 12 * 3600
    idle_seconds: int = 2 * 3600
    attempts: int = 5
    lock_seconds: int = 300
    requests_per_minute: int = 600
    address_per_minute: int = 12_000
    scans_per_minute: int = 6_000
    sign_ins_per_minute: int = 20
    hook_networks: tuple[str, ...] = ()
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret: str = field(default="", repr=False)


class Site:
    """The desk's stores. Every organisation has a database of its own, so that no query can reach into another's."""

    def __init__(self, settings: SiteSettings | None = None, *, checkpoints: bool = True) -> None:
        self.settings = settings or SiteSettings()
        self._engines: dict[str, Engine] = {}
        self._lock = Lock()
        self._checkpoints = checkpoints

    def keep_logs_short(self, stopped: StopEvent) -> None:
        """Bring the logs of all stores into their files in quiet steps, until stopped.

        A commit that did this itself would keep a scanner waiting for a third of a second: a site that has this in a thread
        of its own is made without `checkpoints`.
        """
        while not stopped.wait(_BETWEEN_CHECKPOINTS):
            with self._lock:
                engines = list(self._engines.values())
            for engine in engines:
                with suppress(SQLAlchemyError):  # a store that cannot be reached is told of by whoever asks it
                    database.checkpoint(engine)

    @cached_property
    def accounts(self) -> Accounts:
        """Who may sign in; it lies in the store of the organisation that runs this desk."""
        return Accounts(self.engine(HOME_ORGANISATION))

    def engine(self, organisation: str) -> Engine:
        """The store of an organisation. Raises `StoreError`."""
        with self._lock:
            if organisation not in self._engines:
                self._engines[organisation] = database.connect(url_of(organisation), checkpoints=self._checkpoints)
            return self._engines[organisation]

    def uploads(self, organisation: str) -> Uploads:
        """The uploads of an organisation."""
        return Uploads(self.engine(organisation))

    def folder(self, organisation: str) -> Path:
        """Where files of an organisation lie: uploads and finished outputs."""
        path = places.home() / "desk" / organisation
        path.mkdir(parents=True, exist_ok=True)
        return path

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC)  # noqa: TID251  a door

    def stamp(self) -> str:
        """The moment as the store keeps it."""
        return self.now().isoformat(timespec="seconds")

    def today(self) -> date:
        """The day in Brussels."""
        return self.now().astimezone(BRUSSELS).date()


def url_of(organisation: str) -> str:
    """The database of an organisation: the usual one for the home organisation, a file or a database beside for others."""
    home = database.url()
    if organisation == HOME_ORGANISATION:
        return home
    if home.startswith("sqlite:///"):
        return f"sqlite:///{places.home() / 'organisations' / (organisation + '.sqlite')}"
    address = make_url(home)
    return address.set(database=f"{address.database}_{organisation}").render_as_string(hide_password=False)


def settings_from_environment() -> SiteSettings:
    """`DOUANE_ADDRESS`, `DOUANE_HOOK_NETWORKS` (separated by spaces), `DOUANE_OIDC_ISSUER`, `…_CLIENT`, `…_SECRET`."""
    address = os.environ.get("DOUANE_ADDRESS", "http://127.0.0.1:8000")
    return SiteSettings(
        address=address, secure=address.startswith("https:"),
        hook_networks=tuple(os.environ.get("DOUANE_HOOK_NETWORKS", "").split()),
        oidc_issuer=os.environ.get("DOUANE_OIDC_ISSUER", ""), oidc_client=os.environ.get("DOUANE_OIDC_CLIENT", ""),
        oidc_secret=os.environ.get("DOUANE_OIDC_SECRET", ""),
    )  # fmt: skip
