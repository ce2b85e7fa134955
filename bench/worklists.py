"""Worklists over a full store: 1,000,000 consignments in SQLite, or in the PostgreSQL of DOUANE_BENCH_DATABASE_URL."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, text

from douane.store import tables
from douane.store.database import connect
from douane.store.status import find, worklist

COUNT = int(os.environ.get("DOUANE_BENCH_CONSIGNMENTS", "1000000"))
_STEP = 50_000
_OUTCOMES = ("ready",) * 85 + ("review",) * 10 + ("held",) * 4 + ("rejected",)


def main() -> None:
    """Print the table: median and slowest of 50 asks, each with other values."""
    with tempfile.TemporaryDirectory() as name:
        engine = connect(os.environ.get("DOUANE_BENCH_DATABASE_URL") or f"sqlite:///{Path(name) / 'douane.sqlite'}")
        before = time.perf_counter()
        fill(engine)
        filled = time.perf_counter() - before
        print(f"\nWorklists over {COUNT:,} consignments, {engine.dialect.name} (filled in {filled:.0f} s)")
        for what, ask in _questions(engine):
            times = []
            for i in range(50):
                start = time.perf_counter()
                ask(i)
                times.append(1000 * (time.perf_counter() - start))
            print(f"  {what:<40}{statistics.median(times):8.2f} ms{max(times):10.2f} ms at most")


def _questions(engine: Engine) -> Iterator[tuple[str, Callable[[int], Any]]]:
    yield "newest 50 that are held", lambda _i: worklist(engine, "held")
    yield "50 to review, deep in the list", lambda i: worklist(engine, "review", before=COUNT // 2 + 1000 * i)
    yield "50 rejected, the rarest", lambda i: worklist(engine, "rejected", before=COUNT - 1000 * i)
    yield "one reference", lambda i: find(engine, f"P{COUNT // 51 * i:09d}")


def fill(engine: Engine) -> None:
    """Put the consignments into an empty store."""
    model: Any = tables
    record = '{"reference": "P000000000", "outcome": "ready", "items": [], "amounts": {}}' + " " * 600
    with engine.begin() as connection:
        manifest = {"sha256": "0", "name": "m", "format": "csv", "size": 1, "content": b"", "received_at": "2026-11-22"}
        connection.execute(insert(model.Manifest), {"id": 1, **manifest})
        names = ("direction", "law", "tariff", "software", "started_at")
        run = {"id": 1, "manifest_id": 1, "as_of": "2026-11-22", **dict.fromkeys(names, "")}
        connection.execute(insert(model.Run), run)
    for first in range(0, COUNT, _STEP):
        rows = range(first, min(first + _STEP, COUNT))
        with engine.begin() as connection:
            connection.execute(insert(model.Consignment), [
                {"id": i + 1, "manifest_id": 1, "ordinal": i, "reference": f"P{i:09d}", "eori": "BE1", "lrn": f"L{i:010d}"}
                for i in rows])  # fmt: skip
            connection.execute(insert(model.Outcome), [
                {"id": i + 1, "run_id": 1, "consignment_id": i + 1, "outcome": _OUTCOMES[i * 37 % 100], "route": "H7",
                 "record": record, "findings": "[]", "assessment": "[]"} for i in rows])  # fmt: skip
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))


if __name__ == "__main__":
    main()
