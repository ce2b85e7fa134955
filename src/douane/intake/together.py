"""Several files of one package, read one after another as one manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from douane.domain.consignment import ManifestHeader
from douane.domain.finding import Finding
from douane.intake.assemble import Received
from douane.intake.reading import Reading


class Package(Protocol):
    """What holds the files while they are read, and what it has to say about them."""

    findings: list[Finding]


class PackedManifest:
    """A package whose files are being read."""

    def __init__(self, path: Path, package: Package, readings: Sequence[Reading], findings: Iterable[Finding]) -> None:
        # The package is held because its folder goes when it goes.
        self.path, self._package, self.readings = path, package, readings
        self.format = readings[0].format if len(readings) == 1 else "package"
        self.header: ManifestHeader = readings[0].header
        self.findings: list[Finding] = [*package.findings, *findings]
        self._home: dict[tuple[str | None, int | None], int] = {}

    def consignments(self) -> Iterator[Received]:
        """The consignments of each file in the order of the package."""
        for number, reading in enumerate(self.readings):
            for received in reading.consignments():
                if number:
                    for found in received.findings:
                        self._home[found.consignment, found.line] = number
                    if received.consignment is not None:
                        reference = received.consignment.reference
                        for line in (received.consignment.line, *received.lines):
                            self._home.setdefault((reference, line), number)
                yield received
            self.findings.extend(reading.findings)
            if self.header == ManifestHeader():
                self.header = reading.header
        single = len(self.readings) == 1
        self.header = self.readings[0].header if single else self.header

    def place(self, findings: Iterable[Finding]) -> list[Finding]:
        """Each finding with field name, line and column in the file of the package that it belongs to."""
        wanted = list(findings)
        groups: dict[int, list[int]] = {}
        for position, found in enumerate(wanted):
            groups.setdefault(self._home.get((found.consignment, found.line), 0), []).append(position)
        for number, positions in groups.items():
            placed = self.readings[number].place([wanted[position] for position in positions])
            for position, found in zip(positions, placed, strict=True):
                wanted[position] = found
        return wanted
