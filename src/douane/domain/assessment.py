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
class Paper:
    """A document or code that an export needs (D.E. 12 03 and 12 04), and why.

    `codes` are alternatives of which one settles it; `given` is the reference stated for it, `None` where it is open.
    `item` is the number of the goods item it is for, `None` for the whole consignment.
    """

    codes: tuple[str, ...]
    what: str
    reason: str
    source: str
    given: str | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True)
class ExportSide:
    """What the Belgian side of an export asks for: form, statistical values (D.E. 99 06, whole euro), papers, VAT proof.

    `open_proof` names the papers of the VAT exemption that are still to come.
    """

    form: str
    because: str
    statistical: tuple[Decimal, ...] | None
    papers: tuple[Paper, ...]
    open_proof: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChinaSide:
    """What China collects, in CNY. `counted` is what the order takes of its buyer's annual limit, zero outside retail.

    `used` is what the buyer had used before; `total` is `None` where a rate or a code is not known.
    """

    channel: str
    allowed: bool
    because: str
    value: Decimal | None = None
    duty: Decimal | None = None
    consumption_tax: Decimal | None = None
    vat: Decimal | None = None
    personal_tax: Decimal | None = None
    total: Decimal | None = None
    used: Decimal = Decimal(0)
    counted: Decimal = Decimal(0)
    not_listed: tuple[int, ...] = ()
    over_caps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Payers:
    """Who pays what at import (DOMAIN §1.4a): the delivery model and whom the broker bills for duty and for VAT."""

    model: str
    duty: str
    vat: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything owed for one consignment, in euro, with its trace. `None` means not known, never zero.

    `export` and `china` are there for goods that leave for China, `payers` for goods that come in.
    """

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
    export: ExportSide | None = None
    china: ChinaSide | None = None
    payers: Payers | None = None
