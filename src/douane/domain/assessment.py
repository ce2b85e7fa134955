"""What assessment answers: the route, the amounts, and the arithmetic behind each with its legal source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Route(StrEnum):
    """Which declaration a consignment needs (DOMAIN §1.1): exactly one for any consignment."""

    H7 = "H7"
    H1 = "H1"
    H6 = "H6"
    T1 = "T1"
    B1 = "B1"
    CEB = "CEB"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of arithmetic: what, how, the result, and the law or rule it follows.

    `unconfirmed` says in words what about the number is not certain in law.
    """

    what: str
    how: str
    result: str
    source: str
    unconfirmed: str | None = None


@dataclass(frozen=True, slots=True)
class Routing:
    """The route with its procedure codes (D.E. 11 10) and the reason in words."""

    route: Route
    procedure: tuple[str, ...]
    because: str
    source: str


@dataclass(frozen=True, slots=True)
class ItemCharge:
    """Amounts of one goods item in euro. `duty_line` numbers the declaration line that the item is part of."""

    item: int
    value: Decimal | None
    duty_line: int | None
    customs_duty: Decimal | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything owed for one consignment, in euro, with its trace. `None` means not known, never zero."""

    routing: Routing
    intrinsic_value: Decimal | None = None
    transport_cost: Decimal | None = None
    customs_duty: Decimal | None = None
    union_fee: Decimal | None = None
    vat_base: Decimal | None = None
    vat: Decimal | None = None
    exchange_rate_date: date | None = None
    items: tuple[ItemCharge, ...] = ()
    trace: tuple[Step, ...] = ()
