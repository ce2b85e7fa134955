"""A mandate (power of attorney): whom a representative may declare for, with which IOSS numbers, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Mandate:
    """One mandate on file (UCC art. 18 and 19). `until` is its last day; `None` runs until it is withdrawn."""

    reference: str
    principal: str
    ioss: tuple[str, ...]
    since: date
    until: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the mandate covers declarations accepted on a day."""
        return self.since <= on and (self.until is None or on <= self.until)
