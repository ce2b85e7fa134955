"""What every reader of manifests gives: the file's header, its consignments one after another, its findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from douane.domain.consignment import ManifestHeader
from douane.domain.finding import Finding
from douane.intake.assemble import Received

if TYPE_CHECKING:
    from douane.intake.mapping import SavedMapping


class UnreadableError(Exception):
    """Nothing in the file can be read as a manifest. `finding` says why and what to do."""

    exit_code = 3

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask for before it is refused. Sizes in bytes, times in seconds.

    The process that reads a workbook may have `sheet_memory_least` and `sheet_memory_ratio` times the size of the file,
    at most `sheet_memory`: workbooks as they are sent need 40 times their size.
    """

    unpacked: int = 1 << 31
    entries: int = 200
    ratio: int = 200
    sheet_unpacked: int = 1 << 29
    sheet_ratio: int = 100
    sheet_memory: int = 1 << 31
    sheet_memory_least: int = 140 << 20
    sheet_memory_ratio: int = 60
    sheet_seconds: int = 240
    sheet_rows: int = 1_048_576
    record: int = 1 << 22


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: where its bytes lie, and how findings call it (`box.zip/orders.xml` inside a package).

    `mapping` is the one that the user chose for its columns; without it a saved one is looked for by the headings.
    """

    path: Path
    name: str
    mapping: SavedMapping | None = None


class Reading(Protocol):
    """A manifest that is being read. `findings` are the file's own; they are complete when `consignments` has ended."""

    path: Path
    format: str
    header: ManifestHeader
    findings: list[Finding]

    def consignments(self) -> Iterator[Received]:
        """The consignments in the order of the file, those with scattered rows after the others."""
        ...

    def place(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings with the input's own field names, and line and column of the value."""
        ...
