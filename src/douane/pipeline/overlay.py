"""What people mended, laid over a consignment as it was received. The received bytes are never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from douane.domain.consignment import (
    Consignment,
    Document,
    Ecommerce,
    GoodsItem,
    Party,
    Postal,
    SaleType,
)
from douane.domain.numbers import text_of
from douane.intake import values
from douane.intake.fields import BY_KEY, ITEM_KEYS, Kind
from douane.intake.received import Received
from douane.reference.catalogue import finding

_PARTIES = {"sender": "exporter", "recipient": "importer", "seller": "seller"}
_ADDRESS = frozenset({"street", "postcode", "city", "region", "country"})
_PARTY = ("name", "name_zh", "eori", "vat", "uscc", "id_number", "phone", "email", *sorted(_ADDRESS))
_OTHER_NAMES = {
    "arrival_date": "arrival", "order_no": "order", "procedure": "procedure_wish", "name_zh": "name_local",
    "description_zh": "description_local", "gross_kg": "gross_mass", "net_kg": "net_mass", "hs_code": "commodity_code",
    "hs_code_cn": "commodity_code_cn",
}  # fmt: skip
_IDS = {"sku": "merchant", "manufacturer_ref": "manufacturer", "gtin": "standard", "no_standard_id": "none_declared"}
_ATTRIBUTES = frozenset({"preference", "taric_additional_code", "responsible_person", "epr"})
# What names the consignment or its lines cannot be mended here; the other two are one document.
_FIXED = frozenset({"parcel", "item_no", "previous_document_type"})
_EMPTY: dict[str, Callable[[], Any]] = {"seller": Party, "ecommerce": Ecommerce, "postal": Postal}
_NUMBERS = values.NumberStyle(None)
_SALE_TYPES = ", ".join(SaleType)
PERSONAL = frozenset(
    {f"{party}_{part}" for party in ("recipient", "sender", "seller")
     for part in ("name", "name_zh", "street", "phone", "email", "id_number")}
    | {"buyer_name", "buyer_id_number", "buyer_phone"}
)  # fmt: skip
"""Fields that may name a natural person: shown masked."""


HOLD = "hold"
"""Not a field of the input: the reason for which a person holds a consignment; empty again when it is released."""


class NotMendableError(ValueError):
    """A value that a field cannot take, or a field that cannot be mended; the message says what would be accepted."""


@dataclass(frozen=True, slots=True)
class Mend:
    """One value that a person gives: of an item by its position from 1, or of the consignment. `None` empties a field."""

    field: str
    new: str | None
    item: int | None = None


def can_mend(field: str | None) -> bool:
    """Whether a field has a cell."""
    return field is not None and field not in _FIXED and (field in BY_KEY or field in _ATTRIBUTES or field == "documents")


def of_item(field: str) -> bool:
    """Whether an item has the field, and not the consignment."""
    return field in ITEM_KEYS or field in _ATTRIBUTES or field == "documents"


def laid_over(received: Received, mends: Sequence[Mend]) -> Received:
    """The consignment with the values that people gave, in order; what reading had to say of them goes.

    Raises `NotMendableError`.
    """
    consignment = received.consignment
    if consignment is None or not mends:
        return received
    held = None
    for mend in mends:
        if mend.field == HOLD:
            held = mend.new
        else:
            consignment = _mended(consignment, mend)
    settled = {(mend.field, mend.item) for mend in mends}
    kept = tuple(
        found for found in received.findings if settled.isdisjoint({(found.field, None), (found.field, found.item)})
    )
    if held:
        line = received.lines[0] if received.lines else None
        kept = (*kept, finding("HELD-BY-PERSON", value=held, consignment=consignment.reference, line=line))
    return replace(received, consignment=consignment, findings=kept)


def held_for(received: Received) -> str | None:
    """The reason for which a person holds a consignment, after what was laid over it."""
    return next((found.value for found in received.findings if found.code == "HELD-BY-PERSON"), None)


def text_at(consignment: Consignment, field: str, item: int | None) -> str | None:
    """The value of a field as a text that `laid_over` would read as the same value. Raises `NotMendableError`."""
    if field == "documents":
        documents = _item(consignment, item).documents if item else consignment.documents
        return "; ".join(f"{one.type} {one.reference}" for one in documents) or None
    if field in _ATTRIBUTES:
        return next((text for name, text in _item(consignment, item).attributes if _folded(name) == field), None)
    at: Any = _item(consignment, item) if field in ITEM_KEYS else consignment
    for name in _path(field):
        at = getattr(at, name) if at is not None else None
    return _text(at)


def _mended(consignment: Consignment, mend: Mend) -> Consignment:
    if not can_mend(mend.field):
        raise NotMendableError(f"{mend.field} cannot be mended here; mend the file and hand it in again")
    if not of_item(mend.field) or (mend.field == "documents" and mend.item is None):
        if mend.field == "documents":
            return replace(consignment, documents=_documents(mend.new))
        mended: Consignment = _replaced(consignment, _path(mend.field), read(mend.field, mend.new))
        return mended
    old = _item(consignment, mend.item)
    new = _mended_item(old, mend)
    return replace(consignment, items=tuple(new if one is old else one for one in consignment.items))


def _mended_item(item: GoodsItem, mend: Mend) -> GoodsItem:
    if mend.field == "documents":
        return replace(item, documents=_documents(mend.new))
    if mend.field in _ATTRIBUTES:
        others = tuple(pair for pair in item.attributes if _folded(pair[0]) != mend.field)
        text = read(mend.field, mend.new)
        return replace(item, attributes=((mend.field, text), *others) if text else others)
    mended: GoodsItem = _replaced(item, _path(mend.field), read(mend.field, mend.new))
    return mended


def _item(consignment: Consignment, position: int | None) -> GoodsItem:
    if position is None or not 1 <= position <= len(consignment.items):
        raise NotMendableError(f"the consignment has {len(consignment.items)} items; there is no item {position}")
    return consignment.items[position - 1]


def _path(field: str) -> tuple[str, ...]:
    """Where a field lies below its consignment or item."""
    if field in _IDS:
        return "product_ids", _IDS[field]
    prefix, _, part = field.partition("_")
    if prefix in _PARTIES and part in _PARTY:
        name = _OTHER_NAMES.get(part, part)
        return (_PARTIES[prefix], "address", name) if part in _ADDRESS else (_PARTIES[prefix], name)
    group, _, element = BY_KEY[field].element.partition("/")
    if group == "Ecommerce":
        return "ecommerce", field.removeprefix("ceb_")
    if group == "Postal":
        return "postal", field.removeprefix("postal_")
    if element and group == "PreviousDocument":
        return ("previous_document",)
    return (_OTHER_NAMES.get(field, field),)


def _replaced(value: Any, path: Sequence[str], new: Any) -> Any:
    first, *rest = path
    if not rest:
        return replace(value, **{first: new})
    inner = getattr(value, first)
    if inner is None and new in (None, (), False):
        return value
    return replace(value, **{first: _replaced(_EMPTY[first]() if inner is None else inner, rest, new)})


def read(field: str, text: str | None) -> Any:
    """The value that a text means for a field. Raises `NotMendableError` with what would be accepted."""
    text = values.clean(text or "")
    kind = BY_KEY[field].kind if field in BY_KEY else Kind.TEXT
    if not text:
        return () if field == "procedure" else False if kind is Kind.FLAG else None
    try:
        return _READ[kind](text) if field not in _SPECIAL else _SPECIAL[field](text)
    except ValueError as error:
        raise NotMendableError(f"{text!r} cannot be read; accepted is {_ACCEPTED[kind]}") from error


_SPECIAL: dict[str, Callable[[str], Any]] = {
    "procedure": lambda text: tuple(text.replace("+", " ").replace(",", " ").split()),
    "previous_document": lambda text: Document("N337", text),
}
_READ: dict[Kind, Callable[[str], Any]] = {
    Kind.TEXT: str, Kind.NUMBER: _NUMBERS.read, Kind.COUNT: values.count, Kind.DATE: values.day, Kind.FLAG: values.flag,
    Kind.CHOICE: lambda text: SaleType(text.upper()),
}  # fmt: skip
_ACCEPTED = {
    Kind.TEXT: "a text", Kind.NUMBER: "a number such as 12.50", Kind.COUNT: "a whole number", Kind.FLAG: "yes or no",
    Kind.DATE: "a day as 2026-11-22", Kind.CHOICE: f"one of {_SALE_TYPES}",
}  # fmt: skip


def _documents(text: str | None) -> tuple[Document, ...]:
    """Documents as `C085 BE123; N853 CHEDA.BE.2026.1`: type, blank, reference. Raises `NotMendableError`."""
    found = []
    for part in filter(None, (one.strip() for one in values.clean(text or "").split(";"))):
        kind, _, reference = part.partition(" ")
        if not reference.strip():
            raise NotMendableError(f"{part!r} is no document; accepted is a type and a reference, such as C085 BE123")
        found.append(Document(kind, reference.strip()))
    return tuple(found)


def _text(value: Any) -> str | None:
    match value:
        case None | () | False:
            return None
        case True:
            return "yes"
        case Decimal():
            return text_of(value)
        case date():
            return value.isoformat()
        case SaleType():
            return value.value
        case Document():
            return value.reference
        case tuple():
            return " ".join(value)
        case _:
            return str(value)


def _folded(name: str) -> str:
    return "_".join(name.strip().casefold().split())


def fields_of(consignment: Consignment) -> Iterable[tuple[str, int | None]]:
    """All fields that have a cell: those of the consignment, then those of each item."""
    for key in BY_KEY:
        if can_mend(key) and key not in ITEM_KEYS:
            yield key, None
    for position in range(1, len(consignment.items) + 1):
        for key in (*(one for one in BY_KEY if one in ITEM_KEYS), *sorted(_ATTRIBUTES), "documents"):
            if can_mend(key):
                yield key, position
