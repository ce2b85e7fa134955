"""Texts of a manifest become numbers, dates and flags; what cannot is said, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

from douane.domain.numbers import NumberFormatError, decimal_from_text

_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?\Z", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\Z", re.ASCII)
_COMMA_IS_DECIMAL = re.compile(r"-?(?:\d+,(?:\d{1,2}|\d{4,})|0,\d+|\d{1,3}(?:\.\d{3})+,\d+)\Z", re.ASCII)
_POINT_IS_DECIMAL = re.compile(r"-?(?:\d+\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{1,3}(?:,\d{3})+\.\d+)\Z", re.ASCII)
_EXPONENT = re.compile(r"-?\d+(?:[.,]\d+)?E[+-]?\d+\Z", re.ASCII | re.IGNORECASE)
_MONTHS = 12


T = TypeVar("T")


class AmbiguousValueError(ValueError):
    """The text can be read in two ways, and nothing in the file tells which is meant."""


class Known(dict[Any, T | None], Generic[T]):
    """Texts and what they mean, each read once. `None` means `None`; a text that cannot be read raises each time."""

    _MOST = 1 << 15

    def __init__(self, read: Callable[[Any], T]) -> None:
        super().__init__({None: None})
        self._read = read
        self._refused: dict[Any, type[ValueError]] = {}

    def __missing__(self, text: Any) -> T:
        if refused := self._refused.get(text):
            raise refused(text)
        try:
            value = self._read(text)
        except ValueError as error:
            if len(self._refused) >= self._MOST:
                self._refused.clear()
            self._refused[text] = type(error)
            raise
        if len(self) >= self._MOST:
            self.clear()
            self[None] = None
        self[text] = value
        return value


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a file writes numbers: its decimal mark, or `None` where the file does not show it."""

    mark: str | None

    @classmethod
    def seen_in(cls, texts: Iterable[str]) -> NumberStyle:
        """The decimal mark that the texts show without doubt; none where they show both or neither."""
        comma = point = False
        for text in texts:
            comma = comma or bool(_COMMA_IS_DECIMAL.match(text))
            point = point or bool(_POINT_IS_DECIMAL.match(text))
        return cls(None if comma == point else "," if comma else ".")

    @property
    def numbers(self) -> Known[Decimal]:
        """The numbers by their texts: the same ones come again and again. Raises as `read` does."""
        return _numbers(self.mark)

    def read(self, text: str) -> Decimal:
        """The number, read anew.

        Raises `NumberFormatError`, or `AmbiguousValueError` for `1,234` in a file that shows no mark.
        """
        if "," not in text:
            if self.mark == "," and "." in text:
                return decimal_from_text(_without_groups(text, "."))
            return decimal_from_text(text)
        if self.mark == "," or (self.mark is None and _COMMA_IS_DECIMAL.match(text)):
            return decimal_from_text(_without_groups(text, ".").replace(",", "."))
        if self.mark == "." or _POINT_IS_DECIMAL.match(text):
            return decimal_from_text(_without_groups(text, ","))
        if re.match(r"-?\d+,\d{3}\Z", text, re.ASCII):
            raise AmbiguousValueError(text)
        raise NumberFormatError(text)


PLAIN = NumberStyle(".")


@cache
def _numbers(mark: str | None) -> Known[Decimal]:
    return Known(NumberStyle(mark).read)


def _without_groups(text: str, separator: str) -> str:
    if separator not in text:
        return text
    other = "," if separator == "." else "."
    whole, _, rest = text.partition(other)
    if not re.match(rf"-?\d{{1,3}}(?:\{separator}\d{{3}})+\Z", whole, re.ASCII):
        raise NumberFormatError(text)
    return whole.replace(separator, "") + (other + rest if rest else "")


@lru_cache(maxsize=1 << 12)
def count(text: str) -> int:
    """A whole number, also written `3.0` as spreadsheets do. Raises `NumberFormatError`."""
    number = decimal_from_text(text)
    if number != number.to_integral_value():
        raise NumberFormatError(text)
    return int(number)


@lru_cache(maxsize=1 << 12)
def day(text: str) -> date:
    """A date as `2026-11-22`, or day first as `22/11/2026`.

    Raises `AmbiguousValueError` where day and month could be exchanged, `ValueError` for anything else.
    """
    if found := _ISO_DATE.match(text):
        return date(*map(int, found.groups()))
    if found := _DAY_FIRST.match(text):
        first, second, year = map(int, found.groups())
        if first <= _MONTHS and second <= _MONTHS and first != second:
            raise AmbiguousValueError(text)
        return date(year, second, first)
    raise ValueError(text)


_YES = frozenset({"true", "1", "yes", "y", "oui", "ja", "是"})
_NO = frozenset({"false", "0", "no", "n", "non", "nein", "nee", "否"})


def flag(text: str) -> bool:
    """Yes or no. Raises `ValueError`."""
    word = text.casefold()
    if word not in _YES | _NO:
        raise ValueError(text)
    return word in _YES


def is_mangled(text: str) -> bool:
    """Whether a spreadsheet has turned an identifier into a rounded number, such as `1.23E+12`."""
    return bool(_EXPONENT.match(text))


_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without blanks at its ends and with line breaks and runs of blanks as one blank, in NFC.

    Control characters and lone surrogates, which no message can carry, become U+FFFD, which shows.
    """
    if text.isascii() and "  " not in text and text.isprintable():
        return text.strip()
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return text if text.isprintable() else _UNSEEN.sub("\ufffd", text)


def is_normal(text: str) -> bool:
    """Whether the text is in NFC."""
    return unicodedata.is_normalized("NFC", text)
