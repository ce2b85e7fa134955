"""Tariff measures of a loaded table: duty expressions by code, origin, additional code and date.

A table is one SQLite file in the tariff folder, made by `measures_import`; it is opened read-only. A measure holds for its
code and every code below it. Source: TARIC (Reg. (EEC) 2658/87 art. 2), duty spreadsheets of the Commission.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from douane import places

ERGA_OMNES = "1011"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: ten digits, geographical area, type, TARIC additional code (four characters); both days included.

    `origin` is a country (ISO 3166-1 alpha-2) or a group (`1011` is erga omnes). `duty` is the expression as published.
    """

    code: str
    origin: str
    type: str
    duty: str
    additional: str | None = None
    start: date = date.min
    end: date | None = None
    order_number: str | None = None
    legal_base: str | None = None
    excluded: frozenset[str] = frozenset()

    def in_force(self, on: date) -> bool:
        """Whether the measure holds on a day."""
        return self.start <= on and (self.end is None or on <= self.end)


class Measures(Protocol):
    """Where measures come from: a loaded table, or a few values in a test."""

    name: str

    def above(self, code: str, ancestors: Sequence[str] = ()) -> tuple[Measure, ...]:
        """All measures of a code and of the codes it stands under, the nearest first, on any day, for any origin."""
        ...

    def below(self, code: str) -> tuple[Measure, ...]:
        """All measures of the codes that stand under a shorter code."""
        ...

    def members(self, area: str) -> frozenset[str] | None:
        """The countries of a geographical area; `None` where the table does not tell."""
        ...


def lineage(code: str) -> tuple[str, ...]:
    """A code and the codes above it by digits, ten digits each, the nearest first."""
    return tuple(dict.fromkeys(code[:length].ljust(10, "0") for length in (10, 8, 6, 4, 2) if len(code) >= length))


def _nearest_first(code: str, ancestors: Sequence[str]) -> tuple[str, ...]:
    """The code, what the nomenclature puts above it, and what the digits say, each once."""
    own, *above = lineage(code)
    return tuple(dict.fromkeys((own, *ancestors, *above)))


class FewMeasures:
    """Measures held in memory."""

    def __init__(
        self, measures: Sequence[Measure], name: str = "measures given", areas: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        self.name = name
        self._measures = tuple(measures)
        self._areas = areas or {}

    def above(self, code: str, ancestors: Sequence[str] = ()) -> tuple[Measure, ...]:
        """See `Measures.above`."""
        return tuple(m for wanted in _nearest_first(code, ancestors) for m in self._measures if m.code == wanted)

    def below(self, code: str) -> tuple[Measure, ...]:
        """See `Measures.below`."""
        full = code.ljust(10, "0")
        return tuple(m for m in self._measures if m.code.startswith(code) and m.code != full)

    def members(self, area: str) -> frozenset[str] | None:
        """See `Measures.members`."""
        return self._areas.get(area)


class MeasureTable:
    """A loaded table of measures. `name` is its file's stem, such as `duty-eu-2026-11-01`."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self._connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._of = lru_cache(maxsize=1 << 15)(self._read)
        rows = self._connection.execute("SELECT area, country FROM areas")
        areas: dict[str, set[str]] = {}
        for area, country in rows:
            areas.setdefault(area, set()).add(country)
        self._areas = {area: frozenset(countries) for area, countries in areas.items()}

    def above(self, code: str, ancestors: Sequence[str] = ()) -> tuple[Measure, ...]:
        """See `Measures.above`."""
        return tuple(measure for wanted in _nearest_first(code, ancestors) for measure in self._of(wanted))

    def below(self, code: str) -> tuple[Measure, ...]:
        """See `Measures.below`."""
        rows = self._connection.execute(
            "SELECT DISTINCT code FROM measures WHERE code > ? AND code <= ? ORDER BY code",
            (code.ljust(10, "0"), code.ljust(10, "9")),
        )
        return tuple(measure for (found,) in rows.fetchall() for measure in self._of(found))

    def members(self, area: str) -> frozenset[str] | None:
        """See `Measures.members`."""
        return self._areas.get(area)

    def count(self) -> int:
        """How many measures the table holds."""
        return int(self._connection.execute("SELECT count(*) FROM measures").fetchone()[0])

    def _read(self, code: str) -> tuple[Measure, ...]:
        rows = self._connection.execute(
            "SELECT code, origin, type, duty, additional, start, finish, order_number, legal_base, excluded"
            " FROM measures WHERE code = ? ORDER BY id",
            (code,),
        )
        return tuple(_measure(*row) for row in rows.fetchall())


def _measure(code: str, origin: str, type_: str, duty: str, additional: str | None, *rest: str | None) -> Measure:
    start, end, order_number, legal_base, excluded = rest
    return Measure(
        code, origin, type_, duty, additional, date.fromisoformat(start or ""), date.fromisoformat(end) if end else None,
        order_number, legal_base, frozenset((excluded or "").split()),
    )  # fmt: skip


def tables(folder: Path | None = None, market: str = "eu") -> tuple[Path, ...]:
    """The loaded tables of a market, oldest state first."""
    return tuple(sorted((folder or places.tariff_home()).glob(f"duty-{market}-????-??-??.sqlite")))


def measures_on(on: date, folder: Path | None = None, market: str = "eu") -> MeasureTable | None:
    """The newest table whose state is not after that day; before the first, the first; `None` if none is loaded."""
    paths = tables(folder, market)
    if not paths:
        return None
    past = [path for path in paths if path.stem[-10:] <= on.isoformat()]
    return MeasureTable(past[-1] if past else paths[0])
