"""The desk in a real browser: the broker's day and the hub's, with scripts and without, and what assistive software meets.

Debian's chromium, driven by Playwright; skipped where it is not installed. `DOUANE_PICTURES=docs/pictures` keeps pictures.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from douane.hub.events import Event, Kind
from douane.hub.simulating import simulated_day
from douane.pipeline.hub import announce, parcel_with_events, record
from douane.pipeline.hub_day import play
from douane.store.hub import HubStore
from douane.web.app import create_app
from douane.web.clerk import work_until
from douane.web.roles import Role
from douane.web.site import HOME_ORGANISATION, Site
from tests.web.conftest import MISTAKES, PASSWORD, open_account
from tests.web.test_hub import ULD, _parcel

sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
CHROMIUM = shutil.which("chromium")
if CHROMIUM is None:
    pytest.skip("Debian's chromium is not installed: apt-get install chromium", allow_module_level=True)
Page = Any
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PICTURES = os.environ.get("DOUANE_PICTURES")
OF_BROKERS = {
    "worklist": "/worklist", "upload": "/upload", "manifest": "/manifests/1", "consignment": "/runs/1/consignments/2",
    "errors": "/errors", "codes": "/codes", "documents": "/documents", "run": "/documents/1", "dashboard": "/dashboard",
    "manifests": "/manifests", "holds": "/holds", "parties": "/parties", "account": "/account",
}  # fmt: skip
OF_THE_HUB = {
    "hub": "/hub", "breakdown": "/hub/breakdown?uld=PMC00000XY", "sort": "/hub/sort", "storage": "/hub/storage",
    "trucks": "/hub/trucks?truck=1-TRK-001", "board": "/hub/board",
}  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """A desk on a port of its own, with its clerk at work."""
    for role in Role:
        open_account(site, role)
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(site), port=port, log_level="error"))
    stop = threading.Event()
    threads = [threading.Thread(target=server.run), threading.Thread(target=work_until, args=(stop, site, 1))]
    for thread in threads:
        thread.start()
    while not server.started:
        stop.wait(0.02)
    yield f"http://127.0.0.1:{port}"
    stop.set()
    server.should_exit = server.force_exit = True
    for thread in threads:
        thread.join(30)


@contextmanager
def _signed_in(chromium: Any, address: str, role: Role, **options: Any) -> Iterator[Page]:
    context = chromium.new_context(base_url=address, **options)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#email", f"{role}@home.example")
    page.fill("#password", PASSWORD)
    page.click("main button")
    yield page
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_brokers_day(chromium: Any, address: str, scripts: bool) -> None:
    """From the upload over what is held to the PDF on disk."""
    with _signed_in(chromium, address, Role.BROKER, java_script_enabled=scripts) as page:
        page.goto("/upload")
        page.set_input_files("#files", MISTAKES)
        if not scripts:
            page.click("main form button")
        page.wait_for_url("**/uploads/1")
        for _ in range(240):
            if page.get_by_role("link", name="Open the manifest").count():
                break
            page.wait_for_timeout(250)
            if not scripts:
                page.goto("/uploads/1")
        page.get_by_role("link", name="Open the manifest").click()
        page.goto("/worklist?run=1&outcome=held")
        assert page.locator("tbody tr").count() > 5
        page.locator("tbody tr a").first.click()
        assert "/runs/1/consignments/" in page.url
        page.goto("/documents/1")
        with page.expect_download() as download:
            page.get_by_label("Download labels.pdf").click()
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def test_the_worklist_is_walked_with_the_keyboard(worked: int, chromium: Any, address: str) -> None:
    with _signed_in(chromium, address, Role.BROKER) as page:
        page.goto("/worklist")
        page.keyboard.press("j")
        page.keyboard.press("j")
        assert page.locator("tbody tr.at").count() == 1
        opened = page.locator("tbody tr.at").get_attribute("data-href")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{opened}")


@pytest.fixture
def hub(site: Site) -> HubStore:
    store = HubStore(site.engine(HOME_ORGANISATION))
    announce(store, [_parcel(f"LX{n}") for n in (1, 2, 3)])
    now = site.now()
    record(store, [Event("d", 1, Kind.ULD_RECEIVED, ULD, now, "d"), Event("d", 2, Kind.ULD_OPENED, ULD, now, "d")], now)
    return store


def _scan(page: Page, reference: str) -> None:
    page.fill("#subject", reference)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_hubs_flow(hub: HubStore, chromium: Any, address: str, scripts: bool) -> None:
    """Scan by scan through a ULD, a shortage noted, the ULD closed, a parcel sorted."""
    with _signed_in(chromium, address, Role.HUB, java_script_enabled=scripts) as page:
        page.goto(f"/hub/breakdown?uld={ULD}")
        assert page.locator("#subject:focus").count() == 1
        for count, reference in enumerate(("LX1", "LX2"), 1):
            _scan(page, reference)
            page.locator(".lane.green", has_text=reference).wait_for()
            page.locator("#found", has_text=str(count)).wait_for()
        _scan(page, "NOBODYS")
        page.locator(".lane.amber", has_text="on no manifest").wait_for()
        if scripts:
            assert page.evaluate("document.body.dataset.lastSound") == "double"
        page.get_by_role("button", name="Close it").click()
        page.locator(".lane.red", has_text="cannot be closed").wait_for()
        for reference in ("LX3", "NOBODYS"):
            page.get_by_label(f"What is done about {reference}").fill("told to the carrier")
            page.locator("tr", has_text=reference).get_by_role("button").click()
            page.locator("td", has_text="told to the carrier").first.wait_for()
        page.get_by_role("button", name="Close it").click()
        page.get_by_role("button", name="Open it").wait_for()
        page.goto("/hub/sort")
        _scan(page, "LX1")
        page.locator(".lane.amber", has_text="STORE").wait_for()


def test_scans_wait_for_the_network_and_go_out_in_their_order(hub: HubStore, chromium: Any, address: str) -> None:
    with _signed_in(chromium, address, Role.HUB) as page:
        page.goto(f"/hub/breakdown?uld={ULD}")
        page.context.set_offline(True)
        for reference in ("LX2", "LX1", "LX1"):
            _scan(page, reference)
        page.locator("#waiting-scans", has_text="3").wait_for()
        known = parcel_with_events(hub, "LX1")
        assert known is not None
        assert known[0].found_at is None
        page.context.set_offline(False)
        page.locator("#found", has_text="2").wait_for()
        page.locator("#waiting-scans").wait_for(state="hidden")
        events = [e for r in ("LX2", "LX1") for e in parcel_with_events(hub, r)[2]]  # type: ignore[index]
        assert [e.subject for e in sorted(events, key=lambda e: e.number)] == ["LX2", "LX1", "LX1"]


def _walked(page: Page, pages: dict[str, str], picture: bool) -> list[str]:
    faults = []
    for name, path in pages.items():
        answer = page.goto(path)
        assert answer.status == 200, path
        found = axe.Axe().run(page).response["violations"]
        faults += [f"{path}: {v['id']} {v['nodes'][0]['html']}" for v in found if v["impact"] in ("serious", "critical")]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append(f"{path}: wider than the window")
        if PICTURES and picture:
            page.wait_for_timeout(400)
            page.screenshot(path=Path(PICTURES) / f"desk-{name}.png")
    return faults


# 640 pixels are what is left of 1280 at 200 %.
@pytest.mark.parametrize("width", [1280, 1024, 640])
@pytest.mark.parametrize(("role", "pages"), [(Role.BROKER, OF_BROKERS), (Role.HUB, OF_THE_HUB)], ids=["broker", "hub"])
def test_axe_finds_nothing_serious_and_no_page_is_too_wide(
    worked: int, site: Site, chromium: Any, address: str, role: Role, pages: dict[str, str], width: int
) -> None:  # fmt: skip
    start = datetime.now(UTC) - timedelta(hours=30)  # noqa: TID251  the pages ask the clock as well
    play(HubStore(site.engine(HOME_ORGANISATION)), simulated_day(3, start, parcels=300, flights=3))
    with _signed_in(chromium, address, role, viewport={"width": width, "height": 900}) as page:
        assert _walked(page, pages, picture=width == 1280) == []


@pytest.mark.parametrize("path", ["/sign-in", "/nowhere"])
def test_axe_finds_nothing_serious_at_the_door(chromium: Any, address: str, path: str) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto(path)
    assert [v["id"] for v in axe.Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")] == []
    context.close()
