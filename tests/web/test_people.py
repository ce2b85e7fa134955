"""People, their own accounts, tokens and the audit page."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest
from sqlalchemy import text

from douane.web import secrets
from douane.web.roles import GRANTS, Role
from douane.web.site import HOME_ORGANISATION, Site
from tests.web.conftest import PASSWORD, Visit, open_account


def number_of(site: Site, email: str) -> int:
    login = site.accounts.login(email)
    assert login is not None
    return login.person.id


def test_an_admin_invites_and_the_link_is_shown_once(site: Site, visit: Visit) -> None:
    admin = visit(Role.ADMIN)
    page = admin.send_form("/people/invite", role="broker")
    (link,) = re.findall(r"http://testserver(/welcome/[\w-]+)", page.text)
    assert "/welcome/" not in admin.get("/people").text
    given = {"email": "nora@home.example", "name": "Nora Muster", "password": PASSWORD}
    assert visit(None).post(link, data=given).status_code == 303
    assert "nora@home.example" in admin.get("/people").text


def test_a_new_role_counts_at_once(site: Site, visit: Visit) -> None:
    broker, admin = visit(Role.BROKER), visit(Role.ADMIN)
    assert broker.get("/upload").status_code == 200
    answer = admin.send_form(f"/people/{number_of(site, broker.email)}/role", role="auditor")
    assert answer.status_code == 303
    assert broker.get("/upload").headers["location"].startswith("/sign-in")
    login = site.accounts.login(broker.email)
    assert login is not None
    assert login.person.role == "auditor"


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(site: Site, visit: Visit, call: Any) -> None:
    broker, admin, program = visit(Role.BROKER), visit(Role.ADMIN), call(Role.BROKER)
    number = number_of(site, broker.email)
    admin.send_form(f"/people/{number}/close")
    assert broker.get("/worklist").status_code == 303
    assert program.get("/api/v1/status").status_code == 401
    assert visit(None).post("/sign-in", data={"email": broker.email, "password": PASSWORD}).status_code == 401
    admin.send_form(f"/people/{number}/open")
    assert visit(None).post("/sign-in", data={"email": broker.email, "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("what", ["close", "role"])
def test_the_last_admin_stays(site: Site, visit: Visit, what: str) -> None:
    admin = visit(Role.ADMIN)
    answer = admin.send_form(f"/people/{number_of(site, admin.email)}/{what}", role="broker")
    assert answer.status_code == 409
    assert admin.get("/people").status_code == 200


def test_an_admin_knows_only_their_own_organisation(site: Site, visit: Visit) -> None:
    foreign = open_account(site, Role.BROKER, "other")
    admin = visit(Role.ADMIN)
    assert foreign not in admin.get("/people").text
    assert admin.send_form(f"/people/{number_of(site, foreign)}/close").status_code == 404
    login = site.accounts.login(foreign)
    assert login is not None
    assert login.person.active


def test_a_password_is_changed_with_the_old_one_and_other_browsers_are_out(site: Site, visit: Visit) -> None:
    here = visit(Role.BROKER)
    elsewhere = visit(None)
    elsewhere.post("/sign-in", data={"email": here.email, "password": PASSWORD})
    new = "nine ships in a row"
    assert here.send_form("/account/password", old="wrong", new=new).status_code == 422
    assert here.send_form("/account/password", old=PASSWORD, new="short").status_code == 422
    assert elsewhere.get("/account").status_code == 200
    assert here.send_form("/account/password", old=PASSWORD, new=new).status_code == 200
    assert elsewhere.get("/account").status_code == 303
    assert here.get("/account").status_code == 200
    assert secrets.checked(site.accounts, site.settings, here.email, new, site.now()) is not None
    assert secrets.checked(site.accounts, site.settings, here.email, PASSWORD, site.now()) is None


def test_the_language_of_an_account_is_that_of_its_pages(visit: Visit) -> None:
    broker = visit(Role.BROKER)
    assert broker.send_form("/account/language", language="zh").status_code == 303
    assert '<html lang="zh-Hans">' in broker.get("/account").text
    broker.send_form("/account/language", language="xx")
    assert '<html lang="zh-Hans">' in broker.get("/account").text


def test_a_person_signs_out_everywhere_else(visit: Visit) -> None:
    here, elsewhere = visit(Role.BROKER), visit(None)
    elsewhere.post("/sign-in", data={"email": here.email, "password": PASSWORD})
    assert here.send_form("/account/sign-out-others").status_code == 303
    assert elsewhere.get("/account").status_code == 303
    assert here.get("/account").status_code == 200


def test_a_token_is_shown_once_works_and_is_taken_back(site: Site, visit: Visit) -> None:
    broker = visit(Role.BROKER)
    page = broker.send_form("/account/tokens", name="warehouse", scope="see", days="30")
    (key,) = re.findall(r'<p class="mono">([\w-]{43})</p>', page.text)
    assert key not in broker.get("/account").text
    program = visit(None)
    program.headers["authorization"] = f"Bearer {key}"
    assert program.get("/api/v1/status").status_code == 200
    number = site.accounts.tokens(number_of(site, broker.email))[0][0]
    broker.send_form(f"/account/tokens/{number}/end")
    assert program.get("/api/v1/status").status_code == 401


def test_a_token_never_has_a_scope_that_its_owner_has_not(site: Site, visit: Visit) -> None:
    auditor = visit(Role.AUDITOR)
    page = auditor.post("/account/tokens", data={"csrf": auditor.csrf, "name": "x", "scope": ["audit", "decide", "people"]})
    assert page.status_code == 200
    ((_, _, scopes, _),) = site.accounts.tokens(number_of(site, auditor.email))
    assert scopes == "audit"
    assert auditor.send_form("/account/tokens", name="y", scope="decide").status_code == 422


def test_nobody_takes_back_the_token_of_another(site: Site, visit: Visit) -> None:
    broker, auditor = visit(Role.BROKER), visit(Role.AUDITOR)
    broker.send_form("/account/tokens", name="mine", scope="see")
    number = site.accounts.tokens(number_of(site, broker.email))[0][0]
    auditor.send_form(f"/account/tokens/{number}/end")
    assert site.accounts.tokens(number_of(site, broker.email))[0][0] == number


def test_the_audit_shows_who_did_what_and_that_the_chain_holds(worked: int, site: Site, visit: Visit) -> None:
    auditor = visit(Role.AUDITOR)
    page = auditor.get("/audit", params={"what": "file handed in"})
    assert "broker@home.example" in page.text
    assert "run begun" not in re.sub(r"<select.*?</select>", "", page.text, flags=re.DOTALL)
    assert "The chain holds" in auditor.get("/audit/verified").text


def test_a_changed_entry_is_shown(worked: int, site: Site, visit: Visit) -> None:
    with site.engine(HOME_ORGANISATION).begin() as connection:
        connection.execute(text("UPDATE audit SET who = 'nobody' WHERE id = 2"))
    page = visit(Role.AUDITOR).get("/audit/verified").text
    assert "The chain does not hold" in page
    assert "entry 2 was altered" in page


def test_a_chain_cut_at_its_end_does_not_hold_the_hash_that_was_noted(worked: int, site: Site, visit: Visit) -> None:
    assert "hash that was noted" in visit(Role.AUDITOR).get("/audit/verified", params={"anchor": "ab" * 32}).text


def test_the_exported_audit_is_no_formula(worked: int, site: Site, visit: Visit) -> None:
    from douane.store.audit import append

    with site.engine(HOME_ORGANISATION).begin() as connection:
        append(connection, site.stamp(), "=HYPERLINK(1)", "test", {})
    rows = list(csv.reader(visit(Role.AUDITOR).get("/audit.csv").text.splitlines()))
    assert rows[0] == ["id", "at", "who", "what", "body", "previous", "hash"]
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_what_a_token_may_be_given_is_what_its_owner_may(visit: Visit) -> None:
    for role in Role:
        page = visit(role).get("/account").text
        offered = set(re.findall(r'name="scope" value="(\w+)"', page))
        assert offered == {str(what) for what in GRANTS[role]} - {"people"}
