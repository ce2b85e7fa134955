"""Where the project's data folders lie: beside the code in a checkout, inside the package in a wheel."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSIDE = _PACKAGE / "data"
_ROOT = _INSIDE if _INSIDE.is_dir() else _PACKAGE.parents[1]

LAW = _ROOT / "law"
SCHEMAS = _ROOT / "schemas"
TEMPLATES = _ROOT / "templates"


def home() -> Path:
    """The folder that holds the store, loaded tariffs and loaded exchange rates.

    `DOUANE_HOME`, or the user's data folder by the XDG base directory specification.
    """
    if chosen := os.environ.get("DOUANE_HOME"):
        return Path(chosen).expanduser()
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "douane"


def tariff_home() -> Path:
    """The folder of loaded tariff editions: `DOUANE_TARIFF`, or `tariff` in `home()`."""
    chosen = os.environ.get("DOUANE_TARIFF")
    return Path(chosen).expanduser() if chosen else home() / "tariff"


def cache() -> Path:
    """The folder of what can be made again at any time: `DOUANE_CACHE`, or the user's cache folder."""
    if chosen := os.environ.get("DOUANE_CACHE"):
        return Path(chosen).expanduser()
    folder = os.environ.get("XDG_CACHE_HOME")
    return (Path(folder) if folder else Path.home() / ".cache") / "douane"
