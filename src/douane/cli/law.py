"""`law`: what a change of the law moves, and whether stored answers come out the same again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from douane.cli.arguments import AsOf, DirectionChoice, Json, today
from douane.cli.running import EXIT_FINDINGS, EXIT_UNREADABLE
from douane.cli.screening import case_of

if TYPE_CHECKING:
    from douane.compliance.impact import Moved, Standing
    from douane.intake.assemble import Received
    from douane.pipeline.order import Order, Tools
    from douane.reference.measures_of_goods import MeasuresOnDay

app = typer.Typer(no_args_is_help=True, help="The law as dated data.")


class _LawOfDay(NamedTuple):
    """One side of a comparison: its name, the order of its day, tools with its law, its measures."""

    name: str
    order: Order
    tools: Tools
    measures: MeasuresOnDay


@app.command("diff")
def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="A date as 2026-06-30, or a law folder.")],
    b: Annotated[str, typer.Argument(metavar="B", help="A date as 2026-07-01, or a law folder.")],
    over: Annotated[
        Path | None, typer.Option("--over", metavar="DIR", help="A manifest, or a folder of manifests [all in the store].")
    ] = None,
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


def _stored() -> Iterator[tuple[str, Received]]:
    """The consignments of all manifests in the store."""
    from douane.cli.opening import open_store
    from douane.cli.output import say
    from douane.intake.recognise import open_manifest
    from douane.pipeline.replaying import received_file
    from douane.store.manifests import Manifests

    manifests = Manifests(open_store().engine)
    known = manifests.names()
    if not known:
        say("The store holds no manifests yet; name some with --over.")
        raise typer.Exit(EXIT_UNREADABLE)
    for number, name in known:
        with received_file(manifests, number, name) as path:
            for received in open_manifest(path).consignments():
                if received.consignment:
                    yield name, received


@app.command("replay")
def replay_runs(
    run: Annotated[int | None, typer.Option("--run", metavar="N", help="One run only.")] = None, as_json: Json = False
) -> None:
    """Assess what is stored again, each run on its own day, and say what differs from what was answered then."""
    from douane.cli.opening import open_store
    from douane.cli.output import product, say
    from douane.pipeline import settings
    from douane.pipeline.replaying import replay
    from douane.store.manifests import Manifests

    store = open_store()
    count, other = 0, []
    for stored in Manifests(store.engine).runs():
        if run not in (None, stored.id):
            continue
        for one in replay(store, stored, settings.load()):
            count += 1
            if not one.same:
                other.append({"run": stored.id, "as_of": stored.as_of, "consignment": one.reference, "before": one.before,
                              "after": one.after})  # fmt: skip
    say(f"{count} stored assessments asked again: {count - len(other)} the same, {len(other)} different.")
    if as_json:
        product({"assessments": count, "different": other})
    else:
        for entry in other:
            typer.echo(f"run {entry['run']} of {entry['as_of']}: {entry['consignment']}")
    if other:
        raise typer.Exit(EXIT_FINDINGS)


def _received(over: Path | None) -> Iterator[tuple[str, Received]]:
    from douane.cli.output import show_findings
    from douane.intake.reading import UnreadableError
    from douane.intake.recognise import open_manifest

    if over is None:
        yield from _stored()
        return
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

    case = case_of(received, side.order, side.tools, side.measures)
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
