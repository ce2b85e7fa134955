"""The server is killed in the middle of an upload and of the work: what was confirmed is there, what was not is not."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from douane.web import secrets
from douane.web.roles import GRANTS, Role
from douane.web.site import HOME_ORGANISATION, Site
from tests.conftest import ROOT
from tests.web.conftest import MISTAKES, open_account

_PATIENCE = 90.0


class Server:
    """The desk as a process on a port of its own, with its clerk."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "douane.web", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stderr=subprocess.DEVNULL
        )
        for _ in range(int(_PATIENCE * 10)):
            try:
                httpx.get(f"{self.url}/healthz")
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the desk does not answer")

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def token(site: Site) -> str:
    login = site.accounts.login(open_account(site, Role.BROKER))
    assert login is not None
    key = secrets.new_key()
    site.accounts.make_token(secrets.digest(key), login.person.id, "test", " ".join(GRANTS[Role.BROKER]), site.now(), None)
    return key


def test_a_confirmed_upload_outlives_the_server_and_a_broken_one_leaves_nothing(site: Site, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "one"}
    files = [("files", (MISTAKES.name, MISTAKES.read_bytes()))]
    server = Server()
    try:
        confirmed = httpx.post(f"{server.url}/api/v1/uploads", headers=headers, files=files, timeout=60)
        assert confirmed.status_code == 201
        with pytest.raises(httpx.HTTPError):
            _break_off(server, token)
    finally:
        server.kill()
    folder = site.folder(HOME_ORGANISATION) / "uploads"
    (kept,) = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".part")]
    assert kept.read_bytes() == MISTAKES.read_bytes()
    server = Server()
    try:
        again = httpx.post(f"{server.url}/api/v1/uploads", headers=headers, files=files, timeout=60)
        assert again.json() == confirmed.json()
        assert _ended(server, token) == "done"
        runs = httpx.get(f"{server.url}/api/v1/runs", headers=headers, timeout=60).json()["items"]
        assert len(runs) == 1
        assert sum(runs[0]["outcomes"].values()) > 10
    finally:
        server.kill()
    assert len(site.uploads(HOME_ORGANISATION).latest()) == 1


def _break_off(server: Server, token: str) -> None:
    """Send a file and kill the server when half of it is there."""

    def half() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="half.csv"\r\n\r\n' + b"a,b\r\n" * 50_000
        time.sleep(0.3)
        server.kill()
        yield b"c,d\r\n\r\n--x--\r\n"

    headers = {"Authorization": f"Bearer {token}", "Content-Type": "multipart/form-data; boundary=x"}
    answer = httpx.post(f"{server.url}/api/v1/uploads", headers=headers, content=half(), timeout=60)
    raise AssertionError(f"it was confirmed: {answer.status_code}")


def _ended(server: Server, token: str) -> str:
    until = time.monotonic() + _PATIENCE
    state = "waiting"
    while time.monotonic() < until and state in ("waiting", "running"):
        time.sleep(0.3)
        answer = httpx.get(f"{server.url}/api/v1/uploads/1", headers={"Authorization": f"Bearer {token}"}, timeout=60)
        state = str(answer.json()["state"])
    return state
