"""The main job without printing: read, classify, assess, screen, declare, store, lists."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import manifests

PARCELS = 10_000


def main() -> None:
    """Print the table. Wall seconds of the whole command, for one and two processes."""
    print(f"\nMain job, {PARCELS:,} parcels, own XML, no printing (wall)")
    with tempfile.TemporaryDirectory() as name:
        path = manifests.xml(Path(name), PARCELS)
        for jobs in (1, 2):
            home = Path(name) / f"home{jobs}"
            environment = {**os.environ, "DOUANE_HOME": str(home), "DOUANE_TARIFF": _tariff()}
            command = [sys.executable, "-m", "douane", "run", str(path), "--out", f"{name}/out{jobs}", "--no-print",
                       "--jobs", str(jobs), "--as-of", "2026-11-22"]  # fmt: skip
            before = time.perf_counter()
            subprocess.run(command, env=environment, capture_output=True, check=False)
            seconds = time.perf_counter() - before
            print(f"  {f'{jobs} process' + ('es' if jobs > 1 else ''):<46}{seconds:8.2f} s{PARCELS / seconds:11,.0f}/s")


def _tariff() -> str:
    from douane.places import tariff_home

    return str(tariff_home())
