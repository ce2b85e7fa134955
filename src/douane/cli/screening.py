"""`screen`: parties against the consolidated list, and the queue of values to look at; `law diff`: what a change moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from douane.cli.arguments import AsOf, DirectionChoice, Files, InDirection, Json, today
from douane.cli.running import EXIT_FINDINGS, EXIT_UNREADABLE

if TYPE_CHECKING:
    from douane.compliance.impact import Moved, Standing
    from douane.compliance.rule import Case
    from douane.compliance.sanctions_list import SanctionsList
    from douane.domain.consignment import Direction
    from douane.intake.assemble import Received
    from douane.pipeline.order import Order, Tools
    from douane.reference.measures_of_goods import MeasuresOnDay

EXIT_MISSING = 4
LIST_FILE = "consolidated-list.xml"
_MOST_SHOWN = 20

law_app = typer.Typer(no_args_is_help=True, help="The law as dated data.")
ListFile = Annotated[
    Path | None,
    typer.Option("--list", metavar="FILE", help="Consolidated list of the Commission (XML 1.1) [the one kept]."),
]
Before = Annotated[
    Path | None, typer.Option("--before", metavar="FILE", help="An older list: show only what the newer one changes.")
]


class NoListError(Exception):
    """No consolidated list is loaded."""

    exit_code = EXIT_MISSING


def screen(
    files: Files,
    list_file: ListFile = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the list for later runs.")] = False,
    before: Before = None,
    as_json: Json = False,
    as_of: AsOf = None,
    direction: InDirection = DirectionChoice.AUTO,
) -> None:
    """Look parties up in the consolidated list, and order the values that somebody should look at.

    Nobody is refused by it: a person compares and decides. Nothing is stored.
    """
    from douane.cli.opening import open_work
    from douane.compliance.screening import Screen, rescreen, subjects_of
    from douane.compliance.signals import Bounds, priced, review_queue

    work = open_work(as_of, direction)
    listed = _list(list_file, keep=keep)
    lookup = Screen(listed, work.tools.law)
    hits: list[dict[str, Any]] = []
    batch, parties = [], []
    for name, case in _cases(files, work.order, work.tools):
        batch.append(priced(case.consignment, case.decisions, case.assessment, _proposed(case, work.tools)))
        for field, subject in subjects_of(case.consignment):
            if before:
                parties.append(subject)
                continue
            hits.extend(
                _hit_json(hit, subject.names[0], manifest=name, consignment=case.consignment.reference, field=field)
                for hit in lookup.hits(subject)
            )
    if before:
        changes = rescreen(dict.fromkeys(parties), _read(before), listed, work.tools.law)
        hits = [
            _hit_json(hit, subject.names[0], change=change)
            for change, found in (("appeared", changes.appeared), ("gone", changes.gone)) for subject, hit in found
        ]  # fmt: skip
    queue = review_queue(batch, Bounds.of(work.tools.law))
    _show(hits, queue, listed.version, len(batch), as_json=as_json)
    if hits:
        raise typer.Exit(EXIT_FINDINGS)


def _list(file: Path | None, *, keep: bool) -> SanctionsList:
    from douane import places

    kept = places.home() / LIST_FILE
    if file is None and not kept.exists():
        raise NoListError(f"No consolidated list is loaded. Load one: douane screen MANIFEST --list {LIST_FILE} --keep")
    listed = _read(file or kept)
    if file and keep:
        places.home().mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(".part")
        draft.write_bytes(file.read_bytes())
        draft.replace(kept)
    return listed


def _read(file: Path) -> SanctionsList:
    from douane.compliance.sanctions_list import ListUnreadableError, read_list

    try:
        with file.open("rb") as content:
            return read_list(content)
    except OSError as error:
        raise ListUnreadableError(f"{file} cannot be opened: {error.strerror}") from error


def _hit_json(hit: Any, party: str, **where: str) -> dict[str, Any]:
    return {**where, "party": party, "listed": hit.listed_name, "reference": hit.entity.reference, "score": hit.score,
            "because": list(hit.because), "regulations": list(hit.entity.regulations)}  # fmt: skip


def _show(hits: list[dict[str, Any]], queue: Any, version: str, count: int, *, as_json: bool) -> None:
    from douane.cli.output import product, say

    say(f"{count} consignments, {len(hits)} hits in the list of {version}, {len(queue)} values to look at")
    if as_json:
        waiting = [
            {"consignment": s.reference, "score": s.score, "signals": [signal._asdict() for signal in s.signals]}
            for s in queue
        ]
        product({"list": version, "consignments": count, "hits": hits, "queue": waiting})
        return
    for hit in hits:
        place = " ".join(hit[key] for key in ("change", "consignment", "field") if key in hit)
        typer.echo(f"{hit['score']:5.1f}  {place}  “{hit['party']}” is like {hit['listed']} ({hit['reference']})")
        typer.echo(f"       {'; '.join(hit['because'])}")
    for suspicion in queue[:_MOST_SHOWN]:
        typer.echo(f"{suspicion.score:5d}  {suspicion.reference}")
        for signal in suspicion.signals:
            typer.echo(f"       {signal.name} ({signal.points}): {signal.because}")
    if len(queue) > _MOST_SHOWN:
        typer.echo(f"       and {len(queue) - _MOST_SHOWN} more; --json has them all")


def _proposed(case: Case, tools: Tools) -> list[str | None]:
    """The codes that descriptions alone lead to, where a code was given with the goods."""
    from douane.classification.goods import Goods

    found: list[str | None] = []
    for item in case.consignment.items:
        decision = (
            tools.classifier.classify(Goods(item.words, (), item.attributes, item.origin), "eu") if item.words else None
        )
        found.append(decision.code if decision else None)
    return found


def _cases(files: list[Path], order: Order, tools: Tools) -> Iterator[tuple[str, Case]]:
    """The consignments of manifests, classified and assessed; an unreadable file is said and passed over."""
    from douane.cli.output import show_findings
    from douane.intake.reading import UnreadableError
    from douane.intake.recognise import open_manifest

    read = 0
    for path in files:
        try:
            for received in open_manifest(path).consignments():
                if received.consignment:
                    yield path.name, _case(received, order, tools)
            read += 1
        except UnreadableError as error:
            show_findings([error.finding], "en")
    if not read:
        raise typer.Exit(EXIT_UNREADABLE)


def _case(received: Received, order: Order, tools: Tools, measures: MeasuresOnDay | None = None) -> Case:
    from douane.assessment.charge import assess
    from douane.compliance.rule import Case
    from douane.pipeline.order import direction_of
    from douane.pipeline.stages import classify, working_codes

    consignment = received.consignment
    if consignment is None:
        raise ValueError("a row that makes no consignment has no case")
    way: Direction = direction_of(order, consignment, tools.law)
    decisions = classify(consignment, tools)
    assessment = assess(tools.basis(consignment, working_codes(decisions), way))
    return Case(consignment, decisions, assessment, tools.law, tools.code_exists, tools.nomenclature_name, way, measures)


class _LawOfDay(NamedTuple):
    """One side of a comparison: its name, the order of its day, tools with its law, its measures."""

    name: str
    order: Order
    tools: Tools
    measures: MeasuresOnDay


@law_app.command("diff")
def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="A date as 2026-06-30, or a law folder.")],
    b: Annotated[str, typer.Argument(metavar="B", help="A date as 2026-07-01, or a law folder.")],
    over: Annotated[Path, typer.Option("--over", metavar="DIR", help="A manifest, or a folder of manifests.")],
    as_json: Json = False,
    as_of: AsOf = None,
) -> None:
    """Which consignments change route, amount or verdict between two dates or two law folders."""
    from douane.compliance.impact import moved

    sides = (_side(a, as_of), _side(b, as_of))
    count = 0

    def pairs() -> Iterator[tuple[str, Standing, Standing]]:
        nonlocal count
        for name, received in _received(over):
            count += 1
            reference = received.consignment.reference if received.consignment else ""
            before, after = (_standing(received, side) for side in sides)
            yield f"{name} {reference}", before, after

    changed = list(moved(pairs()))
    _show_moved(changed, count, sides, as_json=as_json)


def _side(text: str, as_of: date | None) -> _LawOfDay:
    from douane.cli.opening import open_work
    from douane.reference.law import Law
    from douane.reference.measures_of_goods import measures_on

    folder = Path(text)
    if folder.is_dir():
        on = as_of or today()
        work = open_work(on, DirectionChoice.AUTO)
        # The law of a day is loaded when first asked for, so that another folder's can stand in its place.
        work.tools.law = Law.load(folder).on(on)
        return _LawOfDay(text, work.order, work.tools, measures_on(on, folder))
    try:
        on = date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is neither a date such as 2026-07-01 nor a law folder") from error
    work = open_work(on, DirectionChoice.AUTO)
    return _LawOfDay(text, work.order, work.tools, measures_on(on))


def _received(over: Path) -> Iterator[tuple[str, Received]]:
    from douane.cli.output import show_findings
    from douane.intake.reading import UnreadableError
    from douane.intake.recognise import open_manifest

    read = 0
    for path in (
        sorted(p for p in over.iterdir() if p.is_file() and not p.name.startswith(".")) if over.is_dir() else [over]
    ):
        try:
            yield from ((path.name, received) for received in open_manifest(path).consignments() if received.consignment)
            read += 1
        except UnreadableError as error:
            show_findings([error.finding], "en")
    if not read:
        raise typer.Exit(EXIT_UNREADABLE)


def _standing(received: Received, side: _LawOfDay) -> Standing:
    from douane.compliance.check import check, join
    from douane.compliance.impact import standing
    from douane.pipeline.stages import result_of

    case = _case(received, side.order, side.tools, side.measures)
    findings = join(received.findings, check(case))
    verdict = result_of(findings, case.decisions, case.assessment)
    return standing(case.assessment, verdict.value, (found.code for found in findings))


def _show_moved(changed: list[Moved], count: int, sides: tuple[_LawOfDay, _LawOfDay], *, as_json: bool) -> None:
    from dataclasses import asdict

    from douane.cli.output import product, say
    from douane.compliance.impact import totals

    say(f"{len(changed)} of {count} consignments stand otherwise under {sides[1].name} than under {sides[0].name}")
    counted = totals(changed)
    if as_json:
        product({"a": sides[0].name, "b": sides[1].name, "consignments": count, "changed": [asdict(one) for one in changed],
                 "totals": counted})  # fmt: skip
        return
    for what, number in counted.items():
        typer.echo(f"{number:>7} × {what}")
    for one in changed:
        typer.echo(one.reference)
        for change in one.changes:
            typer.echo(f"    {change.what:<14} {change.before}  →  {change.after}")
