"""One manifest from its file to outcomes in the store: read, number, process in chunks, look across, print, finish.

Each step is kept in the store before the next begins, so that a run which dies goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from douane import __version__
from douane.compliance.signals import Suspicion
from douane.domain.consignment import Consignment
from douane.domain.finding import Finding
from douane.intake.assemble import Received
from douane.intake.mapping import SavedMapping
from douane.intake.reading import Reading
from douane.intake.recognise import open_manifest
from douane.pipeline import closing, kept
from douane.pipeline.across import Across, told_elsewhere, unique
from douane.pipeline.chunks import SIZE, cut
from douane.pipeline.memory import learnt, queue
from douane.pipeline.order import Order, Tools
from douane.pipeline.records import restored_finding
from douane.pipeline.runner import Here, Local, Runner, Tell
from douane.pipeline.settings import Settings, office
from douane.pipeline.working import WHO, Clock, Workplace, versions_of
from douane.reference.catalogue import finding
from douane.store import chunks as states
from douane.store.chunks import NewChunk, StoredWork
from douane.store.documents import Documents, open_documents
from douane.store.holding import hold
from douane.store.outcomes import Names
from douane.store.repository import RunKey, Store

_GROUP = 4
_WAIT = 0.2


@dataclass
class Report:
    """What a run of one manifest came to. `seconds` are wall time by step."""

    path: Path
    run: int
    reading: Reading
    outcomes: Counter[str] = field(default_factory=Counter)
    routes: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    queue: tuple[Suspicion, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What runs share: settings, order, tools, the store, who works on chunks, and who asks the time.

    `prints` is what `printing.order_of_prints` says. `again` has a question that was answered before asked anew. `size` is
    how many consignments make a chunk.
    """

    settings: Settings
    order: Order
    tools: Tools
    place: Workplace
    runner: Runner
    prints: str = ""
    again: bool = True
    size: int = SIZE


def _silent(_progress: object) -> None:
    """For runs that nobody watches."""


def run_manifest(
    path: Path, settings: Settings, order: Order, tools: Tools, store: Store, *, jobs: int, now: Clock, prints: str = "",
    tell: Tell = _silent, mapping: SavedMapping | None = None, documents: Documents | None = None,
) -> Report:  # fmt: skip
    """Run one manifest here. Raises `UnreadableError` where nothing in it can be read, `StoppedError` where it stops."""
    place = Workplace(store, documents or open_documents(), now)
    runner: Runner = Local(place, jobs) if jobs > 1 else Here(place)
    try:
        return run_at(Desk(settings, order, tools, place, runner, prints), path, tell=tell, mapping=mapping)
    finally:
        runner.close()


def run_at(
    desk: Desk, path: Path, *, tell: Tell = _silent, mapping: SavedMapping | None = None,
    began: Callable[[int], None] = _silent,
) -> Report:  # fmt: skip
    """Run one manifest, or go on with it where an earlier run of the same question was cut off.

    `began` hears the number of the run as soon as there is one.
    """
    started = time.perf_counter()
    tools, place = desk.tools, desk.place
    reading = open_manifest(path, mapping=mapping)
    stream = iter(reading.consignments())
    first = next(stream, None)
    desk = replace(desk, order=replace(desk.order, office=office(desk.settings, reading.header.declarant)))
    place.lay_out(tools, desk.order)
    versions = versions_of(tools)
    manifest = _received(path, reading.format, place)
    with ExitStack() as stack:
        wait_for(stack, place, f"manifest {manifest}")
        work = _begun(desk, manifest, path.name, reading.format, versions)
        began(work.run)
        report = Report(path, work.run, reading, versions=versions)
        clock = _Clock(report, started)
        clock.note("prepare")
        across, first_of = _read(desk, work, manifest, _chain(first, stream))
        clock.note("read")
        desk.runner.wait(work.run, states.TO_DO, tell)
        clock.note("stages")
        if work.phase in (states.READ, states.PROCESS):
            learned = learnt(place.store.engine, work.run, tools.law)
            closing.close(work.run, place.store, place.chunks, across, first_of, learned, client=_client(reading),
                          at=place.now(), who=WHO)  # fmt: skip
            clock.note("close")
        if desk.prints:
            place.chunks.hand_over(place.chunks.waiting(work.run, states.DONE), desk.runner.submit)
            desk.runner.wait(work.run, states.DONE, tell)
            clock.note("print")
        place.chunks.finish(work.run, at=place.now(), who=WHO)
        _fill(report, desk)
    report.seconds["total"] = time.perf_counter() - started
    return report


class _Clock:
    """Notes how long the steps of a run took."""

    def __init__(self, report: Report, started: float) -> None:
        self._report, self._last = report, started

    def note(self, step: str) -> None:
        """The time since the last step belongs to this one."""
        now = time.perf_counter()
        self._report.seconds[step] = now - self._last
        self._last = now


def _received(path: Path, form: str, place: Workplace) -> int:
    """The manifest in the store, its bytes read and deflated piece by piece."""
    digest, deflate, size, parts = hashlib.sha256(), zlib.compressobj(1), 0, []
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            parts.append(deflate.compress(piece))
            size += len(piece)
    parts.append(deflate.flush())
    return place.store.receive_deflated(
        path.name, form, digest.hexdigest(), size, b"".join(parts), at=place.now(), who=WHO
    )  # fmt: skip


def _client(reading: Reading) -> str:
    """Who sent the manifest: its sender, else its declarant."""
    header = reading.header
    return header.sender or (header.declarant.name if header.declarant else None) or ""


def wait_for(stack: ExitStack, place: Workplace, name: str) -> None:
    """Wait until no other process holds a thing, then hold it. A holder that dies lets go."""
    while True:
        with ExitStack() as attempt:
            if attempt.enter_context(hold(place.store.engine, name)):
                stack.push(attempt.pop_all())
                return
        time.sleep(_WAIT)


def _begun(desk: Desk, manifest: int, name: str, form: str, versions: dict[str, str]) -> StoredWork:
    """The work of this question: one that was cut off goes on, else it is begun."""
    order = desk.order
    key = RunKey(manifest, order.as_of.isoformat(), order.direction.value if order.direction else "auto",
                 f"{versions['law']} {versions['measures']}", versions["tariff"],
                 f"{__version__} {versions['classifier']}")  # fmt: skip
    place = desk.place
    run = place.store.find_run(key)
    found = place.chunks.work(run) if run is not None else None
    asked = (kept.order_json(order), json.dumps(versions, sort_keys=True), desk.prints)
    same = found is not None and (found.order, found.versions, found.prints) == asked
    if found and same and not (desk.again and found.phase == states.FINISHED):
        return found
    run = place.store.begin_run(key, at=place.now(), who=WHO)
    work = StoredWork(run, name, form, *asked)
    place.chunks.begin(work)
    return work


def _chain(first: Received | None, rest: Iterator[Received]) -> Iterator[Received]:
    if first is not None:
        yield first
        yield from rest


def _read(desk: Desk, work: StoredWork, manifest: int, stream: Iterator[Received]) -> tuple[Across, dict[str, int]]:
    """Read the manifest to its end and store what is not stored yet, while the workers are busy with what is."""
    chunks, runner = desk.place.chunks, desk.runner
    chunks.hand_over(chunks.waiting(work.run, states.TO_DO), runner.submit)
    across = Across(desk.tools.law)
    first_of: dict[str, int] = {}
    stored = chunks.stored(work.run)
    group: list[NewChunk] = []
    count = 0
    for number, received in enumerate(cut(unique(stream, across), desk.size)):
        for ordinal, one in enumerate(received, count):
            if one.consignment is not None:
                first_of[one.consignment.reference] = ordinal
        if number >= stored:
            group.append(_new_chunk(desk, manifest, number, count, received))
        # The first chunks go out at once, so that no worker waits for the others to be read.
        if len(group) == _GROUP or (group and number < _GROUP):
            _store(desk, work.run, manifest, group)
            group = []
        count += len(received)
        runner.pump()
    _store(desk, work.run, manifest, group)
    chunks.read_to_end(work.run, count)
    return across, first_of


def _new_chunk(desk: Desk, manifest: int, number: int, first: int, received: list[Received]) -> NewChunk:
    references = tuple(one.consignment.reference if one.consignment else None for one in received)
    earlier = desk.place.store.elsewhere(manifest, [reference for reference in references if reference])
    names = tuple(_names(one.consignment) for one in received)
    return NewChunk(number, first, references, kept.packed(told_elsewhere(received, earlier)), names)


def _names(one: Consignment | None) -> Names:
    if one is None:
        return Names()
    return Names(one.mawb, one.hawb, one.uld, one.order, one.arrival.isoformat() if one.arrival else None)


def _store(desk: Desk, run: int, manifest: int, group: list[NewChunk]) -> None:
    if group:
        prefix = f"{desk.settings.lrn_prefix}{desk.order.as_of:%y}-"
        eori = desk.order.office.declarant.eori or ""
        desk.place.chunks.add(run, manifest, group, eori=eori, prefix=prefix, submit=desk.runner.submit)


def _fill(report: Report, desk: Desk) -> None:
    work = desk.place.chunks.work(report.run)
    assert work is not None  # noqa: S101  it was just finished
    counts = json.loads(work.counts)
    report.outcomes.update(counts["outcomes"])
    report.routes.update(counts["routes"])
    report.queue = queue(desk.place.store.engine, report.run, desk.tools.law)
    report.findings.extend(report.reading.findings)
    if desk.tools.screen is None:
        report.findings.append(finding("LIST-NOT-LOADED", file=report.path.name))
    if desk.order.office.demonstration:
        declarant = desk.order.office.declarant
        report.findings.append(
            finding("DECLARANT-NOT-SET", value=f"{declarant.name}, {declarant.eori}", expected="douane.toml",
                    file=report.path.name)
        )  # fmt: skip
    for prints in desk.place.store.chunk_prints(report.run):
        report.findings.extend(restored_finding(one) for one in prints["findings"])
