"""Run all benchmarks, or those named: `python -m bench intake`."""

from __future__ import annotations

import sys

from bench import batch, declarations, hub, intake, press, screening, stages, startup, worklists

ALL = {
    "startup": startup.main,
    "intake": intake.main,
    "stages": stages.main,
    "batch": batch.main,
    "worklists": worklists.main,
    "hub": hub.main,
    "screening": screening.main,
    "declarations": declarations.main,
    "press": press.main,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or ALL:
        ALL[name]()
