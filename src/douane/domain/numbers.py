"""Exact decimal numbers: read from text, rounded by named rules, split without losing a cent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal(0)

# ASCII digits only: `Decimal` itself would accept NaN, underscores, full-width digits and exponents.
_PLAIN = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)\Z", re.ASCII)
_MOST_DIGITS = 28


class NumberFormatError(ValueError):
    """The text is not a plain decimal number with a point."""


def decimal_from_text(text: str) -> Decimal:
    """Read a plain decimal number such as `-12.50`: ASCII digits, a point, no exponent, no separators.

    Raises `NumberFormatError`.
    """
    if len(text) > _MOST_DIGITS or not _PLAIN.match(text):
        raise NumberFormatError(text)
    return Decimal(text)


def round_cent(amount: Decimal) -> Decimal:
    """Round half up to 0.01 (DOMAIN §1.12: monetary results per tax line, then the sum)."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def text_of(number: Decimal) -> str:
    """Write a number without exponent and without needless zeros: `1.500` becomes `1.5`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def money_text(amount: Decimal) -> str:
    """Write an amount of money with two decimals."""
    return f"{round_cent(amount):.2f}"


def split_by_share(total: Decimal, shares: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Split `total`, a multiple of 0.01, in proportion to `shares`; the parts add up to `total` again.

    Largest remainder: every part is cut to the cent, and the cents left over go to the largest remainders, the first
    line first among equals. Shares that are all zero split evenly. Raises `ValueError` for no or negative shares.
    """
    if not shares or any(share < 0 for share in shares):
        raise ValueError("shares must be given and must not be negative")
    weights = list(shares) if sum(shares) else [Decimal(1)] * len(shares)
    whole = sum(weights, ZERO)
    cents = int((total / CENT).to_integral_exact())
    sign, cents = (-1, -cents) if cents < 0 else (1, cents)
    exact = [cents * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: cents - sum(parts)]:
        parts[i] += 1
    return tuple(sign * part * CENT for part in parts)
