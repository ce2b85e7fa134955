"""`verify`: is this document what was printed, and from which data?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from douane.cli.arguments import Json
from douane.cli.opening import open_store
from douane.cli.running import EXIT_FINDINGS

if TYPE_CHECKING:
    from douane.pipeline.verifying import Verdict

_SHOWN = 30


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE.pdf", help="A document printed by douane.")], as_json: Json = False
) -> None:
    """Say whether a document is what was printed: its data against its hash, against the store, and what changed."""
    from douane.pipeline.verifying import verify_document
    from douane.store.documents import open_documents

    verdict = verify_document(file.read_bytes(), open_store(), open_documents())
    if as_json:
        from douane.cli.output import product

        product(_json(verdict))
    else:
        _say(file, verdict)
    if not verdict.is_printed:
        raise typer.Exit(EXIT_FINDINGS)


def _say(file: Path, verdict: Verdict) -> None:
    from douane.cli.output import say

    about = verdict.parts[0].about
    say(f"{file.name}: {about.get('template', '?')} in {about.get('language', '?')}, {verdict.documents} documents.")
    for part in verdict.parts[:_SHOWN]:
        say(f"  hash of its data    {part.computed}")
        if part.stated != part.computed:
            say(f"  the file states     {part.stated or 'none'}: the data inside was changed after printing.")
    if verdict.is_printed:
        say("  This is what was printed: data and pages are those that the store keeps.")
    elif not verdict.is_known:
        say("  The store keeps no document with this data: printed elsewhere, or changed and named anew.")
    for change in verdict.changes[:_SHOWN]:
        say(f"  changed  {change.where}: {change.before} → {change.after}")
    if len(verdict.changes) > _SHOWN:
        say(f"  and {len(verdict.changes) - _SHOWN} more")


def _json(verdict: Verdict) -> dict[str, Any]:
    return {
        "printed": verdict.is_printed, "known": verdict.is_known, "data_unchanged": verdict.data_is_stated,
        "documents": verdict.documents,
        "parts": [{"stated": p.stated, "computed": p.computed, "about": p.about} for p in verdict.parts],
        "changes": [{"where": c.where, "before": c.before, "after": c.after} for c in verdict.changes],
    }  # fmt: skip
