"""The payment notice: an amount, where to pay it, the Belgian structured communication and the SEPA QR code.

The structured communication (OGM-VCS) has ten digits and their remainder by 97, 97 where that is nothing. The QR code
follows the European Payments Council's guidelines EPC069-12, version 2, with the communication as unstructured text,
since the structured field takes only ISO 11649 references.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from douane.documents.frame import FrameView
from douane.documents.wording import PartyView, day, money, party_view
from douane.domain.consignment import Party
from douane.domain.identifiers import bic_fault, iban_fault, ogm_fault
from douane.domain.numbers import CENT, ZERO, money_text

_MODULUS = 97
_NAME_LENGTH = 70
_MOST = Decimal("999999999.99")
_GROUP = 4


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid: name, IBAN, and the BIC where it is known."""

    name: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """What a part of the amount is for: words, reference, amount in euro."""

    what: str
    reference: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DueView:
    """One part of the amount, in euro."""

    what: str
    reference: str
    amount: str


@dataclass(frozen=True, slots=True)
class PaymentNoticeView:
    """Everything that the notice shows. `code` is what the QR code carries, empty where nothing is to be paid."""

    frame: FrameView
    payer: PartyView
    payee: str
    iban: str
    bic: str
    communication: str
    due: str
    lines: tuple[DueView, ...]
    total: str
    code: str


def structured_communication(number: int) -> str:
    """Twelve digits: the number in ten, and two check digits. Raises `ValueError` for a number of more than ten digits."""
    digits = f"{number:010d}"
    if number < 0 or len(digits) > 10:
        raise ValueError(f"a structured communication holds ten digits, not {number}")
    return f"{digits}{number % _MODULUS or _MODULUS:02d}"


def communication_text(digits: str) -> str:
    """The twelve digits as they are written: `+++000/0000/00097+++`."""
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def sepa_code(payee: Payee, amount: Decimal, communication: str) -> str:
    """The text of the SEPA QR code (EPC069-12, version 2, UTF-8). Raises `ValueError` for what it cannot carry."""
    iban = re.sub(r"\s", "", payee.iban).upper()
    if iban_fault(iban) or (payee.bic and bic_fault(payee.bic)):
        raise ValueError("the account of the payee is not valid: check IBAN and BIC")
    if not CENT <= amount <= _MOST:
        raise ValueError(f"a SEPA code carries from 0.01 to {_MOST} euro, not {amount}")
    name = " ".join(payee.name.split())[:_NAME_LENGTH]
    return "\n".join(
        ("BCD", "002", "1", "SCT", payee.bic, name, iban, f"EUR{money_text(amount)}", "", "", communication)
    )  # fmt: skip


def payment_notice(
    payer: Party, payee: Payee, dues: tuple[Due, ...], frame: FrameView, *, communication: str, due: date | None = None
) -> PaymentNoticeView:  # fmt: skip
    """The notice for what is due; `communication` has twelve digits. Raises `ValueError` for a wrong one."""
    if ogm_fault(communication):
        raise ValueError("the structured communication is twelve digits, the last two a check")
    total = sum((one.amount for one in dues), ZERO)
    written = communication_text(communication)
    iban = re.sub(r"\s", "", payee.iban).upper()
    return PaymentNoticeView(
        frame=frame,
        payer=party_view(payer),
        payee=payee.name,
        iban=" ".join(iban[place : place + _GROUP] for place in range(0, len(iban), _GROUP)),
        bic=payee.bic,
        communication=written,
        due=day(due),
        lines=tuple(DueView(one.what, one.reference, money_text(one.amount)) for one in dues),
        total=money(total) or "",
        code=sepa_code(payee, total, written) if total > ZERO else "",
    )
