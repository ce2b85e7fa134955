"""The files of a run, written from the store into a folder beside and put in place when all of them are complete."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from douane.domain.finding import Finding
from douane.domain.numbers import ZERO, money_text
from douane.pipeline.records import finding_json, restored_finding, to_json
from douane.pipeline.run import Report
from douane.store.repository import Store

LIST_COLUMNS = ("reference", "mawb", "lrn", "outcome", "route", "procedure", "items", "codes", "intrinsic_value",
                "customs_duty", "union_fee", "vat", "currency", "reasons", "lines")  # fmt: skip
_LISTS = {"ready": "ready.csv", "review": "review.csv", "held": "hold.csv", "rejected": "hold.csv"}
_TOTALS = ("intrinsic_value", "customs_duty", "union_fee", "vat")


class OutputError(Exception):
    """The output folder cannot be used; the message says why."""

    exit_code = 2


def write(report: Report, store: Store, out: Path, *, language: str, printed: dict[str, bytes]) -> dict[str, Any]:
    """Write all files of a run into `out` and return the summary. `printed` maps file names to PDF bytes."""
    if out.exists() and any(out.iterdir()) and not (out / "summary.json").exists():
        raise OutputError(f"{out} holds files that no run has written; choose another folder with --out")
    draft = out.with_name(f".{out.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    (draft / "declarations").mkdir(parents=True)
    (draft / "documents").mkdir()
    totals, findings = _write_lists(report, store, draft)
    placed = report.reading.place(findings)
    everything = [*report.findings, *placed]
    _write_json_list(draft / "findings.json", (finding_json(f, language) for f in everything))
    for declared in store.declarations(report.run):
        (draft / "declarations" / f"{declared.kind}-{declared.lrn}.xml").write_bytes(declared.content)
    for name, content in printed.items():
        (draft / name).write_bytes(content)
    summary = _summary(report, totals, everything)
    (draft / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    draft.rename(out)
    shutil.rmtree(old, ignore_errors=True)
    return summary


def _write_lists(report: Report, store: Store, folder: Path) -> tuple[dict[str, Decimal], list[Finding]]:
    totals = dict.fromkeys(_TOTALS, ZERO)
    findings: list[Finding] = []
    files = {name: (folder / name).open("w", encoding="utf-8-sig", newline="") for name in sorted(set(_LISTS.values()))}
    try:
        writers = {name: csv.writer(file, lineterminator="\r\n") for name, file in files.items()}
        for writer in writers.values():
            writer.writerow(LIST_COLUMNS)
        with (folder / "consignments.jsonl").open("w", encoding="utf-8") as lines:
            for stored in store.outcomes(report.run):
                lines.write(stored.record + "\n")
                record = json.loads(stored.record)
                writers[_LISTS[stored.outcome]].writerow([safe_cell(cell) for cell in _list_row(record)])
                for name in _TOTALS:
                    totals[name] += Decimal(record["amounts"][name] or 0)
                findings.extend(restored_finding(kept) for kept in json.loads(stored.findings))
    finally:
        for file in files.values():
            file.close()
    return totals, findings


def _list_row(record: dict[str, Any]) -> Iterator[str]:
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


def _summary(report: Report, totals: dict[str, Decimal], findings: list[Finding]) -> dict[str, Any]:
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
        "timings": {name: round(seconds, 3) for name, seconds in report.seconds.items()},
    }
