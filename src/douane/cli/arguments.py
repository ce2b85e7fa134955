"""Arguments that several commands share, and the day they mean when none is given."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

BRUSSELS = ZoneInfo("Europe/Brussels")


class DirectionChoice(StrEnum):
    """`auto` tells the direction from the addresses."""

    AUTO = "auto"
    IMPORT = "import"
    EXPORT = "export"


class Language(StrEnum):
    """Languages of findings and documents."""

    EN = "en"
    FR = "fr"
    NL = "nl"
    DE = "de"
    ZH = "zh"


def day(text: str) -> date:
    """A date as `2026-11-22`. Raises `typer.BadParameter`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2026-11-22") from error


AsOf = Annotated[
    date | None,
    typer.Option("--as-of", parser=day, metavar="DATE", help="The day of acceptance whose law applies [today]."),
]
Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="Manifests: CSV, XLSX, JSON, XML, Cargo-XML, China CEB, also in gzip or zip."),
]
MappingName = Annotated[
    str | None,
    typer.Option("--mapping", metavar="NAME|FILE", help="Which column holds which field: a mapping kept, or its file."),
]
Json = Annotated[bool, typer.Option("--json", help="JSON on stdout, for other programs.")]
InDirection = Annotated[DirectionChoice, typer.Option("--direction", help="Which way the goods go.")]
InLanguage = Annotated[Language, typer.Option("--lang", envvar="DOUANE_LANG", help="Language of findings and documents.")]


def today() -> date:
    """The day in Brussels: the door asks the clock, nothing behind it does."""
    return datetime.now(BRUSSELS).date()  # noqa: TID251  a door


def now() -> str:
    """The moment in UTC, for the store's records."""
    return datetime.now(ZoneInfo("UTC")).isoformat(timespec="seconds")  # noqa: TID251  a door
