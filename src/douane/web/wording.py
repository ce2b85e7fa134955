"""The desk's words in five languages (gettext catalogues), and numbers, amounts and times in the reader's form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from douane.web.site import BRUSSELS

LANGUAGES = ("en", "fr", "nl", "de", "zh")
FOLDER = Path(__file__).parent / "locale"
# Belgian forms of French, Dutch and German; English as the European institutions write it.
LOCALES = {"en": "en_BE", "fr": "fr_BE", "nl": "nl_BE", "de": "de_BE", "zh": "zh_Hans_CN"}


@cache
def _catalogue(language: str) -> dict[str, str]:
    path = FOLDER / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}


@cache
def gettext_in(language: str) -> Callable[[str], str]:
    """A function that gives a sentence in a language; the English sentence is the key."""
    catalogue = _catalogue(language)
    return lambda text: catalogue.get(text, text)


@cache
def ngettext_in(language: str) -> Callable[[str, str, int], str]:
    """The same for sentences with a number: the two English forms, told apart as in English."""
    catalogue = _catalogue(language)
    return lambda one, many, count: catalogue.get(one if count == 1 else many, one if count == 1 else many)


def chosen(accepted: str | None, wished: str | None = None) -> str:
    """The language of a reader: the one they chose, else the first of the browser's that is here."""
    for tag in (wished or "", *(part.split(";")[0].strip() for part in (accepted or "").split(","))):
        if tag.split("-")[0].lower() in LANGUAGES:
            return tag.split("-")[0].lower()
    return "en"


def number(value: Decimal | int | str | None, language: str) -> str:
    """A number in the reader's form; an en dash for none."""
    return "–" if value is None or value == "" else format_decimal(Decimal(value), locale=_locale(language))


def amount(value: Decimal | str | None, language: str, currency: str = "EUR") -> str:
    """An amount with two decimals behind its currency code."""
    if value is None or value == "":
        return "–"
    return f"{currency} {format_decimal(Decimal(value), format='#,##0.00', locale=_locale(language))}"


def day(value: date | str | None, language: str) -> str:
    """A day in the reader's form."""
    if not value:
        return "–"
    return format_date(date.fromisoformat(value) if isinstance(value, str) else value, "medium", locale=_locale(language))


def moment(value: datetime | str | None, language: str) -> str:
    """A moment in Brussels time, with its zone."""
    if not value:
        return "–"
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    text = format_datetime(at.astimezone(BRUSSELS), "d MMM y HH:mm", locale=_locale(language))
    return f"{text} {at.astimezone(BRUSSELS).tzname()}"


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES[language])
