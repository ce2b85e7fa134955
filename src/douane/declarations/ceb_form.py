"""The forms of the CEB messages: which elements hold which data set. One table serves writing, reading and pointers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints

from douane.domain import ceb, ceb_export
from douane.domain.ceb import Tag

NAMESPACE = "http://www.chinaport.gov.cn/ceb"
MOST_DOCUMENTS = 100


@dataclass(frozen=True, slots=True)
class Part:
    """An attribute of a data set and the element that carries it."""

    attribute: str
    tag: Tag
    kind: type
    optional: bool


@dataclass(frozen=True, slots=True)
class Form:
    """A CEB message: `CEB621` holds up to 100 `document` elements, each a head and up to `most_lines` lines.

    `head` is empty where the document carries its elements itself (CEB505). `signed` says that a message without
    signature is not valid.
    """

    kind: str
    document: str
    head: str
    value: type[Any]
    line: type[Any] | None = None
    most_lines: int = 0
    signed: bool = False

    @property
    def root(self) -> str:
        """The root element's name."""
        return f"{self.kind.upper()}Message"

    @property
    def line_element(self) -> str:
        """The element of a line."""
        return f"{self.document}List"


FORMS: Mapping[str, Form] = {
    form.kind: form
    for form in (
        Form("ceb311", "Order", "OrderHead", ceb.Order, ceb.OrderLine, 99),
        Form("ceb411", "Payment", "PaymentHead", ceb.Payment),
        Form("ceb511", "Logistics", "LogisticsHead", ceb.Waybill),
        Form("ceb621", "Inventory", "InventoryHead", ceb.Inventory, ceb.InventoryLine, 99, signed=True),
        Form("ceb303", "Order", "OrderHead", ceb_export.ExportOrder, ceb_export.ExportOrderLine, 100),
        Form("ceb505", "Logistics", "", ceb_export.ExportWaybill),
        Form("ceb603", "Inventory", "InventoryHead", ceb_export.ExportInventory, ceb_export.ExportInventoryLine, 100),
    )
}


def form_of(value: object) -> Form:
    """The form that carries a data set. Raises `KeyError` for what is none."""
    return _BY_VALUE[type(value)]


_BY_VALUE = {form.value: form for form in FORMS.values()}


def parts(cls: Any) -> tuple[Part, ...]:
    """The attributes of a data set that stand in elements, in the order of the message."""
    return _parts_of(cls)


@cache
def _parts_of(cls: Any) -> tuple[Part, ...]:
    hints = get_type_hints(cls, include_extras=True)
    return tuple(part for field in fields(cls) if (part := _part(field.name, hints[field.name])) is not None)


def _part(name: str, hint: Any) -> Part | None:
    tag = next((extra for extra in getattr(hint, "__metadata__", ()) if isinstance(extra, Tag)), None)
    if tag is None:
        return None
    kinds = get_args(hint.__origin__) or (hint.__origin__,)
    kind = next(kind for kind in kinds if kind is not NoneType)
    return Part(name, tag, kind, NoneType in kinds)


def form_fault(part: Part, value: Any) -> str | None:
    """Why a value does not fit its element's format, in words; `None` if it fits.

    Nothing is cut: what is too long has to be mended where it comes from.
    """
    if value is None:
        return None if part.optional else "is missing"
    form = part.tag.form
    if isinstance(value, Decimal):
        return _number_fault(value)
    if isinstance(value, int):
        return None if 0 <= value < 10 ** int(form.removeprefix("N..")) else f"has more digits than {form}"
    if form.startswith("="):
        return None if value == form[1:] else f"has to be {form[1:]}"
    least, most = _length(form)
    if not value.strip() and not part.optional:
        return "is missing"
    return None if least <= len(value) <= most else f"{value!r} has {len(value)} characters and {form} is asked"


def _length(form: str) -> tuple[int, int]:
    low, dots, high = form[1:].partition("..")
    return (int(low or 0), int(high)) if dots else (int(low), int(low))


def _number_fault(value: Decimal) -> str | None:
    if not value.is_finite():
        return "is no number"
    digits, exponent = value.normalize().as_tuple()[1:]
    decimals = max(0, -int(exponent))
    whole = max(0, len(digits) + int(exponent))
    return None if decimals <= 5 and whole + decimals <= 19 else "has more digits than N19,5"
