"""Declaration elements (申报要素) of a Chinese code, filled from what is known of the goods; what is missing is asked for.

The elements stand in the loaded Chinese tariff, in the order of the declaration's `gmodel`. Brand type 0 means no brand;
preference 3 means that the question does not apply to an import (DOMAIN §4).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from douane.classification.attributes import Attributes
from douane.classification.goods import Goods
from douane.classification.wording import value_name

# What an element asks for, by the words in its name: a field that came with the goods, and an attribute of the goods.
_SOURCES = (
    (re.compile("GTIN"), re.compile(r"gtin|ean|barcode|条码", re.I), None),
    (re.compile("CAS"), re.compile(r"\bcas\b", re.I), None),
    (re.compile("型号|货号|规格"), re.compile(r"model|型号|货号|规格", re.I), None),
    (re.compile("织造|针织|机织"), re.compile(r"knit|weav|construction|织", re.I), "construction"),
    (re.compile("男|女|性别"), re.compile(r"gender|department|性别", re.I), "gender"),
    (
        re.compile("材质|成分|面料|材料|鞋面|纤维"),
        re.compile(r"material|fabric|composition|材质|面料|成分", re.I),
        "material",
    ),
    (re.compile("用途|适用|使用"), re.compile(r"\buse\b|usage|application|用途", re.I), "use"),
    (re.compile("电源|供电|动力|驱动|电压"), re.compile(r"power|voltage|battery|供电|电压", re.I), "power"),
    (re.compile("形状|状态|外观|形态|制作或保存"), re.compile(r"form|shape|形状|状态", re.I), "form"),
)
_BRAND_TYPE, _PREFERENCE, _BRAND, _NAME = "品牌类型", "享惠", "品牌", ("品名", "商品名称")
_BRAND_FIELD = re.compile(r"brand|品牌", re.I)
_NO_BRAND = re.compile(r"^(none|no brand|unbranded|noenname_null|无|无品牌|-)$", re.I)
_MAY_BE_EMPTY = ("GTIN", "CAS", "其他")


@dataclass(frozen=True, slots=True)
class Element:
    """A declaration element: its Chinese name, its value where known, and the words it was taken from."""

    name: str
    value: str | None
    taken_from: str | None

    @property
    def missing(self) -> bool:
        """Whether the element must be asked for."""
        return self.value is None and not any(name in self.name for name in _MAY_BE_EMPTY)


def filled(names: Sequence[str], goods: Goods, attributes: Attributes, name_of_good: str = "") -> tuple[Element, ...]:
    """The elements with what the goods tell of each. `name_of_good` is what they are called in Chinese."""
    return tuple(_element(name, goods, attributes, name_of_good) for name in names)


def model_text(elements: Sequence[Element]) -> str:
    """The elements as `gmodel` holds them: in their order, separated by |, unknown ones empty."""
    return "|".join(element.value or "" for element in elements)


def _element(name: str, goods: Goods, attributes: Attributes, name_of_good: str) -> Element:
    brand = next((text for field, text in goods.attributes if _BRAND_FIELD.search(field)), None)
    if any(word in name for word in _NAME):
        return Element(name, name_of_good or None, goods.description)
    if _PREFERENCE in name:
        return Element(name, "3", "import")
    if _BRAND_TYPE in name:
        # Without a brand the type is 0; with one, only the client knows whose it is.
        return Element(name, "0" if brand and _NO_BRAND.match(brand) else None, brand)
    if _BRAND in name:
        return Element(name, brand, brand)
    for pattern, field_pattern, attribute in _SOURCES:
        if pattern.search(name):
            return _from_goods(name, field_pattern, attribute, goods, attributes)
    return Element(name, None, None)


def _from_goods(
    name: str, field_pattern: re.Pattern[str], attribute: str | None, goods: Goods, attributes: Attributes
) -> Element:  # fmt: skip
    for field, text in goods.attributes:
        if field_pattern.search(field) and text.strip():
            return Element(name, text.strip(), field)
    known = attributes.values.get(attribute, {}) if attribute else {}
    for value, words in known.items():
        return Element(name, value_name(attribute or "", value, "zh"), words)
    return Element(name, None, None)
