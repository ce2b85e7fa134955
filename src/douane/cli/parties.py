"""`parties`: what a person decides about hits in the consolidated list, and stored parties under a newer list."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from douane.cli.arguments import Json, now, today
from douane.cli.running import EXIT_FINDINGS
from douane.cli.screening import kept_list, read_sanctions

if TYPE_CHECKING:
    from douane.compliance.screening import Subjected

app = typer.Typer(no_args_is_help=True, help="Parties that are like somebody on the consolidated list: decide, look again.")


class RulingChoice(StrEnum):
    """What a person may decide about a hit."""

    OTHER = "other-person"
    SAME = "same-person"


@app.command("rule")
def rule_on(
    party: Annotated[str, typer.Argument(metavar="PARTY", help="The key of the party, from “douane screen --json”.")],
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="The entity: its reference in the list.")],
    ruling: Annotated[RulingChoice, typer.Argument(metavar="RULING", help="other-person or same-person.")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="What was compared.")],
    who: Annotated[str, typer.Option("--who", envvar="DOUANE_USER", metavar="NAME", help="Who decides.")],
) -> None:
    """Keep a decision about a party and a listed entity; later runs use it until the list says something else."""
    from douane.cli.opening import open_store
    from douane.cli.output import say
    from douane.store.screening import Rulings, StoredRuling

    listed = kept_list()
    found = next((one for one in listed.entities if entity in (one.id, one.reference)), None)
    if found is None:
        raise typer.BadParameter(f"no entity {entity} is in the kept list of {listed.version}")
    if not why.strip():
        raise typer.BadParameter("say in --why what was compared")
    words, day = ruling.value.replace("-", " "), today().isoformat()
    kept = StoredRuling(party, found.id, found.digest, words, who, day, why.strip(), listed.version)
    Rulings(open_store().engine).keep(kept, at=now())
    say(f"Kept: {found.reference} and this party are {'the same' if ruling is RulingChoice.SAME else 'not the same'}.")


@app.command("rulings")
def rulings(as_json: Json = False) -> None:
    """The decisions that are kept, the oldest first."""
    from dataclasses import asdict

    from douane.cli.opening import open_store
    from douane.cli.output import product
    from douane.store.screening import Rulings

    kept = Rulings(open_store().engine).all()
    if as_json:
        product([asdict(one) for one in kept])
        return
    for one in kept:
        typer.echo(f"{one.day}  {one.who}  {one.party}  {one.entity}  {one.ruling}: {one.why}")


@app.command("rescreen")
def rescreen_stored(
    new: Annotated[Path, typer.Argument(metavar="NEW.xml", help="The newer consolidated list.")], as_json: Json = False
) -> None:
    """Look the parties of all stored manifests up in what a newer list adds, changes or removes."""
    from douane.cli.output import product, say
    from douane.compliance.screening import rescreen
    from douane.pipeline.order import Tools

    old, newer = kept_list(), read_sanctions(new)
    changes = rescreen(dict.fromkeys(_stored_subjects()), old, newer, Tools(today()).law)
    found = [
        {"change": change, "party": subject.names[0], "key": subject.key, "listed": hit.listed_name,
         "reference": hit.entity.reference, "score": hit.score, "because": list(hit.because)}
        for change, hits in (("appeared", changes.appeared), ("gone", changes.gone)) for subject, hit in hits
    ]  # fmt: skip
    say(f"{len(changes.appeared)} hits appear with the list of {newer.version}, {len(changes.gone)} are gone.")
    if as_json:
        product(found)
    else:
        for one in found:
            typer.echo(
                f"{one['score']:5.1f}  {one['change']}  “{one['party']}” is like {one['listed']} ({one['reference']})"
            )
    if changes.appeared:
        raise typer.Exit(EXIT_FINDINGS)


def _stored_subjects() -> Iterator[Subjected]:
    from douane.cli.opening import open_store
    from douane.compliance.screening import subjects_of
    from douane.intake.reading import UnreadableError
    from douane.intake.recognise import open_manifest
    from douane.pipeline.replaying import received_file
    from douane.store.manifests import Manifests

    manifests = Manifests(open_store().engine)
    for number, name in manifests.names():
        with received_file(manifests, number, name) as path:
            try:
                for received in open_manifest(path).consignments():
                    if received.consignment:
                        yield from (subject for _, subject in subjects_of(received.consignment))
            except UnreadableError:
                continue
