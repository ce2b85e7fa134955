"""`declare` for the declarations of the Union: data sets, national forms, emergency file, storage and presentation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from douane.pipeline.order import Order
    from douane.pipeline.run import Report
    from douane.store.repository import Store

EXIT_FINDINGS = 1
_BY_WAYBILL = ("g3", "g4")


def write(kind: str, report: Report, store: Store, order: Order, out: Path, *, trace: bool) -> None:
    """Write the declarations of a kind as one file, and say what could not be. Nothing is filed with customs by this."""
    from douane.cli.output import say
    from douane.pipeline.declaring import declarations_of

    declared = declarations_of(kind, report.run, store, report.path, order)
    draft = out.with_name(f".{out.name}.part")
    draft.write_bytes(declared.content)
    draft.replace(out)
    if trace:
        for origin in declared.origins():
            place = f" (line {origin.line})" if origin.line else ""
            typer.echo(f"{origin.path}  {origin.de or '-'}  “{origin.text}”  ← {origin.source}{place}")
    for words in declared.left:
        say(f"not possible as {kind}: {words}")
    count = len(declared.made)
    if kind in _BY_WAYBILL:
        left = len(declared.left)
        say(f"{count} data sets written to {out}, one for each master waybill; {left} are not possible.")
    else:
        left = max(sum(report.outcomes.values()) - count, 0)
        say(f"{count} data sets written to {out}; {left} consignments are not ready for {kind.upper()}.")
    if left:
        raise typer.Exit(EXIT_FINDINGS)
