"""What the Chinese tariff asks of goods with a proposed code: elements filled or missing, units, supervision, CIQ code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from typing import Any

from douane.classification.elements import filled, model_text
from douane.classification.goods import Goods
from douane.classification.wording import name_of, say
from douane.pipeline.order import Tools
from douane.reference.china_lines import china_line
from douane.reference.nomenclature import Nomenclature, edition_on

_edition: Callable[[date], Nomenclature | None] = lru_cache(maxsize=4)(partial(edition_on, market="cn"))


def chinese_side(goods: Goods, code: str, tools: Tools, language: str = "en") -> dict[str, Any] | None:
    """What is asked for a code, as JSON values; `None` where no Chinese tariff of the day is loaded."""
    edition = _edition(tools.as_of)
    if edition is None:
        return None
    line = china_line(edition, code)
    reading = tools.classifier.read(goods)
    good = reading.ranked[0].support.good if reading.ranked else None
    elements = filled(line.elements, goods, reading.attributes, name_of(good, "zh") if good else "")
    missing = [element.name for element in elements if element.missing]
    return {
        "code": line.code,
        "units": list(line.units),
        "conditions": list(line.conditions),
        "ciq": line.ciq,
        "elements": [{"name": e.name, "value": e.value, "from": e.taken_from} for e in elements],
        "gmodel": model_text(elements),
        "missing": missing,
        "question": say("question.elements", language, elements="、".join(missing)) if missing else None,
    }
