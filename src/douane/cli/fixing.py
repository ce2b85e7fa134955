"""`fix`: the same file back, safe mends applied and findings noted in place; `mapping`: which column holds which field."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from douane.cli.arguments import AsOf, DirectionChoice, InDirection, InLanguage, Json, Language, MappingName
from douane.cli.opening import open_work

EXIT_FINDINGS = 1
mapping_app = typer.Typer(no_args_is_help=True, help="Which column of a client's file holds which field.")


def fix(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The manifest to mend.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the mended file is written.")],
    as_json: Json = False,
    direction: InDirection = DirectionChoice.AUTO,
    as_of: AsOf = None,
    language: InLanguage = Language.EN,
    mapping: MappingName = None,
) -> None:
    """The same file back: findings noted in place, safe mends applied, every change listed old → new."""
    from douane.cli.output import product, say
    from douane.domain.finding import Finding, Severity
    from douane.intake import fixing
    from douane.intake.mapping import named
    from douane.pipeline.checking import check_manifest
    from douane.pipeline.records import finding_json
    from douane.reference.catalogue import words

    chosen = named(mapping) if mapping else None
    work = open_work(as_of, direction)
    with tempfile.TemporaryDirectory(prefix="douane-") as folder:
        mended = Path(folder) / file.name
        changes = fixing.mend(file, mended, chosen)
        found, count = check_manifest(mended, *work, mapping=chosen)

        def told(one: Finding) -> str:
            message, mend = words(one, language.value)
            return f"{one.code}: {message} → {mend}"

        noted = Path(folder) / f"noted-{file.name}"
        beside = fixing.annotate(mended, noted, found, told, chosen)
        _put(noted, out)
        sidecar = out.with_name(f"{out.name}.findings.json")
        if beside is None:
            sidecar.unlink(missing_ok=True)
        else:
            _put(beside, sidecar)
            say(f"{sidecar}: findings for which the format has no room")
    applied = [change for change in changes if change.applied]
    for change in changes:
        mark = "" if change.applied else "  (offered, not applied)"
        say(f"{file.name}:{change.line}  {change.field}: {change.old!r} → {change.new!r}{mark}")
    say(f"{file.name}: {count} consignments, {len(applied)} values mended, {len(found)} findings noted  →  {out}")
    if as_json:
        product({
            "file": str(out),
            "changes": [asdict(change) for change in changes],
            "findings": [finding_json(one, language.value) for one in found],
        })  # fmt: skip
    if any(one.severity is Severity.ERROR for one in found):
        raise typer.Exit(EXIT_FINDINGS)


@mapping_app.command("propose")
def propose(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or XLSX file with headings of any kind.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.toml", help="Where the proposal is written.")],
) -> None:
    """Propose, from headings and content, which field each column holds. Nothing is used before it is confirmed."""
    from douane.cli.output import say
    from douane.intake.proposing import proposal

    text = proposal(file)
    out.write_text(text, encoding="utf-8")
    say(f"{out}: check every line, then: douane mapping use {out}")


@mapping_app.command("list")
def show() -> None:
    """The mappings that are kept, with the number of columns each tells."""
    from douane.intake import mapping

    for name in mapping.saved_names():
        saved = mapping.load(mapping.folder() / f"{name}.toml")
        used = sum(key is not None for key in saved.columns.values())
        typer.echo(f"{name:<24}{used} of {len(saved.headings)} columns hold a field")


@mapping_app.command("use")
def use(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="A mapping that was checked.")],
) -> None:
    """Keep a mapping; files with exactly its headings are read with it from now on, others with --mapping NAME."""
    from douane.cli.output import say
    from douane.intake import mapping

    saved = mapping.load(file)
    folder = mapping.folder()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{saved.name}.toml"
    target.write_bytes(file.read_bytes())
    say(f"{saved.name}: kept for files with these {len(saved.headings)} headings  →  {target}")


def _put(made: Path, out: Path) -> None:
    """Write beside and rename, so that a half-written file is never seen."""
    beside = out.with_name(f".{out.name}.part")
    beside.write_bytes(made.read_bytes())
    beside.replace(out)
