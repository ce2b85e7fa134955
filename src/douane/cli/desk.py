"""`serve` and `user`: the other door, started as a process of its own. The two doors do not know each other."""

from __future__ import annotations

import subprocess
import sys

import typer

# Options, help included, are those of the other door.
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def serve(context: typer.Context) -> None:
    """Serve the desk: upload, worklist, decisions, documents in a browser."""
    _start("serve", context)


def user(context: typer.Context) -> None:
    """Who may sign in at the desk: invite, list, close, open."""
    _start("user", context)


def _start(command: str, context: typer.Context) -> None:
    started = subprocess.run([sys.executable, "-m", "douane.web", command, *context.args], check=False)  # noqa: S603  ourselves
    raise typer.Exit(started.returncode if started.returncode >= 0 else 5)
