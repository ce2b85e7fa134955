"""The sorter over the web: 20 scans a second for a while over loopback, with 1,000,000 parcels in the store.

The store lies in the folder for temporary files (`TMPDIR`): with `/dev/shm` the disk is left out.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import httpx
from sqlalchemy import Engine, text

COUNT = int(os.environ.get("DOUANE_BENCH_PARCELS", "1000000"))
SECONDS = int(os.environ.get("DOUANE_BENCH_SECONDS", "60"))
A_SECOND = 20
_KEY, _TOKEN = "key-of-the-bench", "token-of-the-bench"
_FILL = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)
INSERT INTO hub_parcel(reference, flight, uld, waybill, house, bag, destination, partner, pieces, mass, customs, procedure,
  mrn, holds, unexpected, damaged, found_uld, place, lane, truck, found_at, released_at, seen_at)
SELECT printf('LX%09d', i), printf('XY%03d/2026-11-22', i / 8500), printf('PMC%05d', i / 420), printf('W%06d', i / 1260),
  '', '', CASE i % 4 WHEN 0 THEN 'BE' WHEN 1 THEN 'DE' WHEN 2 THEN 'NL' ELSE 'FR' END, 'Example Post', 1, '0.4',
  CASE WHEN i % 20 THEN 'released' ELSE 'none' END, 'H7', '', '[]', 0, 0, printf('PMC%05d', i / 420), 'belt', '', '',
  '2026-11-22T06:00:00+00:00', CASE WHEN i % 20 THEN '2026-11-22T07:00:00+00:00' END, '2026-11-22T06:00:00+00:00' FROM n
"""
_FLIGHTS = "INSERT INTO hub_flight(name, landed_at) SELECT DISTINCT flight, '2026-11-22T04:00:00+00:00' FROM hub_parcel"
_WAYBILLS = """INSERT INTO hub_waybill(name, flight, presented_at, mrn)
SELECT waybill, min(flight), '2026-11-22T05:00:00+00:00', '' FROM hub_parcel GROUP BY waybill"""
_PAGES = ("/hub", "/hub/breakdown", "/hub/breakdown?uld=PMC00007", "/hub/storage", "/hub/trucks?truck=T1",
          "/hub/board?by=flight")  # fmt: skip


def main() -> None:
    """Print how long a scan takes to be answered, and each page of the hub."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["DOUANE_HOME"] = name
        begun = time.perf_counter()
        _prepare()
        print(f"\n{_disk(name)}")
        print(f"The sorter over loopback, {COUNT:,} parcels in the store (filled in {time.perf_counter() - begun:.0f} s)")
        port = _free_port()
        command = [sys.executable, "-m", "douane.web", "serve", "--port", str(port), "--no-clerk"]
        desk = subprocess.Popen(command, env=os.environ | {"DOUANE_HOME": name})
        try:
            _measure(f"http://127.0.0.1:{port}")
        finally:
            desk.terminate()
            desk.wait()


def _disk(folder: str) -> str:
    """How long the disk itself takes to make 16 KiB safe: no answer that was made safe can be quicker."""
    times = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(500):
            begun = time.perf_counter()
            file.write(os.urandom(16 << 10))
            file.flush()
            os.fsync(file.fileno())
            times.append(1000 * (time.perf_counter() - begun))
            time.sleep(0.02)
    times.sort()
    return (
        f"The disk alone: p50 {_at(times, 50):.1f} ms, p99 {_at(times, 99):.1f} ms, slowest {times[-1]:.1f} ms to be safe"
    )


def _prepare() -> None:
    from douane.web import secrets
    from douane.web.site import HOME_ORGANISATION, Site

    site = Site()
    _fill(site.engine(HOME_ORGANISATION))
    now = site.now()
    site.accounts.found_organisation(HOME_ORGANISATION, "Bench", now)
    site.accounts.open_account(HOME_ORGANISATION, "hub@home.example", "Bench", "hub", "en", "none", now, "bench")
    login = site.accounts.login("hub@home.example")
    assert login is not None
    site.accounts.begin_session(secrets.digest(_KEY), login.person.id, _TOKEN, now, now + timedelta(hours=1))
    site.engine(HOME_ORGANISATION).dispose()


def _fill(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text(_FILL), {"count": COUNT})
        connection.execute(text(_FLIGHTS))
        connection.execute(text(_WAYBILLS))
        connection.execute(text("INSERT INTO hub_uld(name, flight, state, condition) "
                                "SELECT uld, min(flight), 'open', '' FROM hub_parcel GROUP BY uld"))  # fmt: skip
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _measure(address: str) -> None:
    with httpx.Client(base_url=address, cookies={"douane_session": _KEY}, timeout=60) as client:
        _wait_for(client)
        times, answers = _scans(client)
        times.sort()
        print(f"  {len(times)} scans, {A_SECOND} a second: p50 {_at(times, 50):.1f} ms, p95 {_at(times, 95):.1f} ms, "
              f"p99 {_at(times, 99):.1f} ms, slowest {times[-1]:.1f} ms; answers {answers}")  # fmt: skip
        for page in _PAGES:
            taken = []
            for _ in range(3):
                begun = time.perf_counter()
                status = client.get(page).status_code
                taken.append(1000 * (time.perf_counter() - begun))
            print(f"  {page:<32}{statistics.median(taken):9.1f} ms  ({status})")


def _wait_for(client: httpx.Client) -> None:
    for _ in range(200):
        try:
            if client.get("/hub/sort").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the desk did not come up")


def _scans(client: httpx.Client) -> tuple[list[float], dict[int, int]]:
    """Scans at their moments, whether or not the one before was answered: a slow answer does not slow the belt."""
    random = Random(1)
    times: list[float] = []
    answers: dict[int, int] = {}

    def scan(number: int, due: float) -> None:
        body = {"subject": f"LX{random.randrange(COUNT):09d}", "device": f"S{number % 4}", "number": number + 1}
        status = client.post("/hub/sort", json=body, headers={"x-csrf-token": _TOKEN}).status_code
        times.append(1000 * (time.perf_counter() - due))
        answers[status] = answers.get(status, 0) + 1

    begun = time.perf_counter()
    with ThreadPoolExecutor(8) as threads:
        for number in range(SECONDS * A_SECOND):
            due = begun + number / A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            threads.submit(scan, number, due)
    return times, answers


def _at(times: list[float], percent: int) -> float:
    return times[max(0, -(-len(times) * percent // 100) - 1)]


if __name__ == "__main__":
    main()
