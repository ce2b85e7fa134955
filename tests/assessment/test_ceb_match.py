"""The three-way match: each disagreement is found by its code, and messages that agree raise nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from douane.assessment.ceb_match import Inventory, Order, OrderLine, Payment, Waybill, match

D = Decimal
LINES = (OrderLine(1, "面霜", D(2), D("150"), D("300")), OrderLine(2, "棉T恤", D(1), D("80"), D("80")))
ORDER = Order(
    number="SO-2026-0001", platform="31010000XX", merchant="44030000XX", buyer_name="王芳", buyer_id="11010519491231002X",
    consignee="王芳", phone="13800000000", address="广东省深圳市示例路1号", goods_value=D("380"), freight=D("20"),
    discount=D("10"), tax_total=D("36.40"), paid=D("426.40"), lines=LINES,
)  # fmt: skip
PAYMENT = Payment("SO-2026-0001", "31010000XX", "王芳", "11010519491231002x", D("426.40"))
WAYBILL = Waybill("WB1", "王 芳", "13800000000", "广东省深圳市示例路1号")
LIST = Inventory("SO-2026-0001", "31010000XX", "44030000XX", "WB1", "王芳", "11010519491231002X", LINES)


def codes(
    order: Order = ORDER, payment: Payment = PAYMENT, waybill: Waybill = WAYBILL, listed: Inventory = LIST
) -> set[str]:
    return {found.code for found in match(order, payment, waybill, listed)}


def test_messages_that_agree_raise_nothing() -> None:
    assert match(ORDER, PAYMENT, WAYBILL, LIST) == ()
    assert match(ORDER, PAYMENT, WAYBILL) == ()


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("CEB-MATCH-ORDER", {"payment": replace(PAYMENT, order="SO-2026-0002")}),
        ("CEB-MATCH-ORDER", {"listed": replace(LIST, order="SO-2026-0002")}),
        ("CEB-MATCH-PLATFORM", {"payment": replace(PAYMENT, platform="X")}),
        ("CEB-MATCH-PLATFORM", {"listed": replace(LIST, platform="X")}),
        ("CEB-MATCH-MERCHANT", {"listed": replace(LIST, merchant="X")}),
        ("CEB-MATCH-CURRENCY", {"payment": replace(PAYMENT, currency="502")}),
        ("CEB-MATCH-PAYER", {"payment": replace(PAYMENT, payer_name="李娜")}),
        ("CEB-MATCH-PAYER", {"payment": replace(PAYMENT, payer_id="110105194912310038")}),
        ("CEB-MATCH-BUYER", {"listed": replace(LIST, buyer_name="李娜")}),
        ("CEB-MATCH-DUE", {"order": replace(ORDER, paid=D("436.40")), "payment": replace(PAYMENT, amount=D("436.40"))}),
        ("CEB-MATCH-PAID", {"payment": replace(PAYMENT, amount=D("426.39"))}),
        ("CEB-MATCH-GOODS-VALUE", {"order": replace(ORDER, goods_value=D("370"), paid=D("416.40")),
                                   "payment": replace(PAYMENT, amount=D("416.40"))}),
        ("CEB-MATCH-LINE-PRICE", {"order": replace(ORDER, lines=(replace(LINES[0], price=D("149")), LINES[1])),
                                  "listed": replace(LIST, lines=(replace(LINES[0], price=D("149")), LINES[1]))}),
        ("CEB-MATCH-CONSIGNEE", {"waybill": replace(WAYBILL, consignee="李娜")}),
        ("CEB-MATCH-CONSIGNEE", {"waybill": replace(WAYBILL, phone="13900000000")}),
        ("CEB-MATCH-CONSIGNEE", {"waybill": replace(WAYBILL, address="北京市")}),
        ("CEB-MATCH-PIECES", {"waybill": replace(WAYBILL, pieces=2)}),
        ("CEB-MATCH-WAYBILL", {"listed": replace(LIST, waybill="WB2")}),
        ("CEB-MATCH-LINES", {"listed": replace(LIST, lines=LINES[:1])}),
        ("CEB-MATCH-LINES", {"listed": replace(LIST, lines=(replace(LINES[0], name="乳液"), LINES[1]))}),
    ],
)  # fmt: skip
def test_a_disagreement_is_found_alone(code: str, changed: dict[str, Order | Payment | Waybill | Inventory]) -> None:
    assert codes(**changed) == {code}  # type: ignore[arg-type]


def test_an_identity_number_is_never_shown_whole() -> None:
    (found,) = match(ORDER, replace(PAYMENT, payer_id="110105194912310038"), WAYBILL)
    assert "0038" in (found.value or "")
    assert "1949" not in f"{found.value}{found.expected}"
