"""Rounding rules with their names. Money of a tax line is rounded by `domain.numbers.round_cent`."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from douane.domain.numbers import CENT


def round_euro(amount: Decimal) -> Decimal:
    """Statistical value (D.E. 99 06): half up to the whole euro (DOMAIN §1.12, §3.3)."""
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def round_fen(amount: Decimal) -> Decimal:
    """Chinese taxes: half up to CNY 0.01 (General Administration of Customs; DOMAIN §4.2)."""
    return amount.quantize(CENT, ROUND_HALF_UP)
