"""The classification card: goods with their candidates and the one question, and a code that a person settles for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from douane.classification.goods import Goods
from douane.classification.persons import PersonDecision, client_key, good_key
from douane.classification.retrieval import TextIndex, features
from douane.classification.text import fingerprint
from douane.domain.consignment import Consignment, GoodsItem
from douane.domain.decision import Decision
from douane.pipeline.code_queue import OPEN, restrictions_of
from douane.pipeline.deciding import decide, goods_of
from douane.pipeline.order import Tools
from douane.pipeline.remembering import clients_of
from douane.reference import harmonized
from douane.store.undecided import Undecided

_LIKELY = 0.1
_MARKET = "eu"
_LENGTHS = (6, 8, 10)


class NoSuchCodeError(ValueError):
    """A code that the edition in force does not hold; the message says so with the edition."""


@dataclass(frozen=True, slots=True)
class Card:
    """An item with what classification answers, the client it is decided for, and what asks for a second person.

    `answer` is what a person answered to the question, `client` the name a decision is kept under.
    """

    item: GoodsItem
    goods: Goods
    decision: Decision
    client: str
    edition: str
    restrictions: tuple[str, ...]
    answer: str | None = None


def card_of(consignment: Consignment, position: int, tools: Tools, *, language: str, answer: str | None = None) -> Card:
    """The card of an item by its position from 1. Raises `LookupError` where there is none."""
    if not 1 <= position <= len(consignment.items):
        raise LookupError(position)
    item = consignment.items[position - 1]
    goods, clients = goods_of(item), clients_of(consignment)
    asked = goods
    decision = decide(goods, _MARKET, clients, tools, language=language)
    if answer and decision.question:
        asked = replace(goods, attributes=(*goods.attributes, (decision.question.about, answer)))
        decision = decide(asked, _MARKET, (), tools, language=language)
    likely = [one.code for one in decision.candidates if one.probability >= _LIKELY]
    client = clients[0] if clients else ""
    return Card(item, goods, decision, client, tools.edition_name(_MARKET), restrictions_of(likely, tools, item.origin),
                answer)  # fmt: skip


def settled_by(
    card: Card, code: str, tools: Tools, *, every_client: bool, who: str, why: str, at: str
) -> PersonDecision:  # fmt: skip
    """The decision for a card's goods. Raises `NoSuchCodeError`; `ValueError` without a reason."""
    digits = "".join(sign for sign in code if sign.isdigit())
    if len(digits) not in _LENGTHS or not tools.code_exists(digits):
        raise NoSuchCodeError(f"There is no code {code} in {card.edition}. Look it up below.")
    if not why.strip():
        raise ValueError("Say why: whoever asks later reads your reason.")
    client = "" if every_client else client_key(card.client)
    return PersonDecision(client, _MARKET, card.goods.description, good_key(card.goods), digits, who, why.strip(), at,
                          card.edition)  # fmt: skip


def alike(undecided: Iterable[Undecided], description: str) -> Iterator[tuple[int, int]]:
    """Run and row of consignments with goods of these words whose code is open, whatever the order of the words."""
    wanted = fingerprint(description)
    for row in undecided:
        if any(item["decision"] in OPEN and fingerprint(item["description"] or "") == wanted
               for item in row.record.get("items", ())):  # fmt: skip
            yield row.run, row.consignment


def searched(words: str, tools: Tools, language: str, most: int = 12) -> list[tuple[str, str]]:
    """Codes whose texts hold the words, with their texts; at HS 6 where no tariff is loaded."""
    if not words.strip():
        return []
    digits = words.replace(" ", "").replace(".", "")
    if tools.nomenclature is not None:
        if digits.isdigit() and tools.nomenclature.exists(digits):
            nodes = (tools.nomenclature.path(digits, language)[-1], *tools.nomenclature.children(digits, language))
            return [(node.short, node.text) for node in nodes][:most]
        return [(hit.code, hit.text) for hit in tools.nomenclature.search(words, language, most)]
    texts = {code: harmonized.texts()[code] for code in harmonized.subheadings()}
    if digits.isdigit():
        return [(code, text) for code, text in sorted(texts.items()) if code.startswith(digits)][:most]
    hits = TextIndex({code: features(text) for code, text in texts.items()}).search(features(words), most)
    return [(hit.key, texts[hit.key]) for hit in hits]
