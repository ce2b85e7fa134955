"""An export order that a trader is writing: what a form says of it, what is remembered of it, and handing it in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from douane.domain.consignment import Direction
from douane.pipeline.export_order import (
    BUYER_FIELDS,
    DOCUMENTS,
    EXPORTER_FIELDS,
    GOOD_FIELDS,
    TERM_FIELDS,
    ExportOrder,
    manifest_of,
    order_of,
)
from douane.store import remembered, uploads
from douane.store.remembered import Memory
from douane.web.guards import Desk

STEPS = ("parties", "goods", "check")
FIELDS = {"parties": (*TERM_FIELDS, *DOCUMENTS, *EXPORTER_FIELDS, *BUYER_FIELDS)}
_MOST_LINES = 200
NEW = {"sale_type": "B2B", "incoterm": "FCA", "sender_country": "BE", "recipient_country": "CN"}
NEW_GOOD = {"unit": "PCE", "currency": "EUR", "origin": "BE"}


def memory_of(desk: Desk) -> Memory:
    """What the person's organisation remembers."""
    return Memory(desk.site.engine(desk.organisation))


def keep(desk: Desk, name: str, content: Mapping[str, Any]) -> None:
    """Keep an order as far as it is written."""
    memory_of(desk).keep(remembered.ORDER, name, dict(content), who=desk.person.email, at=desk.site.stamp())


def written(content: Mapping[str, Any], step: str, form: Mapping[str, str], memory: Memory) -> dict[str, Any]:
    """The order with what a form says of a step; an address or a good that was chosen by name is filled in."""
    texts = {**content.get("texts", {}), **{key: form[key] for key in FIELDS.get(step, ()) if key in form}}
    for kind in (remembered.EXPORTER, remembered.BUYER):
        if found := memory.get(kind, form.get(f"use_{kind}", "")):
            texts.update(found.content)
    goods = _goods(content, form) if step == "goods" else list(content.get("goods", []))
    if found := memory.get(remembered.GOOD, form.get("use_good", "")):
        goods = [good for good in goods if good.get("description")]
        goods.append(dict(found.content))
    return {**content, "texts": texts, "goods": goods}


def _goods(content: Mapping[str, Any], form: Mapping[str, str]) -> list[dict[str, str]]:
    """The goods of a form: `3.value` is the value of the line at position 3. What a line does not ask stays."""
    before = list(content.get("goods", []))
    lines = {int(head) for key in form if (head := key.partition(".")[0]).isdigit() and len(head) < 4}
    found = []
    for line in sorted(lines)[:_MOST_LINES]:
        known = before[line] if line < len(before) else {}
        good = {**known, **{key: form[f"{line}.{key}"] for key in GOOD_FIELDS if f"{line}.{key}" in form}}
        if good.get("description") or good.get("description_zh"):
            found.append(good)
    return found


def remember(desk: Desk, order: ExportOrder, template: str) -> None:
    """Keep addresses and goods for later orders, and the whole as a template where it has a name."""
    memory, texts, told = memory_of(desk), order.texts, {"who": desk.person.email, "at": desk.site.stamp()}
    for kind, fields in ((remembered.EXPORTER, EXPORTER_FIELDS), (remembered.BUYER, BUYER_FIELDS)):
        name = texts.get(fields[0], "").strip()
        if name:
            memory.keep(kind, name, {key: texts[key] for key in fields if texts.get(key)}, **told)
    for good in order.goods:
        memory.keep(remembered.GOOD, good.get("description") or good["description_zh"], dict(good), **told)
    if template.strip():
        once = ("order_no", "hawb", "mawb", *DOCUMENTS)
        kept = {key: text for key, text in texts.items() if key not in once}
        memory.keep(remembered.TEMPLATE, template.strip(), {"texts": kept, "goods": [dict(g) for g in order.goods]}, **told)


def hand_in(desk: Desk, content: Mapping[str, Any]) -> int:
    """Take the order in like any manifest; gives the number of its upload. The same order twice is taken in once."""
    order = order_of(content)
    manifest = manifest_of(order)
    digest = hashlib.sha256(manifest).hexdigest()
    kept = desk.site.uploads(desk.organisation)
    known = kept.same(digest)
    if known is not None and known.state not in (uploads.UNREADABLE, uploads.STOPPED):
        return known.id
    safe = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in order.reference) or "order"
    target = desk.site.folder(desk.organisation) / "uploads" / digest / f"{safe}.xml"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(manifest)
    return kept.add(
        target.name, str(target), digest, len(manifest), state=uploads.WAITING, direction=Direction.EXPORT.value,
        as_of=desk.site.today().isoformat(), who=desk.person.email, at=desk.site.stamp(),
    )  # fmt: skip
