"""From texts by field to a consignment: shared by all readers, so that all formats give the same values and findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from douane.domain.consignment import (
    Address,
    Consignment,
    Document,
    Ecommerce,
    GoodsItem,
    Party,
    Postal,
    ProductIds,
    SaleType,
)  # fmt: skip
from douane.domain.finding import Finding
from douane.domain.numbers import NumberFormatError
from douane.intake import values
from douane.intake.fields import BY_KEY
from douane.reference.catalogue import finding

Texts = Mapping[str, str]
T = TypeVar("T")


class Record(NamedTuple):
    """One goods line of the input: where it begins, and its texts by field key. Empty texts are left out.

    `extra` holds what the input says beyond the known fields; `documents` are pairs of type and reference.
    """

    line: int
    texts: Texts
    extra: tuple[tuple[str, str], ...] = ()
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """One consignment as received, with the findings of reading it. No consignment: its rows cannot be one."""

    consignment: Consignment | None
    findings: tuple[Finding, ...]
    lines: tuple[int, ...]


# What has to be the same in all rows of one parcel, because a consignment has it once.
_ONCE = ("mawb", "recipient_name", "recipient_street", "recipient_postcode", "recipient_country", "sender_name", "ioss",
         "sale_type")  # fmt: skip


def assemble(
    records: Sequence[Record],
    style: values.NumberStyle = values.PLAIN,
    *,
    manifest: str | None = None,
    documents: tuple[Document, ...] = (),
    line: int | None = None,
) -> Received:
    """Make one consignment of the records that carry its reference, the first of them giving what it has once.

    `line` is where the consignment begins, if that is not where its first goods line does.
    """
    first = records[0] if line is None else records[0]._replace(line=line)
    lines = tuple(record.line for record in records)
    reference = first.texts.get("parcel", "")
    if not reference:
        missing = [finding("REFERENCE-MISSING", field="parcel", line=line) for line in lines]
        return Received(None, tuple(missing), lines)
    head = _Reader(reference, style, [], first)
    items = tuple(_item(head.at(record, i), record, i) for i, record in enumerate(records, start=1))
    _compare_rows(head, records)
    consignment = Consignment(
        reference=reference,
        items=items,
        manifest=manifest,
        mawb=head.text("mawb"),
        hawb=head.text("hawb"),
        uld=head.text("uld"),
        flight=head.text("flight"),
        arrival=head.day("arrival_date"),
        order=head.text("order_no"),
        sale_type=head.sale_type(),
        exporter=_party(head, "sender"),
        importer=_party(head, "recipient"),
        seller=_party(head, "seller") if any(key.startswith("seller_") for key in first.texts) else None,
        ioss=head.text("ioss"),
        incoterm=head.text("incoterm"),
        procedure_wish=tuple((head.text("procedure") or "").replace("+", " ").replace(",", " ").split()),
        special_arrangements=head.flag("special_arrangements") or False,
        previous_document=_previous(head),
        documents=documents,
        ecommerce=_ecommerce(head),
        postal=_postal(head),
        line=first.line,
    )
    return Received(consignment, tuple(head.findings), lines)


@dataclass(slots=True)
class _Reader:
    """Reads the fields of one record and collects in `findings`, shared by the consignment, what cannot be read."""

    reference: str
    style: values.NumberStyle
    findings: list[Finding]
    record: Record
    item: int | None = None

    def at(self, record: Record, item: int | None) -> _Reader:
        return _Reader(self.reference, self.style, self.findings, record, item)

    def text(self, key: str) -> str | None:
        return self.record.texts.get(key) or None

    def number(self, key: str) -> Decimal | None:
        return self._read(key, self.style.number, "NUMBER-FORMAT", "NUMBER-AMBIGUOUS")

    def count(self, key: str) -> int | None:
        return self._read(key, values.count, "NUMBER-FORMAT", "NUMBER-AMBIGUOUS")

    def day(self, key: str) -> date | None:
        return self._read(key, values.day, "DATE-FORMAT", "DATE-AMBIGUOUS")

    def flag(self, key: str) -> bool | None:
        return self._read(key, values.flag, "FLAG-FORMAT", "FLAG-FORMAT")

    def sale_type(self) -> SaleType | None:
        return self._read("sale_type", lambda text: SaleType(text.upper()), "SALE-TYPE-UNKNOWN", "SALE-TYPE-UNKNOWN")

    def _read(self, key: str, convert: Callable[[str], T], wrong: str, ambiguous: str) -> T | None:
        text = self.record.texts.get(key)
        if not text:
            return None
        try:
            return convert(text)
        except values.AmbiguousValueError:
            self.note(ambiguous, key, text)
        except (NumberFormatError, ValueError):
            self.note("VALUE-MANGLED" if values.is_mangled(text) else wrong, key, text)
        return None

    def note(self, code: str, key: str, value: str, **facts: str) -> None:
        self.findings.append(
            finding(code, field=key, value=value, line=self.record.line, item=self.item, consignment=self.reference,
                    facts=facts)
        )  # fmt: skip


def _item(read: _Reader, record: Record, position: int) -> GoodsItem:
    number = read.count("item_no")
    item = GoodsItem(
        number=position if number is None else number,
        description=read.text("description"),
        description_local=read.text("description_zh"),
        category=read.text("category"),
        quantity=read.number("quantity"),
        unit=read.text("unit"),
        packages=read.count("packages"),
        gross_mass=read.number("gross_kg"),
        net_mass=read.number("net_kg"),
        value=read.number("value"),
        currency=read.text("currency"),
        freight=read.number("freight"),
        insurance=read.number("insurance"),
        origin=read.text("origin"),
        commodity_code=read.text("hs_code"),
        commodity_code_cn=read.text("hs_code_cn"),
        product_ids=ProductIds(
            read.text("sku"), read.text("manufacturer_ref"), read.text("gtin"), read.flag("no_standard_id") or False
        ),
        brand=read.text("brand"),
        model=read.text("model"),
        material=read.text("material"),
        use=read.text("use"),
        url=read.text("url"),
        attributes=record.extra,
        documents=record.documents,
        line=record.line,
    )
    gtin = item.product_ids.standard
    if gtin and values.is_mangled(gtin):
        read.note("VALUE-MANGLED", "gtin", gtin)
    return item


def _party(read: _Reader, prefix: str) -> Party:
    def text(part: str) -> str | None:
        return read.text(f"{prefix}_{part}")

    return Party(
        name=text("name"),
        name_local=text("name_zh"),
        address=Address(text("street"), text("postcode"), text("city"), text("region"), text("country")),
        eori=text("eori"),
        vat=text("vat"),
        uscc=text("uscc"),
        id_number=text("id_number"),
        phone=text("phone"),
        email=text("email"),
    )


def _previous(read: _Reader) -> Document | None:
    number = read.text("previous_document")
    return Document(read.text("previous_document_type") or "N337", number) if number else None


_ECOMMERCE = {
    "platform_code": "platform_code", "platform_name": "platform_name", "merchant_code": "merchant_code",
    "merchant_name": "merchant_name", "payment_company_code": "payment_company_code",
    "payment_company_name": "payment_company_name", "payment_transaction": "payment_transaction", "paid": "paid",
    "discount": "discount", "tax_total": "tax_total", "logistics_code": "logistics_code",
    "logistics_name": "logistics_name", "buyer_name": "buyer_name", "buyer_id_type": "buyer_id_type",
    "buyer_id_number": "buyer_id_number", "buyer_phone": "buyer_phone", "trade_mode": "trade_mode",
    "customs_office": "ceb_customs_office", "port": "ceb_port", "guarantee": "ceb_guarantee",
    "agent_code": "ceb_agent_code", "agent_name": "ceb_agent_name", "area_code": "ceb_area_code",
    "area_name": "ceb_area_name",
}  # fmt: skip
_POSTAL = {"category": "postal_category", "charges": "postal_charges", "charges_currency": "postal_charges_currency",
           "comment": "postal_comment"}  # fmt: skip


def _ecommerce(read: _Reader) -> Ecommerce | None:
    found = _group(read, _ECOMMERCE)
    return Ecommerce(**found) if found else None


def _postal(read: _Reader) -> Postal | None:
    found = _group(read, _POSTAL)
    return Postal(**found) if found else None


def _group(read: _Reader, keys: Mapping[str, str]) -> dict[str, Any]:
    texts = read.record.texts
    if not any(key in texts for key in keys.values()):
        return {}
    return {
        name: read.number(key) if BY_KEY[key].kind == "number" else read.text(key)
        for name, key in keys.items()
        if key in texts
    }


def _compare_rows(head: _Reader, records: Sequence[Record]) -> None:
    """A row that carries a parcel number already used by another parcel shows in what a parcel has once."""
    first = head.record.texts
    numbers = [record.texts.get("item_no") for record in records]
    line = str(records[0].line)
    for position, record in enumerate(records[1:], start=2):
        read = head.at(record, position)
        differing = [key for key in _ONCE if (text := record.texts.get(key)) and text != first.get(key, text)]
        number = record.texts.get("item_no")
        if "recipient_name" in differing or "recipient_street" in differing or "mawb" in differing:
            read.note("PARCEL-REPEATED", "parcel", read.reference, first=line)
        elif differing:
            key = differing[0]
            read.note("ROWS-DISAGREE", key, record.texts.get(key, ""), first=first.get(key, ""))
        elif number is not None and numbers.index(number) < position - 1:
            read.note("PARCEL-REPEATED", "parcel", read.reference, first=line)
