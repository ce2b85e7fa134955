"""The big run: 100,000 parcels through all stages into store and lists, by step, with memory, for 1, 2 and 4 workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import manifests
from bench.stages import _tariff

PARCELS = int(os.environ.get("DOUANE_BENCH_PARCELS", "100000"))
_STEPS = ("prepare", "read", "stages", "close")


def main() -> None:
    """Print the table. CPU seconds beside wall seconds: on a busy machine only the first can be compared."""
    print(f"\nBig run, {PARCELS:,} parcels, own XML, no printing")
    print(f"  {'workers':<9}{'wall s':>8}{'CPU s':>8}{'CPU s/1,000':>13}{'parcels/s':>11}{'MB':>7}  steps (wall)")
    with tempfile.TemporaryDirectory() as name:
        path = manifests.xml(Path(name), PARCELS)
        for jobs in (1, 2, 4):
            _row(path, Path(name) / str(jobs), jobs)


def _row(path: Path, folder: Path, jobs: int) -> None:
    folder.mkdir()
    environment = {**os.environ, "DOUANE_HOME": str(folder / "home"), "DOUANE_TARIFF": _tariff()}
    command = [sys.executable, "-m", "douane", "run", str(path), "--out", str(folder / "out"), "--no-print", "--jobs",
               str(jobs), "--as-of", "2026-11-22"]  # fmt: skip
    before = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - before
    cpu = used.ru_utime + used.ru_stime
    summary = json.loads((folder / "out" / path.stem / "summary.json").read_text("utf-8"))
    steps = {name: summary["timings"].get(name, 0.0) for name in _STEPS}
    steps["lists"] = wall - summary["timings"]["total"]
    said = ", ".join(f"{name} {seconds:.1f}" for name, seconds in steps.items())
    rate, megabytes = PARCELS / wall, used.ru_maxrss / 1024
    print(f"  {jobs:<9}{wall:8.1f}{cpu:8.1f}{1000 * cpu / PARCELS:13.2f}{rate:11,.0f}{megabytes:7.0f}  {said}", flush=True)


if __name__ == "__main__":
    main()
