"""From the texts of a manifest's columns to consignments: where each field stands is worked out once for a manifest.

All readers end here, so that all formats give the same values and findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

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
from douane.intake import values
from douane.intake.building import maker
from douane.intake.fields import BY_KEY
from douane.intake.notes import Notes
from douane.intake.received import Received, Row
from douane.intake.zeros import may_have_lost
from douane.reference.catalogue import finding

_PARTY = ("name", "name_zh", "street", "postcode", "city", "region", "country", "eori", "vat", "uscc", "id_number", "phone",
          "email")  # fmt: skip
_HEAD = ("parcel", "mawb", "hawb", "uld", "flight", "arrival_date", "order_no", "sale_type", "ioss", "incoterm",
         "special_arrangements", "procedure", "previous_document_type", "previous_document")  # fmt: skip
_TEXTS = ("description", "description_zh", "category", "unit", "currency", "origin", "hs_code", "hs_code_cn", "sku",
          "manufacturer_ref", "gtin", "brand", "model", "material", "use", "url")  # fmt: skip
_COUNTS = ("item_no", "packages")
_NUMBERS = ("quantity", "gross_kg", "net_kg", "value", "freight", "insurance")
# What has to be the same in all rows of one parcel, because a consignment has it once.
_ONCE = ("mawb", "recipient_name", "recipient_street", "recipient_postcode", "recipient_country", "sender_name", "ioss",
         "sale_type")  # fmt: skip
_ANOTHER = frozenset({"recipient_name", "recipient_street", "mawb"})
_ZEROS = ("hs_code", "gtin", "recipient_postcode", "recipient_country", "sender_postcode", "sender_country")
_ECOMMERCE = (
    "platform_code", "platform_name", "merchant_code", "merchant_name", "payment_company_code", "payment_company_name",
    "payment_transaction", "paid", "discount", "tax_total", "logistics_code", "logistics_name", "buyer_name",
    "buyer_id_type", "buyer_id_number", "buyer_phone", "trade_mode", "ceb_customs_office", "ceb_port", "ceb_guarantee",
    "ceb_agent_code", "ceb_agent_name", "ceb_area_code", "ceb_area_name",
)  # fmt: skip
_POSTAL = ("postal_category", "postal_charges", "postal_charges_currency", "postal_comment")

_item, _consignment, _party, _address = maker(GoodsItem), maker(Consignment), maker(Party), maker(Address)
_ids, _received = maker(ProductIds), maker(Received)
_days, _flags, _counts = values.Known(values.day), values.Known(values.flag), values.Known(values.count)
_sale_types = values.Known(lambda text: SaleType(text.upper()))


def _party_of(texts: Sequence[str | None]) -> Party:
    name, local, street, postcode, city, region, country, eori, vat, uscc, id_number, phone, email = texts
    return _party(name, local, _address(street, postcode, city, region, country), eori, vat, uscc, id_number, phone, email)


# Senders come again and again; consignees hardly do.
_senders: values.Known[Party] = values.Known(_party_of)


class Plan:
    """Where each field stands in the rows of one manifest. `keys` is the field key of each column, or none."""

    def __init__(self, keys: Sequence[str | None]) -> None:
        self.keys = tuple(keys)
        self._at = {key: position for position, key in enumerate(self.keys) if key}
        self._head, self._texts, self._numbers = self._of(_HEAD), self._of(_TEXTS), self._of(_NUMBERS)
        self._counts, self._once, self._zeros = self._of(_COUNTS), self._of(_ONCE), self._of(_ZEROS)
        self._none_declared = self._at.get("no_standard_id", -1)
        self._sender, self._recipient = self._of(_keys("sender")), self._of(_keys("recipient"))
        self._seller, self._ecommerce, self._postal = (
            self._of(group) if not self._at.keys().isdisjoint(group) else None
            for group in (_keys("seller"), _ECOMMERCE, _POSTAL)
        )

    def _of(self, keys: Iterable[str]) -> Callable[[Sequence[str | None]], tuple[str | None, ...]]:
        # The last cell of a row is always empty: what has no column stands there.
        return itemgetter(*[self._at.get(key, -1) for key in keys])

    def received(
        self, rows: Sequence[Row], style: values.NumberStyle = values.PLAIN, *, manifest: str | None = None,
        documents: tuple[Document, ...] = (), line: int | None = None, usual: bool = False,
    ) -> Received:  # fmt: skip
        """Make one consignment of the rows that carry its reference, the first of them giving what it has once.

        `line` is where the consignment begins, if that is not where its first goods line does. `usual` says that the
        rows' texts were found to be so by `notes.all_usual`.
        """
        first = rows[0]
        start = first.line if line is None else line
        lines = tuple([row.line for row in rows])
        (reference, mawb, hawb, uld, flight, arrival, order, sale, ioss, incoterm, special, procedure, kind, previous) = (
            self._head(first.cells)
        )
        if reference is None:
            return Received(None, tuple([finding("REFERENCE-MISSING", field="parcel", line=line) for line in lines]), lines)
        notes, numbers = Notes(reference), style.numbers
        items = tuple([self._goods(row, position, numbers, notes) for position, row in enumerate(rows, start=1)])
        if len(rows) > 1:
            self._compare(rows, start, notes)
        ecommerce = self._group(self._ecommerce, _ECOMMERCE, Ecommerce, first.cells, numbers, start, notes)
        consignment = _consignment(
            reference, items, manifest, mawb, hawb, uld, flight,
            notes.read("arrival_date", arrival, _days, start, None, "DATE-FORMAT", "DATE-AMBIGUOUS") if arrival else None,
            order,
            notes.read("sale_type", sale, _sale_types, start, None, "SALE-TYPE-UNKNOWN") if sale else None,
            _senders[self._sender(first.cells)],
            _party_of(self._recipient(first.cells)),
            _party_of(seller) if self._seller and any(seller := self._seller(first.cells)) else None,
            ioss, incoterm,
            tuple(procedure.replace("+", " ").replace(",", " ").split()) if procedure else (),
            (special and notes.read("special_arrangements", special, _flags, start, None, "FLAG-FORMAT")) or False,
            ecommerce,
            self._group(self._postal, _POSTAL, Postal, first.cells, numbers, start, notes),
            Document(kind or "N337", previous) if previous else None,
            documents, 1, start,
        )  # fmt: skip
        self._look(rows, notes, usual=usual)
        return _received(consignment, tuple(notes.findings), lines)

    def _goods(self, row: Row, position: int, numbers: values.Known[Decimal], notes: Notes) -> GoodsItem:
        line, cells, extra, documents = row
        (description, local, category, unit, currency, origin, code, code_cn, sku, maker_ref, gtin, brand, model, material,
         use, url) = self._texts(cells)  # fmt: skip
        if gtin is not None and not gtin.isdigit() and values.is_mangled(gtin):
            notes.note("VALUE-MANGLED", "gtin", gtin, line, position)
        try:
            number, packages = [_counts[text] for text in self._counts(cells)]
            quantity, gross, net, value, freight, insurance = [numbers[text] for text in self._numbers(cells)]
            none_declared = _flags[cells[self._none_declared]]
        except ValueError:
            (number, packages, quantity, gross, net, value, freight, insurance, none_declared) = self._one_by_one(
                row, position, numbers, notes
            )
        return _item(
            position if number is None else number, description, local, category, quantity, unit, packages, gross, net,
            value, currency, freight, insurance, origin, code, code_cn,
            _ids(sku, maker_ref, gtin, none_declared or False),
            brand, model, material, use, url, extra, documents, line,
        )  # fmt: skip

    def _one_by_one(self, row: Row, position: int, numbers: values.Known[Decimal], notes: Notes) -> tuple[Any, ...]:
        """The numbers and the flag of a row that holds one which cannot be read."""
        line, cells = row.line, row.cells

        def told(key: str, text: str | None, known: values.Known[Any], wrong: str = "NUMBER-FORMAT") -> Any:
            return known[text] if text in known else notes.read(key, text, known, line, position, wrong)

        number, packages = self._counts(cells)
        number = told("item_no", number, _counts)
        amounts = [told(key, text, numbers) for key, text in zip(_NUMBERS, self._numbers(cells), strict=True)]
        packages = told("packages", packages, _counts)
        return number, packages, *amounts, told("no_standard_id", cells[self._none_declared], _flags, "FLAG-FORMAT")

    def _group(
        self, part: Callable[[Sequence[str | None]], tuple[str | None, ...]] | None, keys: Sequence[str], kind: type[Any],
        cells: Sequence[str | None], numbers: values.Known[Decimal], line: int, notes: Notes,
    ) -> Any:  # fmt: skip
        """What a consignment has beside the goods for one kind of message; `None` where it says nothing of it."""
        if part is None or not any(texts := part(cells)):
            return None
        return kind(*[
            notes.read(key, text, numbers, line, None) if text and BY_KEY[key].kind == "number" else text
            for key, text in zip(keys, texts, strict=True)
        ])  # fmt: skip

    def _compare(self, rows: Sequence[Row], start: int, notes: Notes) -> None:
        """A row that carries a parcel number already used by another parcel shows in what a parcel has once."""
        first = self._once(rows[0].cells)
        at = self._at.get("item_no", -1)
        numbers = {rows[0].cells[at]}
        for position, row in enumerate(rows[1:], start=2):
            number = row.cells[at]
            once = self._once(row.cells)
            differing = [] if once == first else [
                key for key, text, kept in zip(_ONCE, once, first, strict=True) if text and kept and text != kept
            ]  # fmt: skip
            if differing and _ANOTHER.isdisjoint(differing):
                key = differing[0]
                place = _ONCE.index(key)
                notes.note("ROWS-DISAGREE", key, once[place], row.line, position, first=first[place] or "")
            elif differing or (number is not None and number in numbers):
                notes.note("PARCEL-REPEATED", "parcel", notes.reference, row.line, position, first=str(start))
            numbers.add(number)

    def _look(self, rows: Sequence[Row], notes: Notes, *, usual: bool) -> None:
        for position, row in enumerate(rows, start=1):
            if not usual or may_have_lost(*self._zeros(row.cells)):
                texts = {key: text for key, text in zip(self.keys, row.cells, strict=False) if key and text}
                notes.look_at(texts, row.line, position)


def _keys(party: str) -> tuple[str, ...]:
    return tuple(f"{party}_{part}" for part in _PARTY)
