"""Leading zeros that a spreadsheet has taken away: said where digits or the country's form prove it, never put back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from douane.domain.identifiers import gtin_fault
from douane.reference.code_lists import POSTCODES, postcode_fits
from douane.reference.harmonized import subheadings

_DIGITS = re.compile(r"\d+\Z", re.ASCII)
_GTIN_LENGTHS = (8, 12, 13, 14)
_CODE_LENGTHS = (5, 7, 9)


def may_have_lost(
    code: str | None, gtin: str | None, recipient_postcode: str | None, recipient_country: str | None,
    sender_postcode: str | None, sender_country: str | None,
) -> bool:  # fmt: skip
    """Whether a look at the record is worth while: a quick no for nearly all."""
    return (
        (code is not None and len(code) in _CODE_LENGTHS)
        or (gtin is not None and len(gtin) not in _GTIN_LENGTHS)
        or (recipient_postcode is not None and _short_postcode(recipient_country, recipient_postcode))
        or (sender_postcode is not None and _short_postcode(sender_country, sender_postcode))
    )


@lru_cache(maxsize=1 << 12)
def _short_postcode(country: str | None, postcode: str) -> bool:
    return country is not None and postcode_with_zeros(country, postcode) is not None


def lost_zeros(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of field key and the text with its zeros back, for each field of a record that has lost them."""
    code = texts.get("hs_code")
    if code and len(code) in _CODE_LENGTHS and (whole := code_with_zero(code)):
        yield "hs_code", whole
    gtin = texts.get("gtin")
    if gtin and len(gtin) not in _GTIN_LENGTHS and (whole := gtin_with_zeros(gtin)):
        yield "gtin", whole
    for party in ("recipient", "sender"):
        postcode = texts.get(f"{party}_postcode")
        country = texts.get(f"{party}_country")
        if postcode and country and (whole := postcode_with_zeros(country, postcode)):
            yield f"{party}_postcode", whole


def code_with_zero(code: str) -> str | None:
    """A commodity code of chapters 01 to 09 without its zero: five, seven or nine digits that make an HS subheading."""
    if not _DIGITS.match(code) or code.startswith("0"):
        return None
    whole = f"0{code}"
    return whole if whole[:6] in subheadings() else None


def gtin_with_zeros(gtin: str) -> str | None:
    """A GTIN-13 without its zeros: nine to eleven digits whose check digit is right with zeros before them."""
    if not _DIGITS.match(gtin) or not 9 <= len(gtin) <= 11:
        return None
    whole = gtin.zfill(13)
    return None if gtin_fault(whole) else whole


def postcode_with_zeros(country: str, postcode: str) -> str | None:
    """A postcode of digits that has its country's form only with one or two zeros before it."""
    if country not in POSTCODES or not _DIGITS.match(postcode) or postcode_fits(country, postcode):
        return None
    return next((whole for n in (1, 2) if postcode_fits(country, whole := "0" * n + postcode)), None)
