"""What classification is asked about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods as a seller describes them. `category` runs from general to special; attributes are pairs of name, value."""

    description: str
    category: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    origin: str | None = None
    language: str | None = None
