"""Rules on parcels for China: limits, lists, caps, taxes, and the match of the three messages (DOMAIN §4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from douane.assessment.ceb_match import Inventory, Order, OrderLine, Payment, Waybill, match
from douane.assessment.china import Channel
from douane.compliance.rule import Case, rule
from douane.domain.consignment import Direction, Ecommerce, Said
from douane.domain.finding import Finding
from douane.domain.identifiers import resident_id_fault
from douane.domain.numbers import ZERO, NumberFormatError, decimal_from_text, money_text, text_of

_RESIDENT_CARD = "1"
_TAXES = ("duty,", "consumption tax,", "Chinese taxes")


@rule("CEB-OVER-LIMIT", "CEB-YEAR-QUOTA", "CEB-YEARLY-CAP", direction=Direction.EXPORT)
def order_stays_within_the_limits_of_retail(case: Case) -> Iterator[Finding]:
    """One transaction is at most CNY 5,000, unless it is one indivisible item, and one buyer's year CNY 26,000."""
    side = case.assessment.china
    if side is None or side.value is None or not _retail(case):
        return
    limit, year = (case.law.number(f"cn.cross_border.{name}_limit") for name in ("transaction", "annual"))
    if side.used + side.value > year and not side.allowed:
        yield case.note("CEB-YEAR-QUOTA", "value", money_text(side.used + side.value), money_text(year))
    elif not side.allowed:
        yield case.note("CEB-OVER-LIMIT", "value", money_text(side.value), money_text(limit), because=side.because)
    for goods in side.over_caps:
        yield case.note("CEB-YEARLY-CAP", "net_kg", goods)


@rule("CEB-NOT-LISTED", direction=Direction.EXPORT)
def goods_are_on_the_positive_list(case: Case) -> Iterator[Finding]:
    """Only goods of the published list are imported as cross-border retail; silent where no edition is loaded."""
    side = case.assessment.china
    for i, item in case.items if side else ():
        if side and item.number in side.not_listed:
            code = item.commodity_code_cn or case.decisions[i].code
            yield case.note_item("CEB-NOT-LISTED", i, "hs_code_cn", code, "the loaded positive list")


@rule("CEB-TAX-DIFFERS", "CHINA-TAX-UNKNOWN", direction=Direction.EXPORT)
def taxes_of_the_order_are_those_of_the_list(case: Case) -> Iterator[Finding]:
    """The tax collected with the order (taxTotal) is the tax that customs computes from the list."""
    side = case.assessment.china
    if side is None:
        return
    if side.total is None:
        steps = [step for step in case.assessment.trace if step.result == "not known"]
        why = next((f"{s.what}: {s.how}" for s in steps if s.what.startswith(_TAXES)), "no rates are loaded")
        yield case.note("CHINA-TAX-UNKNOWN", "hs_code_cn", None, because=why)
        return
    stated = (case.consignment.ecommerce or Ecommerce()).tax_total
    if stated is not None and side.allowed and stated != side.total:
        yield case.note("CEB-TAX-DIFFERS", "tax_total", money_text(stated), money_text(side.total))


@rule("PERSONAL-LIMIT", direction=Direction.EXPORT)
def personal_articles_stay_within_their_limit(case: Case) -> Iterator[Finding]:
    """A mailing of personal articles is worth at most CNY 1,000, unless it is one indivisible article."""
    side = case.assessment.china
    if side and side.channel == Channel.PERSONAL.value and not side.allowed and side.value is not None:
        yield case.note("PERSONAL-LIMIT", "value", money_text(side.value), because=side.because)


@rule("CEB-INCOMPLETE", "CEB-BUYER-ID", direction=Direction.EXPORT)
def messages_name_order_buyer_and_payment(case: Case) -> Iterator[Finding]:
    """List, order, payment and waybill name the same order, platform, merchant, buyer and waybill."""
    if not _retail(case):
        return
    told = case.consignment.ecommerce or Ecommerce()
    wanted = (
        ("order_no", case.consignment.order), ("platform_code", told.platform_code), ("merchant_code", told.merchant_code),
        ("buyer_name", told.buyer_name), ("buyer_id_number", told.buyer_id_number),
    )  # fmt: skip
    for field, value in wanted:
        if not value:
            yield case.note("CEB-INCOMPLETE", field, None, field)
    number = told.buyer_id_number
    if number and (told.buyer_id_type or _RESIDENT_CARD) == _RESIDENT_CARD and (fault := resident_id_fault(number.upper())):
        yield case.note("CEB-BUYER-ID", "buyer_id_number", number[-4:], fault.reason.value)


MATCHED = (
    "CEB-MATCH-ORDER", "CEB-MATCH-PLATFORM", "CEB-MATCH-MERCHANT", "CEB-MATCH-CURRENCY", "CEB-MATCH-PAYER",
    "CEB-MATCH-BUYER", "CEB-MATCH-DUE", "CEB-MATCH-PAID", "CEB-MATCH-GOODS-VALUE", "CEB-MATCH-LINE-PRICE",
    "CEB-MATCH-CONSIGNEE", "CEB-MATCH-PIECES", "CEB-MATCH-WAYBILL", "CEB-MATCH-LINES",
)  # fmt: skip


@rule(*MATCHED, direction=Direction.EXPORT)
def order_payment_and_waybill_agree(case: Case) -> Iterator[Finding]:
    """Customs releases a list when order, payment and waybill agree with it (GACC specification 2022-05).

    Where the messages came together each is compared as it stands; a manifest that says everything once can only disagree
    with itself about what is due.
    """
    if not _retail(case):
        return
    told = case.consignment.ecommerce or Ecommerce()
    by_kind = {message.kind: message for message in told.messages}
    for found in _compared(by_kind) if by_kind else _due(case, told):
        yield replace(found, consignment=case.consignment.reference, line=case.consignment.line)


def _retail(case: Case) -> bool:
    side = case.assessment.china
    return side is not None and side.channel != Channel.PERSONAL.value and "CEB" in case.assessment.routing.route


def _due(case: Case, told: Ecommerce) -> Iterator[Finding]:
    """What a single source says about what was due and what was paid."""
    items = case.consignment.items
    if told.paid is None or told.tax_total is None or any(item.value is None or item.currency != "CNY" for item in items):
        return
    goods = sum((item.value or ZERO for item in items), ZERO)
    freight = sum((item.freight or ZERO for item in items), ZERO)
    due = goods + freight + told.tax_total - (told.discount or ZERO)
    if told.paid != due:
        yield case.note("CEB-MATCH-DUE", "paid", text_of(told.paid), text_of(due))


def _compared(by_kind: Mapping[str, Said]) -> Iterator[Finding]:
    """The match of what came; what a message does not say is taken from the order: only contradictions are found."""
    if "Order" not in by_kind:
        return
    order = _order(by_kind["Order"])
    if order is None:
        return
    listed = by_kind.get("Inventory")
    yield from match(order, _payment(by_kind.get("Payment"), order), _waybill(by_kind.get("Logistics"), listed, order),
                     _inventory(listed, order) if listed else None)  # fmt: skip


def _order(said: Said) -> Order | None:
    text = dict(said.texts)
    lines = _lines(said.lines)
    paid = _number(text.get("paid"))
    if lines is None or paid is None:
        return None
    charges = [_number(text.get(name, "0")) or ZERO for name in ("freight", "discount", "tax_total")]
    goods = _number(text.get("goods_value")) if "goods_value" in text else sum((line.total for line in lines), ZERO)
    return Order(
        number=text.get("order_no", ""), platform=text.get("platform_code", ""), merchant=text.get("merchant_code", ""),
        buyer_name=text.get("buyer_name", ""), buyer_id=text.get("buyer_id_number", ""),
        consignee=text.get("recipient_name", ""), phone=text.get("recipient_phone", ""),
        address=text.get("recipient_street", ""), goods_value=goods or ZERO, freight=charges[0], discount=charges[1],
        tax_total=charges[2], paid=paid, lines=lines,
    )  # fmt: skip


def _payment(said: Said | None, order: Order) -> Payment:
    text = dict(said.texts) if said else {}
    return Payment(
        order=text.get("order_no", order.number), platform=text.get("platform_code", order.platform),
        payer_name=text.get("buyer_name", order.buyer_name), payer_id=text.get("buyer_id_number", order.buyer_id),
        amount=_number(text.get("paid")) or order.paid, currency=text.get("currency", "142"),
    )  # fmt: skip


def _waybill(said: Said | None, listed: Said | None, order: Order) -> Waybill:
    text = dict(said.texts) if said else {}
    number = text.get("parcel") or (dict(listed.texts).get("parcel", "") if listed else "")
    pieces = _number(text.get("packages", "1"))
    return Waybill(number, text.get("recipient_name", order.consignee), text.get("recipient_phone", order.phone),
                   text.get("recipient_street", order.address), int(pieces) if pieces is not None else 1)  # fmt: skip


def _inventory(said: Said, order: Order) -> Inventory:
    text = dict(said.texts)
    return Inventory(
        order=text.get("order_no", order.number), platform=text.get("platform_code", order.platform),
        merchant=text.get("merchant_code", order.merchant), waybill=text.get("parcel", ""),
        buyer_name=text.get("buyer_name", order.buyer_name), buyer_id=text.get("buyer_id_number", order.buyer_id),
        lines=_lines(said.lines) or (),
    )  # fmt: skip


def _lines(listed: Sequence[tuple[tuple[str, str], ...]]) -> tuple[OrderLine, ...] | None:
    """The goods lines, `None` where a number in them cannot be read (reading has said so)."""
    found = []
    for position, pairs in enumerate(listed, start=1):
        text = dict(pairs)
        quantity, total = _number(text.get("quantity")), _number(text.get("value"))
        if quantity is None or total is None or not quantity:
            return None
        price = _number(text["price"]) if "price" in text else total / quantity
        number = _number(text.get("item_no", str(position)))
        found.append(
            OrderLine(int(number if number is not None else position), text.get("description_zh", ""), quantity,
                      total / quantity if price is None else price, total)
        )  # fmt: skip
    return tuple(found)


def _number(text: str | None) -> Decimal | None:
    try:
        return decimal_from_text(text) if text else None
    except NumberFormatError:
        return None


RULES = (
    order_stays_within_the_limits_of_retail,
    goods_are_on_the_positive_list,
    taxes_of_the_order_are_those_of_the_list,
    personal_articles_stay_within_their_limit,
    messages_name_order_buyer_and_payment,
    order_payment_and_waybill_agree,
)
