"""The transit data set (UCC-DA Annex B, column D1; T1 for non-Union goods), lodged in the Union as message CC015C.

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
    Commodity,
    Contact,
    Equipment,
    GoodsLocation,
    Guarantee,
    Packaging,
    Representative,
    TransportMeans,
)


@dataclass(frozen=True, slots=True)
class TransitItem:
    """One goods item (HI). `number` counts within the house consignment, `declaration_number` in the whole declaration."""

    number: int  # 11 03, within the house consignment
    declaration_number: int  # 11 03, in the declaration, 1 to 1,999
    description: str  # 18 05, an..512
    gross_mass: Decimal  # 18 04
    packaging: tuple[Packaging, ...]  # 18 06
    commodity: Commodity | None = None  # 18 09: HS 6, CN where known
    net_mass: Decimal | None = None  # 18 01
    ucr: str | None = None  # 12 08
    dangerous_goods: tuple[str, ...] = ()  # 18 07: UN number
    previous_documents: tuple[Document, ...] = ()  # 12 01
    supporting_documents: tuple[Document, ...] = ()  # 12 03
    additional_references: tuple[Document, ...] = ()  # 12 04


@dataclass(frozen=True, slots=True)
class HouseConsignment:
    """One parcel of a transit declaration (HC)."""

    gross_mass: Decimal  # 18 04
    items: tuple[TransitItem, ...]  # at most 999
    ucr: str | None = None  # 12 08: the parcel number
    consignor: Party | None = None  # 13 02
    consignee: Party | None = None  # 13 03
    previous_documents: tuple[Document, ...] = ()  # 12 01
    transport_documents: tuple[Document, ...] = ()  # 12 05: N703 house waybill


@dataclass(frozen=True, slots=True)
class T1:
    """One transit declaration for goods on their way to one office of destination."""

    lrn: str  # 12 09
    acceptance: date  # the day whose law applies; not an element of the message
    type: str  # 11 01: T1
    additional_type: str  # 11 02: A standard, D pre-lodged
    security: str  # 11 07: 0 none
    office_of_departure: str  # 17 03, an8
    office_of_destination: str  # 17 05, an8
    holder: Party  # 13 07: holder of the transit procedure
    holder_contact: Contact | None  # 13 07 074
    representative: Representative | None  # 13 06
    guarantees: tuple[Guarantee, ...]  # 99 02, 99 03
    dispatch: str  # 16 06: country, a2
    destination: str  # 16 03: country, a2
    gross_mass: Decimal  # 18 04 at MC
    container: bool  # 19 01
    location: GoodsLocation | None  # 16 15
    houses: tuple[HouseConsignment, ...]  # at most 1,999
    inland_mode: str | None = None  # 19 04: 3 road
    border_mode: str | None = None  # 19 03
    binding_itinerary: bool = False  # 16 18
    reduced: bool = False  # 11 06: reduced data set
    limit: date | None = None  # 15 11: latest day of arrival
    presentation: datetime | None = None  # 15 08
    carrier: str | None = None  # 13 12: EORI
    offices_of_transit: tuple[str, ...] = ()  # 17 04
    authorisations: tuple[Authorisation, ...] = ()  # 12 12
    equipment: tuple[Equipment, ...] = ()  # 19 07 and seals 19 10
    departure_means: tuple[TransportMeans, ...] = ()  # 19 05
    routing: tuple[str, ...] = ()  # 16 12
    previous_documents: tuple[Document, ...] = ()  # 12 01: N337 temporary storage
    supporting_documents: tuple[Document, ...] = ()  # 12 03
    transport_documents: tuple[Document, ...] = ()  # 12 05: N741 master waybill
    additional_references: tuple[Document, ...] = ()  # 12 04
    demonstration: bool = False  # the holder is the built-in example, so this may not be lodged
