"""Chinese rates of duty, import VAT and consumption tax, loaded by the user (no current table is public).

CSV `code;duty;vat;consumption`: a code of 8 or 10 digits, percentages, an empty cell where the rate is not known.
"""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from douane import places
from douane.domain.numbers import NumberFormatError, decimal_from_text

_HEADINGS = ["code", "duty", "vat", "consumption"]
_PREFIX = "rates-cn"


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

    @property
    def count(self) -> int:
        """How many codes the table holds."""
        return len(self._rates)

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


def load_chinese_rates(file: Path, state: date, folder: Path | None = None) -> ChineseTariff:
    """Take a table that holds from `state` into the tariff folder. Raises `ValueError` where it is none."""
    text = file.read_text(encoding="utf-8-sig")
    loaded = read_chinese_rates(text, file.name)
    target = (folder or places.tariff_home()) / f"{_PREFIX}-{state.isoformat()}.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(target)
    return loaded


def chinese_rates_on(on: date, folder: Path | None = None) -> ChineseTariff | None:
    """The rates of a day; `None` where no table that old is loaded. Raises `ValueError`."""
    tables = sorted((folder or places.tariff_home()).glob(f"{_PREFIX}-????-??-??.csv"))
    past = [path for path in tables if path.stem[-10:] <= on.isoformat()]
    return read_chinese_rates(past[-1].read_text(encoding="utf-8"), past[-1].stem) if past else None


def rates_of_edition(edition: Path) -> ChineseTariff | None:
    """The rates that a loaded edition of the Chinese tariff holds beside its names; `None` where it holds none."""
    connection = sqlite3.connect(f"file:{edition}?mode=ro&immutable=1", uri=True)
    try:
        rows = connection.execute(
            "SELECT code, mfn, vat, consumption_tax FROM china JOIN goods ON goods.id = china.goods"
            " WHERE mfn IS NOT NULL OR vat IS NOT NULL OR consumption_tax IS NOT NULL"
        ).fetchall()
    finally:
        connection.close()
    rates = {code: ChineseRates(*(_number(text) for text in texts)) for code, *texts in rows}
    return ChineseTariff(rates, edition.stem) if rates else None


def _number(text: str | None) -> Decimal | None:
    """A rate of an edition; what is no plain percentage (a specific duty, words) counts as not known."""
    try:
        return decimal_from_text((text or "").strip().removesuffix("%").strip())
    except NumberFormatError:
        return None
