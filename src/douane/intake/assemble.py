"""From texts by field to a consignment: shared by all readers, so that all formats give the same values and findings."""

from __future__ import annotations

import re
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
from douane.intake import values
from douane.intake.fields import BY_KEY
from douane.intake.zeros import lost_zeros, may_have_lost
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
    lines = tuple([record.line for record in records])
    get = first.texts.get
    reference = get("parcel")
    if not reference:
        missing = [finding("REFERENCE-MISSING", field="parcel", line=line) for line in lines]
        return Received(None, tuple(missing), lines)
    head = _Reader(reference, style, [], first)
    items = tuple([_item(head.at(record, i), record, i) for i, record in enumerate(records, start=1)])
    if len(records) > 1:
        _compare_rows(head, records)
    procedure = get("procedure")
    consignment = Consignment(
        reference=reference,
        items=items,
        manifest=manifest,
        mawb=get("mawb"),
        hawb=get("hawb"),
        uld=get("uld"),
        flight=get("flight"),
        arrival=head.day("arrival_date"),
        order=get("order_no"),
        sale_type=head.sale_type(),
        exporter=_party(get, _SENDER),
        importer=_party(get, _RECIPIENT),
        seller=None if _SELLER_KEYS.isdisjoint(first.texts) else _party(get, _SELLER),
        ioss=get("ioss"),
        incoterm=get("incoterm"),
        procedure_wish=tuple(procedure.replace("+", " ").replace(",", " ").split()) if procedure else (),
        special_arrangements=head.flag("special_arrangements") or False,
        previous_document=_previous(head),
        documents=documents,
        ecommerce=_ecommerce(head),
        postal=_postal(head),
        line=first.line,
    )
    look_at_texts(head, records)
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
        return self.record.texts.get(key)

    def number(self, key: str) -> Decimal | None:
        text = self.record.texts.get(key)
        if text is None:
            return None
        try:
            return self.style.number(text)
        except ValueError as error:
            self._refuse(key, text, error, "NUMBER-FORMAT", "NUMBER-AMBIGUOUS")
            return None

    def count(self, key: str) -> int | None:
        return self._read(key, values.count, "NUMBER-FORMAT", "NUMBER-AMBIGUOUS")

    def day(self, key: str) -> date | None:
        return self._read(key, values.day, "DATE-FORMAT", "DATE-AMBIGUOUS")

    def flag(self, key: str) -> bool | None:
        return self._read(key, values.flag, "FLAG-FORMAT", "FLAG-FORMAT")

    def sale_type(self) -> SaleType | None:
        return self._read("sale_type", _sale_type, "SALE-TYPE-UNKNOWN", "SALE-TYPE-UNKNOWN")

    def _read(self, key: str, convert: Callable[[str], T], wrong: str, ambiguous: str) -> T | None:
        text = self.record.texts.get(key)
        if text is None:
            return None
        try:
            return convert(text)
        except ValueError as error:
            self._refuse(key, text, error, wrong, ambiguous)
            return None

    def _refuse(self, key: str, text: str, error: ValueError, wrong: str, ambiguous: str) -> None:
        if isinstance(error, values.AmbiguousValueError):
            self.note(ambiguous, key, text)
        else:
            self.note("VALUE-MANGLED" if values.is_mangled(text) else wrong, key, text)

    def note(self, code: str, key: str, value: str, *, expected: str | None = None, **facts: str) -> None:
        self.findings.append(
            finding(code, field=key, value=value, expected=expected, line=self.record.line, item=self.item,
                    consignment=self.reference, facts=facts)
        )  # fmt: skip


def _sale_type(text: str) -> SaleType:
    return SaleType(text.upper())


def _item(read: _Reader, record: Record, position: int) -> GoodsItem:
    get = record.texts.get
    number = read.count("item_no")
    gtin = get("gtin")
    if gtin and values.is_mangled(gtin):
        read.note("VALUE-MANGLED", "gtin", gtin)
    return GoodsItem(
        number=position if number is None else number,
        description=get("description"),
        description_local=get("description_zh"),
        category=get("category"),
        quantity=read.number("quantity"),
        unit=get("unit"),
        packages=read.count("packages"),
        gross_mass=read.number("gross_kg"),
        net_mass=read.number("net_kg"),
        value=read.number("value"),
        currency=get("currency"),
        freight=read.number("freight"),
        insurance=read.number("insurance"),
        origin=get("origin"),
        commodity_code=get("hs_code"),
        commodity_code_cn=get("hs_code_cn"),
        product_ids=ProductIds(get("sku"), get("manufacturer_ref"), gtin, read.flag("no_standard_id") or False),
        brand=get("brand"),
        model=get("model"),
        material=get("material"),
        use=get("use"),
        url=get("url"),
        attributes=record.extra,
        documents=record.documents,
        line=record.line,
    )


def _party_keys(prefix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}_{part}" for part in ("name", "name_zh", "street", "postcode", "city", "region", "country",
                                                 "eori", "vat", "uscc", "id_number", "phone", "email"))  # fmt: skip


_SENDER, _RECIPIENT, _SELLER = _party_keys("sender"), _party_keys("recipient"), _party_keys("seller")
_SELLER_KEYS = frozenset(_SELLER)


def _party(get: Callable[[str], str | None], keys: tuple[str, ...]) -> Party:
    name, local, street, postcode, city, region, country, eori, vat, uscc, id_number, phone, email = map(get, keys)
    address = Address(street, postcode, city, region, country)
    return Party(name, local, address, eori, vat, uscc, id_number, phone, email)


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


_ECOMMERCE_KEYS, _POSTAL_KEYS = frozenset(_ECOMMERCE.values()), frozenset(_POSTAL.values())


def _ecommerce(read: _Reader) -> Ecommerce | None:
    return None if _ECOMMERCE_KEYS.isdisjoint(read.record.texts) else Ecommerce(**_group(read, _ECOMMERCE))


def _postal(read: _Reader) -> Postal | None:
    return None if _POSTAL_KEYS.isdisjoint(read.record.texts) else Postal(**_group(read, _POSTAL))


def _group(read: _Reader, keys: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: read.number(key) if BY_KEY[key].kind == "number" else read.text(key)
        for name, key in keys.items()
        if key in read.record.texts
    }


def _compare_rows(head: _Reader, records: Sequence[Record]) -> None:
    """A row that carries a parcel number already used by another parcel shows in what a parcel has once."""
    first = head.record.texts
    line = str(records[0].line)
    numbers = {records[0].texts.get("item_no")}
    for position, record in enumerate(records[1:], start=2):
        differing = [key for key in _ONCE if (text := record.texts.get(key)) and text != first.get(key, text)]
        number = record.texts.get("item_no")
        if differing:
            read = head.at(record, position)
            if "recipient_name" in differing or "recipient_street" in differing or "mawb" in differing:
                read.note("PARCEL-REPEATED", "parcel", read.reference, first=line)
            else:
                key = differing[0]
                read.note("ROWS-DISAGREE", key, record.texts.get(key, ""), first=first.get(key, ""))
        elif number is not None and number in numbers:
            head.at(record, position).note("PARCEL-REPEATED", "parcel", head.reference, first=line)
        numbers.add(number)


_MARK = "\x1f"
_FORMULA = re.compile(r"=|[+\-@]\s*[A-Za-z_]+\s*[(|!]")
_HIDDEN = re.compile("[\ufffd\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")


def look_at_texts(head: _Reader, records: Sequence[Record]) -> None:
    """Notes texts that begin like a formula, hold signs that cannot be seen, or have lost a leading zero."""
    for position, record in enumerate(records, start=1):
        texts = record.texts
        joined = "\x1f" + _MARK.join(texts.values())
        if not joined.isascii() and _HIDDEN.search(joined):
            for key, text in texts.items():
                if _HIDDEN.search(text):
                    head.at(record, position).note("TEXT-HIDDEN", key, text[:200])
        if "\x1f=" in joined or "\x1f@" in joined or "\x1f+" in joined or "\x1f-" in joined:
            for key, text in texts.items():
                if _FORMULA.match(text):
                    head.at(record, position).note("FORMULA-TEXT", key, text[:200])
        if may_have_lost(texts):
            for key, whole in lost_zeros(texts):
                head.at(record, position).note("ZERO-LOST", key, texts[key], expected=whole)
