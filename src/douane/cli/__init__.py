"""The command line: products on stdout or in files, words on stderr, exit codes as documented."""

from __future__ import annotations

import errno
import logging
import os
import sys
import tempfile
from pathlib import Path

import click
import typer

from douane.cli import (
    batching,
    declaring,
    desk,
    explaining,
    fixing,
    goods,
    hub,
    hub_papers,
    law,
    messages,
    parties,
    running,
    schemas,
    screening,
    settling,
    storing,
    tariff,
    templates,
    verifying,
    working,
)

EXIT_USAGE = 2
EXIT_BUG = 70
EXIT_INTERRUPTED = 5

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
                  help="Turns shipment manifests into customs-ready work.")  # fmt: skip
app.command("run")(running.run)
app.command("check")(running.check)
app.command("batch")(batching.batch)
app.command("status")(working.status)
app.command("worker")(working.worker)
app.command("serve", context_settings=desk.PASSED_ON, add_help_option=False)(desk.serve)
app.command("user", context_settings=desk.PASSED_ON, add_help_option=False)(desk.user)
app.command("fix")(fixing.fix)
app.command("assess")(declaring.assess)
app.command("declare")(declaring.declare)
app.command("print")(declaring.print_document)
app.command("classify")(goods.classify)
app.command("decide")(settling.decide)
app.command("decided")(settling.decided)
app.command("explain")(explaining.explain)
app.command("screen")(screening.screen)
app.command("verify")(verifying.verify)
app.command("answers")(messages.answers)
app.command("simulate")(messages.simulate)
app.add_typer(messages.app, name="declaration")
app.add_typer(law.app, name="law")
app.add_typer(parties.app, name="parties")
app.add_typer(storing.app, name="store")
app.add_typer(tariff.app, name="tariff")
app.add_typer(tariff.rates_app, name="rates")
app.add_typer(fixing.mapping_app, name="mapping")
app.add_typer(schemas.app, name="schema")
app.add_typer(templates.app, name="template")
hub.app.command("print")(hub_papers.print_paper)
hub.app.command("customs")(hub_papers.customs)
app.add_typer(hub.app, name="hub")


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", help="Print the version and stop.", is_eager=True),
) -> None:
    if version:
        from douane import __version__

        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line; every way out has its documented exit code, and no user ever sees a traceback."""
    sys.exit(_main())


def _main() -> int:
    try:
        return int(app(standalone_mode=False) or 0)
    except click.exceptions.Abort:
        typer.echo("Interrupted. Run the same command again to go on.", err=True)
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        typer.echo("Interrupted. Run the same command again to go on.", err=True)
        return EXIT_INTERRUPTED
    except Exception as error:
        return _told(_stopped(error) or error)


def _told(error: Exception) -> int:
    code = getattr(error, "exit_code", None)
    if isinstance(code, int) and code != EXIT_BUG:
        _say(error)
        return code
    if isinstance(error, OSError) and error.filename:
        typer.echo(f"{error.filename}: {error.strerror}. Check the path, its permissions and the free space.", err=True)
        return EXIT_USAGE
    return _bug(error)


def _stopped(error: Exception) -> Exception | None:
    """A full or read-only disk and a lost database stop the work (exit 5). Other paths are wrong usage."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
    if not full and not type(error).__module__.startswith("sqlalchemy"):
        return None
    from douane.pipeline.stopping import stopped_by

    return stopped_by(error)


def _say(error: Exception) -> None:
    """The words of an error; one that carries a finding shows the finding with its place and its mend."""
    found = getattr(error, "finding", None)
    if found is None:
        typer.echo(str(error), err=True)
        return
    from douane.cli.output import show_findings

    show_findings([found], os.environ.get("DOUANE_LANG", "en"))


def _bug(error: Exception) -> int:
    handle, name = tempfile.mkstemp(prefix="douane-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        handler = logging.StreamHandler(log)
        logging.getLogger().addHandler(handler)
        logging.getLogger(__name__).error("unexpected fault", exc_info=error)
    typer.echo(f"This is a fault of douane, not of your file. Details are in {Path(name)}; please report them.", err=True)
    return EXIT_BUG
