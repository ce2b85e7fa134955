"""The door: first set-up, invitations, passwords, waits after failures, and what a session is."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from douane.web import oidc, secrets
from douane.web.guards import COOKIE
from douane.web.roles import Role
from douane.web.site import HOME_ORGANISATION, Site, SiteSettings
from tests.web.conftest import PASSWORD, Visit, open_account


def test_the_worked_store_is_shown(worked: int, visit: Visit) -> None:
    page = visit(Role.BROKER).get("/worklist")
    assert page.status_code == 200
    assert f"/runs/{worked}/consignments/" in page.text


def test_a_person_signs_in_and_out(site: Site, visit: Visit) -> None:
    email = open_account(site, Role.BROKER)
    browser = visit(None)
    answer = browser.post("/sign-in", data={"email": email, "password": PASSWORD, "to": "/upload"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/upload")
    assert browser.get("/upload").status_code == 200
    session = site.accounts.session(
        secrets.digest(browser.cookies[COOKIE]), site.now(), idle_since=site.now() - timedelta(hours=1)
    )
    assert session is not None
    assert browser.post("/sign-out", data={"csrf": session.csrf}).status_code == 303
    assert browser.get("/upload").headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("to", ["//elsewhere.example/x", "https://elsewhere.example", "/\\elsewhere.example"])
def test_the_door_leads_nowhere_else(site: Site, visit: Visit, to: str) -> None:
    email = open_account(site, Role.BROKER)
    answer = visit(None).post("/sign-in", data={"email": email, "password": PASSWORD, "to": to})
    assert answer.headers["location"] == "/"


def test_a_wrong_address_and_a_wrong_password_look_alike(site: Site, visit: Visit) -> None:
    email = open_account(site, Role.BROKER)
    one = visit(None).post("/sign-in", data={"email": email, "password": "wrong"})
    other = visit(None).post("/sign-in", data={"email": "nobody@home.example", "password": "wrong"})
    assert one.status_code == other.status_code == 401
    assert one.text.replace(email, "") == other.text.replace("nobody@home.example", "")


def test_an_account_waits_after_five_failures_and_no_longer(site: Site) -> None:
    email, now = open_account(site, Role.BROKER), site.now()
    for _ in range(site.settings.attempts):
        assert secrets.checked(site.accounts, site.settings, email, "wrong", now) is None
    assert secrets.checked(site.accounts, site.settings, email, PASSWORD, now) is None
    later = now + timedelta(seconds=site.settings.lock_seconds + 1)
    assert secrets.checked(site.accounts, site.settings, email, PASSWORD, later) is not None


def test_nobody_can_lock_the_admin_out(site: Site) -> None:
    email, now = open_account(site, Role.ADMIN), site.now()
    for _ in range(100):
        secrets.checked(site.accounts, site.settings, email, "wrong", now)
    found = secrets.checked(site.accounts, site.settings, email, PASSWORD, now + timedelta(seconds=2))
    assert found is not None
    assert found.role == "admin"


def test_an_invitation_works_once_for_its_role_and_organisation(site: Site, visit: Visit) -> None:
    key, now = secrets.new_key(), site.now()
    site.accounts.invite(secrets.digest(key), "other", "trader", now, now + timedelta(hours=1))
    browser = visit(None)
    given = {"email": "lena@other.example", "name": "Lena Muster", "password": PASSWORD}
    assert browser.post(f"/welcome/{key}", data=given).status_code == 303
    login = site.accounts.login("lena@other.example")
    assert login is not None
    assert (login.person.organisation, login.person.role) == ("other", "trader")
    assert browser.post(f"/welcome/{key}", data=given | {"email": "second@other.example"}).status_code == 410
    assert site.accounts.login("second@other.example") is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [("short", "short"), ("passwordpassword", "common"), ("lena-lena-lena-1", "common"), ("aaaaaaaaaaaaaa", "common"),
     (PASSWORD, None)],
)  # fmt: skip
def test_a_password_is_long_and_not_easy_to_guess(password: str, fault: str | None) -> None:
    assert secrets.weakness(password, "lena@home.example") == fault


def test_the_first_account_is_the_admins(home: object, visit: Visit) -> None:
    site = Site()
    key, now = secrets.new_key(), site.now()
    site.accounts.invite(secrets.digest(key), None, "admin", now, now + timedelta(hours=1))
    given = {"email": "ada@home.example", "name": "Ada Muster", "password": PASSWORD, "organisation": "Muster NV"}
    answer = visit(None).post(f"/welcome/{key}", data=given)
    assert answer.headers["location"] == "/people"
    login = site.accounts.login("ada@home.example")
    assert login is not None
    assert (login.person.role, login.person.organisation) == ("admin", HOME_ORGANISATION)


ISSUER = "https://provider.example"
PROVIDED = SiteSettings(address="http://testserver", oidc_issuer=ISSUER, oidc_client="desk", oidc_secret="s")  # noqa: S106


class Provider:
    """A made-up provider: gives a code to who asks, and an ID token to who has the code and the PKCE secret behind it."""

    def __init__(self) -> None:
        self.asked: dict[str, str] = {}
        self.claims: dict[str, object] = {}

    def visit(self, to: str) -> str:
        self.asked = dict(parse_qsl(urlsplit(to).query))
        return self.asked["state"]

    def fetch(self, url: str, form: dict[str, str] | None) -> dict[str, Any]:
        if form is None:
            return {"issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/in", "token_endpoint": f"{ISSUER}/token"}
        hashed = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if form["code"] != "the-code" or hashed != self.asked["code_challenge"] or form["client_secret"] != "s":  # noqa: S105  made up
            return {"error": "invalid_grant"}
        claims = {"iss": ISSUER, "aud": "desk", "nonce": self.asked["nonce"], "exp": time.time() + 60,
                  "email": "broker@home.example", "email_verified": True} | self.claims  # fmt: skip
        body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
        return {"id_token": f"e30.{body}.sig"}


@pytest.fixture
def provider(site: Site, monkeypatch: pytest.MonkeyPatch) -> Provider:
    made = Provider()
    site.settings = PROVIDED
    open_account(site, Role.BROKER)
    oidc.described.cache_clear()
    for function in (oidc.described.__wrapped__, oidc.begin, oidc.email_of):
        monkeypatch.setattr(function, "__defaults__", (made.fetch,))
    return made


def test_a_person_signs_in_with_the_account_of_their_organisation(provider: Provider, visit: Visit) -> None:
    browser = visit(None)
    assert "/sign-in/oidc" in browser.get("/sign-in").text
    to = browser.get("/sign-in/oidc").headers["location"]
    assert to.startswith(f"{ISSUER}/in?")
    state = provider.visit(to)
    assert provider.asked["code_challenge_method"] == "S256"
    answer = browser.get("/sign-in/oidc/back", params={"state": state, "code": "the-code"})
    assert answer.headers["location"] == "/worklist"
    assert browser.get("/worklist").status_code == 200


@pytest.mark.parametrize(
    ("claims", "state", "code", "status"),
    [({"nonce": "another"}, None, "the-code", 401), ({"iss": "https://evil.example"}, None, "the-code", 401),
     ({"aud": "another"}, None, "the-code", 401), ({"aud": ["desk", "another"]}, None, "the-code", 401),
     ({"exp": 1}, None, "the-code", 401), ({"email_verified": False}, None, "the-code", 401),
     ({"email": "nobody@home.example"}, None, "the-code", 403), ({}, "another", "the-code", 401),
     ({}, None, "another", 401)],
)  # fmt: skip
def test_what_does_not_belong_to_this_way_in_is_refused(
    provider: Provider, visit: Visit, claims: dict[str, object], state: str | None, code: str, status: int
) -> None:
    browser = visit(None)
    begun = provider.visit(browser.get("/sign-in/oidc").headers["location"])
    provider.claims = claims
    answer = browser.get("/sign-in/oidc/back", params={"state": state or begun, "code": code})
    assert answer.status_code == status
    assert COOKIE not in browser.cookies


def test_coming_back_without_having_left_signs_nobody_in(provider: Provider, visit: Visit) -> None:
    assert visit(None).get("/sign-in/oidc/back", params={"state": "", "code": "the-code"}).status_code == 401


def test_a_desk_without_a_provider_has_no_such_way_in(site: Site, visit: Visit) -> None:
    assert visit(None).get("/sign-in/oidc").status_code == 404
