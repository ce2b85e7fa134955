"""From an element of a message back to the manifest: the pointer table, used for sending and for reading answers.

European answers point with a path into our message (`/CC515C/GoodsShipment/GoodsItem[2]/Commodity/descriptionOfGoods`),
Chinese ones with a tag in words. The path is followed through the very table that the message was written by, which gives
the data element; the data element or tag names the field of the manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from douane.declarations.message import Group, Leaf, Message, Part, inside

# D.E. number (UCC-DA Annex B) → field of the manifest. The longest number that fits counts.
FIELDS: Mapping[str, str] = {
    "11 03": "item_no", "11 10": "procedure",
    "12 01": "previous_document", "12 03": "sku", "12 04": "no_standard_id", "12 05": "mawb", "12 08": "parcel",
    "13 01": "sender_name", "13 01 016": "sender_name", "13 01 017": "sender_eori", "13 01 018": "sender_street",
    "13 01 018 019": "sender_street", "13 01 018 020": "sender_country", "13 01 018 021": "sender_postcode",
    "13 01 018 022": "sender_city",
    "13 03": "recipient_name", "13 03 016": "recipient_name", "13 03 017": "recipient_eori",
    "13 04": "recipient_name", "13 04 016": "recipient_name", "13 04 017": "recipient_eori",
    "13 04 018": "recipient_street", "13 04 018 019": "recipient_street", "13 04 018 020": "recipient_country",
    "13 04 018 021": "recipient_postcode", "13 04 018 022": "recipient_city",
    "13 16": "ioss", "14 01": "incoterm", "14 05": "currency", "14 06": "value", "14 08": "value", "14 14": "value",
    "14 14 012": "currency", "14 15": "freight", "14 15 012": "currency", "16 08": "origin", "18 01": "net_kg",
    "18 02": "quantity", "18 04": "gross_kg", "18 05": "description", "18 06": "packages", "18 09": "hs_code",
    "19 05": "flight", "19 07": "uld", "19 08": "flight", "99 06": "value",
}  # fmt: skip

# Tag of the CEB messages → field of the manifest (specification 2022-05).
CEB_FIELDS: Mapping[str, str] = {
    "orderNo": "order_no", "ebpCode": "platform_code", "ebpName": "platform_name", "ebcCode": "merchant_code",
    "ebcName": "merchant_name", "goodsValue": "value", "freight": "freight", "insuredFee": "insurance",
    "discount": "discount", "taxTotal": "tax_total", "acturalPaid": "paid", "amountPaid": "paid", "currency": "currency",
    "buyerRegNo": "buyer_phone", "buyerName": "buyer_name", "buyerTelephone": "buyer_phone", "buyerIdType": "buyer_id_type",
    "buyerIdNumber": "buyer_id_number", "payerName": "buyer_name", "payerIdNumber": "buyer_id_number",
    "payCode": "payment_company_code", "payName": "payment_company_name", "payTransactionId": "payment_transaction",
    "consignee": "recipient_name", "consigneeTelephone": "recipient_phone", "consigneeAddress": "recipient_street",
    "logisticsNo": "parcel", "logisticsCode": "logistics_code", "logisticsName": "logistics_name", "billNo": "mawb",
    "voyageNo": "flight", "trafNo": "flight", "weight": "gross_kg", "grossWeight": "gross_kg", "netWeight": "net_kg",
    "packNo": "packages", "assureCode": "ceb_guarantee", "customsCode": "ceb_customs_office", "portCode": "ceb_port",
    "agentCode": "ceb_agent_code", "agentName": "ceb_agent_name", "areaCode": "ceb_area_code", "areaName": "ceb_area_name",
    "tradeMode": "trade_mode", "country": "origin", "gnum": "item_no", "itemNo": "sku", "itemName": "description_zh",
    "gname": "description_zh", "gcode": "hs_code_cn", "gmodel": "model", "barCode": "gtin", "unit": "unit", "unit1": "unit",
    "qty": "quantity", "qty1": "quantity", "price": "value", "totalPrice": "value",
}  # fmt: skip

_STEP = re.compile(r"(?:\w+:)?(?P<name>[\w.-]+)(?:\[(?P<number>\d+)\])?\Z")
_LINES = ("GoodsItem", "HouseConsignmentItem", "List", "ConsignmentItem")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pointer leads: the element, its D.E. number or tag, our field, and the goods line counted from 1.

    `attribute` is the attribute of the data set. What is not known is `None`.
    """

    element: str
    number: str | None = None
    field: str | None = None
    item: int | None = None
    attribute: str | None = None


def follow(pointer: str, messages: Sequence[Message] = ()) -> Place:
    """The place that a pointer of an answer leads to. A path that no table knows still tells its element and line."""
    steps = [found for step in pointer.strip("/").split("/") if (found := _STEP.match(step.strip()))]
    if not steps:
        return Place(pointer)
    names = [step["name"] for step in steps]
    item = next((int(step["number"]) for step in steps if step["number"] and step["name"].endswith(_LINES)), None)
    message = next((one for one in messages if one.root == names[0]), None)
    if message is not None:
        parts, rest, where = message.parts, names[1:], ""
        leaf, number = _descend(parts, rest, where)
        if leaf is not None or number:
            return Place(names[-1], number, field_of(number), item, leaf)
    tag = names[-1].rpartition(".")[2]
    return Place(tag, tag if tag in CEB_FIELDS else None, CEB_FIELDS.get(tag), item)


def field_of(number: str | None) -> str | None:
    """The manifest's field for a D.E. number: `13 04 018 021` is the consignee's postcode, `13 04` the consignee."""
    known = (number or "").strip()
    while known:
        if known in FIELDS:
            return FIELDS[known]
        known = known.rpartition(" ")[0]
    return None


def _descend(parts: Sequence[Part], names: Sequence[str], where: str, above: str = "") -> tuple[str | None, str | None]:
    """The attribute and D.E. number at the end of a path of element names."""
    if not names:
        return None, above or None
    for part in parts:
        if isinstance(part, Group):
            inner = inside(where, part.of)
            if part.tag == names[0]:
                return _descend(part.parts, names[1:], inner, part.de or above)
            if not part.tag:
                found = _descend(part.parts, names, inner, part.de or above)
                if found != (None, part.de or above or None):
                    return found
        elif isinstance(part, Leaf) and part.tag == names[0] and len(names) == 1:
            return inside(where, part.of), part.de or above or None
    return None, above or None


def pointers_of(message: Message) -> Iterator[tuple[str, str]]:
    """Every element of a message as a pointer without line numbers, with its D.E. number: what can be answered about."""
    yield from _pointers(message.parts, f"/{message.root}", "")


def _pointers(parts: Sequence[Part], path: str, above: str) -> Iterator[tuple[str, str]]:
    for part in parts:
        if isinstance(part, Group):
            yield from _pointers(part.parts, f"{path}/{part.tag}" if part.tag else path, part.de or above)
        elif isinstance(part, Leaf):
            yield f"{path}/{part.tag}", part.de or above
