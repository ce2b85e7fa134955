"""200 people browse a worklist of 1,000,000 consignments while a 100,000-parcel manifest is processed, over loopback.

Every person asks for a page, reads it for some seconds, and asks for the next. DOUANE_BENCH_CONSIGNMENTS,
DOUANE_BENCH_USERS, DOUANE_BENCH_SECONDS and DOUANE_BENCH_PARCELS (0: nothing is handed in) make it smaller.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine, insert, text

from bench import manifests, worklists
from douane.store import batch_tables
from douane.store.chunks import FINISHED

USERS = int(os.environ.get("DOUANE_BENCH_USERS", "200"))
SECONDS = float(os.environ.get("DOUANE_BENCH_SECONDS", "60"))
PARCELS = int(os.environ.get("DOUANE_BENCH_PARCELS", "100000"))
WORKERS = os.environ.get("DOUANE_BENCH_WORKERS", "1")
PORT = int(os.environ.get("DOUANE_BENCH_PORT", "8791"))
READS = (3.0, 7.0)
_OUTCOMES = ("held", "review", "rejected", "ready")


def main() -> None:
    """Print how long pages took, by kind, and how many answers were errors."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["DOUANE_HOME"] = name
        os.environ.pop("DOUANE_DATABASE_URL", None)
        keys = _prepare(Path(name))
        server = subprocess.Popen([sys.executable, "-m", "douane.web", "serve", "--port", str(PORT), "--workers", WORKERS])
        try:
            _wait()
            times, answers, progress = asyncio.run(_browse(keys))
        finally:
            server.terminate()
            server.wait(20)
    everything = sorted(each for some in times.values() for each in some)
    print(
        f"\n{USERS} people, {worklists.COUNT:,} consignments, {PARCELS:,} parcels handed in, {SECONDS:.0f} s, "
        f"{WORKERS} worker(s)"
    )
    for kind, some in (*sorted(times.items()), ("all pages", everything)):
        cuts = statistics.quantiles(some, n=100) if len(some) > 1 else some * 99
        print(f"  {kind:<28}{len(some):7} p50 {cuts[49]:7.1f} ms   p95 {cuts[94]:7.1f} ms   p99 {cuts[98]:7.1f} ms")
    print(f"  answers by status: {dict(answers)};  {len(everything) / SECONDS:.0f} pages a second;  upload: {progress}")


def _prepare(home: Path) -> list[str]:
    from douane.web import secrets
    from douane.web.site import HOME_ORGANISATION, Site

    site = Site()
    worklists.fill(site.engine(HOME_ORGANISATION))
    _note_run(site.engine(HOME_ORGANISATION))
    now = site.now()
    site.accounts.found_organisation(HOME_ORGANISATION, "Hafenblick", now)
    keys = []
    for number in range(USERS):
        email = f"p{number}@home.example"
        site.accounts.open_account(HOME_ORGANISATION, email, f"P{number}", "broker", "en", "", now, "bench")
        login = site.accounts.login(email)
        assert login is not None
        keys.append(secrets.new_key())
        site.accounts.begin_session(secrets.digest(keys[-1]), login.person.id, "csrf", now, now + timedelta(hours=8))
    if PARCELS:
        path = manifests.csv(home, PARCELS)
        site.uploads(HOME_ORGANISATION).add(
            path.name, str(path), "0" * 64, path.stat().st_size, state="waiting", direction="auto", as_of="2026-11-22",
            who="bench", at=site.stamp(),
        )  # fmt: skip
    return keys


def _note_run(engine: Engine) -> None:
    """The run that the consignments belong to, as one that has ended says of itself."""
    model: Any = batch_tables.Work
    with engine.begin() as connection:
        counted = dict(tuple(row) for row in connection.execute(text("SELECT outcome, count(*) FROM outcome GROUP BY 1")))
        connection.execute(insert(model), {
            "run_id": 1, "name": "m", "form": "csv", "order": "{}", "versions": "{}", "prints": "", "phase": FINISHED,
            "consignments": worklists.COUNT, "counts": json.dumps({"outcomes": counted})})  # fmt: skip


def _wait() -> None:
    for _ in range(200):
        try:
            if httpx.get(f"http://127.0.0.1:{PORT}/healthz").status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise SystemExit("the desk does not answer")


async def _browse(keys: list[str]) -> tuple[dict[str, list[float]], Counter[int], str]:
    times: dict[str, list[float]] = defaultdict(list)
    answers: Counter[int] = Counter()
    began = time.monotonic()
    until = began + SECONDS
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORT}", timeout=30, limits=limits) as client:
        # The first page loads templates and catalogues, once for a process.
        for path in ("/worklist", "/manifests") * 3:
            await client.get(path, headers={"Cookie": f"douane_session={keys[0]}"})
        until += time.monotonic() - began
        await asyncio.gather(*(_person(client, key, number, until, times, answers) for number, key in enumerate(keys)))
        page = await client.get("/uploads/1", headers={"Cookie": f"douane_session={keys[0]}"})
    done = page.text.split("data-done>")[1].split("<")[0] if "data-done>" in page.text else "ended"
    return times, answers, f"{done} consignments done" if PARCELS else "none"


async def _person(
    client: httpx.AsyncClient, key: str, number: int, until: float, times: dict[str, list[float]], answers: Counter[int]
) -> None:
    chance = random.Random(number)
    headers = {"Cookie": f"douane_session={key}"}
    await asyncio.sleep(chance.uniform(0, READS[1]))
    while time.monotonic() < until:
        kind, path = _next(chance)
        start = time.perf_counter()
        try:
            status = (await client.get(path, headers=headers)).status_code
        except httpx.HTTPError:
            status = 0
        times[kind].append(1000 * (time.perf_counter() - start))
        answers[status] += 1
        await asyncio.sleep(chance.uniform(*READS))


def _next(chance: random.Random) -> tuple[str, str]:
    drawn = chance.random()
    if drawn < 0.4:
        return "worklist, first page", f"/worklist?outcome={chance.choice(_OUTCOMES)}"
    if drawn < 0.6:
        return "worklist, deep", f"/worklist?outcome=ready&after={chance.randrange(worklists.COUNT)}"
    if drawn < 0.8:
        return "search for a reference", f"/worklist?q=P{chance.randrange(worklists.COUNT):09d}"
    return "manifests", "/manifests"


if __name__ == "__main__":
    main()
