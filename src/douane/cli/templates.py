"""`template check`: a client's own templates, tried."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from douane.cli.arguments import Json
from douane.cli.running import EXIT_FINDINGS

app = typer.Typer(no_args_is_help=True, help="A client's own templates, laid over ours.")


@app.callback()
def _options() -> None:
    """A group even with one command."""


@app.command("check")
def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", exists=True, file_okay=False)], as_json: Json = False
) -> None:
    """Print every document with the templates of a folder, in every language, and say what is wrong with them."""
    from douane.cli.output import product, say
    from douane.pipeline.template_check import check_templates

    trials = check_templates(folder)
    if as_json:
        product([{"template": t.template, "language": t.language, "faults": list(t.faults)} for t in trials])
    for trial in trials:
        for fault in trial.faults:
            say(f"{trial.template} {trial.language}".rstrip() + f": {fault}")
    if any(trial.faults for trial in trials):
        raise typer.Exit(EXIT_FINDINGS)
    say(f"{len({trial.template for trial in trials})} documents can be printed with {folder} in every language.")
