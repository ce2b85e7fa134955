"""`explain`: what a finding means and what to do."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

import typer

from douane.cli.arguments import InLanguage, Language


def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A finding's code, such as IOSS-FORM.")],
    language: InLanguage = Language.EN,
) -> None:
    """What a finding means, why it is raised, and what to do about it."""
    from douane.reference.catalogue import entries, texts

    wanted = code.strip().upper().replace("_", "-")
    entry = entries().get(wanted)
    if entry is None:
        near = get_close_matches(wanted, entries(), n=3)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        raise typer.BadParameter(f"there is no finding {code!r}.{hint}")
    words = texts(language.value)[wanted]
    typer.echo(f"{wanted}  ({entry.severity.value})")
    typer.echo(words.title)
    typer.echo("")
    typer.echo(words.why)
    typer.echo(f"→ {words.fix}")
    typer.echo("")
    typer.echo(f"Source: {entry.source}")
