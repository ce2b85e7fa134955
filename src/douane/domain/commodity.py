"""Commodity codes by their form: HS 6, CN 8, TARIC 10 and China 10 digits, without dots and blanks."""

from __future__ import annotations

import re

from douane.domain.identifiers import Fault, Reason

_DIGITS = re.compile(r"\d+\Z", re.ASCII)
LENGTHS = (6, 8, 10)


def commodity_fault(text: str) -> Fault | None:
    """HS subheading (D.E. 18 09 056), CN 8 or a code of ten digits: six, eight or ten digits, chapter 01 to 97.

    Chapter 77 is reserved and 98 and 99 are national or statistical, so no goods of a parcel stand there.
    """
    form = "six, eight or ten digits without dots, such as 610910"
    if not _DIGITS.match(text) or len(text) not in LENGTHS:
        return Fault(Reason.FORMAT, form)
    chapter = int(text[:2])
    if not 1 <= chapter <= 97 or chapter == 77:
        return Fault(Reason.PART, "a chapter from 01 to 97, without 77")
    return None


def hs6(code: str) -> str:
    """The HS subheading that a longer code begins with."""
    return code[:6]
