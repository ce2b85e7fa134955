"""Every route × every role × a foreign organisation, taken from the application: a new route is tested by itself."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlalchemy import MetaData, select, text
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from douane.store.worklist import Worklist
from douane.web import secrets
from douane.web.app import create_app
from douane.web.guards import COOKIE
from douane.web.roles import GRANTS, May, Role
from douane.web.site import HOME_ORGANISATION, Site, SiteSettings, url_of
from tests.web.conftest import MISTAKES, OTHER, QUICK, Visitor, open_account

# What anybody may ask for: the door, the first set-up, whether the desk answers, and the description of the API.
OPEN = {
    "/", "/sign-in", "/sign-in/oidc", "/sign-in/oidc/back", "/welcome/{key}", "/healthz", "/api/docs",
    "/api/v1/openapi.json",
}  # fmt: skip
# Tables that every sign-in writes to; they lie in the store of the organisation that runs the desk.
_ACCOUNTS = {"organisation", "account", "desk_session", "api_token", "set_up", "audit", "alembic_version"}


@dataclass(frozen=True)
class Door:
    """A route with a method, and what it needs; nothing for one that is open."""

    method: str
    path: str
    needs: frozenset[May]

    @property
    def for_programs(self) -> bool:
        return self.path.startswith("/api/") or self.path == "/metrics"

    def address(self, **known: object) -> str:
        """The address with values for what it names."""
        path = self.path.replace(":path}", "}")
        while "{" in path:
            name = path[path.index("{") + 1 : path.index("}")]
            path = path.replace("{" + name + "}", str(known.get(name, 999_999)))
        return path


def _needs(dependant: Dependant) -> Iterator[May]:
    yield from getattr(dependant.call, "needs", ())
    for one in dependant.dependencies:
        yield from _needs(one)


def doors_of(app: FastAPI | APIRouter, before: str = "") -> Iterator[Door]:
    """Every way into the application; one that is no route of FastAPI has no needs."""
    for route in app.routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from doors_of(included, before)
            continue
        if isinstance(route, Mount):
            if isinstance(route.app, FastAPI):
                yield from doors_of(route.app, before + route.path)
            else:
                assert isinstance(route.app, StaticFiles), f"{route.path} is mounted and not walked"
        else:
            methods = getattr(route, "methods", None) or {"GET"}
            needed = frozenset(_needs(route.dependant)) if isinstance(route, APIRoute) else frozenset()
            for method in sorted(methods - {"HEAD"}):
                yield Door(method, before + getattr(route, "path", ""), needed)


# Routes do not depend on a store, so their names are known before any test begins.
DOORS = sorted(set(doors_of(create_app(Site()))), key=lambda door: (door.path, door.method))
GUARDED = [door for door in DOORS if door.path not in OPEN]
named = pytest.mark.parametrize("door", GUARDED, ids=[f"{door.method} {door.path}" for door in GUARDED])


def test_routes_were_found() -> None:
    assert len(GUARDED) > 40
    assert {door.path for door in DOORS} >= {"/worklist", "/people", "/api/v1/uploads", "/metrics"}


@named
def test_every_route_says_what_it_needs(door: Door) -> None:
    assert door.needs, f"{door.method} {door.path} is open to anybody; use needs(…), or list it as open"


class Caller:
    """Goes through doors as a role of an organisation: with a cookie where people go, with a token where programs do."""

    def __init__(self, app: FastAPI, site: Site, role: Role, organisation: str = HOME_ORGANISATION) -> None:
        login = site.accounts.login(open_account(site, role, organisation))
        assert login is not None
        self._site, self._account = site, login.person.id
        key, now = secrets.new_key(), site.now()
        # Every scope there is: what the role does not grant, the token must not give.
        site.accounts.make_token(secrets.digest(key), self._account, "test", " ".join(May), now, None)
        self.program = TestClient(app, follow_redirects=False, headers={"Authorization": f"Bearer {key}"})
        self._browser = Visitor(app, follow_redirects=False)

    def go(self, door: Door, **known: object) -> httpx.Response:
        """Ask; with a session of its own, since some routes end it."""
        address = door.address(**known)
        if door.for_programs:
            return self.program.request(door.method, address, json={} if door.method in ("POST", "PUT") else None)
        key, csrf, now = secrets.new_key(), secrets.new_key(), self._site.now()
        self._site.accounts.begin_session(secrets.digest(key), self._account, csrf, now, now + timedelta(hours=1))
        self._browser.cookies.clear()
        self._browser.cookies.set(COOKIE, key)
        data = {} if door.method == "GET" else {"csrf": csrf}
        return self._browser.request(door.method, address, headers={"X-CSRF-Token": csrf}, data=data)


@dataclass(frozen=True)
class Whole:
    """A desk with work in it, and somebody of every role in two organisations; made once for all doors."""

    app: FastAPI
    site: Site
    callers: dict[tuple[str, Role], Caller]
    known: dict[str, object]


@pytest.fixture(scope="module")
def whole(worked_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("access") / "home"
    shutil.copytree(worked_home, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOUANE_HOME", str(folder))
        patch.delenv("DOUANE_DATABASE_URL", raising=False)
        patch.setattr(secrets, "_HASHER", QUICK)
        site = Site(SiteSettings(requests_per_minute=10**6, sign_ins_per_minute=10**6))
        for slug in (HOME_ORGANISATION, OTHER):
            site.accounts.found_organisation(slug, slug, site.now())
            site.engine(slug)
        app = create_app(site)
        callers = {(slug, role): Caller(app, site, role, slug) for slug in (HOME_ORGANISATION, OTHER) for role in Role}
    row = Worklist(site.engine(HOME_ORGANISATION)).page("held", most=1)[0]
    broker = site.accounts.login(f"{Role.BROKER}@{HOME_ORGANISATION}.example")
    assert broker is not None
    # What the home organisation has: numbers that a foreigner could guess.
    known = {"run": row.run, "number": 1, "consignment": row.consignment, "account": broker.person.id, "name": "ready.csv",
             "reference": row.reference, "row": row.consignment, "upload": 1}  # fmt: skip
    return Whole(app, site, callers, known)


def is_let_in(answer: httpx.Response) -> bool:
    """Whether a request came past the guard, whatever was said behind it."""
    to_the_door = answer.headers.get("location", "").startswith("/sign-in?")
    return answer.status_code not in (401, 403) and not to_the_door


@named
def test_a_route_lets_in_the_roles_that_it_names_and_no_other(whole: Whole, door: Door) -> None:
    let_in = {role for role in Role if is_let_in(whole.callers[HOME_ORGANISATION, role].go(door))}
    assert let_in == {role for role in Role if door.needs & GRANTS[role]}


@named
def test_nobody_comes_in_without_signing_in(whole: Whole, door: Door) -> None:
    answer = TestClient(whole.app, follow_redirects=False).request(door.method, door.address())
    assert not is_let_in(answer)


@named
def test_a_foreign_organisation_sees_and_changes_nothing(whole: Whole, door: Door) -> None:
    references = _references(whole.site)
    for role in Role:
        if not door.needs & GRANTS[role]:
            continue
        before = _state(whole.site)
        answer = whole.callers[OTHER, role].go(door, **whole.known)
        assert _state(whole.site) == before
        # Only what the address itself says may come back.
        told = answer.text if "{" not in door.path else answer.text.replace(str(whole.known["reference"]), "")
        assert [reference for reference in references if reference in told] == []
        assert MISTAKES.name not in told


def _references(site: Site) -> list[str]:
    with site.engine(HOME_ORGANISATION).connect() as connection:
        rows = connection.execute(text("SELECT reference FROM consignment WHERE length(reference) > 4"))
        return [str(row[0]) for row in rows]


def _state(site: Site) -> str:
    """One hash over all that the home organisation has, accounts aside."""
    engine, digest = site.engine(HOME_ORGANISATION), hashlib.sha256()
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        for table in tables.sorted_tables:
            if table.name not in _ACCOUNTS:
                rows: Any = connection.execute(select(table).order_by(*table.primary_key.columns))
                for row in rows:
                    digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def test_every_organisation_has_a_store_and_a_folder_of_its_own(site: Site) -> None:
    assert url_of(HOME_ORGANISATION) != url_of(OTHER)
    assert site.folder(HOME_ORGANISATION) != site.folder(OTHER)
    assert site.engine(HOME_ORGANISATION) is not site.engine(OTHER)


def test_the_same_file_in_two_organisations_is_two_uploads(whole: Whole, home: Path) -> None:
    files = [("files", (MISTAKES.name, MISTAKES.read_bytes()))]
    (upload,) = whole.callers[OTHER, Role.BROKER].program.post("/api/v1/uploads", files=files).json()["uploads"]
    assert upload["state"] == "waiting"
    assert upload["run"] is None
    assert len(whole.site.uploads(HOME_ORGANISATION).latest()) == 1
