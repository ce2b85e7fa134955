"""Chinese rates of duty, import VAT and consumption tax, loaded by the user (no current table is public).

CSV `code;duty;vat;consumption`: a code of 8 or 10 digits, percentages, an empty cell where the rate is not known.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from douane.domain.numbers import NumberFormatError, decimal_from_text

_HEADINGS = ["code", "duty", "vat", "consumption"]


@dataclass(frozen=True, slots=True)
class ChineseRates:
    """Percentages of one code; `None` where a rate is not known."""

    duty: Decimal | None = None
    vat: Decimal | None = None
    consumption: Decimal | None = None


class ChineseTariff:
    """A loaded table of rates."""

    def __init__(self, rates: Mapping[str, ChineseRates], name: str) -> None:
        self.name = name
        self._rates = dict(rates)

    def rates(self, code: str) -> ChineseRates:
        """The rates of a code, or of the eight digits it begins with; all unknown where neither is loaded."""
        return self._rates.get(code) or self._rates.get(code[:8]) or ChineseRates()


def read_chinese_rates(text: str, name: str) -> ChineseTariff:
    """Read the table. Raises `ValueError` with the line that is wrong."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    if not rows or [cell.strip().lower() for cell in rows[0]] != _HEADINGS:
        raise ValueError(f"{name}:1: the headings must be {';'.join(_HEADINGS)}")
    rates: dict[str, ChineseRates] = {}
    for number, row in enumerate(rows[1:], start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != len(_HEADINGS) or not re.fullmatch(r"\d{8}(\d\d)?", cells[0], re.ASCII):
            raise ValueError(f"{name}:{number}: a line is a code of 8 or 10 digits and three rates")
        if cells[0] in rates:
            raise ValueError(f"{name}:{number}: {cells[0]} stands twice")
        try:
            duty, vat, consumption = (decimal_from_text(cell) if cell else None for cell in cells[1:])
        except NumberFormatError as error:
            raise ValueError(f"{name}:{number}: “{error}” is no percentage") from error
        if any(rate is not None and rate < 0 for rate in (duty, vat, consumption)) or (consumption or 0) >= 100:
            raise ValueError(f"{name}:{number}: a rate is a percentage from 0, consumption tax below 100")
        rates[cells[0]] = ChineseRates(duty, vat, consumption)
    return ChineseTariff(rates, name)
