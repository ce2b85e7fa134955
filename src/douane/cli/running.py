"""`run` and `check`: the main job, and its findings only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from douane.cli.arguments import AsOf, DirectionChoice, Files, InDirection, InLanguage, Json, Language, MappingName, now
from douane.cli.opening import open_store, open_work

EXIT_FINDINGS = 1
EXIT_UNREADABLE = 3


def run(
    inputs: Files,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for the results, one folder for each manifest.")
    ],
    direction: InDirection = DirectionChoice.AUTO,
    as_of: AsOf = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Worker processes.")] = max(1, os.cpu_count() or 1),
    as_json: Json = False,
    no_print: Annotated[bool, typer.Option("--no-print", help="Make no PDF documents and labels.")] = False,
    language: InLanguage = Language.EN,
    mapping: MappingName = None,
) -> None:
    """Check, classify, assess, declare and print manifests; everything is kept in the store."""
    from douane.cli.output import product, say, show_findings
    from douane.domain.finding import Severity
    from douane.intake.mapping import named
    from douane.intake.reading import UnreadableError
    from douane.pipeline import outputs, printing
    from douane.pipeline.run import run_manifest
    from douane.pipeline.working import Workplace
    from douane.store.documents import open_documents

    chosen = named(mapping) if mapping else None
    work = open_work(as_of, direction)
    store = open_store()
    place = Workplace(store, open_documents(), now)
    prints = "" if no_print else printing.order_of_prints(printing.IN_A_RUN, language.value)
    done: list[dict[str, Any]] = []
    unreadable = problems = 0
    for path, folder in zip(inputs, _folders(inputs, out), strict=True):
        try:
            report = run_manifest(path, *work, store, jobs=jobs, now=now, mapping=chosen, prints=prints)
        except UnreadableError as error:
            unreadable += 1
            problems += 1
            show_findings([error.finding], language.value)
            done.append({"manifest": path.name, "folder": None, "findings": [_counted(error.finding)]})
            continue
        summary = outputs.write(report, place, folder, language=language.value)
        done.append({"folder": str(folder), **summary})
        counts = summary["counts"]
        problems += counts["held"] + counts["rejected"] + counts["review"]
        problems += sum(f["count"] for f in summary["findings"] if f["severity"] == Severity.ERROR)
        say(
            f"{path.name}: {counts['consignments']} consignments: {counts['ready']} ready, {counts['review']} to review, "
            f"{counts['held']} held, {counts['rejected']} rejected  →  {folder}"
        )
        for entry in summary["findings"][:12]:
            say(f"  {entry['count']:>7} × {entry['code']} ({entry['severity']})")
    if as_json:
        product({"manifests": done})
    if unreadable == len(inputs):
        raise typer.Exit(EXIT_UNREADABLE)
    if problems:
        raise typer.Exit(EXIT_FINDINGS)


def check(
    files: Files,
    as_json: Json = False,
    direction: InDirection = DirectionChoice.AUTO,
    as_of: AsOf = None,
    language: InLanguage = Language.EN,
    mapping: MappingName = None,
) -> None:
    """Findings only: nothing is stored, declared or printed."""
    from douane.cli.output import product, say, show_findings
    from douane.domain.finding import Severity
    from douane.intake.mapping import named
    from douane.intake.reading import UnreadableError
    from douane.pipeline.checking import check_manifest
    from douane.pipeline.records import finding_json

    chosen = named(mapping) if mapping else None
    work = open_work(as_of, direction)
    findings = []
    unreadable = 0
    for path in files:
        try:
            found, count = check_manifest(path, *work, mapping=chosen)
        except UnreadableError as error:
            unreadable += 1
            findings.append(error.finding)
            continue
        findings.extend(found)
        say(f"{path.name}: {count} consignments, {len(found)} findings")
    if as_json:
        product([finding_json(found, language.value) for found in findings])
    else:
        show_findings(findings, language.value, most=200)
    if unreadable == len(files):
        raise typer.Exit(EXIT_UNREADABLE)
    if any(found.severity is Severity.ERROR for found in findings):
        raise typer.Exit(EXIT_FINDINGS)


def _folders(inputs: list[Path], out: Path) -> list[Path]:
    """A folder for each manifest, named by its file; by the whole file name where two would be the same."""
    stems = [path.stem for path in inputs]
    names = [path.stem if stems.count(path.stem) == 1 else path.name for path in inputs]
    return [out / (name if names.count(name) == 1 else f"{i}-{name}") for i, name in enumerate(names, start=1)]


def _counted(found: Any) -> dict[str, Any]:
    return {"code": found.code, "severity": found.severity.value, "count": 1}
