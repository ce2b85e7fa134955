"""`batch`: shift end. Everything new in the inbox, each manifest once, and the shift report."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from douane.cli.arguments import AsOf, DirectionChoice, InDirection, InLanguage, Json, Language, now
from douane.cli.opening import Work, open_store, open_work

if TYPE_CHECKING:
    from douane.documents.shift_report import ShiftReportView
    from douane.domain.finding import Finding
    from douane.pipeline.batch import Telling
    from douane.pipeline.runner import Runner
    from douane.pipeline.working import Workplace

EXIT_FINDINGS = 1
EXIT_UNREADABLE = 3
_POLL = 5.0


def batch(
    inbox: Annotated[Path, typer.Argument(metavar="INBOX", exists=True, file_okay=False, help="Folder of manifests.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results and the shift report.")],
    watch: Annotated[bool, typer.Option("--watch", help="Follow the inbox until interrupted.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Worker processes.")] = max(1, os.cpu_count() or 1),
    direction: InDirection = DirectionChoice.AUTO,
    as_of: AsOf = None,
    as_json: Json = False,
    no_print: Annotated[bool, typer.Option("--no-print", help="Make no PDF documents and labels.")] = False,
    language: InLanguage = Language.EN,
) -> None:
    """Shift end: run everything new in the inbox, go on with what was cut off, and write the shift report."""
    from dataclasses import asdict

    from douane.cli.output import product
    from douane.cli.progress import Meter
    from douane.pipeline import shift
    from douane.pipeline.stopping import stops

    meter = Meter()
    with stops():
        place = _workplace()
        telling = _telling(meter, language.value)
        runner = _runner(place, jobs)
        try:
            while True:
                work = open_work(as_of, direction)
                view = _once(work, place, runner, inbox, out, telling, language.value, no_print=no_print)
                if not watch:
                    break
                time.sleep(_POLL)
        finally:
            runner.close()
    _tell_end(view, out)
    if as_json:
        product(asdict(view))
    if view.unreadable and not view.manifests:
        raise typer.Exit(EXIT_UNREADABLE)
    if shift.exceptions(view):
        raise typer.Exit(EXIT_FINDINGS)


def _workplace() -> Workplace:
    from douane.pipeline.working import Workplace
    from douane.store.documents import open_documents

    return Workplace(open_store(), open_documents(), now)


def _runner(place: Workplace, jobs: int) -> Runner:
    """Processes of this machine, or with `DOUANE_RUNNER=queue` the workers that `douane worker` has started."""
    from douane.pipeline.runner import Local

    if os.environ.get("DOUANE_RUNNER", "pool") == "queue":
        from douane.cli.output import say
        from douane.pipeline.queueing import Queue

        return Queue(place, say)
    return Local(place, jobs)


def _once(
    work: Work, place: Workplace, runner: Runner, inbox: Path, out: Path, telling: Telling, language: str, *,
    no_print: bool,
) -> ShiftReportView:  # fmt: skip
    from douane.pipeline import printing, shift
    from douane.pipeline.batch import run_batch
    from douane.pipeline.run import Desk

    prints = "" if no_print else printing.order_of_prints(printing.IN_A_RUN, language)
    desk = Desk(*work, place, runner, prints, again=False)
    out.mkdir(parents=True, exist_ok=True)
    found = run_batch(desk, inbox, out, language=language, telling=telling)
    view = shift.shift_report(found, place, inbox, work.order.as_of.isoformat(), language)
    if found.finished or not (out / shift.JSON_NAME).exists() or found.unreadable:
        shift.write_shift_report(view, out)
    return view


def _telling(meter: object, language: str) -> Telling:
    from douane.cli.output import say, show_findings
    from douane.cli.progress import Meter
    from douane.pipeline.batch import Telling

    assert isinstance(meter, Meter)  # noqa: S101  made by `batch`
    refused: set[str] = set()

    def done(name: str, counts: dict[str, int], folder: Path) -> None:
        meter.clear()
        say(
            f"{name}: {counts['consignments']} consignments: {counts['ready']} ready, {counts['review']} to review, "
            f"{counts['held']} held, {counts['rejected']} rejected  →  {folder}"
        )

    def refuses(found: Finding) -> None:
        # With --watch the same file is met again and again; it is told once.
        if (found.file or "") not in refused:
            refused.add(found.file or "")
            meter.clear()
            show_findings([found], language)

    return Telling(meter.takes, meter.progress, done, refuses)


def _tell_end(view: ShiftReportView, out: Path) -> None:
    from douane.cli.output import say

    say(
        f"{len(view.manifests)} manifests, {view.consignments} consignments: {view.ready} ready, {view.review} to review, "
        f"{view.held} held, {view.rejected} rejected; duty EUR {view.customs_duty}, fee EUR {view.union_fee}, "
        f"VAT EUR {view.vat}  →  {out / 'shift-report.json'}"
    )
    for one in view.exceptions[:10]:
        say(f"  {one.consignments:>7} × {one.code}  {one.title}  {one.client}".rstrip())
