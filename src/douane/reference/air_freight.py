"""The part of air freight that belongs to the customs value, by country and airport of departure.

The percentages stand in UCC-IA Annex 23-01. They are loaded by the user as CSV `country;airport;percent` (an empty airport
is every other airport of the country) and never written into the program.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from douane import places
from douane.domain.numbers import NumberFormatError, decimal_from_text

FILE = "air-freight.csv"
_HEADINGS = ["country", "airport", "percent"]


class AirFreightMissingError(LookupError):
    """No percentage is loaded for the country of departure."""

    def __init__(self, country: str, airport: str | None) -> None:
        place = f"{country} {airport}" if airport else country
        super().__init__(f"no air freight percentage for {place} is loaded; load UCC-IA Annex 23-01 as {FILE}")
        self.country, self.airport = country, airport


class AirFreight:
    """A loaded table of percentages."""

    def __init__(self, percents: Mapping[tuple[str, str], Decimal], name: str) -> None:
        self.name = name
        self._percents = dict(percents)

    @property
    def count(self) -> int:
        """How many countries and airports the table holds."""
        return len(self._percents)

    def percent(self, country: str, airport: str | None = None) -> Decimal:
        """Percentage (0 to 100) for a country (ISO 3166-1) and an IATA airport. Raises `AirFreightMissingError`."""
        for key in ((country, airport or ""), (country, "")):
            if key in self._percents:
                return self._percents[key]
        raise AirFreightMissingError(country, airport)


def read_air_freight(text: str, name: str = FILE) -> AirFreight:
    """Read the table. Raises `ValueError` with the line that is wrong."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    if not rows or [cell.strip().lower() for cell in rows[0]] != _HEADINGS:
        raise ValueError(f"{name}:1: the headings must be {';'.join(_HEADINGS)}")
    percents: dict[tuple[str, str], Decimal] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = [cell.strip().upper() for cell in row]
        if len(cells) != len(_HEADINGS) or len(cells[0]) != 2 or len(cells[1]) not in (0, 3):
            raise ValueError(
                f"{name}:{number}: a line is a country of two letters, an airport of three or none, a percentage"
            )
        key = (cells[0], cells[1])
        if key in percents:
            raise ValueError(f"{name}:{number}: {' '.join(key).strip()} stands twice")
        percents[key] = _percent(cells[2], f"{name}:{number}")
    return AirFreight(percents, name)


def _percent(text: str, place: str) -> Decimal:
    try:
        percent = decimal_from_text(text)
    except NumberFormatError as error:
        raise ValueError(f"{place}: “{text}” is no percentage") from error
    if not 0 <= percent <= 100:
        raise ValueError(f"{place}: {text} is not between 0 and 100")
    return percent


def loaded_air_freight(folder: Path | None = None) -> AirFreight | None:
    """The user's table, `None` where none was loaded. Raises `ValueError`."""
    path = (folder or places.home()) / FILE
    return read_air_freight(path.read_text(encoding="utf-8-sig"), path.name) if path.exists() else None


def load_air_freight(file: Path, folder: Path | None = None) -> AirFreight:
    """Take a table into the data folder. Raises `ValueError` where it is none."""
    text = file.read_text(encoding="utf-8-sig")
    table = read_air_freight(text, file.name)
    target = (folder or places.home()) / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(target)
    return table
