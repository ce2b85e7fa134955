"""Prices per kilogram paid before, for each HS subheading and origin, and what they say about a price declared now.

Median and median absolute deviation: a few wild values move neither. Statistics are floating point; money is not touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from douane.compliance.rule import Case
from douane.domain.finding import Finding

# The normal distribution's quartile makes the deviation comparable to a standard deviation.
_QUARTILE = 0.6745


class PaidBefore(NamedTuple):
    """An earlier price in euro a kilogram, of goods of an HS subheading and origin."""

    hs6: str
    origin: str
    per_kg: Decimal


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and median absolute deviation of the earlier prices, in euro a kilogram."""

    count: int
    median: float
    deviation: float

    def z(self, price: float) -> float | None:
        """How many deviations a price lies from the median; `None` where all earlier prices were the same."""
        return _QUARTILE * (price - self.median) / self.deviation if self.deviation else None


@dataclass(frozen=True)
class PriceHistory:
    """Earlier prices by HS subheading and origin."""

    spreads: Mapping[tuple[str, str], Spread]

    @classmethod
    def of(cls, prices: Iterable[PaidBefore]) -> PriceHistory:
        """Medians and deviations of earlier prices."""
        groups: dict[tuple[str, str], list[float]] = defaultdict(list)
        for paid in prices:
            groups[paid.hs6, paid.origin].append(float(paid.per_kg))
        return cls({key: _spread(values) for key, values in groups.items()})

    def findings(self, case: Case) -> Iterator[Finding]:
        """Goods whose price is an outlier below earlier ones of the same subheading and origin."""
        for i, item in case.items:
            value, mass, code = case.assessment.items[i].value, item.net_mass or item.gross_mass, case.decisions[i].code
            if not value or not mass or mass <= 0 or not code:
                continue
            spread = self.spreads.get((code[:6], item.origin or ""))
            if spread is None or spread.count < case.law.number("eu.screening.price_fewest"):
                continue
            reason = too_low(
                float(value / mass), spread, float(case.law.number("eu.screening.price_lowest_z")),
                float(case.law.number("eu.screening.price_lowest_share")),
            )  # fmt: skip
            if reason:
                yield case.note_item("PRICE-BELOW-EARLIER", i, "value", f"{value / mass:.2f}", None, because=reason)


def too_low(price: float, spread: Spread, lowest_z: float, lowest_share: float) -> str | None:
    """Why a price is an outlier below: by robust z, or by its share (percent) of the median."""
    z = spread.z(price)
    share = 100 * price / spread.median if spread.median else 100.0
    if (z is None or z >= -lowest_z) and share >= lowest_share:
        return None
    robust = f", robust z {z:.1f}" if z is not None else ""
    return f"{share:.0f} % of the median EUR {spread.median:.2f} of {spread.count} earlier prices{robust}"


def _spread(values: list[float]) -> Spread:
    middle = median(values)
    return Spread(len(values), middle, median(abs(value - middle) for value in values))
