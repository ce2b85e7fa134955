"""`store`: backup, restore, verify, purge, legal hold."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from douane.cli.arguments import AsOf, Json, now, today
from douane.cli.opening import open_store

app = typer.Typer(no_args_is_help=True, help="The store: backup, restore, verify, purge, legal hold.")
WHO = "douane store"
EXIT_FINDINGS = 1
BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="The backup, a tar file.")]
Digest = Annotated[str, typer.Argument(metavar="SHA256", help="The manifest's SHA-256, or its beginning.")]


@app.command("backup")
def backup(file: BackupFile) -> None:
    """Write the database and all documents into one file with checksums. Work may go on meanwhile."""
    from douane.cli.output import say
    from douane.pipeline.stopping import stops
    from douane.store.backup import backup as write
    from douane.store.documents import open_documents

    with stops():
        count = write(open_store(), open_documents(), file)
    say(f"{file}: {count} files, checked.")


@app.command("restore")
def restore(file: BackupFile) -> None:
    """Put a backup back where no store is yet."""
    from douane.cli.output import say
    from douane.pipeline.stopping import stops
    from douane.store import database
    from douane.store.backup import restore as put_back
    from douane.store.documents import open_documents

    with stops():
        count = put_back(file, database.url(), open_documents())
    say(f"{count} files restored. Check the store with: douane store verify")


@app.command("verify")
def verify(
    as_json: Json = False,
    anchor: Annotated[str, typer.Option("--anchor", metavar="HASH", help="A hash that a shift report has noted.")] = "",
) -> None:
    """Check database, audit chain, numbers, and every document against its hash."""
    from douane.cli.output import product, say
    from douane.pipeline.stopping import stops
    from douane.store.backup import verify as check
    from douane.store.documents import open_documents

    with stops():
        checked = check(open_store(), open_documents(), anchor=anchor)
    if as_json:
        product(asdict(checked))
    say(f"{checked.entries} audit entries, {checked.documents} documents, {checked.counts['consignment']} consignments.")
    for fault in checked.faults:
        say(f"  {fault}")
    if checked.faults:
        raise typer.Exit(EXIT_FINDINGS)
    say("All of it holds together.")


@app.command("purge")
def purge(as_of: AsOf = None) -> None:
    """Take away persons' data that has been kept long enough, except what is under legal hold."""
    from douane.cli.output import say
    from douane.pipeline.stopping import stops
    from douane.reference.law import Law
    from douane.store import backup as documents_of
    from douane.store.documents import open_documents
    from douane.store.retention import purge as take_away

    with stops():
        purged = take_away(open_store().engine, Law.load().on(as_of or today()), at=now(), who=WHO)
        documents_of.remove(open_documents(), purged.documents)
    say(
        f"Purged: the bytes of {purged.manifests} manifests, {purged.declarations} outcomes with their declarations, "
        f"{purged.labels} label documents."
    )


@app.command("hold")
def hold(
    sha256: Digest, why: Annotated[str, typer.Option("--why", help="The reason, as the file of the case has it.")]
) -> None:
    """Put a manifest with all that came of it under legal hold: nothing of it is purged."""
    from douane.cli.output import say
    from douane.pipeline.stopping import stops
    from douane.store.retention import hold_manifest

    with stops():
        _asked(hold_manifest, sha256, why)
    say("Under legal hold.")


@app.command("release")
def release(sha256: Digest) -> None:
    """End the legal hold of a manifest."""
    from douane.cli.output import say
    from douane.pipeline.stopping import stops
    from douane.store.retention import release_manifest

    with stops():
        _asked(release_manifest, sha256)
    say("No longer under legal hold.")


def _asked(change: object, *arguments: str) -> None:
    assert callable(change)  # noqa: S101  one of the two above
    try:
        change(open_store().engine, *arguments, at=now(), who=WHO)
    except LookupError as error:
        raise typer.BadParameter(str(error)) from error
