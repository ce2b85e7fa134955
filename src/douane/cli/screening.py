"""`screen`: parties against the consolidated list, and the queue of values to look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from douane.cli.arguments import AsOf, DirectionChoice, Files, InDirection, Json
from douane.cli.running import EXIT_FINDINGS, EXIT_UNREADABLE

if TYPE_CHECKING:
    from douane.compliance.rule import Case
    from douane.compliance.sanctions_list import SanctionsList
    from douane.domain.consignment import Direction
    from douane.intake.assemble import Received
    from douane.pipeline.order import Order, Tools
    from douane.reference.measures_of_goods import MeasuresOnDay

EXIT_MISSING = 4
LIST_FILE = "consolidated-list.xml"
_MOST_SHOWN = 20

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
    listed = kept_list(list_file, keep=keep)
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
                _hit_json(
                    hit,
                    subject.names[0],
                    manifest=name,
                    consignment=case.consignment.reference,
                    field=field,
                    key=subject.key,
                )
                for hit in lookup.hits(subject)
            )
    if before:
        changes = rescreen(dict.fromkeys(parties), read_sanctions(before), listed, work.tools.law)
        hits = [
            _hit_json(hit, subject.names[0], change=change)
            for change, found in (("appeared", changes.appeared), ("gone", changes.gone)) for subject, hit in found
        ]  # fmt: skip
    queue = review_queue(batch, Bounds.of(work.tools.law))
    _show(hits, queue, listed.version, len(batch), as_json=as_json)
    if hits:
        raise typer.Exit(EXIT_FINDINGS)


def kept_list(file: Path | None = None, *, keep: bool = False) -> SanctionsList:
    """The list of a file, else the one that is kept. Raises `NoListError`."""
    from douane import places

    kept = places.home() / LIST_FILE
    if file is None and not kept.exists():
        raise NoListError(f"No consolidated list is loaded. Load one: douane screen MANIFEST --list {LIST_FILE} --keep")
    listed = read_sanctions(file or kept)
    if file and keep:
        places.home().mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(".part")
        draft.write_bytes(file.read_bytes())
        draft.replace(kept)
    return listed


def read_sanctions(file: Path) -> SanctionsList:
    """A consolidated list. Raises `ListUnreadableError`."""
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
                    yield path.name, case_of(received, order, tools)
            read += 1
        except UnreadableError as error:
            show_findings([error.finding], "en")
    if not read:
        raise typer.Exit(EXIT_UNREADABLE)


def case_of(received: Received, order: Order, tools: Tools, measures: MeasuresOnDay | None = None) -> Case:
    """The case of a consignment as a run makes it, without list and memory. Raises `ValueError` without a consignment."""
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
