"""Parts that several declaration data sets share (UCC-DA Annex B, EUCDM). Amounts have two decimals, masses are in kg."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from douane.domain.consignment import Address


@dataclass(frozen=True, slots=True)
class Contact:
    """D.E. 13 xx 074: name an..70, phone an..35, e-mail an..256."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Representative:
    """D.E. 13 06: EORI an..17 (017), status n1 (030): 2 direct, 3 indirect; contact (074)."""

    eori: str
    status: int
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class FiscalReference:
    """D.E. 13 16: role an3 (031; FR5 = vendor under IOSS) and VAT identification number an..17 (034)."""

    role: str
    number: str


@dataclass(frozen=True, slots=True)
class GoodsLocation:
    """D.E. 16 15: type a1 (045) and qualifier a1 (046) say which of the rest identifies the place.

    UN/LOCODE an..17 (036), empty where something else identifies the place; customs office an8 (047), latitude (049) and
    longitude (048) in degrees, economic operator an..17 (051), authorisation an..35 (052), additional identifier an..4
    (053), address (018), contact (074).
    """

    unlocode: str
    type: str
    qualifier: str
    office: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    operator: str | None = None
    authorisation: str | None = None
    additional: str | None = None
    address: Address | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount n..16,2 in its currency a3."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Statement:
    """D.E. 12 02 additional information: code an5 (008) and text an..512 (009)."""

    code: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Packaging:
    """D.E. 18 06: type an2 (003; UN/ECE Rec. 21), number n..8 (004), shipping marks an..512 (054)."""

    type: str
    number: int
    marks: str | None = None


@dataclass(frozen=True, slots=True)
class TransportMeans:
    """D.E. 19 05, 19 06, 19 08: type n2 (061; 40 flight), identification an..35 (017), nationality a2 (062)."""

    type: str
    identification: str
    nationality: str | None = None


@dataclass(frozen=True, slots=True)
class Equipment:
    """D.E. 19 07: container an..17 (063), seals an..20 (19 10 015), goods item numbers in it (19 07 044)."""

    container: str | None
    seals: tuple[str, ...] = ()
    goods: tuple[int, ...] = ()

    @property
    def seal_count(self) -> int:
        """How many seals (D.E. 19 10 068)."""
        return len(self.seals)


@dataclass(frozen=True, slots=True)
class DeliveryTerms:
    """D.E. 14 01: Incoterm a3 (035), UN/LOCODE an..17 (036), country a2 (020), place an..35 (037), text an..512 (009)."""

    incoterm: str
    unlocode: str | None = None
    country: str | None = None
    place: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Authorisation:
    """D.E. 12 12: type an..4 (002), reference an..35 (001), holder an..17 (080)."""

    type: str
    reference: str
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class ChainActor:
    """D.E. 13 14: role a..3 (031) and EORI an..17 (017) of a further actor in the supply chain."""

    role: str
    eori: str


@dataclass(frozen=True, slots=True)
class Commodity:
    """D.E. 18 09: HS an6 (056), CN an2 (057), TARIC an2 (058), additional codes an4 (059), national ones (060).

    CUS number an9: D.E. 18 08.
    """

    hs6: str
    cn: str | None = None
    taric: str | None = None
    additional: tuple[str, ...] = ()
    national: tuple[str, ...] = ()
    cus: str | None = None


@dataclass(frozen=True, slots=True)
class Guarantee:
    """D.E. 99 02 type an1, 99 03: GRN an..24 (069), access code an..4 (070), amount (068) with currency (012)."""

    type: str
    grn: str | None
    access_code: str | None
    cover: Amount


@dataclass(frozen=True, slots=True)
class Warehouse:
    """D.E. 12 11: type a1 (002) and identifier an..35 (015) of a warehouse or storage facility."""

    type: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message says about itself: sender and recipient an..35, when it was prepared, its identification an..35.

    `agreement` and `type` are what the recipient calls the exchange agreement and the kind of message, where it asks.
    """

    sender: str
    recipient: str
    prepared: datetime
    identification: str
    sender_name: str | None = None
    agreement: str | None = None
    type: str | None = None
