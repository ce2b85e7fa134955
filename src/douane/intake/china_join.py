"""Orders, payments, waybills and lists of one order number, when they come together, become one consignment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from douane.domain.consignment import Direction, ManifestHeader, Said
from douane.domain.finding import Finding
from douane.intake.assemble import Received
from douane.intake.china_ceb import ChinaDocument, ChinaMessage, received
from douane.reference.catalogue import finding

# The list is what is declared, so it comes first; the order tells the consignee's name, which the list does not.
_RANKS = ("Inventory", "Order", "Logistics", "Payment")
# What customs compares (DOMAIN §4.2). Freight and masses belong to the document that is nearest to them.
_COMPARED = ("platform_code", "merchant_code", "buyer_id_number", "parcel", "paid", "payment_transaction")


class ChinaTogether:
    """CEB messages that came in one package, read as the consignments that they describe together."""

    format = "china-ceb"

    def __init__(self, path: Path, messages: Sequence[ChinaMessage], name: str) -> None:
        self.path, self.messages, self.name = path, messages, name
        self.header = ManifestHeader(direction=Direction.EXPORT)
        self.findings: list[Finding] = []
        self._home: dict[str, int] = {}

    def consignments(self) -> Iterator[Received]:
        """One consignment for each order number, in the order in which the numbers are first met."""
        together: dict[str, list[tuple[int, ChinaDocument]]] = {}
        for number, message in enumerate(self.messages):
            for document in message.documents():
                together.setdefault(document.order, []).append((number, document))
            self.findings.extend(message.findings)
        for parts in together.values():
            yield from self._joined(parts)

    def _joined(self, parts: list[tuple[int, ChinaDocument]]) -> Iterator[Received]:
        ranked = sorted(parts, key=lambda part: _RANKS.index(part[1].kind))
        main_number, main = ranked[0]
        one_of_each: dict[str, ChinaDocument] = {}
        for number, document in ranked:
            if document.kind in one_of_each:
                yield self._received(number, document)
            else:
                one_of_each[document.kind] = document
        head: dict[str, str] = {}
        findings = list(main.findings)
        for document in one_of_each.values():
            findings.extend(_disagreements(head, main, document))
            head = {**document.head, **head}
        if "Order" in one_of_each and (name := one_of_each["Order"].head.get("recipient_name")):
            head["recipient_name"] = name
        goods = next((document.goods for document in one_of_each.values() if document.goods), ())
        made = self._received(main_number, replace(main, head=head, goods=goods, findings=tuple(findings)))
        yield _with_messages(made, one_of_each.values()) if len(one_of_each) > 1 else made

    def _received(self, number: int, document: ChinaDocument) -> Received:
        made = received(document, self.name)
        self._home[made.consignment.reference if made.consignment else document.order] = number
        return made

    def place(self, findings: Iterable[Finding]) -> list[Finding]:
        """Element names, line and column, each in the file that the consignment's goods came from."""
        wanted = list(findings)
        groups: dict[int, list[int]] = {}
        for position, found in enumerate(wanted):
            groups.setdefault(self._home.get(found.consignment or "", 0), []).append(position)
        for number, positions in groups.items():
            placed = self.messages[number].place([wanted[position] for position in positions])
            for position, found in zip(positions, placed, strict=True):
                wanted[position] = found
        return wanted


def _with_messages(made: Received, documents: Iterable[ChinaDocument]) -> Received:
    """The consignment with what each message says by itself, for the match that customs makes."""
    if made.consignment is None or made.consignment.ecommerce is None:
        return made
    messages = tuple(
        Said(document.kind, tuple(sorted(document.head.items())),
             tuple((*sorted(record.texts.items()), *record.extra) for record in document.goods))
        for document in documents
    )  # fmt: skip
    told = replace(made.consignment.ecommerce, messages=messages)
    return replace(made, consignment=replace(made.consignment, ecommerce=told))


def _disagreements(head: dict[str, str], main: ChinaDocument, other: ChinaDocument) -> Iterator[Finding]:
    for key in _COMPARED:
        ours, theirs = head.get(key), other.head.get(key)
        if ours and theirs and ours != theirs:
            yield finding("JOIN-DISAGREES", {"other": other.kind}, field=key, value=ours, expected=theirs, line=main.line,
                          consignment=head.get("parcel") or main.order)  # fmt: skip
