"""The end of a run: what shows only across its consignments amends outcomes, once, in one transaction."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from douane.domain.finding import Finding, Severity
from douane.domain.numbers import money_text
from douane.pipeline.across import Across, Repeated
from douane.pipeline.records import reasons, restored_finding, stored_finding, to_json
from douane.pipeline.stages import Result
from douane.reference.catalogue import entries
from douane.store.chunks import Chunks
from douane.store.outcomes import StoredOutcome
from douane.store.repository import Store

Counts = dict[str, Counter[str]]


def close(
    run: int, store: Store, chunks: Chunks, across: Across, first_of: Mapping[str, int],
    learned: Iterable[tuple[int, Finding]], *, client: str, at: str, who: str,
) -> None:  # fmt: skip
    """Look across the run and amend. `first_of` gives the ordinal of the first consignment of a reference.

    `learned` is what the memory says about consignments, by row; `client` is who sent the manifest, for the shift report.
    """
    rows: dict[str, int] = {}
    for together in chunks.column(run, "together"):
        for key, row, reference, line, value in together:
            across.put((key,), Decimal(value), reference, line)
            rows[reference] = row
    later: dict[int, list[Finding]] = defaultdict(list)
    for reference, found in across.split_orders():
        later[rows[reference]].append(found)
    for row, found in learned:
        later[row].append(found)
    found_rows = chunks.rows(run, [first_of[reference] for reference in across.repeated])
    repeats = {found_rows[first_of[reference]]: again for reference, again in across.repeated.items()}
    for row, again in repeats.items():
        later[row].extend(found for repeat in again for found in repeat.findings)
    counts, totals = _counted(chunks, run)
    changed = []
    for row, new in later.items():
        before = store.outcome(run, row)
        after = _amended(before, new, repeats.get(row, ()))
        counts["outcomes"][before.outcome] -= 1
        counts["outcomes"][after.outcome] += 1
        counts["codes"].subtract(_codes(before))
        counts["codes"].update(_codes(after))
        changed.append((before.outcome, after))
    said = {**{name: dict(sorted((+counter).items())) for name, counter in counts.items()}, "client": client,
            "totals": {name: money_text(total) for name, total in totals.items()}}  # fmt: skip
    chunks.close(run, changed, to_json(said), at=at, who=who)


def _counted(chunks: Chunks, run: int) -> tuple[Counts, dict[str, Decimal]]:
    counts: Counts = {"outcomes": Counter(), "routes": Counter(), "codes": Counter()}
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for tally in chunks.column(run, "tally"):
        for name, counter in counts.items():
            counter.update(tally[name])
        for name, total in tally["totals"].items():
            totals[name] += Decimal(total)
    return counts, totals


def _codes(outcome: StoredOutcome) -> list[str]:
    """The codes that an exception is counted under; what is ready is none."""
    return [] if outcome.outcome == Result.READY.value else list(json.loads(outcome.record)["reasons"])


def _amended(before: StoredOutcome, new: Sequence[Finding], repeats: Sequence[Repeated]) -> StoredOutcome:
    findings = [*(restored_finding(kept) for kept in json.loads(before.findings)), *new]
    record: dict[str, Any] = json.loads(before.record)
    result = worse(Result(before.outcome), new)
    record["outcome"], record["reasons"] = result.value, reasons(findings)
    for repeat in repeats:
        record["lines"].extend(repeat.lines)
        record.setdefault("repeated", []).append(
            {"lines": list(repeat.lines), "items": [item.words for item in repeat.consignment.items]}
        )
    return replace(before, outcome=result.value, record=to_json(record),
                   findings=to_json([stored_finding(f) for f in findings]))  # fmt: skip


def worse(before: Result, new: Iterable[Finding]) -> Result:
    """What becomes known later can hold a consignment or send it to a person, never make it ready."""
    order = (Result.READY, Result.REVIEW, Result.HELD, Result.REJECTED)
    after = [Result.READY]
    for found in new:
        if found.severity is Severity.ERROR:
            after.append(Result.HELD)
        elif entries()[found.code].person:
            after.append(Result.REVIEW)
    worst: Result = max((before, *after), key=order.index)
    return worst
