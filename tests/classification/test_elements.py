"""Declaration elements are filled from the goods, and what is not told is asked for, never made up."""

from __future__ import annotations

import pytest

from douane.classification import books, lexicon
from douane.classification.attributes import AttributeReader
from douane.classification.elements import Element, filled, model_text
from douane.classification.goods import Goods

BOOKS = books.build(lexicon.goods()[:1])
READER = AttributeReader(BOOKS.attributes, BOOKS.parents)
NAMES = (
    "品名",
    "品牌类型",
    "出口享惠情况",
    "织造方法(针织或机织)",
    "类别(男式、女式)",
    "成分含量",
    "品牌",
    "货号",
    "GTIN",
    "其他",
)


def of(text: str, *fields: tuple[str, str]) -> dict[str, Element]:
    goods = Goods(text, attributes=fields)
    return {e.name: e for e in filled(NAMES, goods, READER.read(goods), "T恤")}


def test_what_the_goods_tell_is_filled_in() -> None:
    found = of("men's knitted T-shirt", ("Material", "95% cotton, 5% elastane"), ("Brand", "Muster"), ("Model", "X-1"))
    assert found["品名"].value == "T恤"
    assert found["成分含量"].value == "95% cotton, 5% elastane"
    assert found["品牌"].value == "Muster"
    assert found["货号"].value == "X-1"
    assert found["织造方法(针织或机织)"].value == "针织"
    assert found["类别(男式、女式)"].value is not None
    assert found["类别(男式、女式)"].taken_from == "men"


def test_what_is_not_told_is_missing_but_what_may_be_empty() -> None:
    found = of("T-shirt")
    missing = {name for name, element in found.items() if element.missing}
    assert missing == {"品牌类型", "织造方法(针织或机织)", "类别(男式、女式)", "成分含量", "品牌", "货号"}


@pytest.mark.parametrize(("brand", "kind"), [("none", "0"), ("无品牌", "0"), ("Muster", None)])
def test_only_without_a_brand_is_its_type_known(brand: str, kind: str | None) -> None:
    assert of("T-shirt", ("Brand Name", brand))["品牌类型"].value == kind


def test_the_model_text_keeps_the_order_and_leaves_gaps() -> None:
    elements = filled(("品名", "品牌", "其他"), Goods("T-shirt"), READER.read(Goods("T-shirt")), "T恤")
    assert model_text(elements) == "T恤||"
