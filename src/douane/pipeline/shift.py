"""The shift report from the store: every manifest of the inbox, done now or before, so that it is whole after any crash."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from douane.documents.shift_report import (
    OUTCOMES,
    ExceptionLine,
    ManifestLine,
    ShiftReportView,
    Unreadable,
    bars,
)
from douane.domain.finding import Finding
from douane.domain.numbers import money_text
from douane.pipeline.batch import Arrival, Batch
from douane.pipeline.outputs import safe_cell
from douane.pipeline.working import TOTALS, Workplace
from douane.reference.catalogue import entries, words
from douane.store.documents import flush_folder, write_durably

JSON_NAME, CSV_NAME = "shift-report.json", "shift-report.csv"
_SLOWEST = 10


def shift_report(batch: Batch, place: Workplace, inbox: Path, as_of: str, language: str) -> ShiftReportView:
    """The report over what a batch found. Times are in `slowest` and `seconds` only."""
    lines: list[ManifestLine] = []
    routes: Counter[str] = Counter()
    codes: Counter[tuple[str, str]] = Counter()
    for arrival in batch.arrivals:
        found = _line(arrival, place)
        if found is None:
            continue
        line, counts = found
        lines.append(line)
        routes.update(counts.get("routes", {}))
        codes.update({(line.client, code): count for code, count in counts.get("codes", {}).items()})
    by_code: Counter[str] = Counter()
    for (_, code), count in codes.items():
        by_code[code] += count
    titles = entries()
    timed = sorted((line for line in lines if line.seconds is not None), key=lambda line: -(line.seconds or 0))
    return ShiftReportView(
        inbox=inbox.name, as_of=as_of, **_numbers(lines), **_amounts(lines), manifests=tuple(lines),
        exceptions=tuple(
            ExceptionLine(client, code, titles[code].title, count)
            for (client, code), count in sorted(codes.items(), key=lambda pair: (-pair[1], pair[0]))
        ),
        unreadable=tuple(_unreadable(one, language) for one in batch.unreadable), slowest=tuple(timed[:_SLOWEST]),
        outcome_bars=bars([(name, sum(getattr(line, name) for line in lines)) for name in OUTCOMES]),
        route_bars=bars(routes.items()), exception_bars=bars(by_code.items()), audit_head=place.store.audit_head(),
    )  # fmt: skip


def _numbers(lines: Sequence[ManifestLine]) -> dict[str, Any]:
    return {name: sum(getattr(line, name) for line in lines) for name in (*OUTCOMES, "todo", "consignments")}


def _amounts(lines: Sequence[ManifestLine]) -> dict[str, Any]:
    return {name: money_text(sum((Decimal(getattr(line, name)) for line in lines), Decimal(0))) for name in TOTALS}


def write_shift_report(view: ShiftReportView, out: Path) -> None:
    """Write the report as JSON, and its manifests and exceptions as CSV, beside and renamed."""
    out.mkdir(parents=True, exist_ok=True)
    _put(out / JSON_NAME, json.dumps(asdict(view), ensure_ascii=False, indent=2).encode() + b"\n")
    table = StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    names = [name for name in ManifestLine.__slots__ if name != "seconds"]
    writer.writerow(["row", *names, "code", "title"])
    for line in view.manifests:
        writer.writerow(["manifest", *(safe_cell(str(getattr(line, name))) for name in names), "", ""])
    for one in view.exceptions:
        cells = {"client": one.client, "consignments": str(one.consignments)}
        writer.writerow(["exception", *(safe_cell(cells.get(name, "")) for name in names), one.code, safe_cell(one.title)])
    _put(out / CSV_NAME, b"\xef\xbb\xbf" + table.getvalue().encode())


def _put(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.part")
    write_durably(draft, content)
    draft.replace(path)
    flush_folder(path.parent)


def _line(arrival: Arrival, place: Workplace) -> tuple[ManifestLine, dict[str, Any]] | None:
    manifest = place.store.manifest_of(arrival.sha256)
    row = place.chunks.shift_row(manifest) if manifest is not None else None
    if manifest is None or row is None:
        return None
    counts = json.loads(row.counts)
    outcomes = counts.get("outcomes") or dict(place.chunks.outcome_counts(row.run))
    folders = place.chunks.folders(manifest, placed=True)
    totals = counts.get("totals", {})
    became: dict[str, Any] = {name: int(outcomes.get(name, 0)) for name in OUTCOMES}
    owes: dict[str, Any] = {name: totals.get(name, "0.00") for name in TOTALS}
    line = ManifestLine(
        name=arrival.path.name, client=counts.get("client", ""), sha256=arrival.sha256,
        folder=Path(folders[-1]).name if folders else "", consignments=row.consignments,
        **became, todo=place.chunks.states(row.run)["todo"],
        **owes, seconds=_seconds(row.received_at, row.finished_at),
    )  # fmt: skip
    return line, counts


def _seconds(start: str, end: str | None) -> int | None:
    if end is None:
        return None
    return round((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds())


def _unreadable(found: Finding, language: str) -> Unreadable:
    message, fix = words(found, language)
    return Unreadable(Path(found.file or "").name, found.code, message, fix)


def exceptions(view: ShiftReportView) -> int:
    """How many consignments and files need somebody."""
    return view.review + view.held + view.rejected + len(view.unreadable)


def balanced(lines: Sequence[ManifestLine]) -> bool:
    """Whether every manifest accounts for every consignment."""
    return all(line.balanced for line in lines)
