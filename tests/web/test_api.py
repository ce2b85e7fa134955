"""The API: the same jobs as the pages do, for programs; what it says of itself holds for every answer it gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from starlette.testclient import TestClient

from douane.store.account_tables import Idempotent
from douane.web.roles import Role
from douane.web.site import HOME_ORGANISATION, Site, SiteSettings
from tests.web.conftest import MISTAKES, Call

MANIFEST = ("mistakes.csv", MISTAKES.read_bytes())
SMALL = (
    b"parcel,sender_name,sender_country,recipient_name,recipient_street,recipient_city,recipient_country,sale_type,ioss,"
    b"item_no,description,gross_kg,value,currency,hs_code,sku,manufacturer_ref\n"
    b"P1,A company,CN,Anna Proef,Straat 1,Gent,BE,B2C,IM0561234567,1,T-shirt of cotton,0.2,12.50,EUR,610910,S1,M1\n"
)


def is_problem(answer: Any, status: int, word: str) -> bool:
    """Whether an answer is the problem with that word."""
    body = answer.json()
    kind = answer.headers["content-type"] == "application/problem+json"
    return bool(kind and answer.status_code == body["status"] == status and body["type"] == f"/api/docs#{word}")


def test_a_file_goes_all_the_way(call: Call, work_off: Callable[[], None]) -> None:
    program = call(Role.BROKER)
    answer = program.post("/api/v1/uploads?as_of=2026-11-22", files=[("files", ("small.csv", SMALL))])
    assert answer.status_code == 201, answer.text
    (upload,) = answer.json()["uploads"]
    assert (upload["state"], upload["size"], upload["as_of"]) == ("waiting", len(SMALL), "2026-11-22")
    work_off()
    upload = program.get(f"/api/v1/uploads/{upload['id']}").json()
    assert upload["state"] == "done"
    run = program.get(f"/api/v1/runs/{upload['run']}").json()
    assert run["outcomes"] == {"held": 0, "rejected": 0, "review": 0, "ready": 1}
    (one,) = program.get("/api/v1/consignments", params={"reference": "P1"}).json()
    whole = program.get(f"/api/v1/runs/{one['run']}/consignments/{one['consignment']}").json()
    assert whole["record"]["amounts"]["customs_duty"] == "3.00"
    assert list(whole["declarations"]) == ["h7"]
    assert whole["assessment"]
    names = [file["name"] for file in program.get(f"/api/v1/runs/{one['run']}/documents").json()]
    assert {"labels.pdf", "ready.csv"} <= set(names)
    label = program.get(f"/api/v1/runs/{one['run']}/documents/labels.pdf")
    assert label.content.startswith(b"%PDF-")
    assert program.get("/api/v1/status").json()["consignments"] == {"ready": 1}


def test_findings_come_in_the_language_asked_for(worked: int, call: Call) -> None:
    program = call(Role.BROKER)
    english, french = (
        program.get(f"/api/v1/runs/{worked}/findings", params={"lang": lang, "limit": 3}).json() for lang in ("en", "fr")
    )
    assert len(english["items"]) == 3
    one, other = english["items"][0]["findings"][0], french["items"][0]["findings"][0]
    assert one["code"] == other["code"]
    assert one["message"] != other["message"]


@pytest.mark.parametrize("path", ["runs/1/consignments", "runs/1/findings"])
def test_pages_follow_one_another_without_gap_or_double(worked: int, call: Call, path: str) -> None:
    program = call(Role.BROKER)
    whole = program.get(f"/api/v1/{path}", params={"limit": 200}).json()["items"]
    after, found = 0, []
    while after is not None:
        page = program.get(f"/api/v1/{path}", params={"limit": 4, "after": after}).json()
        found += page["items"]
        after = page["next"]
    assert len(whole) > 8
    assert found == whole


def test_consignments_are_chosen_by_outcome_and_finding(worked: int, call: Call) -> None:
    program = call(Role.BROKER)
    held = program.get(f"/api/v1/runs/{worked}/consignments", params={"outcome": "held", "limit": 200}).json()["items"]
    assert {one["outcome"] for one in held} == {"held"}
    code = held[0]["record"]["reasons"][0]
    told = program.get(f"/api/v1/runs/{worked}/consignments", params={"code": code, "limit": 200}).json()["items"]
    assert held[0]["consignment"] in [one["consignment"] for one in told]
    assert all(code in one["record"]["reasons"] for one in told)


@pytest.mark.parametrize("name", ["../2/x", "..%2f..%2f..%2fdouane.sqlite", "%00", "/etc/passwd", "no.pdf"])
def test_no_name_leads_out_of_the_folder_of_a_run(worked: int, call: Call, name: str) -> None:
    answer = call(Role.BROKER).get(f"/api/v1/runs/{worked}/documents/{name}")
    assert is_problem(answer, 404, "not-here")


def test_a_key_has_a_request_done_once(call: Call, site: Site) -> None:
    program = call(Role.BROKER)
    wanted = {"market": "eu", "description": "cotton socks", "code": "611595", "why": "knitted, cotton"}
    headers = {"Idempotency-Key": "socks-1"}
    first = program.post("/api/v1/decisions", json=wanted, headers=headers)
    again = program.post("/api/v1/decisions", json=wanted, headers=headers)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert len(program.get("/api/v1/decisions").json()["items"]) == 1
    other = program.post("/api/v1/decisions", json=wanted | {"code": "611596"}, headers=headers)
    assert is_problem(other, 422, "not-valid")


def test_a_key_that_is_being_worked_on_waits_and_a_failed_one_is_free_again(call: Call, site: Site) -> None:
    program = call(Role.BROKER)
    wanted = {"market": "eu", "description": "cotton socks", "code": "999999", "why": "knitted"}
    headers = {"Idempotency-Key": "socks-2"}
    assert is_problem(program.post("/api/v1/decisions", json=wanted, headers=headers), 422, "not-valid")
    good = wanted | {"code": "611595"}
    assert program.post("/api/v1/decisions", json=good, headers=headers).status_code == 201
    model: Any = Idempotent
    with site.engine(HOME_ORGANISATION).begin() as connection:
        connection.execute(model.__table__.update().values(status=0, body="", at=site.now().isoformat()))
    assert is_problem(program.post("/api/v1/decisions", json=good, headers=headers), 409, "conflict")


def test_a_decision_names_a_code_that_is_in_the_tariff(call: Call) -> None:
    wanted = {"market": "eu", "description": "socks", "code": "999999", "why": "because"}
    answer = call(Role.BROKER).post("/api/v1/decisions", json=wanted)
    assert is_problem(answer, 422, "not-valid")
    assert "999999" in answer.json()["detail"]


def test_a_table_with_unknown_headings_asks_for_its_columns(call: Call, work_off: Callable[[], None]) -> None:
    program = call(Role.BROKER)
    odd = SMALL.replace(SMALL.split(b"\n")[0], b",".join(b"column %d" % i for i in range(17)))
    (upload,) = program.post("/api/v1/uploads", files=[("files", ("odd.csv", odd))]).json()["uploads"]
    assert upload["state"] == "asked"
    asked = program.get(f"/api/v1/uploads/{upload['id']}/columns").json()
    assert [column["heading"] for column in asked["columns"]] == [f"column {i}" for i in range(17)]
    assert asked["columns"][0]["samples"] == ["P1"]
    wrong = program.post(f"/api/v1/uploads/{upload['id']}/mapping", json={"columns": {"0": "no-such-field"}})
    assert is_problem(wrong, 422, "not-valid")


def test_a_file_above_the_limit_is_refused(home: object, call: Call, site: Site) -> None:
    site.settings = SiteSettings(largest_upload=1 << 20, requests_per_minute=1000)
    answer = call(Role.BROKER).post("/api/v1/uploads", files=[("files", ("big.csv", b"x" * (2 << 20)))])
    assert is_problem(answer, 413, "too-large")
    folder = site.folder(HOME_ORGANISATION) / "uploads"
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_request_without_a_living_token_is_told_how_to_get_one(app: FastAPI, call: Call, site: Site) -> None:
    answer = TestClient(app).get("/api/v1/runs")
    assert is_problem(answer, 401, "no-token")
    assert answer.headers["www-authenticate"] == "Bearer"
    program = call(Role.BROKER)
    login = site.accounts.login("broker@home.example")
    assert login is not None
    site.accounts.end_token(site.accounts.tokens(login.person.id)[0][0], login.person.id, site.now())
    assert is_problem(program.get("/api/v1/runs"), 401, "no-token")


def test_a_token_may_do_no_more_than_its_scopes_and_its_owner(call: Call) -> None:
    wanted = {"market": "eu", "description": "socks", "code": "611595", "why": "because"}
    assert is_problem(call(Role.BROKER, "see").post("/api/v1/decisions", json=wanted), 403, "not-allowed")
    assert is_problem(call(Role.AUDITOR, "see", "decide").post("/api/v1/decisions", json=wanted), 403, "not-allowed")


def test_too_many_requests_are_told_to_wait(home: object, call: Call, site: Site) -> None:
    site.settings = SiteSettings(requests_per_minute=5)
    program = call(Role.BROKER)
    answers = [program.get("/api/v1/status") for _ in range(6)]
    assert [answer.status_code for answer in answers[:5]] == [200] * 5
    assert is_problem(answers[5], 429, "too-many")
    assert answers[5].headers["retry-after"] == "60"


def test_the_pages_of_the_api_need_nothing_from_elsewhere(app: FastAPI) -> None:
    page = TestClient(app).get("/api/docs")
    assert page.status_code == 200
    assert "/api/v1/uploads" in page.text
    assert 'src="http' not in page.text
    assert '<link rel="stylesheet" href="/static/' in page.text


_CHECKS = [
    schemathesis.checks.not_a_server_error, status_code_conformance, content_type_conformance, ignored_auth,
    response_headers_conformance, response_schema_conformance, unsupported_method,
]  # fmt: skip


def test_every_answer_is_one_that_the_description_names(worked: int, app: FastAPI, call: Call) -> None:
    """schemathesis: what the description allows and what it does not, against a store with work in it."""
    token = call(Role.SUPERVISOR).headers["authorization"]
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    seen: set[str] = set()
    for result in schema.get_all_operations():
        operation = result.ok()
        seen.add(operation.label)

        @settings(max_examples=25, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
                  suppress_health_check=list(HealthCheck), derandomize=True)  # fmt: skip
        @given(case=operation.as_strategy())
        def holds(case: Case) -> None:
            case.call_and_validate(headers={"Authorization": token}, checks=_CHECKS)

        holds()
    assert len(seen) >= 15
