"""Safety: sessions, forms, headers, passwords, logs; what OWASP ASVS 5.0 asks for at level 2 (docs/security.md)."""

from __future__ import annotations

import io
import json
import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from douane.pipeline.observing import logs_to
from douane.web import secrets
from douane.web.app import create_app
from douane.web.guards import COOKIE, HEADERS, Limiter
from douane.web.roles import Role
from douane.web.site import HOME_ORGANISATION, Site, SiteSettings
from tests.web.conftest import PASSWORD, Visit, open_account

PAGES = (
    "/sign-in",
    "/worklist",
    "/audit",
    "/account",
    "/upload",
    "/nowhere",
    "/api/docs",
    "/api/v1/runs",
    "/static/desk.css",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_headers(visit: Visit, path: str) -> None:
    answer = visit(Role.SUPERVISOR).get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "server" not in answer.headers


def test_the_policy_allows_no_script_or_style_inside_a_page(visit: Visit) -> None:
    policy = visit(None).get("/sign-in").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", ["/worklist", "/upload", "/audit", "/account", "/manifests", "/api/docs"])
def test_no_page_has_a_script_or_style_inside(worked: int, visit: Visit, path: str) -> None:
    page = visit(Role.SUPERVISOR).get(path).text
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=", page) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


def test_pages_are_not_kept_by_caches_and_files_of_the_desk_may_be(visit: Visit) -> None:
    assert visit(Role.BROKER).get("/worklist").headers["cache-control"] == "no-store"
    assert "no-store" not in visit(None).get("/static/desk.css").headers.get("cache-control", "")


def test_over_tls_the_cookie_stays_there(home: Path) -> None:
    site = Site(SiteSettings(address="https://desk.example", secure=True))
    site.accounts.found_organisation(HOME_ORGANISATION, "Hafenblick", site.now())
    email = open_account(site, Role.BROKER)
    browser = TestClient(create_app(site), follow_redirects=False)
    answer = browser.post("/sign-in", data={"email": email, "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "secure" in cookie
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_the_cookie_is_not_for_scripts_or_other_sites(site: Site, visit: Visit) -> None:
    answer = visit(None).post("/sign-in", data={"email": open_account(site, Role.BROKER), "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_session_key_brought_along_is_not_taken_over(site: Site, visit: Visit) -> None:
    browser = visit(None)
    browser.cookies.set(COOKIE, "chosen-by-an-attacker")
    answer = browser.post("/sign-in", data={"email": open_account(site, Role.BROKER), "password": PASSWORD})
    assert answer.status_code == 303
    assert "chosen-by-an-attacker" not in answer.headers["set-cookie"]
    thief = visit(None).__class__(browser.app, follow_redirects=False)
    thief.cookies.set(COOKIE, "chosen-by-an-attacker")
    assert thief.get("/worklist").status_code == 303


@pytest.mark.parametrize(("idle", "age", "alive"), [(0, 0, True), (3 * 3600, 0, False), (0, 13 * 3600, False)])
def test_a_session_ends_by_itself(site: Site, idle: int, age: int, alive: bool) -> None:
    email = open_account(site, Role.BROKER)
    login = site.accounts.login(email)
    assert login is not None
    now = site.now()
    site.accounts.begin_session(
        "x" * 64, login.person.id, "csrf", now, now + timedelta(seconds=site.settings.session_seconds)
    )
    later = now + timedelta(seconds=idle + age)
    since = later - timedelta(seconds=site.settings.idle_seconds) - timedelta(seconds=age)
    assert (site.accounts.session("x" * 64, later, idle_since=since) is not None) is alive


@pytest.mark.parametrize("given", ["", "wrong", None])
def test_a_form_without_its_token_changes_nothing(site: Site, visit: Visit, given: str | None) -> None:
    broker = visit(Role.BROKER)
    data = {"language": "fr"} | ({"csrf": given} if given is not None else {})
    assert broker.post("/account/language", data=data).status_code == 403
    login = site.accounts.login(broker.email)
    assert login is not None
    assert login.person.language == "en"


def test_the_token_of_another_session_does_not_fit(visit: Visit) -> None:
    broker, auditor = visit(Role.BROKER), visit(Role.AUDITOR)
    assert broker.post("/account/language", data={"csrf": auditor.csrf, "language": "fr"}).status_code == 403


def test_a_form_from_another_site_is_refused_even_with_the_token(visit: Visit) -> None:
    broker = visit(Role.BROKER)
    headers = {"Origin": "https://elsewhere.example"}
    answer = broker.post("/account/language", data={"csrf": broker.csrf, "language": "fr"}, headers=headers)
    assert answer.status_code == 403


def test_an_upload_without_its_token_is_not_stored(site: Site, visit: Visit) -> None:
    answer = visit(Role.BROKER).post("/upload", files=[("files", ("a.csv", b"a,b\n1,2\n"))])
    assert answer.status_code == 403
    assert site.uploads(HOME_ORGANISATION).latest() == []


def test_passwords_are_kept_as_argon2id_with_enough_work(monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher, extract_parameters

    kept = PasswordHasher().hash(PASSWORD)
    parameters = extract_parameters(kept)
    assert parameters.type.name == "ID"
    assert parameters.memory_cost >= 19 * 1024  # KiB; OWASP's least for Argon2id
    assert parameters.time_cost >= 2


def test_no_secret_is_in_the_store(site: Site, visit: Visit) -> None:
    browser = visit(None)
    browser.post("/sign-in", data={"email": open_account(site, Role.BROKER), "password": PASSWORD})
    key = browser.cookies[COOKIE]
    site.engine(HOME_ORGANISATION).dispose()
    kept = b"".join(
        path.read_bytes() for path in Path(str(site.engine(HOME_ORGANISATION).url.database)).parent.glob("*.sqlite*")
    )
    assert key.encode() not in kept
    assert PASSWORD.encode() not in kept
    assert secrets.digest(key).encode() in kept


def test_a_foreign_origin_is_no_reason_to_answer_with_cors(visit: Visit) -> None:
    answer = visit(None).get("/api/v1/openapi.json", headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in answer.headers


def test_what_a_manifest_says_is_shown_as_text(site: Site, visit: Visit) -> None:
    broker = visit(Role.BROKER)
    page = broker.get("/worklist", params={"q": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_an_error_says_nothing_of_the_inside(app: FastAPI, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("Anna Proef, Straat 1")

    monkeypatch.setattr("douane.web.routes.worklist.worklist_of", broken)
    visitor = visit(Role.BROKER)
    quiet = TestClient(app, raise_server_exceptions=False, follow_redirects=False, cookies=dict(visitor.cookies))
    answer = quiet.get("/worklist")
    assert answer.status_code == 500
    assert "Anna Proef" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"]


def test_logs_hold_no_persons_data() -> None:
    stream = io.StringIO()
    logs_to(stream)
    try:
        try:
            raise ValueError("Anna Proef, Straat 1")  # noqa: TRY301  it is raised to be logged
        except ValueError:
            logging.getLogger("douane.web").exception("upload stopped", extra={"email": "anna@home.example", "count": 3})
    finally:
        logger = logging.getLogger("douane")
        logger.handlers.clear()
        logger.propagate = True
    told = stream.getvalue()
    assert json.loads(told)["event"] == "upload stopped"
    assert json.loads(told)["exception_type"] == "ValueError"
    assert "Anna" not in told
    assert "anna@" not in told


def test_limits_are_for_each_key_and_end() -> None:
    limiter = Limiter()
    assert [limiter.allows("all", "a", 2) for _ in range(3)] == [True, True, False]
    assert limiter.allows("all", "b", 2)
    assert limiter.allows("sign-in", "a", 2)


def test_sign_ins_from_one_address_are_limited(home: Path) -> None:
    site = Site(SiteSettings(sign_ins_per_minute=3))
    site.accounts.found_organisation(HOME_ORGANISATION, "Hafenblick", site.now())
    email = open_account(site, Role.BROKER)
    browser = TestClient(create_app(site), follow_redirects=False)
    tries = [browser.post("/sign-in", data={"email": f"x{i}@home.example", "password": "wrong"}) for i in range(3)]
    assert [answer.status_code for answer in tries] == [401] * 3
    assert browser.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 429


def test_health_says_nothing_and_metrics_need_a_token(worked: int, visit: Visit, call: object) -> None:
    assert visit(None).get("/healthz").json() == {"status": "ok"}
    assert visit(None).get("/metrics").status_code == 401
    told = call(Role.AUDITOR).get("/metrics")  # type: ignore[operator]
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert re.search(r'douane_consignments\{state="held"\} [1-9]', told.text)
