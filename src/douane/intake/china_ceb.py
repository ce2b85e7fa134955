"""China's cross-border e-commerce messages: CEB311 orders, CEB411 payments, CEB511 waybills, CEB621 lists.

Each document becomes what it says about an order; documents of one order number that come together are joined
(`china_join`). A payment or waybill alone names no goods, which is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from lxml import etree

from douane import places
from douane.domain.consignment import Direction, ManifestHeader
from douane.domain.finding import Finding
from douane.intake import schema_check, values, xml_places
from douane.intake.assemble import Received, Record, assemble
from douane.intake.china_codes import COUNTRIES, CURRENCIES, UNITS
from douane.intake.reading import Limits, Source
from douane.intake.schema_official import OfficialCheck
from douane.intake.xml_file import elements, is_broken, local, namespace
from douane.reference.catalogue import finding

NAMESPACE = "http://www.chinaport.gov.cn/ceb"
_KINDS = {"CEB311Message": "Order", "CEB411Message": "Payment", "CEB511Message": "Logistics", "CEB621Message": "Inventory"}

# Which field each element holds. What a document of another kind says about the same field is compared in `china_join`.
HEADS: Mapping[str, Mapping[str, str]] = {
    "Order": {
        "orderNo": "order_no", "ebpCode": "platform_code", "ebpName": "platform_name", "ebcCode": "merchant_code",
        "ebcName": "merchant_name", "discount": "discount", "taxTotal": "tax_total", "acturalPaid": "paid",
        "freight": "freight", "buyerName": "buyer_name", "buyerTelephone": "buyer_phone", "buyerIdType": "buyer_id_type",
        "buyerIdNumber": "buyer_id_number", "payCode": "payment_company_code", "payName": "payment_company_name",
        "payTransactionId": "payment_transaction", "consignee": "recipient_name", "consigneeTelephone": "recipient_phone",
        "consigneeAddress": "recipient_street",
    },
    "Payment": {
        "orderNo": "order_no", "payCode": "payment_company_code", "payName": "payment_company_name",
        "payTransactionId": "payment_transaction", "ebpCode": "platform_code", "ebpName": "platform_name",
        "payerIdType": "buyer_id_type", "payerIdNumber": "buyer_id_number", "payerName": "buyer_name",
        "telephone": "buyer_phone", "amountPaid": "paid",
    },
    "Logistics": {
        "orderNo": "order_no", "logisticsNo": "parcel", "logisticsCode": "logistics_code",
        "logisticsName": "logistics_name",
        "billNo": "mawb", "freight": "freight", "insuredFee": "insurance", "weight": "gross_kg", "packNo": "packages",
        "consignee": "recipient_name", "consigneeTelephone": "recipient_phone", "consigneeAddress": "recipient_street",
    },
    "Inventory": {
        "orderNo": "order_no", "ebpCode": "platform_code", "ebpName": "platform_name", "ebcCode": "merchant_code",
        "ebcName": "merchant_name", "logisticsNo": "parcel", "logisticsCode": "logistics_code",
        "logisticsName": "logistics_name", "assureCode": "ceb_guarantee", "customsCode": "ceb_customs_office",
        "portCode": "ceb_port", "buyerIdType": "buyer_id_type", "buyerIdNumber": "buyer_id_number",
        "buyerName": "buyer_name", "buyerTelephone": "buyer_phone", "consigneeAddress": "recipient_street",
        "agentCode": "ceb_agent_code", "agentName": "ceb_agent_name", "areaCode": "ceb_area_code",
        "areaName": "ceb_area_name", "tradeMode": "trade_mode", "voyageNo": "flight", "billNo": "mawb",
        "country": "sender_country", "freight": "freight", "insuredFee": "insurance", "packNo": "packages",
        "grossWeight": "gross_kg", "netWeight": "net_kg",
    },
}  # fmt: skip
LINES: Mapping[str, str] = {
    "gnum": "item_no", "itemNo": "sku", "gname": "description_zh", "gcode": "hs_code_cn", "gmodel": "model",
    "barCode": "gtin", "unit": "unit", "qty": "quantity", "totalPrice": "value", "currency": "currency",
    "country": "origin",
}  # fmt: skip
# What a head says of the whole consignment and an item has by itself.
WHOLES = ("gross_kg", "net_kg", "packages", "freight", "insurance")
_NOT_GIVEN = frozenset({"无", "无品牌", "0"})


@dataclass(frozen=True, slots=True)
class ChinaDocument:
    """What one document says: its kind, the head's texts by field, its goods lines, its findings so far."""

    kind: str
    line: int
    head: Mapping[str, str]
    goods: tuple[Record, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def order(self) -> str:
        """The order number that documents of one consignment share."""
        return self.head.get("order_no", "")


@cache
def schema() -> etree.XMLSchema:
    """The compiled profile."""
    return etree.XMLSchema(etree.parse(str(places.SCHEMAS / "china-ceb" / "china-ceb-1.xsd")))


def key_of(parent: str, name: str) -> str:
    """The field key of an element below its parent, else the element's name."""
    if parent.endswith("List"):
        return "description_zh" if name == "itemName" else LINES.get(name, name)
    return HEADS.get(parent.removesuffix("Head"), {}).get(name, name)


class ChinaMessage:
    """A CEB message that is being read."""

    def __init__(self, source: Source, message: str, limits: Limits) -> None:
        self.source, self.path, self.limits = source, source.path, limits
        self.format = message.removesuffix("Message").casefold()
        self.kind = _KINDS[message]
        self.header = ManifestHeader(direction=Direction.EXPORT)
        self.findings: list[Finding] = []
        self._words = schema_check.Words(key_of, f"{self.kind}List")
        self._starts: list[int] = []
        self._official = OfficialCheck("china-ceb", self._words)

    def documents(self) -> Iterator[ChinaDocument]:
        """The documents of the message in their order."""
        tag = f"{{{NAMESPACE}}}{self.kind}"
        for element in elements(self.source, (tag,), self.findings, self.limits):
            yield self._document(element)
        if not is_broken(self.findings):
            self.findings.extend(replace(found, file=self.source.name) for found in self._official.finish())

    def consignments(self) -> Iterator[Received]:
        """A consignment for each order or list; payments and waybills alone hold no goods, which a finding says."""
        for document in self.documents():
            yield received(document, self.source.name)

    def _document(self, element: Any) -> ChinaDocument:
        self._starts.append(element.sourceline or 0)
        head: dict[str, str] = {}
        goods: list[Record] = []
        for part in element:
            name = local(part)
            if name == f"{self.kind}Head":
                head = _head(part, HEADS[self.kind])
            elif name == f"{self.kind}List":
                goods.append(_line(part))
        reference = head.get("parcel") or head.get("order_no")
        faults = [*schema_check.check(element, schema(), self._words, reference), *self._official.check(element, reference)]
        return ChinaDocument(self.kind, element.sourceline or 0, head, tuple(goods), tuple(faults))

    def place(self, findings: Iterable[Finding]) -> list[Finding]:
        """Element names for field keys, and line and column at which the value begins."""
        names = {key: name for name, key in (*LINES.items(), *HEADS[self.kind].items())}
        names.setdefault("description_zh", "itemName")
        if self.kind == "Order":
            names["description_zh"] = "itemName"
        if "parcel" not in names:
            names["parcel"] = "orderNo"
        found = xml_places.pathed(findings, self._starts, lambda one, number: self._path(one, number, names))
        return xml_places.place(self.source, found, lambda one: names.get(one.field or "", one.field), self.kind)

    def _path(self, found: Finding, number: int, names: Mapping[str, str]) -> str:
        below = f"{self.kind}List[{found.item}]" if found.item and found.field in LINES.values() else f"{self.kind}Head"
        return f"/{self.format.upper()}Message/{self.kind}[{number}]/{below}/{names.get(found.field or '', found.field)}"


def recognise(source: Source, root: str, limits: Limits) -> ChinaMessage | None:
    """The file as a CEB message that is read here, told by its root element."""
    name = root.rpartition("}")[2]
    return ChinaMessage(source, name, limits) if namespace(root) == NAMESPACE and name in _KINDS else None


def received(document: ChinaDocument, manifest: str) -> Received:
    """The consignment that a document describes by itself."""
    head = dict(document.head)
    reference = head.setdefault("parcel", head.get("order_no", "")) or None
    if not document.goods:
        missing = finding("GOODS-MISSING", field="parcel", value=reference, line=document.line, consignment=reference)
        return Received(None, (*document.findings, missing), (document.line,))
    notes: list[Finding] = []
    records = spread(head, document.goods, notes, document.line)
    if not reference:
        head.pop("parcel", None)
    made = assemble(records, manifest=manifest, line=document.line)
    told = {(f.item, f.field) for f in made.findings}
    kept = tuple(f for f in document.findings if (f.item, f.field) not in told)
    return Received(made.consignment, (*kept, *notes, *made.findings), made.lines)


def spread(head: Mapping[str, str], goods: Iterable[Record], notes: list[Finding], line: int) -> list[Record]:
    """The goods lines with the head's texts in the first.

    What the head says of the whole goes to a single line; of several, freight and insurance go to the first (the sum
    stays what it is) and masses and packages are not divided, which `notes` get to hear.
    """
    lines = list(goods)
    whole = {key: head[key] for key in WHOLES if key in head}
    first = {key: text for key, text in head.items() if key not in WHOLES and text}
    if len(lines) > 1:
        notes.extend(
            finding("WHOLE-NOT-SPLIT", field=key, value=whole.pop(key), expected=str(len(lines)), line=line,
                    consignment=head.get("parcel"))
            for key in ("gross_kg", "net_kg", "packages") if key in whole
        )  # fmt: skip
    charges: dict[str, str] = {key: "0" for key in ("freight", "insurance") if key in whole}
    return [
        record._replace(texts={**record.texts, **(whole | first if position == 0 else charges)})
        for position, record in enumerate(lines)
    ]


def _head(part: Any, names: Mapping[str, str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for element in part:
        key = names.get(local(element))
        text = values.clean(element.text or "")
        if key and text:
            texts[key] = COUNTRIES.get(text, text) if key == "sender_country" else text
    if "recipient_street" in texts:
        texts["recipient_country"] = "CN"
    if "recipient_name" not in texts and "buyer_name" in texts and "recipient_street" in texts:
        texts["recipient_name"] = texts["buyer_name"]
    texts["sale_type"] = "B2C"
    return texts


def _line(part: Any) -> Record:
    texts: dict[str, str] = {}
    extra: list[tuple[str, str]] = []
    for element in part:
        name, text = local(element), values.clean(element.text or "")
        if not text:
            continue
        key = LINES.get(name)
        if key is None:
            extra.append((name, text))
        elif key == "origin":
            texts[key] = COUNTRIES.get(text, text)
        elif key == "currency":
            texts[key] = CURRENCIES.get(text, text)
        elif key == "unit":
            texts[key] = UNITS.get(text, text)
        elif not (key == "gtin" and text in _NOT_GIVEN):
            texts[key] = text
    if "description_zh" not in texts:
        named = next((text for key, text in extra if key == "itemName"), None)
        if named:
            texts["description_zh"] = named
            extra = [pair for pair in extra if pair[0] != "itemName"]
    return Record(part.sourceline or 0, texts, tuple(extra))
