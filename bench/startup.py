"""How long a command takes to answer."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time


def main() -> None:
    """Print the table."""
    print("\nStart-up, whole process (wall, median of 7)")
    for name, command in (
        ("python -c pass", [sys.executable, "-c", "pass"]),
        ("douane --help", [sys.executable, "-m", "douane", "--help"]),
        ("douane explain IOSS-FORM", [sys.executable, "-m", "douane", "explain", "IOSS-FORM"]),
    ):
        seconds = []
        for _ in range(7):
            before = time.perf_counter()
            subprocess.run(command, capture_output=True, check=True)
            seconds.append(time.perf_counter() - before)
        print(f"  {name:<46}{statistics.median(seconds):8.3f} s")
