"""What the tests of batches share: small inboxes, tools of one day, a press that needs no fonts, PostgreSQL."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from douane.pipeline.order import Tools
from tests.batch import postgres
from tests.batch.shifts import TODAY, Shift, ended, hash_of, left_behind, parcels, without_fonts

PARCELS = 2_000


@pytest.fixture(scope="session")
def bare_tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    """Law and HS headings of one day, without a tariff: loaded once, shared with every forked process."""
    old = {name: os.environ.get(name) for name in ("DOUANE_TARIFF", "DOUANE_HOME")}
    os.environ["DOUANE_TARIFF"] = str(tmp_path_factory.mktemp("no-tariff"))
    os.environ["DOUANE_HOME"] = str(tmp_path_factory.mktemp("no-home"))
    try:
        tools = Tools(TODAY)
        assert tools.versions["law"]
        assert tools.screen is None
        _ = tools.code_exists("610910")
    finally:
        for name, value in old.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    return tools


@pytest.fixture(autouse=True)
def _plain_press(monkeypatch: pytest.MonkeyPatch) -> None:
    without_fonts(monkeypatch)


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    # Not in pytest's own folder: root's is closed to the server's user.
    folder = Path(tempfile.mkdtemp(prefix="douane-postgresql-"))
    started = postgres.server_or_skip(folder)
    yield started
    started.stop()
    shutil.rmtree(folder)


@pytest.fixture
def server_url(request: pytest.FixtureRequest) -> Callable[[], str]:
    """Addresses of new databases: on `DOUANE_TEST_DATABASE_URL` if that is given, else on a server of our own."""
    given = os.environ.get("DOUANE_TEST_DATABASE_URL")
    if given:
        return lambda: postgres.new_database(given, postgres.fresh_name())
    started: postgres.Server = request.getfixturevalue("server")
    return lambda: started.database(postgres.fresh_name())


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    parcels(folder / "a.csv", PARCELS - 300)
    parcels(folder / "b.csv", 300, first=PARCELS)
    return folder


@pytest.fixture(scope="session")
def undisturbed(inbox: Path, bare_tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], str]:
    """What a run leaves behind that nobody disturbed, in one process, on SQLite."""
    patch = pytest.MonkeyPatch()
    without_fonts(patch)
    folder = tmp_path_factory.mktemp("undisturbed")
    shift = Shift(f"sqlite:///{folder / 'douane.sqlite'}", folder, inbox, bare_tools)
    pid = shift.forked(jobs=1)
    assert ended(pid, 300) == 0, (folder / "crash.log").read_text()
    patch.undo()
    files = left_behind(shift.out)
    assert len([name for name in files if name.endswith(".xml")]) > PARCELS // 2
    return files, hash_of(shift)
