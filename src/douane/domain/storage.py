"""Temporary storage (UCC-DA Annex B, column G4) and presentation notification (column G3) as data sets.

Independent of any XML. Each attribute names its EUCDM data element number. One storage declaration stands for one
master air waybill (DOMAIN §1.10); its parcels are house consignments. Masses in kilograms with at most six decimals.
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
    Equipment,
    GoodsLocation,
    Packaging,
    Representative,
    TransportMeans,
    Warehouse,
)


@dataclass(frozen=True, slots=True)
class StorageItem:
    """One goods item of a parcel in storage."""

    number: int  # 11 03
    description: str  # 18 05, an..512
    packaging: tuple[Packaging, ...]  # 18 06
    commodity: Commodity | None = None  # 18 09: HS 6, where known
    gross_mass: Decimal | None = None  # 18 04
    status: str | None = None  # 12 10: Union status of the goods, an..5
    dangerous_goods: tuple[str, ...] = ()  # 18 07: UN number
    previous_documents: tuple[Document, ...] = ()  # 12 01


@dataclass(frozen=True, slots=True)
class StoredHouse:
    """One parcel of the waybill."""

    transport_document: Document  # 12 05: N703 house waybill or N740
    gross_mass: Decimal  # 18 04
    ucr: str | None = None  # 12 08
    consignor: Party | None = None  # 13 02
    consignee: Party | None = None  # 13 03
    notify: Party | None = None  # 13 10
    previous_documents: tuple[Document, ...] = ()  # 12 01: N355 entry summary
    items: tuple[StorageItem, ...] = ()  # at most 9,999


@dataclass(frozen=True, slots=True)
class G4:
    """One temporary storage declaration for the goods of one master waybill."""

    lrn: str  # 12 09
    acceptance: date  # the day whose law applies; not an element of the message
    declarant: Party  # 13 05
    declarant_contact: Contact | None  # 13 05 074
    representative: Representative | None  # 13 06
    office: str | None  # 17 09: customs office of presentation, an8
    arrival: datetime | None  # 15 04: estimated presentation
    border_mode: str  # 19 03: 4 air
    arrival_means: TransportMeans | None  # 19 06
    location: GoodsLocation  # 16 15
    transport_document: Document  # 12 05 at MC: N741 master waybill, exactly one
    gross_mass: Decimal  # 18 04 at MC
    houses: tuple[StoredHouse, ...]  # 1 to 99,999
    warehouse: Warehouse | None = None  # 12 11
    authorisations: tuple[Authorisation, ...] = ()  # 12 12: C509 temporary storage
    chain_actors: tuple[ChainActor, ...] = ()  # 13 14
    loading: str | None = None  # 16 13: place of loading, UN/LOCODE
    consignor: Party | None = None  # 13 02 at MC
    consignee: Party | None = None  # 13 03 at MC
    notify: Party | None = None  # 13 10 at MC
    equipment: tuple[Equipment, ...] = ()  # 19 07
    previous_documents: tuple[Document, ...] = ()  # 12 01 at MC
    demonstration: bool = False  # the declarant is the built-in example, so this may not be lodged


@dataclass(frozen=True, slots=True)
class PresentedLine:
    """A line of what is presented: its number in the document before, and its mass."""

    number: int  # 12 01 007: goods item in the previous document
    gross_mass: Decimal | None = None  # 18 04


@dataclass(frozen=True, slots=True)
class Presented:
    """What was lodged before and is presented now: storage or entry summary declaration, or the waybill itself."""

    previous_document: Document  # 12 01: N337, N355 with MRN; N741, N703 waybill
    lines: tuple[PresentedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class G3:
    """One presentation notification (UCC art. 139)."""

    lrn: str  # 12 09
    acceptance: date  # the day whose law applies; not an element of the message
    presenter: Party  # 13 17: person presenting the goods to customs
    presenter_contact: Contact | None  # 13 17 074
    representative: Representative | None  # 13 06
    office: str  # 17 09, an8
    presented_at: datetime  # 15 09: actual presentation
    border_mode: str  # 19 03
    arrival_means: TransportMeans | None  # 19 06
    location: GoodsLocation  # 16 15
    presented: tuple[Presented, ...]
    warehouse: Warehouse | None = None  # 12 11
    demonstration: bool = False  # the declarant is the built-in example, so this may not be lodged
