"""Identifiers of customs and trade: what makes each one right, on python-stdnum where it has the algorithm.

Every kind is a function from text to `None` (right) or a `Fault` that says what is wrong and what would be accepted.
The texts are taken as they stand: blanks and lower case are faults here, because a customs message would carry them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from stdnum import bic, ean, iban, iso6346
from stdnum.be import ogm_vcs
from stdnum.be import vat as be_vat
from stdnum.cn import uscc as cn_uscc
from stdnum.eu import oss
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError


class Reason(StrEnum):
    """What is wrong with an identifier."""

    FORMAT = "format"
    CHECK_DIGIT = "check digit"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an identifier is refused. `expected` shows the form, or the right check digit where it can be computed."""

    reason: Reason
    expected: str


Check = Callable[[str], Fault | None]


def _by_library(validate: Callable[[str], str], text: str, form: str) -> Fault | None:
    try:
        validate(text)
    except InvalidChecksum:
        return Fault(Reason.CHECK_DIGIT, form)
    except InvalidComponent:
        return Fault(Reason.PART, form)
    except ValidationError:
        return Fault(Reason.FORMAT, form)
    return None


def _compare_last(text: str, right: str, form: str) -> Fault | None:
    if text.endswith(right):
        return None
    return Fault(Reason.CHECK_DIGIT, f"{form}; for these digits the check digit is {right}")


# --- Operators -------------------------------------------------------------------------------------------------------

_EORI = re.compile(r"[A-Z]{2}[A-Z0-9]{1,15}\Z")
# National forms behind the country code (DOMAIN §1.12). Countries not named have the general form only.
_EORI_NATIONAL = {
    "BE": (re.compile(r"[01]\d{9}\Z"), "BE and the ten digits of the enterprise number"),
    "NL": (re.compile(r"\d{9}\Z"), "NL and nine digits"),
    "FR": (re.compile(r"\d{14}\Z"), "FR and the 14 digits of the SIRET"),
    "DE": (re.compile(r"\d{7,15}\Z"), "DE and 7 to 15 digits"),
    "IT": (re.compile(r"(?:\d{11}|[A-Z0-9]{16})\Z"), "IT and 11 or 16 characters"),
    "ES": (re.compile(r"[A-Z0-9]{9}\Z"), "ES and nine characters"),
    "PL": (re.compile(r"\d{10,15}\Z"), "PL and 10 to 15 digits"),
    "LU": (re.compile(r"\d{8,15}\Z"), "LU and at least eight digits"),
    "IE": (re.compile(r"\d{7}[A-Z]{1,2}\Z"), "IE, seven digits and one or two letters"),
}


@lru_cache(maxsize=4096)
def eori_fault(text: str) -> Fault | None:
    """EORI number, an..17 (D.E. 13 05 017 and others): country, then the national identifier; BE is checked mod 97."""
    form = "two letters of the country, then 1 to 15 letters or digits"
    if not _EORI.match(text):
        return Fault(Reason.FORMAT, form)
    if text[:2] in _EORI_NATIONAL:
        pattern, form = _EORI_NATIONAL[text[:2]]
        if not pattern.match(text[2:]):
            return Fault(Reason.FORMAT, form)
    return _by_library(be_vat.validate, text[2:], form) if text.startswith("BE") else None


@lru_cache(maxsize=4096)
def vat_fault(text: str) -> Fault | None:
    """VAT number of a member state (Greece writes EL), with the national check digits of python-stdnum."""
    form = "the VAT number of a member state, beginning with its two letters"
    if not re.match(r"[A-Z]{2}[A-Z0-9+*]{2,13}\Z", text):
        return Fault(Reason.FORMAT, form)
    return _by_library(eu_vat.validate, text, form)


@lru_cache(maxsize=4096)
def ioss_fault(text: str) -> Fault | None:
    """IOSS number of D.E. 13 16 034: `IM` and ten digits, the first three a member state's numeric ISO code.

    The check digit's algorithm is not public, so only the form is checked (DOMAIN §1.5).
    """
    form = "IM and ten digits, the first three the numeric country code of a member state, such as IM0561234567"
    if not re.match(r"IM\d{10}\Z", text, re.ASCII):
        return Fault(Reason.FORMAT, form)
    return _by_library(oss.validate, text, form)


@lru_cache(maxsize=4096)
def uscc_fault(text: str) -> Fault | None:
    """Unified social credit code of a Chinese company, 18 characters (GB 32100)."""
    form = "18 characters, digits and capital letters without I, O, S, V, Z"
    if not re.match(r"[0-9A-HJ-NPQRTUWXY]{18}\Z", text):
        return Fault(Reason.FORMAT, form)
    return _by_library(cn_uscc.validate, text, form)


_RIC_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RIC = re.compile(r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]\Z", re.ASCII)


def resident_id_fault(text: str) -> Fault | None:
    """Chinese resident identity number, 18 characters (GB 11643): area, birth date, sequence, check character.

    python-stdnum refuses areas that its table of counties does not hold, old ones among them, so the rule is here.
    """
    form = "17 digits and a check character: area, birth date YYYYMMDD, sequence"
    if not _RIC.match(text):
        return Fault(Reason.FORMAT, form)
    remainder = sum(int(c) * w for c, w in zip(text, _RIC_WEIGHTS, strict=False)) % 11
    return _compare_last(text, "10X98765432"[remainder], form)


# --- References of customs -------------------------------------------------------------------------------------------

# ISO 6346 values: letters run from 10 and leave out the multiples of 11 (EC document DGXXI/0879/99).
_ISO6346 = {c: v for v, c in enumerate("0123456789")} | dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (v for v in range(10, 39) if v % 11), strict=True)
)


def mrn_check_digit(first: str) -> str:
    """Check digit of an MRN's first 17 or a GRN's first 16 characters (EC document DGXXI/0879/99)."""
    return str(sum(_ISO6346[c] << i for i, c in enumerate(first)) % 11 % 10)


def mrn_fault(text: str) -> Fault | None:
    """Movement reference number, an18: year, country, 13 characters of which the last names the procedure, digit."""
    form = "18 characters: two digits of the year, two letters of the country, 13 letters or digits, a check digit"
    if not re.match(r"\d{2}[A-Z]{2}[A-Z0-9]{13}\d\Z", text, re.ASCII):
        return Fault(Reason.FORMAT, form)
    return _compare_last(text, mrn_check_digit(text[:17]), form)


# IA 2015/2447 Annex B, D.E. 12 01: what position 17 of a present-day MRN says.
MRN_PROCEDURES = {
    "A": "export", "B": "export and exit summary", "C": "exit summary", "D": "re-export notification",
    "E": "dispatch to special fiscal territories", "J": "transit", "K": "transit and exit summary",
    "L": "transit and entry summary", "M": "proof of Union status", "R": "import", "S": "import and entry summary",
    "T": "entry summary", "U": "temporary storage", "V": "introduction from special fiscal territories",
    "W": "temporary storage and entry summary",
}  # fmt: skip


def grn_fault(text: str) -> Fault | None:
    """Guarantee reference number (D.E. 99 03), 17 characters: year, country, 12 characters, check digit."""
    form = "17 characters: two digits of the year, two letters of the country, 12 letters or digits, a check digit"
    if not re.match(r"\d{2}[A-Z]{2}[A-Z0-9]{12}\d\Z", text, re.ASCII):
        return Fault(Reason.FORMAT, form)
    return _compare_last(text, mrn_check_digit(text[:16]), form)


def lrn_fault(text: str) -> Fault | None:
    """Local reference number, an..22 (D.E. 12 09)."""
    return None if re.match(r"[A-Za-z0-9-]{1,22}\Z", text) else Fault(Reason.FORMAT, "1 to 22 letters, digits, hyphens")


def customs_office_fault(text: str) -> Fault | None:
    """Reference of a customs office, an8: country and six letters or digits."""
    good = re.match(r"[A-Z]{2}[A-Z0-9]{6}\Z", text)
    return None if good else Fault(Reason.FORMAT, "two letters of the country and six letters or digits")


# --- Transport -------------------------------------------------------------------------------------------------------


def awb_fault(text: str) -> Fault | None:
    """Air waybill number: airline prefix, serial of seven digits, check digit serial mod 7; the hyphen may be missing."""
    form = "three digits of the airline, a hyphen, eight digits of which the last is the check digit"
    if not re.match(r"\d{3}-?\d{8}\Z", text, re.ASCII):
        return Fault(Reason.FORMAT, form)
    return _compare_last(text, str(int(text[-8:-1]) % 7), form)


_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def s10_fault(text: str) -> Fault | None:
    """Postal item identifier (UPU S10): two letters, eight digits, check digit, country."""
    form = "two letters, nine digits of which the last is the check digit, two letters of the country"
    if not re.match(r"[A-Z]{2}\d{9}[A-Z]{2}\Z", text, re.ASCII):
        return Fault(Reason.FORMAT, form)
    rest = 11 - sum(int(c) * w for c, w in zip(text[2:10], _S10_WEIGHTS, strict=True)) % 11
    right = str({10: 0, 11: 5}.get(rest, rest))
    return None if text[10] == right else Fault(Reason.CHECK_DIGIT, f"{form}; for these digits it is {right}")


def looks_like_s10(text: str) -> bool:
    """Whether a parcel number has the form of a postal item identifier, so that its check digit means something."""
    return bool(re.match(r"[A-Z]{2}\d{9}[A-Z]{2}\Z", text, re.ASCII))


def container_fault(text: str) -> Fault | None:
    """Container number (ISO 6346): four letters, six digits, check digit."""
    form = "four letters, the fourth U, J or Z, six digits, a check digit"
    if not re.match(r"[A-Z]{3}[UJZ]\d{7}\Z", text, re.ASCII):
        return Fault(Reason.FORMAT, form)
    return _by_library(iso6346.validate, text, form)


def uld_fault(text: str) -> Fault | None:
    """Unit load device (IATA): type of three characters, four or five digits, owner of two or three characters."""
    good = re.match(r"[A-Z][A-Z0-9]{2}\d{4,5}[A-Z0-9]{2,3}\Z", text, re.ASCII)
    return None if good else Fault(Reason.FORMAT, "a type such as PMC, four or five digits, the airline's code")


# --- Goods and logistics units ---------------------------------------------------------------------------------------


def gs1_check_digit(body: str) -> str:
    """GS1 check digit (mod 10, weights 3 and 1 from the right) of a number without its last digit."""
    return str(-sum(int(c) * (3 if i % 2 == 0 else 1) for i, c in enumerate(reversed(body))) % 10)


@lru_cache(maxsize=65536)
def gtin_fault(text: str) -> Fault | None:
    """GTIN-8, -12, -13 or -14 with its check digit; leading zeros belong to it."""
    form = "8, 12, 13 or 14 digits, the last a check digit"
    if not re.match(r"(?:\d{8}|\d{12,14})\Z", text, re.ASCII):
        return Fault(Reason.FORMAT, form)
    if _by_library(ean.validate, text, form) is None:
        return None
    return _compare_last(text, gs1_check_digit(text[:-1]), form)


def sscc_fault(text: str) -> Fault | None:
    """Serial shipping container code (GS1 AI 00): 18 digits."""
    return _gs1_fault(text, 18)


def gln_fault(text: str) -> Fault | None:
    """Global location number: 13 digits."""
    return _gs1_fault(text, 13)


def _gs1_fault(text: str, length: int) -> Fault | None:
    form = f"{length} digits, the last a check digit"
    if not re.match(rf"\d{{{length}}}\Z", text, re.ASCII):
        return Fault(Reason.FORMAT, form)
    return _compare_last(text, gs1_check_digit(text[:-1]), form)


# --- Payment ---------------------------------------------------------------------------------------------------------


def ogm_fault(text: str) -> Fault | None:
    """Belgian structured communication, twelve digits, the last two mod 97 (0 becomes 97)."""
    form = "twelve digits, the last two the first ten modulo 97"
    if not re.match(r"\d{12}\Z", text, re.ASCII):
        return Fault(Reason.FORMAT, form)
    return _by_library(ogm_vcs.validate, text, form)


def iban_fault(text: str) -> Fault | None:
    """International bank account number (ISO 13616), mod 97-10."""
    return _by_library(iban.validate, text, "the country, two check digits, the account number")


def bic_fault(text: str) -> Fault | None:
    """Business identifier code (ISO 9362): 8 or 11 characters."""
    return _by_library(bic.validate, text, "eight or eleven characters")


KINDS: dict[str, Check] = {
    "eori": eori_fault, "vat": vat_fault, "ioss": ioss_fault, "uscc": uscc_fault, "resident-id": resident_id_fault,
    "mrn": mrn_fault, "grn": grn_fault, "lrn": lrn_fault, "office": customs_office_fault, "awb": awb_fault,
    "s10": s10_fault, "container": container_fault, "uld": uld_fault, "gtin": gtin_fault, "sscc": sscc_fault,
    "gln": gln_fault, "ogm": ogm_fault, "iban": iban_fault, "bic": bic_fault,
}  # fmt: skip
