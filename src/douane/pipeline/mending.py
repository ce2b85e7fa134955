"""What people mend is laid over what was received, and the stages are gone through again: looked at first, then kept."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import Engine

from douane.domain.finding import Finding
from douane.domain.numbers import ZERO, money_text
from douane.intake.received import Received
from douane.pipeline import kept
from douane.pipeline.closing import worse
from douane.pipeline.memory import remembered
from douane.pipeline.order import Order, Tools
from douane.pipeline.overlay import HOLD, Mend, NotMendableError, held_for, laid_over, text_at
from douane.pipeline.records import reasons, record_of, restored_finding, stored_finding, to_json, trace_json
from douane.pipeline.stages import Processed, process_guarded
from douane.pipeline.unpacking import PurgedError, Unpacking
from douane.pipeline.working import Clock, versions_of
from douane.store.chunks import FINISHED, PRINT, Chunks, StoredWork
from douane.store.edits import Changed, Edits, NewEdit, Recount
from douane.store.holding import hold
from douane.store.outcomes import StoredDeclaration, StoredOutcome

MOST = 2000
"""How many consignments are mended in one transaction."""
# What a run says when it has seen all of its consignments: mending one of them does not take that back.
_ACROSS = frozenset({"SAME-CONSIGNEE", "PARCEL-REPEATED", "CEB-YEAR-QUOTA", "PRICE-BELOW-EARLIER"})

ToolsOf = Callable[[Order], Tools]


class MendingError(Exception):
    """Nothing can be mended now; the message says why and what to do."""

    exit_code = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value that a person wants in a field of a consignment, by row."""

    consignment: int
    mend: Mend


@dataclass(frozen=True, slots=True)
class Line:
    """What a wanted value would change: the field from old to new, the outcome from before to after.

    `fault` says why it cannot be done, with what would be accepted; nothing is changed then.
    """

    consignment: int
    reference: str | None
    item: int | None
    field: str
    old: str | None
    new: str | None
    before: str
    after: str
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change. `digest` is the same as long as nothing behind it has changed."""

    lines: tuple[Line, ...]
    digest: str

    @property
    def possible(self) -> tuple[Line, ...]:
        """The lines that change something."""
        return tuple(line for line in self.lines if line.fault is None and line.old != line.new)

    @property
    def moves(self) -> Counter[tuple[str, str]]:
        """How many consignments go from which outcome to which."""
        of = {line.consignment: (line.before, line.after) for line in self.possible}
        return Counter(of.values())


@dataclass(frozen=True, slots=True)
class Version:
    """A consignment as it stood after some of its edits: the values, the outcome, the data sets."""

    received: Received
    outcome: StoredOutcome
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Again:
    """A consignment gone through again."""

    before: StoredOutcome
    after: StoredOutcome
    done: Processed


class Mender:
    """Mends consignments of one organisation's store. `who` is told with each call."""

    def __init__(self, engine: Engine, tools_of: ToolsOf, now: Clock) -> None:
        self._engine, self._tools_of, self._now = engine, tools_of, now
        self.edits, self._chunks = Edits(engine), Chunks(engine)

    def preview(self, run: int, wanted: Sequence[Wanted]) -> Preview:
        """What the wanted values would change; nothing is kept. Raises `MendingError`."""
        return self._looked_at(run, wanted)[0]

    def mend(self, run: int, wanted: Sequence[Wanted], *, seen: str, who: str, why: str) -> str | Preview:
        """Keep the wanted values; returns the name under which they can be taken back.

        Where something behind the preview with digest `seen` has changed, nothing is kept and the new preview is returned.
        Raises `MendingError`.
        """
        with self._alone(run):
            preview, changed = self._looked_at(run, wanted)
            if seen != preview.digest or not preview.possible:
                return preview
            together = secrets.token_urlsafe(12)
            edits = [NewEdit(line.consignment, line.item, line.field, line.old, line.new) for line in preview.possible]
            self.edits.keep(run, together, edits, changed, _recount(changed), why=why, at=self._now(), who=who)
            return together

    def take_back(self, together: str, *, who: str) -> bool:
        """Undo what was mended together, in the run it was mended in; `False` where that was done.

        Raises `MendingError`.
        """
        edits = self.edits.together(together)
        if not edits:
            return False
        if any(edit.field == HOLD for edit in edits):
            raise MendingError("A hold is not undone: it is released on the page of holds, with a reason.")
        run, rows = edits[0].run, sorted({edit.consignment for edit in edits})
        with self._alone(run):
            mends = {
                row: [Mend(edit.field, edit.new, edit.item) for edit in standing if edit.together != together]
                for row, standing in self.edits.standing(rows).items()
            }
            changed = [_changed(one) for one in self._gone_through(run, rows, mends)]
            return self.edits.take_back(run, together, changed, _recount(changed), at=self._now(), who=who)

    def look_again(self, run: int, rows: Sequence[int], *, who: str, why: str) -> int:
        """Go through the stages again because a code or a party was decided; how many outcomes changed.

        Raises `MendingError`.
        """
        with self._alone(run):
            open_rows = sorted(set(rows) - self.edits.gone_out(rows))
            again = self._gone_through(run, open_rows, self._standing(open_rows))
            changed = [_changed(one) for one in again if one.before.record != one.after.record]
            if changed:
                self.edits.look_again(run, changed, _recount(changed), at=self._now(), who=who, why=why)
            return len(changed)

    def version(self, run: int, row: int, *, until: int | None = None) -> Version:
        """A consignment with its standing edits, or with those up to the edit numbered `until` (0: as received).

        Raises `MendingError`.
        """
        if until is None:
            mends = self._standing([row])
        else:
            before = [edit for edit in self.edits.of_consignment(row) if edit.id <= until]
            then = [edit for edit in before if edit.undone_at is None or edit.undone_at > before[-1].at]
            mends = {row: [Mend(edit.field, edit.new, edit.item) for edit in then]}
        received = laid_over(self._received(run, [row])[row], mends.get(row, []))
        for one in self._gone_through(run, [row], mends):
            return Version(received, one.after, tuple(map(restored_finding, json.loads(one.after.findings))))
        raise MendingError("This run has no such consignment.")

    def received(self, run: int, row: int) -> Received:
        """A consignment with its standing edits, not gone through again. Raises `MendingError`."""
        mends = self._standing([row]).get(row, [])
        return laid_over(self._received(run, [row])[row], mends)

    def processed(self, run: int, rows: Sequence[int]) -> dict[int, Processed]:
        """Consignments with their standing edits, gone through again: what documents are made of. Raises `MendingError`."""
        return {one.after.consignment: one.done for one in self._gone_through(run, rows, self._standing(rows))}

    def _standing(self, rows: Sequence[int]) -> dict[int, list[Mend]]:
        return {row: [Mend(edit.field, edit.new, edit.item) for edit in edits]
                for row, edits in self.edits.standing(rows).items()}  # fmt: skip

    def _looked_at(self, run: int, wanted: Sequence[Wanted]) -> tuple[Preview, list[Changed]]:
        rows = sorted({one.consignment for one in wanted})[:MOST]
        standing, gone = self._standing(rows), self.edits.gone_out(rows)
        received = self._received(run, rows)
        stored = self.edits.outcomes(run, rows)
        new: dict[int, list[Mend]] = defaultdict(list)
        lines: list[Line] = []
        for one in wanted:
            row, mend = one.consignment, one.mend
            if row not in received or row not in stored:
                continue
            laid = laid_over(received[row], [*standing.get(row, []), *new[row]])
            old, now, fault = _told(laid, mend)
            if row in gone:
                fault = "its declaration was handed out; it is amended through the declaration"
            if fault is None and old != now:
                new[row].append(mend)
            reference = laid.consignment.reference if laid.consignment else None
            outcome = stored[row].outcome
            lines.append(Line(row, reference, mend.item, mend.field, old, now, outcome, outcome, fault))
        mends = {row: [*standing.get(row, []), *more] for row, more in new.items() if more}
        again = {one.after.consignment: one for one in self._gone_through(run, sorted(mends), mends)}
        told = tuple(replace(line, after=again[line.consignment].after.outcome) if line.consignment in again else line
                     for line in lines)  # fmt: skip
        digest = hashlib.sha256(repr(told).encode()).hexdigest()
        return Preview(told, digest), [_changed(one) for one in again.values()]

    def _gone_through(self, run: int, rows: Sequence[int], mends: Mapping[int, Sequence[Mend]]) -> list[_Again]:
        """Consignments with the given values through all stages, in the order and with the law of their run."""
        if not rows:
            return []
        work = self._work(run)
        order = kept.order_of(work.order)
        tools = self._tools_of(order)
        asked, ours = json.loads(work.versions), versions_of(tools)
        if asked != ours:
            other = ", ".join(f"{name} {asked.get(name)} → {ours[name]}" for name in ours if asked.get(name) != ours[name])
            raise MendingError(
                f"Law, tariff or program have changed since this run ({other}). Run the manifest again first."
            )
        stored, received = self.edits.outcomes(run, rows), self._received(run, rows)
        lrns = self._unpacking(run).lrns(rows)
        return [
            _again(stored[row], process_guarded(one, lrns[row], order, tools), tools)
            for row in rows if row in stored and (one := _laid(received, row, mends))
        ]  # fmt: skip

    def _work(self, run: int) -> StoredWork:
        work = self._chunks.work(run)
        if work is None or work.phase not in (PRINT, FINISHED):
            raise MendingError("This run has not ended yet. Mend when it has.")
        return work

    def _received(self, run: int, rows: Sequence[int]) -> dict[int, Received]:
        try:
            return self._unpacking(run).received(rows)
        except PurgedError as error:
            raise MendingError(str(error)) from error

    def _unpacking(self, run: int) -> Unpacking:
        try:
            return Unpacking(self._engine, run)
        except LookupError as error:
            raise MendingError(str(error)) from error

    @contextmanager
    def _alone(self, run: int) -> Iterator[None]:
        """While nobody else mends this run and it does not run."""
        with hold(self._engine, f"manifest {self._unpacking(run).manifest}") as ours:
            if not ours:
                raise MendingError("Somebody else mends this manifest, or it is being run, at this moment. Try again.")
            yield


def _laid(received: Mapping[int, Received], row: int, mends: Mapping[int, Sequence[Mend]]) -> Received | None:
    return laid_over(received[row], mends.get(row, ())) if row in received else None


def _told(laid: Received, mend: Mend) -> tuple[str | None, str | None, str | None]:
    """The value that a mend replaces, the one that it puts there, and why it cannot be done.

    A value that could not be read is replaced as the text that stood there.
    """
    consignment = laid.consignment
    if consignment is None:
        return None, mend.new, "these lines are no consignment; mend the file and hand it in again"
    if mend.field == HOLD:
        return held_for(laid), mend.new, None
    try:
        mended = laid_over(Received(consignment, (), ()), [mend]).consignment
        assert mended is not None  # noqa: S101  there was one
        unread = (f.value for f in laid.findings if f.field == mend.field and f.item in (None, mend.item))
        old = text_at(consignment, mend.field, mend.item) or next(unread, None)
        return old, text_at(mended, mend.field, mend.item), None
    except (NotMendableError, LookupError) as error:
        return None, mend.new, str(error)


def _again(before: StoredOutcome, done: Processed, tools: Tools) -> _Again:
    """The outcome of a consignment that was gone through again; what was seen across the run stays with it."""
    was = json.loads(before.record)
    across = [f for f in map(restored_finding, json.loads(before.findings)) if f.code in _ACROSS and f not in done.findings]
    findings = (*done.findings, *across)
    result = worse(done.result, across)
    record = {**record_of(done, done.lrn or was.get("lrn", "")), "outcome": result.value, "reasons": reasons(findings)}
    record |= {name: was[name] for name in ("lines", "repeated") if name in was}
    route = done.assessment.routing.route.value if done.assessment else "none"
    after = StoredOutcome(before.consignment, result.value, route, to_json(record),
                          to_json([stored_finding(f) for f in findings]), to_json(trace_json(done.assessment)))  # fmt: skip
    return _Again(before, remembered(after, done, tools.law), done)


def _changed(one: _Again) -> Changed:
    made = one.done.prepared if one.after.outcome == "ready" else ()
    row = one.after.consignment
    return Changed(one.before, one.after, tuple(StoredDeclaration(row, m.kind, m.lrn, m.xml) for m in made))


def _recount(changed: Sequence[Changed]) -> Recount:
    return lambda counts: recounted(counts, changed)


def recounted(counts: str, changed: Iterable[Changed]) -> str:
    """The counts of a run (JSON) after outcomes changed."""
    said = json.loads(counts)
    kinds = {name: Counter(said.get(name, {})) for name in ("outcomes", "routes", "codes")}
    totals = {name: Decimal(text) for name, text in said.get("totals", {}).items()}
    for one in changed:
        for sign, outcome in ((-1, one.before), (1, one.after)):
            record = json.loads(outcome.record)
            kinds["outcomes"][outcome.outcome] += sign
            kinds["routes"][outcome.route] += sign
            for code in () if outcome.outcome == "ready" else record.get("reasons", ()):
                kinds["codes"][code] += sign
            for name in totals:
                totals[name] += sign * Decimal(record.get("amounts", {}).get(name) or ZERO)
    said |= {name: dict(sorted((+counter).items())) for name, counter in kinds.items()}
    return to_json({**said, "totals": {name: money_text(total) for name, total in totals.items()}})
