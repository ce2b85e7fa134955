"""The end of a run: what shows only across its consignments amends outcomes, once, in one transaction."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from douane.domain.finding import Finding
from douane.pipeline.across import Across, Repeated
from douane.pipeline.records import reasons, restored_finding, stored_finding, to_json
from douane.pipeline.stages import Result, result_of
from douane.store.chunks import Chunks
from douane.store.outcomes import StoredOutcome
from douane.store.repository import Store

Counts = dict[str, Counter[str]]


def close(
    run: int, store: Store, chunks: Chunks, across: Across, first_of: Mapping[str, int], *, at: str, who: str
) -> None:  # fmt: skip
    """Look across the run and amend. `first_of` gives the ordinal of the first consignment of a reference."""
    rows: dict[str, int] = {}
    for together in chunks.column(run, "together"):
        for key, row, reference, line, value in together:
            across.put((key,), Decimal(value), reference, line)
            rows[reference] = row
    later: dict[int, list[Finding]] = defaultdict(list)
    for reference, found in across.split_orders():
        later[rows[reference]].append(found)
    found_rows = chunks.rows(run, [first_of[reference] for reference in across.repeated])
    repeats = {found_rows[first_of[reference]]: again for reference, again in across.repeated.items()}
    for row, again in repeats.items():
        later[row].extend(found for repeat in again for found in repeat.findings)
    counts = _counted(chunks, run)
    changed = []
    for row, new in later.items():
        before = store.outcome(run, row)
        after = _amended(before, new, repeats.get(row, ()))
        counts["outcomes"][before.outcome] -= 1
        counts["outcomes"][after.outcome] += 1
        changed.append((before.outcome, after))
    chunks.close(run, changed, to_json(counts), at=at, who=who)


def _counted(chunks: Chunks, run: int) -> Counts:
    counts: Counts = {"outcomes": Counter(), "routes": Counter()}
    for tally in chunks.column(run, "tally"):
        for name, counter in counts.items():
            counter.update(tally[name])
    return counts


def _amended(before: StoredOutcome, new: Sequence[Finding], repeats: Sequence[Repeated]) -> StoredOutcome:
    findings = [*(restored_finding(kept) for kept in json.loads(before.findings)), *new]
    record: dict[str, Any] = json.loads(before.record)
    result = _worse(Result(before.outcome), result_of(new, (), None))
    record["outcome"], record["reasons"] = result.value, reasons(findings)
    for repeat in repeats:
        record["lines"].extend(repeat.lines)
        record.setdefault("repeated", []).append(
            {"lines": list(repeat.lines), "items": [item.words for item in repeat.consignment.items]}
        )
    return replace(before, outcome=result.value, record=to_json(record),
                   findings=to_json([stored_finding(f) for f in findings]))  # fmt: skip


def _worse(before: Result, after: Result) -> Result:
    """What becomes known later can hold a consignment or send it to a person, never make it ready."""
    order = (Result.READY, Result.REVIEW, Result.HELD, Result.REJECTED)
    # Without decisions and assessment `result_of` answers at least review; a mere warning leaves things as they are.
    return before if after is Result.REVIEW else max(before, after, key=order.index)
