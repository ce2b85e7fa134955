"""What the CEB data sets of both directions share: what they must have, codes, sums, the moment of the message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from douane.declarations.ceb_codes import UnknownCodeError, china_code
from douane.domain.consignment import Consignment
from douane.domain.numbers import ZERO

# Five decimals are what an amount of the specification may have.
STEP = Decimal("0.00001")
KILOGRAM = "035"


class CebIncompleteError(ValueError):
    """The consignment lacks what a CEB message requires; `element` is the tag, `field` the manifest's field."""

    def __init__(self, element: str, field: str, what: str = "is missing") -> None:
        super().__init__(f"{element} ({field}) {what}")
        self.element, self.field, self.what = element, field, what


@dataclass(frozen=True, slots=True)
class Moment:
    """When the message is made, in Beijing time, and when the order was paid. The clock is asked by the door."""

    at: datetime
    paid_at: datetime | None = None

    @property
    def app_time(self) -> str:
        """appTime C14, YYYYMMDDhhmmss."""
        return f"{self.at:%Y%m%d%H%M%S}"

    @property
    def pay_time(self) -> str:
        """payTime C14."""
        return f"{self.paid_at or self.at:%Y%m%d%H%M%S}"


def need(text: str | None, element: str, field: str) -> str:
    """A text that the message requires. Raises `CebIncompleteError`."""
    if not text:
        raise CebIncompleteError(element, field)
    return text


def coded(what: str, text: str | None, element: str, field: str) -> str:
    """The Chinese code of a country, currency or unit. Raises `CebIncompleteError`."""
    try:
        return china_code(what, text)
    except UnknownCodeError as error:
        raise CebIncompleteError(element, field, str(error)) from error


def summed(consignment: Consignment, name: str) -> Decimal:
    """The sum of an amount over the lines, those without it counting as zero."""
    return sum((getattr(item, name) or ZERO for item in consignment.items), ZERO)
