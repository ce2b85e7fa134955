"""Webhooks: signed, tried again, given up; and never sent into a private network."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from douane.store.webhooks import Webhooks
from douane.web.clerk import Clerk
from douane.web.roles import Role
from douane.web.site import HOME_ORGANISATION, Site, SiteSettings
from douane.web.webhooks import WAITS, Target, UnsafeAddressError, is_genuine, safe_address, send_due
from tests.web.conftest import MISTAKES, Call, hand_in

ADDRESS = "https://192.0.2.1/hook"
PUBLIC = "https://93.184.215.14/hook"


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1/x", "https://10.1.2.3/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data",
     "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fe80::1]/", "https://0.0.0.0/", "https://localhost/",
     "https://224.0.0.1/", "http://93.184.215.14/", "file:///etc/passwd", "https://user:pass@93.184.215.14/", "https://",
     "https://2130706433/", "https://0x7f.1/", ADDRESS],
)  # fmt: skip
def test_private_and_odd_addresses_are_refused(url: str) -> None:
    with pytest.raises(UnsafeAddressError):
        safe_address(url)


def test_a_public_address_and_an_allowed_private_one_are_taken() -> None:
    assert safe_address(PUBLIC) == Target(True, "93.184.215.14", "93.184.215.14", 443, "/hook")
    assert safe_address("http://10.1.2.3:8080/a?b=1", allowed=["10.1.0.0/16"]).path == "/a?b=1"


def test_a_name_that_leads_inside_as_well_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def two(*_: Any, **__: Any) -> list[Any]:
        return [(0, 0, 0, "", ("93.184.215.14", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]

    monkeypatch.setattr("socket.getaddrinfo", two)
    with pytest.raises(UnsafeAddressError):
        safe_address("https://rebinding.example/")


def test_a_private_address_cannot_be_added(call: Call) -> None:
    wanted = {"url": "https://169.254.169.254/", "events": ["upload.done"]}
    answer = call(Role.BROKER).post("/api/v1/webhooks", json=wanted)
    assert answer.status_code == 422
    assert "private" in answer.json()["detail"]


def test_the_secret_is_told_once(call: Call) -> None:
    program = call(Role.BROKER)
    added = program.post("/api/v1/webhooks", json={"url": PUBLIC, "events": ["upload.done"]}).json()
    assert len(added["secret"]) >= 43
    (listed,) = program.get("/api/v1/webhooks").json()
    assert listed["secret"] is None
    assert program.delete(f"/api/v1/webhooks/{added['id']}").json() == {"done": True}
    assert program.get("/api/v1/webhooks").json() == []
    assert program.delete(f"/api/v1/webhooks/{added['id']}").status_code == 404


@pytest.fixture
def receiver() -> Any:
    """A server on this machine that notes what it is sent."""
    got: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", got
    server.shutdown()


def test_the_clerk_tells_when_a_run_has_ended(
    home: object, site: Site, receiver: Any, work_off: Callable[[], None]
) -> None:
    url, got = receiver
    site.settings = SiteSettings(hook_networks=("127.0.0.0/8",))
    kept = Webhooks(site.engine(HOME_ORGANISATION))
    kept.add(url, "secret", "upload.done", at=site.stamp(), who="test")
    number = hand_in(site, MISTAKES)
    clerk = Clerk(site, 1)
    assert clerk.step()
    clerk.send()
    ((headers, body),) = got
    assert json.loads(body)["event"] == "upload.done"
    assert json.loads(body)["upload"] == number
    timestamp, signed = headers["Douane-Timestamp"], headers["Douane-Signature"]
    assert is_genuine("secret", timestamp, body, signed, now=site.now())
    assert not is_genuine("secret", timestamp, body + b" ", signed, now=site.now())
    assert not is_genuine("other", timestamp, body, signed, now=site.now())
    assert not is_genuine("secret", timestamp, body, signed, now=site.now() + timedelta(minutes=10))
    clerk.send()
    assert len(got) == 1


def test_what_does_not_arrive_is_sent_again_and_given_up_in_the_end(site: Site) -> None:
    kept, now, tries = Webhooks(site.engine(HOME_ORGANISATION)), site.now(), []
    kept.add(PUBLIC, "secret", "upload.done", at=now.isoformat(timespec="seconds"), who="test")
    kept.tell("upload.done", "{}", at=now.isoformat(timespec="seconds"))
    kept.tell("upload.stopped", "{}", at=now.isoformat(timespec="seconds"))

    def failing(_target: Target, _body: bytes, headers: dict[str, str]) -> int:
        tries.append(headers["Douane-Delivery"])
        if len(tries) % 2:
            raise ConnectionRefusedError
        return 500

    for wait in WAITS:
        assert send_due(kept, now, send=failing) == 0
        assert send_due(kept, now + wait / 2, send=failing) == 0
        now += wait
    send_due(kept, now, send=failing)
    send_due(kept, now + timedelta(days=30), send=failing)
    assert tries == ["1"] * (len(WAITS) + 1)


def test_an_address_that_leads_inside_by_now_is_not_connected_to(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, at = Webhooks(site.engine(HOME_ORGANISATION)), site.stamp()
    kept.add("https://turned.example/", "secret", "upload.done", at=at, who="test")
    kept.tell("upload.done", "{}", at=at)
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("10.0.0.1", 443))])
    sent: list[object] = []
    send_due(kept, site.now(), send=lambda *said: sent.append(said) or 200)  # type: ignore[func-returns-value]
    assert sent == []
