"""One manifest from its file to outcomes in the store: read, number, process in chunks, look across, finish."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from douane import __version__
from douane.domain.finding import Finding
from douane.intake.assemble import Received
from douane.intake.mapping import SavedMapping
from douane.intake.reading import Reading
from douane.intake.recognise import open_manifest
from douane.pipeline import chunks
from douane.pipeline.across import Across, told_elsewhere, unique
from douane.pipeline.order import Order, Tools
from douane.pipeline.records import reasons, record_of, restored_finding, stored_finding, to_json, trace_json
from douane.pipeline.settings import Settings, office
from douane.pipeline.stages import Processed, Result, process_guarded, result_of
from douane.reference.catalogue import finding
from douane.store.repository import Numbered, RunKey, Store, StoredDeclaration, StoredOutcome

WHO = "douane run"


class Numbering(NamedTuple):
    """A chunk on its way to a worker: consignments as received, with row and LRN."""

    received: list[Received]
    numbers: list[Numbered]


@dataclass
class Report:
    """What a run of one manifest came to."""

    path: Path
    run: int
    reading: Reading
    outcomes: Counter[str] = field(default_factory=Counter)
    routes: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    ready: list[Processed] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)


_tools: Tools
_order: Order


def _prepare(order: Order, tools: Tools) -> None:
    global _tools, _order
    _order, _tools = order, tools


def _work(chunk: Numbering) -> list[Processed]:
    return [
        process_guarded(received, number.lrn, _order, _tools)
        for received, number in zip(chunk.received, chunk.numbers, strict=True)
    ]


def run_manifest(
    path: Path, settings: Settings, order: Order, tools: Tools, store: Store, *, jobs: int, now: Callable[[], str],
    progress: Callable[[int], None] = lambda _count: None, mapping: SavedMapping | None = None,
) -> Report:  # fmt: skip
    """Run one manifest. Raises `UnreadableError` where nothing in it can be read."""
    started = time.perf_counter()
    reading = open_manifest(path, mapping=mapping)
    stream = iter(reading.consignments())
    first = next(stream, None)
    order = replace(order, office=office(settings, reading.header.declarant))
    versions = {"douane": __version__, "law": tools.law.version, "tariff": tools.nomenclature_name,
                "classifier": tools.classifier.version, "rates": tools.rates.newest.isoformat()}  # fmt: skip
    manifest = store.receive_manifest(path.name, reading.format, path.read_bytes(), at=now(), who=WHO)
    key = RunKey(manifest, order.as_of.isoformat(), order.direction.value if order.direction else "auto",
                 versions["law"], versions["tariff"], f"{__version__} {versions['classifier']}")  # fmt: skip
    run = store.begin_run(key, at=now(), who=WHO)
    report = Report(path, run, reading, versions=versions)
    report.seconds["prepare"] = time.perf_counter() - started
    across = Across(tools.law)
    rows: dict[str, int] = {}
    numbering = _numbered(unique(_chain(first, stream), across), manifest, settings, order, store)
    on_the_way: list[list[Numbered]] = []
    for done in chunks.in_order(
        _work, _remembered(numbering, on_the_way), jobs=jobs, prepare=_prepare, prepared_with=(order, tools)
    ):
        numbers = on_the_way.pop(0)
        _keep(report, store, done, numbers, now)
        for one, number in zip(done, numbers, strict=True):
            across.look(one.consignment, one.assessment)
            if one.consignment is not None:
                rows[one.consignment.reference] = number.id
        progress(len(done))
    _amend(report, store, across, rows, now)
    _about_file(report, order, tools)
    store.finish_run(run, at=now(), who=WHO)
    report.seconds["total"] = time.perf_counter() - started
    return report


def _chain(first: Received | None, rest: Iterator[Received]) -> Iterator[Received]:
    if first is not None:
        yield first
        yield from rest


def _numbered(
    stream: Iterable[Received], manifest: int, settings: Settings, order: Order, store: Store
) -> Iterator[Numbering]:  # fmt: skip
    first = 0
    prefix = f"{settings.lrn_prefix}{order.as_of:%y}-"
    for chunk in chunks.cut(stream):
        references = [received.consignment.reference if received.consignment else None for received in chunk]
        eori = order.office.declarant.eori or ""
        earlier = store.elsewhere(manifest, [reference for reference in references if reference])
        numbers = store.number(manifest, first, references, eori=eori, prefix=prefix)
        yield Numbering(told_elsewhere(chunk, earlier), numbers)
        first += len(chunk)


def _remembered(numbering: Iterable[Numbering], on_the_way: list[list[Numbered]]) -> Iterator[Numbering]:
    for chunk in numbering:
        on_the_way.append(chunk.numbers)
        yield chunk


def _keep(
    report: Report, store: Store, done: list[Processed], numbers: list[Numbered], now: Callable[[], str]
) -> None:  # fmt: skip
    outcomes, declarations = [], []
    for one, number in zip(done, numbers, strict=True):
        outcomes.append(
            StoredOutcome(
                number.id, one.result.value, one.assessment.routing.route.value if one.assessment else "none",
                to_json(record_of(one, number.lrn)), to_json([stored_finding(f) for f in one.findings]),
                to_json(trace_json(one.assessment)),
            )
        )  # fmt: skip
        if one.xml is not None:
            declarations.append(StoredDeclaration(number.id, "h7", number.lrn, one.xml))
        report.outcomes[one.result.value] += 1
        report.routes[outcomes[-1].route] += 1
        if one.result is Result.READY:
            report.ready.append(one)
    store.complete(report.run, outcomes, declarations, at=now(), who=WHO)


def _amend(report: Report, store: Store, across: Across, rows: dict[str, int], now: Callable[[], str]) -> None:
    later: dict[str, list[Finding]] = defaultdict(list)
    for reference, found in across.split_orders():
        later[reference].append(found)
    for reference, repeats in across.repeated.items():
        later[reference].extend(found for repeat in repeats for found in repeat.findings)
    for reference, new in later.items():
        before = store.outcome(report.run, rows[reference])
        findings = [*(restored_finding(kept) for kept in json.loads(before.findings)), *new]
        record = json.loads(before.record)
        result = _worse(Result(before.outcome), result_of(new, (), None))
        record["outcome"], record["reasons"] = result.value, reasons(findings)
        for repeat in across.repeated.get(reference, ()):
            record["lines"].extend(repeat.lines)
            record.setdefault("repeated", []).append(
                {"lines": list(repeat.lines), "items": [item.words for item in repeat.consignment.items]}
            )
        changed = replace(before, outcome=result.value, record=to_json(record),
                          findings=to_json([stored_finding(f) for f in findings]))  # fmt: skip
        store.amend(report.run, changed, at=now(), who=WHO)
        report.outcomes[before.outcome] -= 1
        report.outcomes[result.value] += 1
        if result is not Result.READY:
            report.ready = [one for one in report.ready if one.consignment and one.consignment.reference != reference]


def _worse(before: Result, after: Result) -> Result:
    """What becomes known later can hold a consignment or send it to a person, never make it ready."""
    order = (Result.READY, Result.REVIEW, Result.HELD, Result.REJECTED)
    # Without decisions and assessment `result_of` answers at least review; a mere warning leaves things as they are.
    return before if after is Result.REVIEW else max(before, after, key=order.index)


def _about_file(report: Report, order: Order, tools: Tools) -> None:
    report.findings.extend(report.reading.findings)
    if tools.screen is None:
        report.findings.append(finding("LIST-NOT-LOADED", file=report.path.name))
    if order.office.demonstration:
        report.findings.append(
            finding("DECLARANT-NOT-SET", value=f"{order.office.declarant.name}, {order.office.declarant.eori}",
                    expected="douane.toml", file=report.path.name)
        )  # fmt: skip
