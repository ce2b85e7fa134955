"""The bare parser that readers are compared with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree


def events(path: Path) -> Iterator[tuple[str, Any]]:
    """Start and end events of a file, from a parser that opens nothing else and expands nothing."""
    with path.open("rb") as file:
        yield from etree.iterparse(
            file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
