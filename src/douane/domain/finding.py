"""A finding: a fact about the data, with the place it was found at and what would be accepted instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error holds the consignment, a warning asks for a look, an info only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact about the data.

    `code` stands in the catalogue (`law/findings/`), which holds severity, words and source. `facts` are pairs of name
    and text that fill the gaps in the words. `line` and `column` count from 1; `path` is the element path or the sheet
    and cell; `field` is the name of the field as the input names it.
    """

    code: str
    severity: Severity
    field: str | None = None
    value: str | None = None
    expected: str | None = None
    consignment: str | None = None
    item: int | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
