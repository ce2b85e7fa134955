"""What an assessment rests on: the consignment, its codes, the law and the exchange rates of the day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from douane.domain.assessment import Step
from douane.domain.consignment import Consignment, Direction, SaleType
from douane.reference.air_freight import AirFreight
from douane.reference.duty_china import ChineseTariff
from douane.reference.exchange import Rate
from douane.reference.law import LawOnDay
from douane.reference.measures import Measures
from douane.reference.positive_list import PositiveList

BELGIUM = "BE"


class Rates(Protocol):
    """Exchange rates of the day that the law names. Raises `RateMissingError`."""

    def __call__(self, currency: str) -> Rate:
        """The rate of a currency."""
        ...


def _no_ancestors(_code: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Basis:
    """The input of an assessment. `codes` holds the commodity code to work with for each item, or `None`.

    `measures` and `air_freight` are the loaded tables, `None` where nothing is loaded. `ancestors` tells the codes of ten
    digits that the nomenclature puts above a code; without it they are told by the digits. `used` is what a buyer in China
    has used of the annual limit, in CNY.
    """

    consignment: Consignment
    codes: Sequence[str | None]
    law: LawOnDay
    rates: Rates
    direction: Direction = Direction.IMPORT
    measures: Measures | None = None
    air_freight: AirFreight | None = None
    ancestors: Callable[[str], tuple[str, ...]] = _no_ancestors
    chinese: ChineseTariff | None = None
    positive: PositiveList | None = None
    used: Decimal = Decimal(0)

    @property
    def sale(self) -> SaleType:
        """The kind of sale; what is not said counts as a distance sale, the usual parcel."""
        return self.consignment.sale_type or SaleType.B2C

    @property
    def destination(self) -> str | None:
        """The country of the importer."""
        return self.consignment.importer.address.country


def law_step(law: LawOnDay, name: str, what: str, how: str, result: str) -> Step:
    """A step whose number or rule is a parameter of the law, with its source and what is unconfirmed about it."""
    value = law.value(name)
    return Step(what, how, result, f"{value.reference} (since {value.since.isoformat()})", value.unconfirmed)


def euro(amount: Decimal) -> str:
    """An amount in euro for the words of a step."""
    return f"EUR {amount:.2f}"
