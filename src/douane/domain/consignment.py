"""What a manifest says: header, parties, consignments and their goods, as values.

Texts are kept as received (trimmed); whether a code is right is for the rules in `compliance/` to say. Amounts are
exact decimals; `None` means that the input does not say, or says it in a way that a finding reports.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class SaleType(StrEnum):
    """Who sells to whom. It decides between distance sale, business import and gift (DOMAIN §1.1)."""

    B2C = "B2C"
    B2B = "B2B"
    C2C = "C2C"


class Direction(StrEnum):
    """Which way the goods go: `import` into the Union, `export` out of it."""

    IMPORT = "import"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Address:
    """D.E. 13 xx 018: street and number an..70, postcode an..17, city an..35, region, country a2."""

    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A person or company: name an..70 (D.E. 13 xx 016), identifiers (017), address (018), contact (074)."""

    name: str | None = None
    name_local: str | None = None
    address: Address = Address()
    eori: str | None = None
    vat: str | None = None
    uscc: str | None = None
    id_number: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class ProductIds:
    """Product identifiers of a distance sale (DR (EU) 2026/1022): C127 M-PID, C128 NS-PID, C129 S-PID.

    `none_declared` is the statement Y081 that no standard identifier exists.
    """

    merchant: str | None = None
    manufacturer: str | None = None
    standard: str | None = None
    none_declared: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A supporting document (D.E. 12 03) or additional reference (12 04): type an4, reference an..70."""

    type: str
    reference: str


@dataclass(frozen=True, slots=True)
class GoodsItem:
    """One line of goods. Masses in kilograms; `value` is the price of the whole line in `currency`."""

    number: int
    description: str | None = None
    description_local: str | None = None
    category: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    packages: int | None = None
    gross_mass: Decimal | None = None
    net_mass: Decimal | None = None
    value: Decimal | None = None
    currency: str | None = None
    freight: Decimal | None = None
    insurance: Decimal | None = None
    origin: str | None = None
    commodity_code: str | None = None
    commodity_code_cn: str | None = None
    product_ids: ProductIds = ProductIds()
    brand: str | None = None
    model: str | None = None
    material: str | None = None
    use: str | None = None
    url: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    documents: tuple[Document, ...] = ()
    line: int | None = None

    @property
    def additional_code(self) -> str | None:
        """TARIC additional code (D.E. 18 09 059), four characters, from a column or attribute of that name."""
        return self._told("taric_additional_code", "additional_code")

    @property
    def preference(self) -> str | None:
        """Preference claimed (D.E. 14 11), three digits, from a column or attribute of that name."""
        return self._told("preference")

    def _told(self, *names: str) -> str | None:
        for name, text in self.attributes:
            if "_".join(name.strip().casefold().split()) in names and text.strip():
                return text.strip()
        return None

    @property
    def words(self) -> str:
        """The description to classify by: the Latin text if there is one, else the local one."""
        return self.description or self.description_local or ""


@dataclass(frozen=True, slots=True)
class Said:
    """What one Chinese message says by itself: its kind (`Order`, `Payment`, `Logistics`, `Inventory`), texts by field.

    `lines` hold the texts of its goods lines. Kept apart because customs compares the messages with each other.
    """

    kind: str
    texts: tuple[tuple[str, str], ...]
    lines: tuple[tuple[tuple[str, str], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Ecommerce:
    """What the Chinese cross-border messages need beside the goods (GACC specification 2022-05, tags in brackets)."""

    platform_code: str | None = None  # ebpCode
    platform_name: str | None = None  # ebpName
    merchant_code: str | None = None  # ebcCode
    merchant_name: str | None = None  # ebcName
    payment_company_code: str | None = None  # payCode
    payment_company_name: str | None = None  # payName
    payment_transaction: str | None = None  # payTransactionId
    paid: Decimal | None = None  # acturalPaid, amountPaid
    discount: Decimal | None = None  # discount
    tax_total: Decimal | None = None  # taxTotal
    logistics_code: str | None = None  # logisticsCode
    logistics_name: str | None = None  # logisticsName
    buyer_name: str | None = None  # buyerName
    buyer_id_type: str | None = None  # buyerIdType
    buyer_id_number: str | None = None  # buyerIdNumber
    buyer_phone: str | None = None  # buyerTelephone
    trade_mode: str | None = None  # tradeMode: 9610, 1210
    customs_office: str | None = None  # customsCode
    port: str | None = None  # portCode
    guarantee: str | None = None  # assureCode
    agent_code: str | None = None  # agentCode
    agent_name: str | None = None  # agentName
    area_code: str | None = None  # areaCode
    area_name: str | None = None  # areaName
    messages: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Postal:
    """What a CN22 or CN23 needs beside the goods: category, charges, comments."""

    category: str | None = None
    charges: Decimal | None = None
    charges_currency: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Consignment:
    """Goods sent together by one shipper to one consignee under one transport contract (parcel, HAWB).

    `reference` is the parcel or house waybill number and names the consignment in everything that comes out.
    """

    reference: str
    items: tuple[GoodsItem, ...]
    manifest: str | None = None
    mawb: str | None = None
    hawb: str | None = None
    uld: str | None = None
    flight: str | None = None
    arrival: date | None = None
    order: str | None = None
    sale_type: SaleType | None = None
    exporter: Party = Party()
    importer: Party = Party()
    seller: Party | None = None
    ioss: str | None = None
    incoterm: str | None = None
    procedure_wish: tuple[str, ...] = ()
    special_arrangements: bool = False
    ecommerce: Ecommerce | None = None
    postal: Postal | None = None
    previous_document: Document | None = None
    documents: tuple[Document, ...] = ()
    occurrence: int = 1
    line: int | None = None

    @property
    def gross_mass(self) -> Decimal | None:
        """Sum of the items' gross masses (D.E. 18 04), unknown as soon as one is unknown."""
        return _sum(item.gross_mass for item in self.items)


@dataclass(frozen=True, slots=True)
class ManifestHeader:
    """What a manifest says once: message number, sender, flight, waybills."""

    number: str | None = None
    created: str | None = None
    sender: str | None = None
    declarant: Party | None = None
    direction: Direction | None = None
    flight: str | None = None
    arrival: date | None = None
    mawbs: tuple[str, ...] = field(default=())


def _sum(parts: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for part in parts:
        if part is None:
            return None
        total += part
    return total
