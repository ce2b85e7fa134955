"""The door: first set-up, invitations, passwords, waits after failures, and what a session is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from douane.web import secrets
from douane.web.guards import COOKIE
from douane.web.roles import Role
from douane.web.site import HOME_ORGANISATION, Site
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
