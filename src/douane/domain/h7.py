"""The H7 data set: declaration for release of low-value consignments (UCC-DA Annex B, column H7).

Independent of any XML. Each attribute names its EUCDM data element number; levels are declaration (D), goods shipment
(GS) and goods item (SI). Masses in kilograms with at most six decimals, amounts with two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from douane.domain.consignment import Document, Party
from douane.domain.declared import Amount, Contact, FiscalReference, GoodsLocation, Representative, Statement

__all__ = ["H7", "Amount", "ChargedLine", "Contact", "FiscalReference", "GoodsLocation", "H7Item", "Representative"]


@dataclass(frozen=True, slots=True)
class H7Item:
    """One goods item (SI)."""

    number: int  # 11 03
    additional_procedures: tuple[str, ...]  # 11 10, an3
    intrinsic_value: Amount  # 14 14
    transport_costs: Amount | None  # 14 15
    gross_mass: Decimal  # 18 04
    description: str  # 18 05, an..512
    packages: int  # 18 06 004
    hs6: str  # 18 09 056
    supplementary_units: Decimal | None = None  # 18 02
    supporting_documents: tuple[Document, ...] = ()  # 12 03, C127 C128 C129 among them
    additional_references: tuple[Document, ...] = ()  # 12 04, Y081 among them
    previous_documents: tuple[Document, ...] = ()  # 12 01
    transport_documents: tuple[Document, ...] = ()  # 12 05
    statements: tuple[Statement, ...] = ()  # 12 02
    ucr: str | None = None  # 12 08, an..35
    exporter: Party | None = None  # 13 01, where it differs from line to line


@dataclass(frozen=True, slots=True)
class H7:
    """One H7 declaration for one consignment: one importer, at most one IOSS number."""

    lrn: str  # 12 09, an..22
    acceptance: date  # the day whose law applies (UCC art. 172(2)); not an element of the message
    additional_type: str  # 11 02: A standard, D pre-lodged
    ucr: str  # 12 08, an..35: the parcel number
    declarant: Party  # 13 05
    declarant_contact: Contact | None  # 13 05 074
    representative: Representative | None  # 13 06
    exporter: Party  # 13 01
    importer: Party  # 13 04
    fiscal_references: tuple[FiscalReference, ...]  # 13 16
    location: GoodsLocation  # 16 15
    transport_documents: tuple[Document, ...]  # 12 05: N741 master, N703 house or N740
    previous_documents: tuple[Document, ...]  # 12 01: N337 temporary storage, N355 entry summary
    gross_mass: Decimal  # 18 04 at GS
    items: tuple[H7Item, ...]
    type: str = "IM"  # 11 01
    office: str | None = None  # 17 09: customs office of presentation, an8
    supporting_documents: tuple[Document, ...] = ()  # 12 03 at GS
    additional_references: tuple[Document, ...] = ()  # 12 04 at GS
    statements: tuple[Statement, ...] = ()  # 12 02 at GS
    transport_costs: Amount | None = None  # 14 15 at GS
    demonstration: bool = False  # the declarant is the built-in example, so this may not be lodged


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """What one H7 item costs, for print: euro value, rate and its date, duty, VAT, in euro; `None` is not known."""

    number: int
    value_eur: Decimal | None
    rate: Decimal | None
    rate_date: date | None
    duty: Decimal | None
    duty_note: str | None = None
