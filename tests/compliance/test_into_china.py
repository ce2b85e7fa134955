"""Rules on parcels for China: each fires on its smallest mistake and stays silent on the mended twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from douane.assessment.basis import Basis
from douane.assessment.charge import assess
from douane.compliance.check import check
from douane.domain.consignment import Address, Consignment, Direction, Ecommerce, Party, Said, SaleType
from douane.reference.positive_list import PositiveList
from tests.compliance.cases import GHENT, LAW, RATES, case_of
from tests.conftest import TODAY, make_consignment, make_item

D = Decimal
BUYER = Party(name="王芳", address=Address("示例路1号", None, "深圳", None, "CN"), phone="13800000000")
TOLD = Ecommerce(
    platform_code="31010000XX", merchant_code="44030000XX", trade_mode="9610", paid=D("436.40"), tax_total=D("36.40"),
    buyer_name="王芳", buyer_id_number="11010519491231002X", payment_transaction="PAY-1",
)  # fmt: skip


def order(value: str = "400", told: Ecommerce = TOLD, **item: object) -> Consignment:
    """Chocolate sold to a consumer in Shenzhen, paid with its tax of 9.1 %."""
    goods = make_item(**{"description": "Milk chocolate bars", "commodity_code": "180632", "commodity_code_cn": "1806320000",
                         "value": D(value), "currency": "CNY", "origin": "BE", **item})  # fmt: skip
    return make_consignment(goods, exporter=GHENT, importer=BUYER, ioss=None, incoterm="CPT", order="SO-1", ecommerce=told)


def paid(value: str, tax: str) -> Ecommerce:
    return replace(TOLD, paid=D(value) + D(tax), tax_total=D(tax))


def codes(consignment: Consignment, *, used: str = "0", positive: frozenset[str] | None = None) -> set[str]:
    """The codes of all findings, with what the buyer has used and a positive list."""
    case = case_of(consignment, direction=Direction.EXPORT)
    listed = PositiveList(positive, "made") if positive is not None else None
    basis = Basis(consignment, [d.code for d in case.decisions], LAW.on(TODAY), lambda c: RATES.for_customs(c, TODAY),
                  Direction.EXPORT, positive=listed, used=D(used))  # fmt: skip
    return {found.code for found in check(replace(case, assessment=assess(basis)))}


GIFT = replace(order(), ecommerce=None, sale_type=SaleType.C2C)
MISTAKES: list[tuple[str, Callable[[], set[str]], Callable[[], set[str]]]] = [
    ("CEB-OVER-LIMIT", lambda: codes(order("5000.01", paid("5000.01", "455.00"), quantity=D(2))),
     lambda: codes(order("5000", paid("5000", "455.00"), quantity=D(2)))),
    ("CEB-OVER-LIMIT", lambda: codes(order("5000.01", quantity=D(2))), lambda: codes(order("5000.01", quantity=D(1)))),
    ("CEB-YEAR-QUOTA", lambda: codes(order(), used="25600.01"), lambda: codes(order(), used="25600")),
    ("CEB-YEARLY-CAP", lambda: codes(order(commodity_code="170199", commodity_code_cn="1701991090", net_mass=D("2.001"))),
     lambda: codes(order(commodity_code="170199", commodity_code_cn="1701991090", net_mass=D(2)))),
    ("CEB-NOT-LISTED", lambda: codes(order(), positive=frozenset({"18063100"})),
     lambda: codes(order(), positive=frozenset({"18063200"}))),
    ("CEB-TAX-DIFFERS", lambda: codes(order(told=paid("400", "36.41"))), lambda: codes(order())),
    ("CHINA-TAX-UNKNOWN", lambda: codes(replace(order(), sale_type=SaleType.B2B)), lambda: codes(order())),
    ("PERSONAL-LIMIT", lambda: codes(replace(GIFT, items=(replace(GIFT.items[0], value=D("1000.01"), quantity=D(2)),))),
     lambda: codes(replace(GIFT, items=(replace(GIFT.items[0], value=D(1000), quantity=D(2)),)))),
    ("CEB-INCOMPLETE", lambda: codes(replace(order(), order=None)), lambda: codes(order())),
    ("CEB-INCOMPLETE", lambda: codes(order(told=replace(TOLD, buyer_id_number=None))), lambda: codes(order())),
    ("CEB-BUYER-ID", lambda: codes(order(told=replace(TOLD, buyer_id_number="110105194912310021"))),
     lambda: codes(order(told=replace(TOLD, buyer_id_number="11010519491231002x")))),
    ("CEB-MATCH-DUE", lambda: codes(order(told=replace(TOLD, paid=D("436.41")))), lambda: codes(order())),
]  # fmt: skip
ALONE = {code for code, _, _ in MISTAKES}


@pytest.mark.parametrize(("code", "wrong", "mended"), MISTAKES, ids=[f"{i}-{m[0]}" for i, m in enumerate(MISTAKES)])
def test_a_rule_fires_on_the_mistake_and_not_on_its_twin(
    code: str, wrong: Callable[[], set[str]], mended: Callable[[], set[str]]
) -> None:
    assert code in wrong()
    assert code not in mended()


def test_nothing_is_said_about_an_order_with_nothing_wrong() -> None:
    assert codes(order()) <= {"EXPORT-PROOF-OPEN"}


LINE = (("description_zh", "巧克力"), ("item_no", "1"), ("quantity", "2"), ("value", "400"), ("price", "200"))
ORDER = {
    "order_no": "SO-1", "platform_code": "31010000XX", "merchant_code": "44030000XX", "buyer_name": "王芳",
    "buyer_id_number": "11010519491231002X", "recipient_name": "王芳", "recipient_phone": "13800000000",
    "recipient_street": "示例路1号", "tax_total": "36.40", "paid": "436.40", "goods_value": "400",
}  # fmt: skip
PAYMENT = {key: ORDER[key] for key in ("order_no", "platform_code", "buyer_name", "buyer_id_number", "paid")}
WAYBILL = {"parcel": "LX638558603CN", "packages": "1",
           **{key: ORDER[key] for key in ("recipient_name", "recipient_phone", "recipient_street")}}  # fmt: skip
LISTED = {"parcel": "LX638558603CN",
          **{key: ORDER[key] for key in ("order_no", "platform_code", "merchant_code", "buyer_name", "buyer_id_number")}}  # fmt: skip


def joined(kind: str = "", lines: tuple[tuple[tuple[str, str], ...], ...] = (LINE,), **changes: str) -> Consignment:
    """The four messages of the order; the message of `kind` says something else, `lines` are those of the list."""
    heads = {"Order": ORDER, "Payment": PAYMENT, "Logistics": WAYBILL, "Inventory": LISTED}
    goods = {"Order": (LINE,), "Inventory": lines}
    if "price" in changes:
        goods["Order"] = ((*LINE[:-1], ("price", changes.pop("price"))),)
    messages = tuple(
        Said(name, tuple(({**head, **changes} if name == kind else head).items()), goods.get(name, ()))
        for name, head in heads.items()
    )
    return order(told=replace(TOLD, messages=messages))


DISAGREE: list[tuple[str, Consignment]] = [
    ("CEB-MATCH-ORDER", joined("Payment", order_no="SO-2")),
    ("CEB-MATCH-PLATFORM", joined("Payment", platform_code="X")),
    ("CEB-MATCH-MERCHANT", joined("Inventory", merchant_code="X")),
    ("CEB-MATCH-CURRENCY", joined("Payment", currency="502")),
    ("CEB-MATCH-PAYER", joined("Payment", buyer_name="李雷")),
    ("CEB-MATCH-BUYER", joined("Inventory", buyer_id_number="110105194912310038")),
    ("CEB-MATCH-DUE", joined("Order", tax_total="36.41")),
    ("CEB-MATCH-PAID", joined("Payment", paid="436.00")),
    ("CEB-MATCH-GOODS-VALUE", joined("Order", goods_value="401")),
    ("CEB-MATCH-LINE-PRICE", joined("Order", price="201")),
    ("CEB-MATCH-CONSIGNEE", joined("Logistics", recipient_phone="13900000000")),
    ("CEB-MATCH-PIECES", joined("Logistics", packages="2")),
    ("CEB-MATCH-WAYBILL", joined("Inventory", parcel="LX638558617CN")),
    ("CEB-MATCH-LINES", joined(lines=((*LINE[:2], ("quantity", "1"), ("value", "400")),))),
]
CODES = ALONE | {code for code, _ in DISAGREE}


@pytest.mark.parametrize(("code", "wrong"), DISAGREE, ids=[code for code, _ in DISAGREE])
def test_messages_that_disagree_are_found(code: str, wrong: Consignment) -> None:
    assert code in codes(wrong)


def test_messages_that_agree_raise_nothing() -> None:
    assert not {code for code in codes(joined()) if code.startswith("CEB-")}


def test_a_number_that_cannot_be_read_is_left_to_reading() -> None:
    assert not {code for code in codes(joined("Order", paid="much")) if code.startswith("CEB-MATCH")}
