"""Shift end: everything new in an inbox, each manifest once, whatever was cut off before; then the shift report."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from douane.domain.finding import Finding
from douane.intake.reading import UnreadableError
from douane.pipeline import kept, outputs
from douane.pipeline.order import Order, Tools
from douane.pipeline.run import Desk, run_at, wait_for
from douane.pipeline.runner import Progress


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file of the inbox, known by the hash of its bytes."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch found: the manifests of the inbox, those it finished itself, and files that are none."""

    arrivals: tuple[Arrival, ...]
    finished: tuple[Arrival, ...]
    unreadable: tuple[Finding, ...]


class UnbalancedError(Exception):
    """A manifest has consignments that are not accounted for: a fault of the program, never to be passed over."""

    exit_code = 70


@dataclass(frozen=True, slots=True)
class Telling:
    """What a batch tells while it works: that it takes a manifest up, progress in it, what became of it."""

    takes: Callable[[str], None]
    progress: Callable[[Progress], None]
    done: Callable[[str, dict[str, int], Path], None]
    refuses: Callable[[Finding], None]


def arrivals(inbox: Path, out: Path) -> list[Arrival]:
    """The files of an inbox in the order of their names, the same content once; hidden and half-written ones left out."""
    found: dict[str, Arrival] = {}
    for path in sorted(inbox.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(inbox).parts)
        if hidden or path.suffix in (".part", ".tmp") or not path.is_file() or out in path.parents:
            continue
        with path.open("rb") as file:
            arrival = Arrival(path, hashlib.file_digest(file, "sha256").hexdigest())
        found.setdefault(arrival.sha256, arrival)
    return list(found.values())


def run_batch(desk: Desk, inbox: Path, out: Path, *, language: str, telling: Telling) -> Batch:
    """Run everything new and go on with what was cut off.

    A manifest that another batch is at is waited for, so that numbers are drawn in the same order however many batches run.
    """
    found = arrivals(inbox, out)
    finished: list[Arrival] = []
    unreadable: list[Finding] = []
    for arrival in found:
        with ExitStack() as stack:
            wait_for(stack, desk.place, f"arrival {arrival.sha256}")
            try:
                if _finish(desk, arrival, out, language=language, telling=telling):
                    finished.append(arrival)
            except UnreadableError as error:
                unreadable.append(error.finding)
                telling.refuses(error.finding)
    return Batch(tuple(found), tuple(finished), tuple(unreadable))


def _finish(desk: Desk, arrival: Arrival, out: Path, *, language: str, telling: Telling) -> bool:
    """Bring one manifest to its end; `False` where it was there before."""
    chunks, store = desk.place.chunks, desk.place.store
    manifest = store.manifest_of(arrival.sha256)
    if manifest is not None and any(
        (Path(folder) / outputs.SUMMARY).exists() for folder in chunks.folders(manifest, placed=True)
    ):
        return False
    telling.takes(arrival.path.name)
    report = run_at(_as_begun(desk, manifest), arrival.path, tell=telling.progress)
    folder = _folder(desk, arrival, report.run, out)
    summary = outputs.write(report, desk.place, folder, language=language, timed=False)
    check_balance(desk, report.run)
    telling.done(arrival.path.name, summary["counts"], folder)
    return True


def _as_begun(desk: Desk, manifest: int | None) -> Desk:
    """The desk for a manifest whose run was cut off: it goes on under the law of the day on which it was begun."""
    run = desk.place.chunks.unfinished_of(manifest) if manifest is not None else None
    work = desk.place.chunks.work(run) if run is not None else None
    if work is None:
        return desk
    order: Order = kept.order_of(work.order)
    begun = replace(desk.order, as_of=order.as_of, direction=order.direction, accept_from=order.accept_from)
    tools = desk.tools if order.as_of == desk.order.as_of else Tools(order.as_of, accept_from=order.accept_from)
    return replace(desk, order=begun, tools=tools, prints=work.prints)


def _folder(desk: Desk, arrival: Arrival, run: int, out: Path) -> Path:
    """The folder of a manifest: named by its file, and by its content too where another one has that name."""
    mine = desk.place.chunks.folders_of_run(run)
    for folder in mine:
        if Path(folder).parent == out.absolute():
            return out / Path(folder).name
    plain = out / arrival.path.stem
    taken = plain.exists() or desk.place.chunks.is_taken(str(plain.absolute()))
    return out / f"{arrival.path.stem}-{arrival.sha256[:8]}" if taken else plain


def check_balance(desk: Desk, run: int) -> None:
    """Consignments in the file = done + held + to do. Raises `UnbalancedError`."""
    work = desk.place.chunks.work(run)
    stored = sum(desk.place.chunks.outcome_counts(run).values())
    todo = desk.place.chunks.states(run)["todo"]
    if work is not None and work.consignments != stored + todo:
        raise UnbalancedError(
            f"{work.name}: {work.consignments} consignments in the file, {stored} with an outcome, {todo} to do. "
            "Please report this."
        )
