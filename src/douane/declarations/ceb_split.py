"""Splitting by the limits of the CEB messages: 99 lines to a list, 100 lists to a message; the sums stay what they were.

An order with more lines than a list takes becomes several orders, each with its payment, waybill and list, because
customs compares them one by one. The first keeps its numbers, the others get `-2`, `-3` … behind them. Freight, discount,
tax and masses are divided by the value of the lines, to the cent or gram, so that they add up again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from douane.declarations.ceb_form import MOST_DOCUMENTS
from douane.declarations.ceb_xml import CebMessage
from douane.domain.ceb import Inventory, Order, Payment, Subscription, Transfer, Waybill
from douane.domain.numbers import ZERO, split_by_share

MOST_LINES = 99
_SMALLEST = Decimal("0.00001")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Retail:
    """What belongs to one parcel of cross-border retail: order, payment, waybill, list."""

    order: Order
    payment: Payment
    waybill: Waybill
    inventory: Inventory


def split_retail(retail: Retail, most: int = MOST_LINES) -> tuple[Retail, ...]:
    """The parcel in parts of at most `most` lines; itself if it has no more. All amounts add up to the whole."""
    lines, listed = retail.order.lines, retail.inventory.lines
    if len(lines) <= most:
        return (retail,)
    groups = [lines[start : start + most] for start in range(0, len(lines), most)]
    shares = [sum((line.total for line in group), ZERO) for group in groups]
    order = _divided(retail.order, shares, "freight", "discount", "tax_total")
    waybill = _divided(retail.waybill, shares, "freight", "insurance", "weight")
    inventory = _divided(retail.inventory, shares, "freight", "insurance", "gross", "net")
    made = []
    for i, group in enumerate(groups):
        first = i * most
        one = replace(order[i], goods_value=shares[i], lines=_renumbered(group))
        paid = one.goods_value + one.freight + one.tax_total - one.discount
        made.append(_numbered(Retail(
            replace(one, paid=paid), replace(retail.payment, amount=paid), waybill[i],
            replace(inventory[i], lines=_renumbered(listed[first : first + most])),
        ), i + 1))  # fmt: skip
    return tuple(made)


def _renumbered(lines: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(replace(line, number=number) for number, line in enumerate(lines, start=1))


def _numbered(part: Retail, number: int) -> Retail:
    if number == 1:
        return part
    order_no, parcel = f"{part.order.order_no}-{number}", f"{part.waybill.logistics_no}-{number}"
    own = part.inventory.own_no
    return Retail(
        replace(part.order, order_no=order_no, guid=""),
        replace(part.payment, order_no=order_no, guid=""),
        replace(part.waybill, order_no=order_no, logistics_no=parcel, guid=""),
        replace(part.inventory, order_no=order_no, logistics_no=parcel, guid="", own_no=f"{own}-{number}" if own else None),
    )


def _divided(value: Any, shares: Sequence[Decimal], *names: str) -> list[Any]:
    parts = [value] * len(shares)
    for name in names:
        whole = getattr(value, name)
        if whole is not None:
            amounts = split_amount(whole, shares)
            parts = [replace(part, **{name: amount}) for part, amount in zip(parts, amounts, strict=True)]
    return parts


def split_amount(whole: Decimal, shares: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """`whole` in proportion to `shares`: to the cent, or to 0.00001 where it has more than two decimals."""
    if whole == whole.quantize(_CENT):
        return split_by_share(whole, shares)
    steps = split_by_share(whole / _SMALLEST * _CENT, shares)
    return tuple((step / _CENT) * _SMALLEST for step in steps)


def messages(
    kind: str, documents: Sequence[Any], transfer: Transfer, subscriptions: tuple[Subscription, ...] = ()
) -> Iterator[CebMessage]:
    """Messages of at most 100 documents each, in order; none for no documents."""
    for start in range(0, len(documents), MOST_DOCUMENTS):
        yield CebMessage(kind, tuple(documents[start : start + MOST_DOCUMENTS]), transfer, subscriptions)
