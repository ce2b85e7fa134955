"""Safe mends of a field's text: what has one right form that is certain. What is only likely is offered, not applied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module

from douane.domain.identifiers import awb_fault, gtin_fault, mrn_fault, resident_id_fault, s10_fault, uscc_fault
from douane.domain.numbers import NumberFormatError, decimal_from_text
from douane.intake import values
from douane.intake.fields import BY_KEY, Kind
from douane.reference.code_lists import countries

_COUNTRY_KEYS = frozenset({"origin", "sender_country", "recipient_country", "seller_country"})
_CODE_KEYS = frozenset({"hs_code", "hs_code_cn", "gtin", "ioss"})
_MASS_KEYS = frozenset({"gross_kg", "net_kg"})
_MONTHS = {name: number for number, names in enumerate(
    (("jan",), ("feb", "fév", "fev"), ("mar", "mrt", "mär"), ("apr", "avr"), ("may", "mai", "mei"), ("jun", "juin"),
     ("jul", "juil"), ("aug", "aoû", "aou"), ("sep",), ("oct", "okt"), ("nov",), ("dec", "déc", "dez")), start=1)
    for name in names}  # fmt: skip
_YEAR_FIRST = re.compile(
    r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})\Z|(\d{4})(\d{2})(\d{2})\Z|(\d{4})年(\d{1,2})月(\d{1,2})日\Z", re.ASCII
)
_WITH_MONTH = re.compile(r"(\d{1,2})[ ./-]([^\W\d_]{3,9})\.?[ ./-](\d{4})\Z")
_PIECES = frozenset({"pc", "pcs", "pce", "pces", "piece", "pieces", "pièce", "pièces", "stuk", "stuks", "stück", "stk",
                     "st",
                     "unit", "units", "件", "个", "只", "ea", "each"})  # fmt: skip
_UNITS = {**dict.fromkeys(_PIECES, "PCE"), **dict.fromkeys(("kg", "kgs", "kilo", "kilogram", "千克", "公斤"), "KGM"),
          **dict.fromkeys(("g", "gram", "gramme", "克"), "GRM"), **dict.fromkeys(("l", "liter", "litre", "升"), "LTR"),
          **dict.fromkeys(("m", "meter", "metre", "米"), "MTR"),
          **dict.fromkeys(("pair", "pairs", "paire", "paar", "双"), "PR")}  # fmt: skip
_COMMA = re.compile(r"-?\d+,(?:\d{1,2}|\d{4,})\Z|-?0,\d+\Z", re.ASCII)
_MASS_UNIT = re.compile(r"\s*(?:kg|kgs|kilo)\.?\Z", re.IGNORECASE)
_EURO = re.compile(r"\A(?:€|EUR)\s*|\s*(?:€|EUR)\Z", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


def mended(key: str, text: str, style: values.NumberStyle, others: Mapping[str, str]) -> str:
    """The text as it should stand in a field, the same where nothing is certain. `others` are the record's other texts."""
    trimmed = text.strip().strip("\u00a0\u3000")
    trimmed = _INVISIBLE.sub("", trimmed) if not trimmed.isascii() else trimmed
    if not trimmed:
        return text
    kind = BY_KEY[key].kind
    if key in _COUNTRY_KEYS:
        return _country(trimmed)
    if key in _CODE_KEYS:
        return _code(key, trimmed)
    if kind in (Kind.NUMBER, Kind.COUNT):
        return _number(key, trimmed, style, others)
    if kind is Kind.DATE:
        return _date(trimmed)
    if key == "unit":
        return _UNITS.get(trimmed.casefold().rstrip("."), trimmed)
    return trimmed


def _code(key: str, text: str) -> str:
    bare = re.sub(r"[\s.\u00a0-]", "", text)
    if key == "ioss":
        bare = bare.upper()
    return bare if bare.isascii() and bare.isalnum() else text


def _country(text: str) -> str:
    if text in countries():
        return text
    upper = text.upper()
    if upper in countries():
        return upper
    return _country_names().get(text.casefold(), text)


@cache
def _country_names() -> Mapping[str, str]:
    """Names of countries in five languages and their three-letter codes, casefolded, with the code of two letters."""
    babel, pycountry = import_module("babel"), import_module("pycountry")
    found: dict[str, str] = {}
    twice: set[str] = set()
    for language in ("en", "fr", "nl", "de", "zh"):
        for code, name in babel.Locale(language).territories.items():
            if code in countries():
                folded = str(name).casefold()
                if found.setdefault(folded, code) != code:
                    twice.add(folded)
    for country in pycountry.countries:
        found[country.alpha_3.casefold()] = country.alpha_2
    return {name: code for name, code in found.items() if name not in twice}


def _number(key: str, text: str, style: values.NumberStyle, others: Mapping[str, str]) -> str:
    bare = _MASS_UNIT.sub("", text) if key in _MASS_KEYS else text
    if key not in _MASS_KEYS and others.get("currency") == "EUR":
        bare = _EURO.sub("", bare)
    bare = bare.replace("\u00a0", "").replace("\u202f", "")
    if _reads(bare, style):
        return bare
    if _COMMA.match(bare):
        pointed = bare.replace(",", ".")
        return pointed if _reads(pointed, style) else text
    return text


def _reads(text: str, style: values.NumberStyle) -> bool:
    try:
        style.read(text)
    except ValueError:
        return False
    return True


def _date(text: str) -> str:
    try:
        values.day(text)
    except ValueError:
        pass
    else:
        return text
    if found := _YEAR_FIRST.match(text):
        year, month, day = (int(part) for part in found.groups() if part)
    elif (found := _WITH_MONTH.match(text)) and (month := _month(found[2])):
        year, day = int(found[3]), int(found[1])
    else:
        return text
    iso = f"{year:04}-{month:02}-{day:02}"
    try:
        values.day(iso)
    except ValueError:
        return text
    return iso


def _month(word: str) -> int:
    folded = word.casefold()
    return next((number for name, number in _MONTHS.items() if folded.startswith(name)), 0)


_CHECKED: Mapping[str, Callable[[str], object]] = {
    "gtin": gtin_fault, "mawb": awb_fault, "parcel": s10_fault, "previous_document": mrn_fault,
    "recipient_id_number": resident_id_fault, "buyer_id_number": resident_id_fault, "sender_uscc": uscc_fault,
    "recipient_uscc": uscc_fault,
}  # fmt: skip


def offered(key: str, text: str) -> Iterator[str]:
    """What a text may have been before two neighbouring characters changed places, proved by its check digit."""
    fault = _CHECKED.get(key)
    if fault is None or len(text) > 40 or fault(text) is None:
        return
    for at in range(len(text) - 1):
        if text[at] != text[at + 1]:
            changed = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            if fault(changed) is None:
                yield changed


def is_number(text: str) -> bool:
    """Whether a spreadsheet cell may hold the text as a number without losing anything of it."""
    try:
        number = decimal_from_text(text)
    except NumberFormatError:
        return False
    return len(text) <= 15 and f"{number:f}" == text
