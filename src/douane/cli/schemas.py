"""`schema`: the XML schemas that are used, and official packages to be used beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from douane.cli.arguments import InLanguage, Language

app = typer.Typer(no_args_is_help=True, help="XML schemas: the project's profiles and official packages beside them.")
EXIT_FINDINGS = 1


@app.command("list")
def show() -> None:
    """The schemas that are used."""
    from douane.intake.schema_registry import registered

    for entry in registered():
        typer.echo(f"{entry.format:<12}{'profile' if entry.own else 'official':<10}{entry.path}")


@app.command("add")
def add(
    package: Annotated[Path, typer.Argument(metavar="FILE|FOLDER", help="An XSD file, or a folder of them.")],
    kind: Annotated[str, typer.Option("--format", help="cargo-xml or china-ceb.")],
) -> None:
    """Take an official package in; every consignment is then checked by it beside the profile."""
    from douane.cli.output import say
    from douane.intake.schema_registry import add as take_in

    for path, fault in take_in(package, kind):
        say(f"{path}: kept, but no schema by itself ({fault})" if fault else f"{path}: added")


@app.command("check")
def check(
    schema: Annotated[Path, typer.Argument(metavar="XSD")],
    file: Annotated[Path | None, typer.Argument(metavar="[XML]", help="A file to check by it.")] = None,
    language: InLanguage = Language.EN,
) -> None:
    """Whether a schema can be used, and what it says about a file."""
    from lxml import etree

    from douane.cli.output import say
    from douane.intake.schema_check import Words, explained, plain
    from douane.intake.schema_registry import compiled
    from douane.reference.catalogue import words

    made = compiled(schema)
    say(f"{schema}: can be used")
    if file is None:
        return
    try:
        with file.open("rb") as stream:
            tree = etree.parse(stream, etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False))
    except (OSError, etree.XMLSyntaxError) as fault:
        raise typer.BadParameter(f"{file}: {plain(str(fault))}") from fault
    if made.validate(tree):
        say(f"{file}: valid")
        return
    for found in explained(made.error_log, tree.getroot(), Words(lambda _parent, name: name, ""), None):
        say(f"{file}:{found.line}  {words(found, language.value)[0]}")
    raise typer.Exit(EXIT_FINDINGS)


@app.command("doc")
def doc(
    kind: Annotated[
        str,
        typer.Argument(metavar="FORMAT", help="cargo-xml, china-ceb, manifest, h7, h7-dk, h7-nl, h1, b1, t1, g3 or g4."),
    ],
) -> None:
    """The elements of a profile with their types and bounds."""
    from douane.declarations.messages import MESSAGES
    from douane.declarations.table import printed
    from douane.intake.schema_doc import described

    for line in printed(MESSAGES[kind]) if kind in MESSAGES else described(kind):
        typer.echo(line)
