"""`hub print` and `hub customs`: the papers of the hub, and the messages that a flight needs at its arrival."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from douane.cli.hub import EXIT_FINDINGS, hub_store, misused, moment

_PAPERS = "outturn, release-list, hold-list, pallet-sheet, uld-tag or hand-over."


def print_paper(
    kind: Annotated[str, typer.Argument(metavar="PAPER", help=_PAPERS)],
    out: Annotated[Path, typer.Option("--out", help="The PDF to write.")],
    unit: Annotated[str, typer.Option("--uld", help="Of this ULD.")] = "",
    truck: Annotated[str, typer.Option("--truck", help="Of this truck.")] = "",
    partner: Annotated[str, typer.Option("--partner", help="Of this partner.")] = "",
    lang: Annotated[str, typer.Option("--lang", help="en, fr, nl, de or zh.")] = "en",
) -> None:
    """Print a paper of the hub as PDF."""
    from douane.pipeline.hub_papers import PAPERS, Asked, paper

    named = {name.removesuffix("_report").replace("_", "-"): name for name in PAPERS}
    if kind not in named:
        raise misused(f"{kind} is no paper of the hub; choose one of: {', '.join(named)}")
    made = paper(hub_store(), named[kind], Asked(unit, truck, partner), moment(), lang)
    if made is None:
        raise misused(f"There is nothing to print: {unit or truck or 'no --uld and no --truck'} is not known here as such.")
    _write(out, made)
    typer.echo(f"{kind} written to {out}", err=True)


def customs(
    message: Annotated[str, typer.Argument(help="g4 (temporary storage declaration) or g3 (presentation).")],
    out: Annotated[Path, typer.Option("--out", help="The file to write, XML.")],
    waybill: Annotated[str, typer.Option("--waybill", help="For this master waybill.")] = "",
    flight: Annotated[str, typer.Option("--flight", help="For every master waybill of this flight.")] = "",
) -> None:
    """Make the storage declarations or presentations of a flight or waybill. Nothing is filed with customs by this."""
    from douane.pipeline.hub_presenting import KINDS, messages_of
    from douane.store.arrivals import waybills_of
    from douane.store.database import connect

    if message not in KINDS or not (waybill or flight):
        raise misused("Say g3 or g4, and --waybill NUMBER or --flight XY701/2026-11-22.")
    engine = connect()
    declared = messages_of(engine, message, [waybill] if waybill else waybills_of(engine, flight))
    for words in declared.left:
        typer.echo(f"not possible as {message}: {words}", err=True)
    if declared.made:
        _write(out, declared.content)
    typer.echo(f"{len(declared.made)} data sets written to {out}" if declared.made else "nothing was written", err=True)
    if declared.left or not declared.made:
        raise typer.Exit(EXIT_FINDINGS)


def _write(out: Path, content: bytes) -> None:
    draft = out.with_name(f".{out.name}.part")
    draft.write_bytes(content)
    draft.replace(out)
