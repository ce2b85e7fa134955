"""`rates freight`, `rates china`, `tariff positive-list`: tables that the law names and that the user loads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from douane.cli.arguments import day

Loaded = TypeVar("Loaded")
TableFile = Annotated[Path, typer.Argument(metavar="FILE", help="CSV with semicolons.")]
Since = Annotated[date, typer.Option("--state", parser=day, metavar="DATE", help="The first day that the table holds for.")]


def freight(file: TableFile) -> None:
    """Load the percentages of air freight (UCC-IA Annex 23-01): country;airport;percent."""
    from douane.cli.output import say
    from douane.reference.air_freight import load_air_freight

    table = _taken(lambda: load_air_freight(file))
    say(f"{table.name}: the shares of air freight for {table.count} places are loaded.")


def china(file: TableFile, state: Since) -> None:
    """Load Chinese rates of duty, VAT and consumption tax: code;duty;vat;consumption."""
    from douane.cli.output import say
    from douane.reference.duty_china import load_chinese_rates

    table = _taken(lambda: load_chinese_rates(file, state))
    say(f"{table.name}: the rates of {table.count} codes are loaded, from {state.isoformat()} on.")


def positive_list(file: TableFile, state: Since) -> None:
    """Load an edition of the positive list of cross-border retail into China: code;name, eight digits."""
    from douane.cli.output import say
    from douane.reference.positive_list import load_positive_list

    listed = _taken(lambda: load_positive_list(file, state))
    say(f"{listed.name}: {len(listed.codes)} codes are loaded, from {state.isoformat()} on.")


def _taken(load: Callable[[], Loaded]) -> Loaded:
    """The loaded table; a file that is none is said with its line, as wrong usage."""
    try:
        return load()
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"the file is no UTF-8 text: {error}") from error
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    except OSError as error:
        raise typer.BadParameter(f"{error.filename}: {error.strerror}") from error
