"""`douane batch`, `status`, `store` and `worker` as a shift lead types them."""

from __future__ import annotations

import csv
import json
import logging
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from douane.pipeline.observing import logs_to, metrics
from douane.store import database
from douane.store.chunks import Chunks
from tests.batch.shifts import parcels

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def batch(run_cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.setenv("DOUANE_TARIFF", str(tmp_path / "no-tariff"))
    (tmp_path / "inbox").mkdir()

    def run(*more: object) -> tuple[int, str, str]:
        return run_cli("batch", tmp_path / "inbox", "--out", tmp_path / "out", "--as-of", "2026-11-22", "--no-print", *more)

    return run


def test_the_inbox_is_known_by_content_and_each_manifest_is_run_once(batch: Cli, run_cli: Cli, tmp_path: Path) -> None:
    parcels(tmp_path / "inbox" / "a.csv", 30)
    code, out, err = batch("--json")
    assert code == 1, err
    first = json.loads(out)
    assert (first["consignments"], first["todo"], len(first["manifests"])) == (30, 0, 1)
    assert first["ready"] + first["review"] + first["held"] + first["rejected"] == 30
    (tmp_path / "inbox" / "a.csv").rename(tmp_path / "inbox" / "renamed.csv")
    (tmp_path / "inbox" / "copy.csv").write_bytes((tmp_path / "inbox" / "renamed.csv").read_bytes())
    parcels(tmp_path / "inbox" / "b.csv", 5, first=100)
    (tmp_path / "inbox" / ".hidden.csv").write_text("x")
    code, out, err = batch("--json")
    assert code == 1, err
    second = json.loads(out)
    assert (second["consignments"], len(second["manifests"])) == (35, 2)
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.is_dir()) == ["a", "b"]
    status = json.loads(run_cli("status", "--json")[1])
    assert sum(status["outcomes"].values()) == 35
    assert status["phases"] == {"finished": 2}
    assert run_cli("store", "verify", "--anchor", second["audit_head"])[0] == 0


def test_two_manifests_of_one_name_get_folders_of_their_own(batch: Cli, tmp_path: Path) -> None:
    parcels(tmp_path / "inbox" / "one" / "a.csv", 3)
    parcels(tmp_path / "inbox" / "two" / "a.csv", 4, first=50)
    assert batch()[0] in (0, 1)
    counts = [json.loads(path.read_text())["counts"]["consignments"] for path in (tmp_path / "out").glob("*/summary.json")]
    assert sorted(counts) == [3, 4]


def test_the_shift_report_counts_exceptions_by_code_and_client(batch: Cli, tmp_path: Path) -> None:
    parcels(tmp_path / "inbox" / "a.csv", 30)
    (tmp_path / "inbox" / "x.txt").write_text("junk")
    assert batch()[0] == 1
    report = json.loads((tmp_path / "out" / "shift-report.json").read_text("utf-8"))
    assert [one["code"] for one in report["unreadable"]] == ["FORMAT-UNKNOWN"]
    assert report["exceptions"][0]["consignments"] >= report["exceptions"][-1]["consignments"]
    assert sum(bar["count"] for bar in report["outcome_bars"]) == 30
    table = csv.DictReader(StringIO((tmp_path / "out" / "shift-report.csv").read_bytes().decode("utf-8-sig")))
    assert {row["row"] for row in table} == {"manifest", "exception"}
    held = (tmp_path / "out" / "a" / "hold.csv").read_text("utf-8-sig").count("\n") - 1
    assert report["held"] + report["rejected"] == held


def test_an_inbox_with_nothing_readable_is_exit_3(batch: Cli, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "x.txt").write_text("junk")
    assert batch()[0] == 3


def test_an_empty_inbox_is_done(batch: Cli, tmp_path: Path) -> None:
    code, _, err = batch()
    assert code == 0
    assert "0 manifests" in err


def test_a_worker_needs_postgresql_and_says_so(run_cli: Cli) -> None:
    code, _, err = run_cli("worker", "--once")
    assert code == 5
    assert "DOUANE_DATABASE_URL=postgresql://" in err


def test_a_database_that_does_not_answer_is_exit_5(batch: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUANE_DATABASE_URL", "postgresql://douane@127.0.0.1:1/nothing")
    code, _, err = batch()
    assert code == 5
    assert "Start it and run the same command again" in err


def test_backup_and_restore_from_the_command_line(
    batch: Cli, run_cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcels(tmp_path / "inbox" / "a.csv", 3)
    batch()
    assert run_cli("store", "backup", tmp_path / "b.tar")[0] == 0
    code, _, err = run_cli("store", "restore", tmp_path / "b.tar")
    assert code == 5
    assert "nothing was changed" in err
    monkeypatch.setenv("DOUANE_HOME", str(tmp_path / "elsewhere"))
    assert run_cli("store", "restore", tmp_path / "b.tar")[0] == 0
    code, _, err = run_cli("store", "verify")
    assert code == 0, err
    assert "3 consignments" in err
    assert run_cli("store", "purge", "--as-of", "2030-01-01")[0] == 0
    assert run_cli("store", "hold", "ffff", "--why", "x")[0] == 2


def test_no_person_stands_in_a_log_or_in_the_metrics(batch: Cli, tmp_path: Path) -> None:
    stream = StringIO()
    logs_to(stream)
    logger = logging.getLogger("douane.a.test")
    try:
        int("Anna Voorbeeld")
    except ValueError:
        logger.exception("a stage failed", extra={"recipient": "Anna Voorbeeld"})
    import structlog

    structlog.get_logger("douane.a.test").warning("held", recipient="Anna Voorbeeld", run=7, lrn="L26-0000000001")
    logging.getLogger("douane").handlers.clear()
    logging.getLogger("douane").propagate = True
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert lines[0]["exception_type"] == "ValueError"
    assert (lines[1]["run"], lines[1]["lrn"]) == (7, "L26-0000000001")
    assert "Anna" not in stream.getvalue()
    parcels(tmp_path / "inbox" / "a.csv", 3)
    batch()
    text = metrics(Chunks(database.connect().engine)).decode()
    assert 'douane_runs{state="finished"} 1.0' in text
    assert "Anna" not in text
    assert os.environ["DOUANE_HOME"] not in text
