"""Formats of data elements in the notation of EUCDM (`an..70`, `n..16,6`): how a value is written, checked and read.

What does not fit is refused with the element's name, never cut (DOMAIN §1.8).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from douane.domain.declared import Amount
from douane.domain.numbers import text_of

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# XML Schema's white space; `strip()` would also take separators that a schema counts as text.
_EDGE = re.compile(r"\s")


class UnfitError(ValueError):
    """A value does not have the format of its element; the words say which format that is."""


@dataclass(frozen=True, slots=True)
class Form:
    """A format: its name in EUCDM notation, the bounds of its XML Schema type, how it is written and read.

    `carried` names an XML attribute that carries the rest of the value, such as the currency of an amount; `mark` is an
    attribute with the text that the message prescribes.
    """

    name: str
    base: str
    facets: tuple[tuple[str, str], ...]
    write: Callable[[Any], str]
    read: Callable[[str], Any]
    carried: str | None = None
    mark: tuple[str, str] | None = None


@cache
def text(most: int, *, least: int = 1, pattern: str | None = None, signs: str = "an") -> Form:
    """`an..n`: text without blanks at its ends and without control characters; `pattern` narrows it down."""
    exact = least == most
    fits = re.compile(pattern) if pattern else None
    name = f"{signs}{most}" if exact else f"{signs}..{most}"

    def write(value: str) -> str:
        if not least <= len(value) <= most:
            raise UnfitError(f"{value!r} has {len(value)} characters; {name} is accepted")
        if _CONTROL.search(value) or _EDGE.match(value[0]) or _EDGE.match(value[-1]):
            raise UnfitError(f"{value!r} begins or ends with a blank or holds a control character")
        if fits and not fits.fullmatch(value):
            raise UnfitError(f"{value!r} does not have the form {pattern}")
        return value

    facets = [("minLength", str(least)), ("maxLength", str(most))]
    if pattern:
        facets.append(("pattern", pattern))
    return Form(name, "xs:token", tuple(facets), write, str.strip)


def letters(count: int) -> Form:
    """`a`: a code of capital letters of fixed length."""
    return text(count, least=count, pattern=f"[A-Z]{{{count}}}", signs="a")


def code(count: int) -> Form:
    """`an`: a code of capital letters and digits of fixed length."""
    return text(count, least=count, pattern=f"[A-Z0-9]{{{count}}}")


def digits(count: int) -> Form:
    """`n`: digits, leading zeros kept."""
    return text(count, least=count, pattern=f"[0-9]{{{count}}}", signs="n")


@cache
def decimal(whole: int, places: int, *, zero: bool = True, fixed: int | None = None) -> Form:
    """`n..16,6`: at most `whole` digits of which `places` after the point; `fixed` writes that many decimals."""
    name = f"n..{whole},{places}"

    def write(value: Decimal) -> str:
        shown = f"{value:.{fixed}f}" if fixed is not None and value == round(value, fixed) else text_of(value)
        before, _, after = shown.partition(".")
        if value < 0 or (not zero and not value):
            raise UnfitError(f"{shown} is {'negative' if value < 0 else 'zero'}; a number above zero is accepted")
        if len(after) > places or len(before) + len(after) > whole:
            raise UnfitError(f"{shown} has too many digits; {name} is accepted")
        return shown

    facets = [("totalDigits", str(whole)), ("fractionDigits", str(places)), ("minInclusive", "0")]
    if not zero:
        facets[-1] = ("minExclusive", "0")
    return Form(name, "xs:decimal", tuple(facets), write, Decimal)


@cache
def count(most_digits: int, *, least: int = 0, most: int | None = None) -> Form:
    """`n..5`: a whole number; `most` bounds it where the message allows fewer than its digits would."""
    largest = most or int("9" * most_digits)

    def write(value: int) -> str:
        if not least <= value <= largest:
            raise UnfitError(f"{value} is outside {least} to {largest}")
        return str(value)

    facets = (("minInclusive", str(least)), ("maxInclusive", str(largest)))
    return Form(f"n..{most_digits}", "xs:integer", facets, write, int)


def _amount(value: Amount) -> str:
    return MONEY.write(value.amount)


@cache
def amount(whole: int = 16) -> Form:
    """An amount whose currency stands in the XML attribute `currencyID`."""
    money = decimal(whole, 2, fixed=2)
    return Form(f"{money.name} + a3", money.base, money.facets, _amount, Decimal, "currencyID")


MONEY = decimal(16, 2, fixed=2)
MASS = decimal(16, 6)
MASS_ABOVE_ZERO = decimal(16, 6, zero=False)
COUNTRY, CURRENCY = letters(2), letters(3)
EORI = text(17, least=3, pattern=r"[A-Z]{2}[!-~]{1,15}")
OFFICE = text(8, least=8, pattern=r"[A-Z]{2}[A-Z0-9]{6}")
UCR = text(35, pattern=r"[!-~]([ -~]*[!-~])?")
LRN = text(22, pattern=r"[A-Za-z0-9\-]+")
GRN = text(24, least=17, pattern=r"[0-9]{2}[A-Z]{2}[A-Z0-9]{12}[0-9]([A-Z][0-9]{6})?")
EMAIL = text(256, pattern=r"[!-?A-~]([ -?A-~]*[!-?A-~])?@[!-\-/-?A-~]+\.([ -~]*[!-~])")
LATITUDE = text(17, pattern=r"[+\-]?([0-8]?[0-9]\.[0-9]{5,7}|90\.000000?0?)")
LONGITUDE = text(17, pattern=r"[+\-]?((0?[0-9]?|1[0-7])[0-9]\.[0-9]{5,7}|180\.000000?0?)")
DAY = Form("date", "xs:date", (), date.isoformat, date.fromisoformat)
MOMENT = Form("date and time", "xs:dateTime", (("pattern", r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}"),),
              lambda moment: moment.isoformat(timespec="seconds"), datetime.fromisoformat)  # fmt: skip
FLAG = Form("n1 (0, 1)", "xs:token", (("enumeration", "0"), ("enumeration", "1")),
            lambda value: "1" if value else "0", lambda shown: shown in ("1", "true"))  # fmt: skip
