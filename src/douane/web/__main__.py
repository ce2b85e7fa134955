"""`serve` and `user`: the desk in a browser, and who may sign in. The command line starts this door as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from douane.web.site import Site

EXIT_USAGE = 2
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
user_app = typer.Typer(no_args_is_help=True, help="Who may sign in at the desk.")
_LINK_HOURS = 24


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.")] = 8000,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Worker processes for what is handed in.")] = 1,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes that answer; limits count in each.")] = 1,
    no_clerk: Annotated[bool, typer.Option("--no-clerk", help="Do not run what is handed in; another serve does.")] = False,
) -> None:
    """Serve the desk. On a fresh machine the store is made, and a one-time link for the first account is printed."""
    import uvicorn

    from douane.pipeline.observing import logs_to
    from douane.web.site import Site, settings_from_environment

    logs_to(sys.stderr)
    site = Site(settings_from_environment())
    typer.echo(f"The desk is at http://{host}:{port}/", err=True)
    if site.accounts.is_empty():
        typer.echo(f"Open the first account here, within {_LINK_HOURS} hours, once:", err=True)
        typer.echo(f"  http://{host}:{port}{_link(site, None, 'admin')}", err=True)
    clerk = None
    if not no_clerk:
        clerk = subprocess.Popen([sys.executable, "-m", "douane.web.clerk", str(jobs), str(os.getpid())])  # noqa: S603  ourselves
    try:
        uvicorn.run("douane.web.app:served", factory=True, workers=workers, host=host, port=port, log_level="warning",
                    access_log=False, server_header=False, timeout_keep_alive=30)  # fmt: skip
    finally:
        if clerk is not None:
            clerk.terminate()


def _link(site: Site, organisation: str | None, role: str) -> str:
    from douane.web import secrets

    key, now = secrets.new_key(), site.now()
    site.accounts.invite(secrets.digest(key), organisation, role, now, now + timedelta(hours=_LINK_HOURS))
    return f"/welcome/{key}"


@user_app.command("invite")
def invite(
    role: Annotated[str, typer.Option("--role", help="broker, trader, supervisor, hub, auditor or admin.")] = "broker",
    organisation: Annotated[str, typer.Option("--organisation", help="The organisation, by its short name.")] = "home",
    name: Annotated[str, typer.Option("--name", help="The organisation's name, where it is new.")] = "",
) -> None:
    """Print a one-time link with which a person opens an account."""
    import re

    from douane.web.roles import Role
    from douane.web.site import Site, settings_from_environment

    if role not in list(Role):
        typer.echo(f"{role} is no role; choose one of: {', '.join(Role)}", err=True)
        raise typer.Exit(EXIT_USAGE)
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", organisation):
        typer.echo("An organisation's short name is 2 to 31 small letters, digits and hyphens.", err=True)
        raise typer.Exit(EXIT_USAGE)
    site = Site(settings_from_environment())
    site.accounts.found_organisation(organisation, name or organisation, site.now())
    typer.echo(site.settings.address + _link(site, organisation, role))


@user_app.command("list")
def show() -> None:
    """The people who may sign in."""
    from douane.web.site import Site

    for person in Site().accounts.people():
        typer.echo(f"{person.email:<40} {person.role:<12} {person.organisation}{'' if person.active else '  (closed)'}")


@user_app.command("close")
def close(email: Annotated[str, typer.Argument(help="The account's address.")]) -> None:
    """Close an account and end its sessions; what the person has done stays."""
    _change(email, active=False)


@user_app.command("open")
def reopen(email: Annotated[str, typer.Argument(help="The account's address.")]) -> None:
    """Open a closed account again, and let a locked one sign in at once."""
    _change(email, active=True, failures=0, locked_until=None)


def _change(email: str, **values: object) -> None:
    from douane.web.site import Site

    site = Site()
    login = site.accounts.login(email)
    if login is None:
        typer.echo(f"Nobody has the address {email}.", err=True)
        raise typer.Exit(EXIT_USAGE)
    site.accounts.change(login.person.id, site.now(), "command line", **values)


app.add_typer(user_app, name="user")


def main() -> None:
    """Run the door; an error that carries an exit code is said in words."""
    try:
        app(prog_name="douane")
    except Exception as error:
        code = getattr(error, "exit_code", None)
        if not isinstance(code, int):
            raise
        typer.echo(str(error), err=True)
        sys.exit(code)


if __name__ == "__main__":
    main()
