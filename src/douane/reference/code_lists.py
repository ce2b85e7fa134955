"""Code lists that change seldom: countries, currencies, Incoterms, postcode forms."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

# Customs writes XK for Kosovo and XI for Northern Ireland, which ISO 3166-1 does not hold.
_CUSTOMS_COUNTRIES = frozenset({"XK", "XI"})
# ISO 4217 codes that are no money a price could stand in: test, no currency, metals, funds and bond units.
_NO_MONEY = frozenset({"XXX", "XTS", "XAU", "XAG", "XPT", "XPD", "XBA", "XBB", "XBC", "XBD", "XDR", "XSU", "XUA"})

INCOTERMS = frozenset({"EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP"})
SEA_INCOTERMS = frozenset({"FAS", "FOB", "CFR", "CIF"})

# Forms of postcodes where a wrong one shows; countries not named have no form that would be worth a warning.
POSTCODES = {
    "AT": re.compile(r"\d{4}\Z"), "BE": re.compile(r"[1-9]\d{3}\Z"), "BG": re.compile(r"\d{4}\Z"),
    "CH": re.compile(r"\d{4}\Z"), "CZ": re.compile(r"\d{3} ?\d{2}\Z"), "DE": re.compile(r"\d{5}\Z"),
    "DK": re.compile(r"\d{4}\Z"), "EE": re.compile(r"\d{5}\Z"), "ES": re.compile(r"\d{5}\Z"),
    "FI": re.compile(r"\d{5}\Z"), "FR": re.compile(r"\d{5}\Z"), "GR": re.compile(r"\d{3} ?\d{2}\Z"),
    "HR": re.compile(r"\d{5}\Z"), "HU": re.compile(r"\d{4}\Z"), "IT": re.compile(r"\d{5}\Z"),
    "LT": re.compile(r"(?:LT-)?\d{5}\Z"), "LU": re.compile(r"(?:L-)?\d{4}\Z"), "LV": re.compile(r"(?:LV-)?\d{4}\Z"),
    "MT": re.compile(r"[A-Z]{3} ?\d{4}\Z"), "NL": re.compile(r"[1-9]\d{3} ?[A-Z]{2}\Z"),
    "PL": re.compile(r"\d{2}-\d{3}\Z"), "PT": re.compile(r"\d{4}-\d{3}\Z"), "RO": re.compile(r"\d{6}\Z"),
    "SE": re.compile(r"\d{3} ?\d{2}\Z"), "SI": re.compile(r"(?:SI-)?\d{4}\Z"), "SK": re.compile(r"\d{3} ?\d{2}\Z"),
    "CN": re.compile(r"\d{6}\Z"),
}  # fmt: skip


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes and the two that customs adds."""
    pycountry = import_module("pycountry")
    return frozenset(country.alpha_2 for country in pycountry.countries) | _CUSTOMS_COUNTRIES


@cache
def currencies() -> frozenset[str]:
    """ISO 4217 codes in which a price may stand."""
    pycountry = import_module("pycountry")
    return frozenset(currency.alpha_3 for currency in pycountry.currencies) - _NO_MONEY


def postcode_fits(country: str, postcode: str) -> bool:
    """Whether the postcode has its country's form; `True` where no form is known."""
    form = POSTCODES.get(country)
    return form is None or bool(form.match(postcode))
