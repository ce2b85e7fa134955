"""A trader's export order as texts by field, written as a manifest of our own: stored, run and audited like any other."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from douane.domain.consignment import Direction
from douane.intake.fields import BY_KEY
from douane.intake.received import Received
from douane.intake.recognise import open_manifest

NAMESPACE = "urn:douane:manifest:1"
_PARTY = ("name", "name_zh", "street", "postcode", "city", "region", "country", "eori", "vat", "uscc", "phone", "email")
EXPORTER_FIELDS = tuple(f"sender_{part}" for part in _PARTY if part not in ("name_zh", "uscc"))
BUYER_FIELDS = tuple(f"recipient_{part}" for part in _PARTY if part not in ("eori", "vat"))
TERM_FIELDS = ("order_no", "sale_type", "incoterm", "hawb", "mawb")
GOOD_FIELDS = (
    "description", "description_zh", "quantity", "unit", "packages", "gross_kg", "net_kg", "value", "currency", "freight",
    "origin", "hs_code", "hs_code_cn", "brand", "model", "material", "use",
)  # fmt: skip
DOCUMENTS = {"invoice_no": "N380", "packing_list_no": "N271"}
# In the order of `schemas/manifest`; what is not asked for has no place here.
_BEFORE_ITEMS = ("parcel", "hawb", "mawb", "order_no", "sale_type", *(f"sender_{part}" for part in _PARTY),
                 *(f"recipient_{part}" for part in _PARTY), "incoterm")  # fmt: skip
_ITEM = ("description", "description_zh", "quantity", "unit", "packages", "gross_kg", "net_kg", "value", "currency",
         "freight", "origin", "hs_code", "hs_code_cn", "brand", "model", "material", "use")  # fmt: skip
_NEEDED = ("order_no", "sender_name", "sender_country", "recipient_name", "recipient_country")
_LONGEST = 35


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """An order: texts by field key, and those of each of its goods. Texts stay as they were typed."""

    texts: Mapping[str, str]
    goods: Sequence[Mapping[str, str]]

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields without which it is no order, and `goods` where there are none."""
        empty = [key for key in _NEEDED if not self.texts.get(key, "").strip()]
        return (*empty, *(() if self.goods else ("goods",)))

    @property
    def reference(self) -> str:
        """What names the consignment: the number of the order."""
        return self.texts.get("order_no", "").strip()[:_LONGEST]


def order_of(content: Mapping[str, object]) -> ExportOrder:
    """The order of texts as they are kept; goods without any text are left out."""
    texts, goods = content.get("texts") or {}, content.get("goods") or []
    assert isinstance(texts, Mapping)  # noqa: S101  as the desk keeps it
    assert isinstance(goods, Sequence)  # noqa: S101
    return ExportOrder(dict(texts), [dict(good) for good in goods if any(str(text).strip() for text in good.values())])


def manifest_of(order: ExportOrder) -> bytes:
    """The order as an own XML manifest (`schemas/manifest`): the same bytes for the same order."""
    root = etree.Element(f"{{{NAMESPACE}}}Manifest", nsmap={None: NAMESPACE})
    header = etree.SubElement(root, f"{{{NAMESPACE}}}Header")
    _add(header, "MessageNumber", order.reference)
    _add(header, "Direction", Direction.EXPORT.value)
    consignment = etree.SubElement(root, f"{{{NAMESPACE}}}Consignment")
    texts = {**order.texts, "parcel": order.reference}
    for key in _BEFORE_ITEMS:
        _add(consignment, BY_KEY[key].element, texts.get(key, ""))
    for key, kind in DOCUMENTS.items():
        if number := texts.get(key, "").strip():
            document = etree.SubElement(consignment, f"{{{NAMESPACE}}}Document")
            _add(document, "Type", kind)
            _add(document, "Number", number)
    for position, good in enumerate(order.goods, start=1):
        item = etree.SubElement(consignment, f"{{{NAMESPACE}}}Item")
        _add(item, "Number", str(position))
        for key in _ITEM:
            _add(item, BY_KEY[key].element, good.get(key, ""))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def read_back(content: bytes) -> Received:
    """The order as a run will read it. Raises `UnreadableError`; `LookupError` where it holds no consignment."""
    with tempfile.TemporaryDirectory(prefix="douane-order-") as folder:
        path = Path(folder) / "order.xml"
        path.write_bytes(content)
        for received in open_manifest(path).consignments():
            return received
    raise LookupError("the order holds no consignment")


def _add(parent: etree._Element, path: str, text: str) -> None:
    """Add an element with a text below its path; a part of the path that is the last child already is used again."""
    if not text.strip():
        return
    *above, last = path.split("/")
    for name in above:
        tag = f"{{{NAMESPACE}}}{name}"
        parent = parent[-1] if len(parent) and parent[-1].tag == tag else etree.SubElement(parent, tag)
    # XML has no control characters; what a paste brought along of them says nothing.
    clean = "".join(sign for sign in text.strip() if sign.isprintable())
    etree.SubElement(parent, f"{{{NAMESPACE}}}{last}").text = clean
