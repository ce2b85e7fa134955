"""What a Chinese tariff edition says of a code beside its name: units, declaration elements, supervision, CIQ code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from douane.reference.nomenclature import Nomenclature

# Elements stand numbered as customs prints them ("1:品牌类型|2:出口享惠情况") or plainly.
_NUMBER = re.compile(r"^\s*\d+\s*[:：.、]\s*")


@dataclass(frozen=True, slots=True)
class ChinaLine:
    """A line: `elements` are the 申报要素 in their order; `conditions` the letters of 监管条件; all may be empty."""

    code: str
    units: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    ciq: str | None = None


def china_line(edition: Nomenclature, code: str) -> ChinaLine:
    """The line of a code, or of the eight or six digits it begins with where the edition tells nothing of it."""
    found: dict[str, str] = {}
    for prefix in (code, code[:8], code[:6]):
        for name, value in edition.china_columns(prefix).items():
            found.setdefault(name, value)
    elements = (_NUMBER.sub("", element).strip() for element in found.get("elements", "").split("|"))
    return ChinaLine(
        code,
        tuple(found[name] for name in ("unit1", "unit2") if name in found),
        tuple(element for element in elements if element),
        tuple(sign for sign in found.get("conditions", "") if sign.isalnum()),
        found.get("ciq"),
    )
