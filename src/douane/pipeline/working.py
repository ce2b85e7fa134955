"""`process_chunk`: the one thing that workers do, wherever they run. Done twice or late, it changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from douane.domain.numbers import ZERO, money_text
from douane.intake.assemble import Received
from douane.pipeline import kept, printing
from douane.pipeline.across import kin
from douane.pipeline.memory import remembered
from douane.pipeline.order import Order, Tools
from douane.pipeline.overlay import Mend, laid_over
from douane.pipeline.records import reasons, record_of, stored_finding, to_json, trace_json
from douane.pipeline.stages import Processed, Result, held_whole, process_guarded
from douane.reference.catalogue import finding
from douane.store import chunks as states
from douane.store.chunks import ChunkResult, Chunks, StoredChunk, StoredWork
from douane.store.documents import Documents
from douane.store.edits import Edits
from douane.store.outcomes import Numbered, StoredDeclaration, StoredOutcome
from douane.store.repository import Store

WHO = "douane"
TOTALS = ("intrinsic_value", "customs_duty", "union_fee", "vat")
Clock = Callable[[], str]


class OtherEditionError(Exception):
    """A worker has another law, tariff or program than the run was begun with; the message names them."""

    exit_code = 5


def versions_of(tools: Tools) -> dict[str, str]:
    """The editions that a run depends on: program, law, tariff, classifier, rates."""
    return tools.versions


class Workplace:
    """What a worker has at hand: the store, the documents, and the tools of each day it was asked about."""

    def __init__(self, store: Store, documents: Documents, now: Clock) -> None:
        self.store, self.documents, self.now = store, documents, now
        self.chunks = Chunks(store.engine)
        self._edits = Edits(store.engine)
        self._tools: dict[tuple[date, float], Tools] = {}

    def leave(self) -> None:
        """In a forked process: open connections of our own, and leave the parent's untouched."""
        self.store.engine.dispose(close=False)

    def lay_out(self, tools: Tools, order: Order) -> None:
        """Have the tools of a day ready, so that forked workers share them."""
        self._tools[order.as_of, order.accept_from] = tools

    def tools(self, order: Order) -> Tools:
        """The tools for a work order."""
        key = (order.as_of, order.accept_from)
        if key not in self._tools:
            self._tools[key] = Tools(order.as_of, accept_from=order.accept_from)
        return self._tools[key]

    def process_chunk(self, number: int) -> None:
        """Take a chunk one step on, from `todo` to `done` or from `done` to `printed`; else do nothing."""
        chunk = self.chunks.chunk(number)
        work = self.chunks.work(chunk.run)
        if work is None:
            return
        order = kept.order_of(work.order)
        tools = self.tools(order)
        if chunk.state == states.TO_DO:
            self._same_editions(work, tools)
            numbers = self.chunks.numbers(chunk, order.office.declarant.eori or "")
            done = self._processed(chunk, numbers, order, tools)
            self.chunks.complete(chunk, result_of_chunk(done, numbers, tools), at=self.now(), who=WHO)
        elif chunk.state == states.DONE and work.phase == states.PRINT:
            self._print(chunk, work, order, tools)

    def probe(self, number: int, first: int, tell: Callable[[int], None]) -> None:
        """Work on the consignments of a chunk one by one and keep nothing; `tell` hears the ordinal before each."""
        chunk = self.chunks.chunk(number)
        work = self.chunks.work(chunk.run)
        if work is None:
            return
        order = kept.order_of(work.order)
        tools = self.tools(order)
        numbers = self.chunks.numbers(chunk, order.office.declarant.eori or "")
        received = self._mended(chunk, numbers)
        for ordinal, (one, numbered) in enumerate(zip(received, numbers, strict=True), chunk.first):
            if ordinal < first or ordinal in chunk.culprits:
                continue
            tell(ordinal)
            done = process_guarded(one, numbered.lrn, order, tools)
            if chunk.state == states.DONE and done.result is Result.READY:
                printing.print_chunk([done], work, self.store, None)

    def culprit(self, number: int, ordinal: int) -> None:
        """Set a consignment apart that broke a process down twice."""
        self.chunks.culprit(number, ordinal, at=self.now(), who=WHO)

    def _processed(
        self, chunk: StoredChunk, numbers: Sequence[Numbered], order: Order, tools: Tools
    ) -> list[Processed]:  # fmt: skip
        return [
            set_apart(one, number.lrn) if ordinal in chunk.culprits else process_guarded(one, number.lrn, order, tools)
            for ordinal, (one, number) in enumerate(zip(self._mended(chunk, numbers), numbers, strict=True), chunk.first)
        ]

    def _mended(self, chunk: StoredChunk, numbers: Sequence[Numbered]) -> list[Received]:
        """What was received, with what people have mended since laid over it."""
        received = kept.unpacked(chunk.content)
        standing = self._edits.standing([number.id for number in numbers])
        if not standing:
            return received
        return [
            laid_over(one, [Mend(edit.field, edit.new, edit.item) for edit in standing.get(number.id, ())])
            for one, number in zip(received, numbers, strict=True)
        ]

    def _print(self, chunk: StoredChunk, work: StoredWork, order: Order, tools: Tools) -> None:
        numbers = self.chunks.numbers(chunk, order.office.declarant.eori or "")
        ready = self.store.ready_among(chunk.run, [number.id for number in numbers])
        shown = []
        for ordinal, (one, number) in enumerate(zip(self._mended(chunk, numbers), numbers, strict=True), chunk.first):
            if number.id in ready and ordinal not in chunk.culprits:
                # Computed again instead of kept: the same input on the same day gives the same answer.
                shown.append(process_guarded(one, number.lrn, order, tools))
        documents, findings = printing.print_chunk(shown, work, self.store, self.documents)
        documents_of = {document.kind: document.data for document in documents}
        broken = [
            finding("STAGE-CRASHED", value=number.lrn, file=work.name)
            for ordinal, number in enumerate(numbers, chunk.first)
            if ordinal in chunk.culprits and number.id in ready
        ]
        prints = to_json({"documents": documents_of, "findings": [stored_finding(f) for f in (*findings, *broken)]})
        self.chunks.printed(chunk, documents, prints, at=self.now(), who=WHO)

    def _same_editions(self, work: StoredWork, tools: Tools) -> None:
        asked, ours = json.loads(work.versions), versions_of(tools)
        if asked != ours:
            other = ", ".join(f"{name}: {asked.get(name)} asked, {ours[name]} here" for name in ours
                              if asked.get(name) != ours[name])  # fmt: skip
            raise OtherEditionError(
                f"This worker cannot work on the run: {other}. Load the same editions on every machine."
            )


def set_apart(received: Received, lrn: str) -> Processed:
    """A consignment that broke a process down: held, with a reference to the log."""
    consignment = received.consignment
    found = finding("STAGE-CRASHED", value=lrn, line=received.lines[0] if received.lines else None,
                    consignment=consignment.reference if consignment else None)  # fmt: skip
    return held_whole(received, found, lrn)


def result_of_chunk(done: Sequence[Processed], numbers: Sequence[Numbered], tools: Tools) -> ChunkResult:
    """What the store keeps of a chunk."""
    outcomes, together = [], []
    declarations: list[StoredDeclaration] = []
    counts: dict[str, Counter[str]] = {"outcomes": Counter(), "routes": Counter(), "codes": Counter()}
    totals = dict.fromkeys(TOTALS, ZERO)
    for one, number in zip(done, numbers, strict=True):
        route = one.assessment.routing.route.value if one.assessment else "none"
        outcome = StoredOutcome(
            number.id, one.result.value, route, to_json(record_of(one, number.lrn)),
            to_json([stored_finding(f) for f in one.findings]), to_json(trace_json(one.assessment)),
        )  # fmt: skip
        outcomes.append(remembered(outcome, one, tools.law))
        declarations.extend(StoredDeclaration(number.id, made.kind, made.lrn, made.xml) for made in one.prepared)
        counts["outcomes"][one.result.value] += 1
        if one.result is not Result.READY:
            counts["codes"].update(reasons(one.findings))
        for name in TOTALS:
            totals[name] += getattr(one.assessment, name, None) or ZERO
        counts["routes"][route] += 1
        if found := kin(one.consignment, one.assessment, tools.law):
            assert one.consignment is not None  # noqa: S101  none has no kin
            key, value = found
            # A hash, so that no name stands here a second time.
            together.append([hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:24], number.id,
                             one.consignment.reference, one.consignment.line, str(value)])  # fmt: skip
    tally = {**counts, "totals": {name: money_text(total) for name, total in totals.items()}}
    return ChunkResult(outcomes, declarations, to_json(together), to_json(tally))
