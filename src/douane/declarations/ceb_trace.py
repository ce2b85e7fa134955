"""Where each element of a CEB message came from: the field of the manifest, the settings, or a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from douane.declarations.pointers import CEB_FIELDS

# Elements that no field of the manifest fills by itself.
_OTHERWISE: Mapping[str, str] = {
    "guid": "rule: a UUID of what the document says, so that the same document has the same one",
    "appType": "rule: 1 new", "appTime": "rule: the moment the message is made, in Beijing",
    "appStatus": "rule: 2 to be declared", "copNo": "rule: the LRN, drawn once in the store",
    "copCode": "setting: china.sender_code", "copName": "setting: china.sender_name", "dxpId": "setting: china.box",
    "dxpMode": "rule: DXP", "ieFlag": "rule: I into China, E out of it", "orderType": "rule: I into China, E out of it",
    "ieDate": "rule: the day of the message", "declTime": "rule: the day of the message",
    "payTime": "rule: the moment of the message; no field of the manifest carries it",
    "statisticsFlag": "rule: A with a list, by the export rules", "trafMode": "rule: 5 by air",
    "wrapType": "rule: 2 carton",
    "POD": "setting: china.discharge, else the country of destination", "itemDescribe": "manifest: description",
    "goodsInfo": "manifest: description_zh of all lines", "fCurrency": "manifest: currency",
    "iCurrency": "manifest: currency",
    "fFlag": "rule: 3 an amount", "iFlag": "rule: 3 an amount", "ownerCode": "manifest: merchant_code",
    "ownerName": "manifest: merchant_name", "ebcTelephone": "manifest: sender_phone", "telephone": "manifest: buyer_phone",
    "payerIdType": "manifest: buyer_id_type", "tradeCountry": "manifest: origin", "trafName": "manifest: flight",
    "unit2": "reference: second unit of the tariff", "qty2": "manifest: quantity in the second unit of the tariff",
    "note": "manifest: comment",
}  # fmt: skip
_OUT_OF_CHINA = ("CEB303", "CEB505", "CEB603")


def traced(content: bytes) -> Iterator[str]:
    """A line for each element of a message that holds a text: path, text, source."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    yield from _traced(root, "", out_of_china=etree.QName(root).localname.startswith(_OUT_OF_CHINA))


def source_of(tag: str, *, out_of_china: bool = False) -> str:
    """The source of an element by its tag; `country` is where goods out of China go, and where goods into it come from."""
    if tag == "country" and out_of_china:
        return "manifest: recipient_country"
    field = CEB_FIELDS.get(tag)
    return f"manifest: {field}" if field else _OTHERWISE.get(tag, "the data set")


def _traced(element: etree._Element, above: str, *, out_of_china: bool, place: str = "") -> Iterator[str]:
    name = etree.QName(element).localname + place
    path = f"{above}/{name}" if above else name
    seen: Counter[str] = Counter()
    for child in element:
        tag = etree.QName(child).localname
        if tag == "Signature":
            continue
        seen[tag] += 1
        if len(child):
            place = f"[{seen[tag]}]" if seen[tag] > 1 else ""
            yield from _traced(child, path, out_of_china=out_of_china, place=place)
        elif child.text:
            yield f"{path}/{tag}  “{child.text}”  ← {source_of(tag, out_of_china=out_of_china)}"
