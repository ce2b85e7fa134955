"""The H1 data set: declaration for release for free circulation (UCC-DA Annex B, column H1).

Independent of any XML. Each attribute names its EUCDM data element number. Masses in kilograms with at most six
decimals, amounts with two; `amount` without a currency of its own is in euro.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from douane.domain.consignment import Document, Party
from douane.domain.declared import (
    Authorisation,
    ChainActor,
    Commodity,
    Contact,
    DeliveryTerms,
    FiscalReference,
    GoodsLocation,
    Guarantee,
    Packaging,
    Representative,
    Statement,
    TransportMeans,
)


@dataclass(frozen=True, slots=True)
class Duty:
    """D.E. 14 03: tax type a3 (039; A00 customs duty, B00 VAT), base (040), amount (042), way of payment a1 (038)."""

    type: str
    base: Decimal | None
    amount: Decimal
    payment: str | None = None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """D.E. 14 04: addition or deduction by code a2 (008; AK transport costs) with its amount (014)."""

    code: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class H1Item:
    """One goods item (SI)."""

    number: int  # 11 03
    procedure: str  # 11 09 001: procedure requested, an2
    previous_procedure: str  # 11 09 002, an2
    additional_procedures: tuple[str, ...]  # 11 10, an3
    description: str  # 18 05, an..512
    commodity: Commodity  # 18 09, 18 08
    origin: str  # 16 08, a2
    gross_mass: Decimal  # 18 04
    net_mass: Decimal  # 18 01
    packaging: tuple[Packaging, ...]  # 18 06
    invoiced: Decimal  # 14 08, in the invoice currency
    valuation_method: int  # 14 10: 1 transaction value to 6 fall-back
    preference: str  # 14 11, n3: 100 erga omnes
    statistical_value: Decimal | None = None  # 99 06, euro
    valuation_indicators: str | None = None  # 14 07, an4: four digits 0 or 1
    preferential_origin: str | None = None  # 16 09, an..4
    supplementary_units: Decimal | None = None  # 18 02
    nature_of_transaction: str | None = None  # 99 05, n..2
    quota: str | None = None  # 99 01, an6
    ucr: str | None = None  # 12 08
    adjustments: tuple[Adjustment, ...] = ()  # 14 04
    duties: tuple[Duty, ...] = ()  # 14 03
    previous_documents: tuple[Document, ...] = ()  # 12 01
    statements: tuple[Statement, ...] = ()  # 12 02
    supporting_documents: tuple[Document, ...] = ()  # 12 03: C127, C128, C129 of a distance sale among them
    additional_references: tuple[Document, ...] = ()  # 12 04: Y081 among them
    fiscal_references: tuple[FiscalReference, ...] = ()  # 13 16


@dataclass(frozen=True, slots=True)
class H1:
    """One H1 declaration for one consignment."""

    lrn: str  # 12 09
    acceptance: date  # the day whose law applies (UCC art. 172(2)); not an element of the message
    type: str  # 11 01: IM, CO
    additional_type: str  # 11 02: A standard, D pre-lodged
    ucr: str  # 12 08, an..35: the parcel number
    office: str | None  # 17 09: customs office of presentation, an8
    declarant: Party  # 13 05
    declarant_contact: Contact | None  # 13 05 074
    representative: Representative | None  # 13 06
    exporter: Party  # 13 01
    importer: Party  # 13 04
    seller: Party | None  # 13 08
    buyer: Party | None  # 13 09
    currency: str  # 14 05: of the invoice
    invoiced: Decimal  # 14 06: total in that currency
    destination: str  # 16 03: member state, a2
    dispatch: str  # 16 06: country, a2
    location: GoodsLocation  # 16 15
    gross_mass: Decimal  # 18 04 at GS
    container: bool  # 19 01
    inland_mode: str | None  # 19 04, n1
    border_mode: str  # 19 03, n1: 4 air, 5 post
    arrival_means: TransportMeans | None  # 19 06
    items: tuple[H1Item, ...]
    exchange_rate: Decimal | None = None  # 14 09: foreign currency per euro, n..12,5
    delivery_terms: DeliveryTerms | None = None  # 14 01
    nature_of_transaction: str | None = None  # 99 05
    payment: str | None = None  # 14 03 038, a1
    guarantor: str | None = None  # 13 20: EORI of the person providing a guarantee
    payer: str | None = None  # 13 21: EORI of the person paying the duty
    border_nationality: str | None = None  # 19 08 062
    chain_actors: tuple[ChainActor, ...] = ()  # 13 14
    authorisations: tuple[Authorisation, ...] = ()  # 12 12
    guarantees: tuple[Guarantee, ...] = ()  # 99 02, 99 03
    fiscal_references: tuple[FiscalReference, ...] = ()  # 13 16
    previous_documents: tuple[Document, ...] = ()  # 12 01
    supporting_documents: tuple[Document, ...] = ()  # 12 03
    additional_references: tuple[Document, ...] = ()  # 12 04
    transport_documents: tuple[Document, ...] = ()  # 12 05
    statements: tuple[Statement, ...] = ()  # 12 02
    demonstration: bool = False  # the declarant is the built-in example, so this may not be lodged
