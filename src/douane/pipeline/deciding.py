"""The code of goods: what a person decided for this client and good, else what the classifier says."""

from __future__ import annotations

from collections.abc import Sequence

from douane.classification.goods import Goods
from douane.classification.persons import answered
from douane.domain.consignment import GoodsItem
from douane.domain.decision import Decision
from douane.pipeline.order import Tools


def goods_of(item: GoodsItem) -> Goods:
    """An item as classification is asked about it."""
    category = tuple(part.strip() for part in (item.category or "").split(">") if part.strip())
    return Goods(item.words, category, item.attributes, item.origin)


def decide(
    goods: Goods, market: str, clients: Sequence[str], tools: Tools, *, top: int = 5, language: str = "en"
) -> Decision:  # fmt: skip
    """The answer for a market (`eu`, `cn`), its words in a language. `clients` are the names a client is known by."""
    found = tools.decided.find(goods, market, clients)
    if found is None:
        return tools.classifier.classify(goods, market, top, language)
    return answered(
        found, tools.edition_name(market), lambda: tools.classifier.classify(goods, market, top, language), language
    )  # fmt: skip
