"""What tests of the desk share: a fresh desk with two organisations, people of every role, and a store with work in it.

`visit(Role.BROKER)` gives a signed-in browser of the home organisation, `visit(Role.BROKER, "other")` one of the other;
`visit(None)` nobody. `worked` puts the outcome of `examples/mistakes.csv` into the home organisation's store first.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from douane.web import secrets
from douane.web.app import create_app
from douane.web.clerk import Clerk
from douane.web.guards import COOKIE
from douane.web.roles import GRANTS, Role
from douane.web.site import HOME_ORGANISATION, Site, SiteSettings
from tests.conftest import ROOT, TARIFF

OTHER = "other"
PASSWORD = "a quiet harbour at dawn"  # noqa: S105  of people who do not exist
MISTAKES = ROOT / "examples" / "mistakes.csv"
AS_OF = "2026-11-22"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Visitor(TestClient):
    """A browser that does not follow redirects by itself. `csrf` is the token of its forms."""

    csrf: str = ""
    email: str = ""

    def send_form(self, path: str, **data: Any) -> httpx.Response:
        """Send a form as a page would, its token with it."""
        return self.post(path, data={"csrf": self.csrf, **data})

    def send_files(self, path: str, *files: tuple[str, bytes], **data: str) -> httpx.Response:
        """Send a form with files; its token travels in the address."""
        sent = [("files", (name, content)) for name, content in files]
        return self.post(f"{path}?csrf={self.csrf}", files=sent, data=data)


class Visit(Protocol):
    def __call__(self, role: Role | None, organisation: str = HOME_ORGANISATION) -> Visitor: ...


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed with little work; test_safety looks at the real parameters."""
    monkeypatch.setattr(secrets, "_HASHER", QUICK)
    monkeypatch.setattr(secrets, "_NOBODY", QUICK.hash("nobody"))


@pytest.fixture
def settings() -> SiteSettings:
    """Settings of the desk under test; limits are out of the way unless a test sets them."""
    return SiteSettings(address="http://testserver", requests_per_minute=100_000, sign_ins_per_minute=1_000)


@pytest.fixture
def site(home: Path, settings: SiteSettings) -> Site:
    """A desk with two organisations and nobody in them."""
    made = Site(settings)
    made.accounts.found_organisation(HOME_ORGANISATION, "Hafenblick Zollagentur GmbH", made.now())
    made.accounts.found_organisation(OTHER, "Muster Export BV", made.now())
    return made


@pytest.fixture
def app(site: Site) -> FastAPI:
    return create_app(site)


@pytest.fixture
def visit(app: FastAPI, site: Site) -> Iterator[Visit]:
    """A signed-in browser of a role and an organisation, made when first asked for."""
    opened: dict[tuple[Role | None, str], Visitor] = {}

    def visiting(role: Role | None, organisation: str = HOME_ORGANISATION) -> Visitor:
        if (role, organisation) not in opened:
            opened[role, organisation] = _visitor(app, site, role, organisation)
        return opened[role, organisation]

    yield visiting
    for visitor in opened.values():
        visitor.close()


def _visitor(app: FastAPI, site: Site, role: Role | None, organisation: str) -> Visitor:
    visitor = Visitor(app, follow_redirects=False, raise_server_exceptions=True)
    if role is None:
        return visitor
    visitor.email = f"{role}@{organisation}.example"
    open_account(site, role, organisation)
    login = site.accounts.login(visitor.email)
    assert login is not None
    key, visitor.csrf, now = secrets.new_key(), secrets.new_key(), site.now()
    site.accounts.begin_session(secrets.digest(key), login.person.id, visitor.csrf, now, now + timedelta(hours=8))
    visitor.cookies.set(COOKIE, key)
    return visitor


def open_account(site: Site, role: Role, organisation: str = HOME_ORGANISATION) -> str:
    """An account of a role, its password `PASSWORD`; gives the address."""
    email = f"{role}@{organisation}.example"
    site.accounts.open_account(
        organisation, email, f"{role.capitalize()} Voorbeeld", role, "en", secrets.hashed(PASSWORD), site.now(), "test"
    )
    return email


@pytest.fixture(scope="session")
def worked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the home organisation has handed in `examples/mistakes.csv`, and its run has ended."""
    folder = tmp_path_factory.mktemp("worked") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOUANE_HOME", str(folder))
        patch.setenv("DOUANE_TARIFF", str(TARIFF))
        patch.delenv("DOUANE_DATABASE_URL", raising=False)
        site = Site(SiteSettings())
        hand_in(site, MISTAKES)
        assert Clerk(site, 1).step()
        uploads = site.uploads(HOME_ORGANISATION)
        assert [upload.state for upload in uploads.latest()] == ["done"]
        site.engine(HOME_ORGANISATION).dispose()
    return folder


def hand_in(site: Site, path: Path, organisation: str = HOME_ORGANISATION, who: str = "broker@home.example") -> int:
    """Take a file in as an upload would; gives its number. `Clerk(site, 1).step()` then runs it."""
    import hashlib

    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    target = site.folder(organisation) / "uploads" / digest / path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return site.uploads(organisation).add(
        path.name, str(target), digest, len(content), state="waiting", direction="auto", as_of=AS_OF, who=who,
        at=site.stamp(),
    )  # fmt: skip


@pytest.fixture
def worked(home: Path, worked_home: Path) -> int:
    """Put the worked store in place (ask for it before `site`); gives the number of its run."""
    shutil.copytree(worked_home, home, dirs_exist_ok=True)
    return 1


@pytest.fixture
def work_off(site: Site) -> Callable[[], None]:
    """Have the clerk run everything that waits."""

    def work() -> None:
        while Clerk(site, 1).step():
            pass

    return work


Call = Callable[..., TestClient]


@pytest.fixture
def call(app: FastAPI, site: Site) -> Call:
    """A program of a person: `call(Role.BROKER)` may do all that the role may, `call(Role.BROKER, "see")` only look."""

    def calling(role: Role, *scopes: str, organisation: str = HOME_ORGANISATION) -> TestClient:
        login = site.accounts.login(open_account(site, role, organisation))
        assert login is not None
        key = secrets.new_key()
        wanted = " ".join(scopes or GRANTS[role])
        site.accounts.make_token(secrets.digest(key), login.person.id, "test", wanted, site.now(), None)
        headers = {"Authorization": f"Bearer {key}"}
        return TestClient(app, headers=headers, follow_redirects=False, raise_server_exceptions=False)

    return calling
