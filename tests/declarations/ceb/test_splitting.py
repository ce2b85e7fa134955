from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from douane.assessment import ceb_match
from douane.declarations.ceb_split import Retail, messages, split_amount, split_retail
from douane.declarations.ceb_xml import ceb_xml, faults
from tests.declarations.ceb.making import TRANSFER, order_line, retail


def matched(one: Retail) -> list[str]:
    """What the three-way match says about a parcel."""

    def lines(found: tuple[object, ...]) -> tuple[ceb_match.OrderLine, ...]:
        return tuple(
            ceb_match.OrderLine(line.number, line.name, line.quantity, line.price, line.total)  # type: ignore[attr-defined]
            for line in found
        )

    o, p, w, i = one.order, one.payment, one.waybill, one.inventory
    order = ceb_match.Order(o.order_no, o.platform_code, o.merchant_code, o.buyer_name, o.buyer_id_number, o.consignee,
                            o.consignee_phone, o.consignee_address, o.goods_value, o.freight, o.discount, o.tax_total, o.paid,
                            lines(o.lines))  # fmt: skip
    payment = ceb_match.Payment(p.order_no, p.platform_code, p.payer_name, p.payer_id_number, p.amount)
    waybill = ceb_match.Waybill(w.logistics_no, w.consignee, w.consignee_phone, w.consignee_address, w.packages)
    inventory = ceb_match.Inventory(i.order_no, i.platform_code, i.merchant_code, i.logistics_no, i.buyer_name,
                                    i.buyer_id_number, lines(i.lines))  # fmt: skip
    return [found.code for found in ceb_match.match(order, payment, waybill, inventory)]


CENTS = st.decimals(0, 5000, places=2)


@settings(max_examples=100, deadline=None)
@given(st.lists(CENTS, min_size=1, max_size=320), CENTS, CENTS, st.decimals("0.001", 999, places=3))
def test_the_parts_of_an_order_add_up_to_the_whole(
    prices: list[Decimal], freight: Decimal, tax: Decimal, gross: Decimal
) -> None:
    goods = [order_line(i, price=price, total=price * 2) for i, price in enumerate(prices, start=1)]
    whole = retail(*goods, freight=freight, tax_total=tax, gross=gross)
    made = split_retail(whole)
    assert [len(part.order.lines) for part in made[:-1]] == [99] * (len(made) - 1)
    assert len(made) == -(-len(prices) // 99)
    for name in ("goods_value", "freight", "tax_total", "discount", "paid"):
        assert sum(getattr(part.order, name) for part in made) == getattr(whole.order, name), name
    for name in ("gross", "net", "freight", "insurance"):
        assert sum(getattr(part.inventory, name) for part in made) == getattr(whole.inventory, name), name
    assert sum(part.payment.amount for part in made) == whole.payment.amount
    assert sum(part.waybill.weight for part in made) == whole.waybill.weight
    assert [line.name for part in made for line in part.inventory.lines] == [line.name for line in whole.inventory.lines]


def test_each_part_agrees_with_itself_as_the_whole_did() -> None:
    whole = retail(*(order_line(i) for i in range(1, 251)))
    assert matched(whole) == []
    made = split_retail(whole)
    assert len(made) == 3
    assert [matched(part) for part in made] == [[], [], []]
    assert [part.order.order_no for part in made] == ["ORDER-0001", "ORDER-0001-2", "ORDER-0001-3"]
    assert len({part.waybill.logistics_no for part in made}) == 3


@pytest.mark.parametrize(("count", "parts"), [(1, 1), (99, 1), (100, 2), (198, 2), (199, 3)])
def test_a_list_takes_ninety_nine_lines(count: int, parts: int) -> None:
    made = split_retail(retail(*(order_line(i) for i in range(1, count + 1))))
    assert len(made) == parts
    for part in made:
        assert list(faults(next(messages("ceb621", [part.inventory], TRANSFER)))) == []


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (1, [1]), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])])
def test_a_message_takes_a_hundred_orders(count: int, sizes: list[int]) -> None:
    order = retail().order
    made = list(messages("ceb311", [order] * count, TRANSFER))
    assert [len(message.documents) for message in made] == sizes
    assert all(ceb_xml(message) for message in made)


@given(st.decimals(0, 10**6, places=5), st.lists(st.decimals(0, 1000, places=2), min_size=1, max_size=9))
def test_an_amount_of_five_decimals_adds_up_too(whole: Decimal, shares: list[Decimal]) -> None:
    assert sum(split_amount(whole, shares)) == whole
