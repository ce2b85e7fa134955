"""The bar code label of a postal item, numbered as UPU standard S10 says (DOMAIN §7 and §10), 100 × 50 mm."""

from __future__ import annotations

from dataclasses import dataclass

from douane.domain.identifiers import s10_fault

_NAMED = "CERV"


@dataclass(frozen=True, slots=True)
class ItemLabelView:
    """`service` is `C` parcel, `E` express mail, `R` registered, `V` insured, else empty; `country` is that of posting."""

    reference: str
    spaced: str
    service: str
    indicator: str
    country: str


def item_label(number: str) -> ItemLabelView | None:
    """The label of an item number such as `RA473124829GB`; none for a number with a fault, which no sorter would take."""
    if s10_fault(number) is not None:
        return None
    return ItemLabelView(
        reference=number,
        spaced=f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:11]} {number[11:]}",
        service=number[0] if number[0] in _NAMED else "",
        indicator=number[:2],
        country=number[-2:],
    )
