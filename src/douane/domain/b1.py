"""The B1 data set: export declaration (UCC-DA Annex B, column B1), lodged in the Union as message CC515C.

Independent of any XML. Each attribute names its EUCDM data element number. Masses in kilograms with at most six
decimals, amounts with two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from douane.domain.consignment import Document, Party
from douane.domain.declared import (
    Authorisation,
    ChainActor,
    Commodity,
    Contact,
    DeliveryTerms,
    Equipment,
    GoodsLocation,
    Packaging,
    Representative,
    Statement,
    TransportMeans,
)


@dataclass(frozen=True, slots=True)
class B1Item:
    """One goods item (SI); export stops at the eight digits of the combined nomenclature."""

    number: int  # 11 03, 1 to 999
    procedure: str  # 11 09 001: 10 export, 31 re-export
    previous_procedure: str  # 11 09 002
    description: str  # 18 05, an..512
    commodity: Commodity  # 18 09, 18 08
    net_mass: Decimal  # 18 01
    packaging: tuple[Packaging, ...]  # 18 06
    statistical_value: Decimal | None = None  # 99 06, euro
    gross_mass: Decimal | None = None  # 18 04
    supplementary_units: Decimal | None = None  # 18 02
    additional_procedures: tuple[str, ...] = ()  # 11 10
    origin: str | None = None  # 16 08
    region: str | None = None  # 16 10: region of dispatch, an..9
    nature_of_transaction: str | None = None  # 99 05
    ucr: str | None = None  # 12 08
    dangerous_goods: tuple[str, ...] = ()  # 18 07: UN number, an4
    previous_documents: tuple[Document, ...] = ()  # 12 01
    supporting_documents: tuple[Document, ...] = ()  # 12 03
    additional_references: tuple[Document, ...] = ()  # 12 04
    statements: tuple[Statement, ...] = ()  # 12 02


@dataclass(frozen=True, slots=True)
class B1:
    """One export declaration for one consignment."""

    lrn: str  # 12 09
    acceptance: date  # the day whose law applies (UCC art. 172(2)); not an element of the message
    type: str  # 11 01: EX, CO
    additional_type: str  # 11 02: A standard, D pre-lodged
    security: str  # 11 07: 0 none, 2 combined with exit summary data
    office_of_export: str  # 17 01, an8
    office_of_exit: str  # 17 02, an8
    exporter: Party  # 13 01: established in the Union, EORI required
    declarant: Party  # 13 05
    declarant_contact: Contact | None  # 13 05 074
    representative: Representative | None  # 13 06
    consignee: Party  # 13 03
    country_of_export: str  # 16 07, a2
    destination: str  # 16 03, a2
    location: GoodsLocation  # 16 15
    gross_mass: Decimal  # 18 04 at GS
    container: bool  # 19 01
    border_mode: str  # 19 03: 4 air
    items: tuple[B1Item, ...]
    inland_mode: str | None = None  # 19 04
    ucr: str | None = None  # 12 08
    currency: str | None = None  # 14 05
    invoiced: Decimal | None = None  # 14 06
    nature_of_transaction: str | None = None  # 99 05: 11 sale, 12 sale to private consumers
    delivery_terms: DeliveryTerms | None = None  # 14 01
    presentation: datetime | None = None  # 15 08: of pre-lodged goods
    circumstance: str | None = None  # 11 04: A20 express consignments
    office_of_presentation: str | None = None  # 17 09
    office_of_supervision: str | None = None  # 17 10
    carrier: str | None = None  # 13 12: EORI
    consignor: Party | None = None  # 13 02: for safety data, where it is not the exporter
    transport_charges: str | None = None  # 14 02: method of payment, a1
    border_means: TransportMeans | None = None  # 19 08
    departure_means: tuple[TransportMeans, ...] = ()  # 19 05
    equipment: tuple[Equipment, ...] = ()  # 19 07
    routing: tuple[str, ...] = ()  # 16 12: countries, a2
    chain_actors: tuple[ChainActor, ...] = ()  # 13 14
    authorisations: tuple[Authorisation, ...] = ()  # 12 12
    previous_documents: tuple[Document, ...] = ()  # 12 01
    supporting_documents: tuple[Document, ...] = ()  # 12 03
    additional_references: tuple[Document, ...] = ()  # 12 04
    transport_documents: tuple[Document, ...] = ()  # 12 05
    statements: tuple[Statement, ...] = ()  # 12 02
    demonstration: bool = False  # the declarant is the built-in example, so this may not be lodged
