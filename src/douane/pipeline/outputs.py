"""The files of a run, written from the store into a folder beside and put in place when all of them are complete."""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from douane.compliance.signals import Suspicion
from douane.domain.finding import Finding
from douane.domain.numbers import ZERO, money_text
from douane.pipeline import printing
from douane.pipeline.records import finding_json, restored_finding, to_json
from douane.pipeline.run import Report
from douane.pipeline.working import Workplace
from douane.press.merging import merged
from douane.store.documents import flush_disk, flush_folder
from douane.store.repository import Store

SUMMARY = "summary.json"
# Below so many findings a process of its own costs more than it saves.
_FEW = 2_000
DECLARATIONS = "declarations"
LIST_COLUMNS = ("reference", "mawb", "lrn", "outcome", "route", "procedure", "items", "codes", "intrinsic_value",
                "customs_duty", "union_fee", "vat", "currency", "reasons", "lines")  # fmt: skip
# What the list for people to look at says beside: the score that orders it, and why.
QUEUE_COLUMNS = ("score", "signals")
_LISTS = {"ready": "ready.csv", "review": "review.csv", "held": "hold.csv", "rejected": "hold.csv"}
_REVIEW = "review.csv"
_TOTALS = ("intrinsic_value", "customs_duty", "union_fee", "vat")


class OutputError(Exception):
    """The output folder cannot be used; the message says why."""

    exit_code = 2


def write(report: Report, place: Workplace, out: Path, *, language: str, timed: bool = True) -> dict[str, Any]:
    """Write all files of a run into `out` and return the summary. Done again, it gives the same files.

    Without `timed` the summary has no timings, so that every byte depends on the input alone.
    """
    if out.exists() and any(out.iterdir()) and not (out / SUMMARY).exists():
        raise OutputError(f"{out} holds files that no run has written; choose another folder with --out")
    place.chunks.to_place(report.run, str(out.absolute()), language)
    draft = out.with_name(f".{out.name}.part")
    _take_away(draft)
    (draft / "documents").mkdir(parents=True)
    totals, findings = _write_lists(report, place.store, draft)
    join = _beside(lambda: _write_findings(report, findings, draft, language), alone=len(findings) < _FEW)
    for name, parts in printing.files_of(report.run, place.store, place.documents):
        (draft / name).write_bytes(merged(parts))
    _write_json_list(draft / "queue.json", (_suspicion_json(one) for one in report.queue))
    summary = _summary(report, totals, [*report.findings, *findings], timed=timed)
    (draft / SUMMARY).write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    join()
    _put_in_place(report, place, draft, out)
    place.chunks.placed(report.run, str(out.absolute()), at=place.now())
    return summary


def _write_findings(report: Report, findings: list[Finding], draft: Path, language: str) -> None:
    everything = (*report.findings, *report.reading.place(findings))
    _write_json_list(draft / "findings.json", (finding_json(f, language) for f in everything))


def _beside(work: Callable[[], None], *, alone: bool) -> Callable[[], None]:
    """Do the work in a forked process while this one goes on; what is given back waits for it.

    Where that process fails the work is done again here, so that its error is raised here. `alone`: do it here at once.
    """
    if alone or threading.active_count() > 1:
        work()
        return lambda: None
    process = multiprocessing.get_context("fork").Process(target=_forked, args=(work,), daemon=True)
    process.start()

    def join() -> None:
        process.join()
        if process.exitcode:
            work()

    return join


def _forked(work: Callable[[], None]) -> None:
    code = 1
    with suppress(Exception):
        work()
        code = 0
    # Nothing of the parent's is ended here, above all no connection of its database.
    os._exit(code)


def _put_in_place(report: Report, place: Workplace, draft: Path, out: Path) -> None:
    """The folder of data sets is carried over and mended: to write thousands of files again that stand there is slow."""
    old = out.with_name(f".{out.name}.old")
    _take_away(old)
    if out.exists():
        out.rename(old)
        if (old / DECLARATIONS).is_dir():
            (old / DECLARATIONS).rename(draft / DECLARATIONS)
    folder = draft / DECLARATIONS
    folder.mkdir(exist_ok=True)
    left = {entry.name for entry in os.scandir(folder)}
    for declared in place.store.declarations(report.run):
        name = f"{declared.kind}-{declared.lrn}.xml"
        path = folder / name
        if name not in left or path.read_bytes() != declared.content:
            path.write_bytes(declared.content)
        left.discard(name)
    for name in left:
        (folder / name).unlink()
    flush_disk(draft)
    draft.rename(out)
    flush_folder(out.parent)
    _take_away(old)


def _take_away(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _write_lists(report: Report, store: Store, folder: Path) -> tuple[dict[str, Decimal], list[Finding]]:
    totals = dict.fromkeys(_TOTALS, ZERO)
    findings: list[Finding] = []
    suspicions = {one.reference: one for one in report.queue}
    files = {name: (folder / name).open("w", encoding="utf-8-sig", newline="") for name in sorted(set(_LISTS.values()))}
    try:
        writers = {name: csv.writer(file, lineterminator="\r\n") for name, file in files.items()}
        for name, writer in writers.items():
            writer.writerow((*LIST_COLUMNS, *QUEUE_COLUMNS) if name == _REVIEW else LIST_COLUMNS)
        waiting: list[tuple[int, list[str]]] = []
        with (folder / "consignments.jsonl").open("w", encoding="utf-8") as lines:
            for stored in store.outcomes(report.run):
                lines.write(stored.record + "\n")
                record = json.loads(stored.record)
                row = [safe_cell(cell) for cell in list_row(record)]
                if _LISTS[stored.outcome] == _REVIEW:
                    waiting.append(_queued(row, suspicions.get(record["reference"])))
                else:
                    writers[_LISTS[stored.outcome]].writerow(row)
                for name in _TOTALS:
                    totals[name] += Decimal(record["amounts"][name] or 0)
                findings.extend(restored_finding(kept) for kept in json.loads(stored.findings))
        # Sorting keeps the order of the manifest among equal scores.
        writers[_REVIEW].writerows(row for _, row in sorted(waiting, key=lambda entry: -entry[0]))
    finally:
        for file in files.values():
            file.close()
    return totals, findings


def _suspicion_json(one: Suspicion) -> dict[str, Any]:
    """A consignment whose value should be looked at, with the reasons for its score."""
    return {"consignment": one.reference, "score": one.score, "signals": [signal._asdict() for signal in one.signals]}


def _queued(row: list[str], suspicion: Suspicion | None) -> tuple[int, list[str]]:
    """The row with its score and the reasons for it."""
    score = suspicion.score if suspicion else 0
    reasons = "; ".join(f"{s.name} ({s.points}): {s.because}" for s in suspicion.signals) if suspicion else ""
    return score, [*row, str(score), safe_cell(reasons)]


def list_row(record: dict[str, Any]) -> Iterator[str]:
    """The cells of a line of the lists, in the order of `LIST_COLUMNS`, from a line of `consignments.jsonl`."""
    amounts = record["amounts"]
    for column in LIST_COLUMNS:
        if column == "items":
            yield str(len(record["items"]))
        elif column == "codes":
            yield " ".join(item["eu"] or "?" for item in record["items"])
        elif column in amounts:
            yield amounts[column] or ""
        elif isinstance(record[column], list):
            yield ("+" if column == "procedure" else " ").join(map(str, record[column]))
        else:
            yield record[column] or ""


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula (OWASP ASVS 5.0, V1.2.10)."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠") else text


def _write_json_list(path: Path, values: Iterator[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for i, value in enumerate(values):
            file.write(("," if i else "") + "\n" + to_json(value))
        file.write("\n]\n")


def _summary(
    report: Report, totals: dict[str, Decimal], findings: list[Finding], *, timed: bool
) -> dict[str, Any]:  # fmt: skip
    counts = {name: report.outcomes[name] for name in ("ready", "review", "held", "rejected")}
    by_code = Counter((found.code, found.severity.value) for found in findings)
    return {
        "manifest": report.path.name,
        "format": report.reading.format,
        "counts": {"consignments": sum(counts.values()), **counts},
        "routes": dict(sorted(report.routes.items())),
        "totals": {**{name: money_text(total) for name, total in totals.items()}, "currency": "EUR"},
        "findings": [
            {"code": code, "severity": severity, "count": count}
            for (code, severity), count in sorted(by_code.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
        "versions": report.versions,
        "timings": {name: round(seconds, 3) for name, seconds in report.seconds.items() if timed},
    }
