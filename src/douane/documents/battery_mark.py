"""The battery mark of the IATA Dangerous Goods Regulations 7.1.5.5 (DOMAIN §7), 100 × 100 mm, with a red hatched edge.

It is the one label in colour: the regulation asks for red, so it is no label for thermal printers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

UN_NUMBERS = ("UN3480", "UN3481", "UN3090", "UN3091", "UN3551", "UN3552")
"""Lithium ion alone and with equipment, lithium metal likewise, sodium ion likewise."""

_MOST = 2


@dataclass(frozen=True, slots=True)
class BatteryMarkView:
    """`numbers` stand on the mark, at least 12 mm high."""

    numbers: tuple[str, ...]


def battery_mark(numbers: Sequence[str]) -> BatteryMarkView:
    """The mark for goods of these UN numbers, each once: one or two, more have no room at 12 mm. Raises `ValueError`."""
    once = tuple(dict.fromkeys(numbers))
    if not 1 <= len(once) <= _MOST or any(number not in UN_NUMBERS for number in once):
        raise ValueError(f"a battery mark carries one or two of {', '.join(UN_NUMBERS)}, not {', '.join(once) or 'none'}")
    return BatteryMarkView(once)
