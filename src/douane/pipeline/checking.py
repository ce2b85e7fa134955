"""The stages over one manifest without store: findings, outcomes, data sets for commands that only look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from douane.domain.finding import Finding
from douane.intake.mapping import SavedMapping
from douane.intake.recognise import open_manifest
from douane.pipeline.across import Across, unique
from douane.pipeline.order import Order, Tools
from douane.pipeline.settings import Settings, office
from douane.pipeline.stages import Processed, process_guarded

_NO_NUMBER = "NOT-NUMBERED"


def check_manifest(
    path: Path, settings: Settings, order: Order, tools: Tools, *, mapping: SavedMapping | None = None
) -> tuple[list[Finding], int]:  # fmt: skip
    """All findings of a manifest, with line and column, and the count of its consignments. Raises `UnreadableError`."""
    reading = open_manifest(path, mapping=mapping)
    findings: list[Finding] = []
    across = Across(tools.law)
    count = 0
    for received in unique(reading.consignments(), across):
        count += 1
        done = process_guarded(received, _NO_NUMBER, _for(order, settings, reading), tools)
        across.look(done.consignment, done.assessment)
        findings.extend(done.findings)
    findings.extend(across.findings())
    return [*reading.findings, *reading.place(findings)], count


def process_manifest(path: Path, settings: Settings, order: Order, tools: Tools) -> Iterator[Processed]:
    """What the stages make of each consignment. Raises `UnreadableError`."""
    reading = open_manifest(path)
    for received in reading.consignments():
        yield process_guarded(received, _NO_NUMBER, _for(order, settings, reading), tools)


def _for(order: Order, settings: Settings, reading: object) -> Order:
    header = getattr(reading, "header", None)
    return replace(order, office=office(settings, header.declarant)) if header and header.declarant else order
