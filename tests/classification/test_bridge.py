"""From one tariff's code to the other's: through HS 6, one-to-many shown, chosen by the goods and never by digits."""

from __future__ import annotations

from pathlib import Path

import pytest

from douane.classification.bridge import bridge
from douane.reference.china_import import import_china
from douane.reference.nomenclature import Nomenclature

CHINA = """code,name
610910,棉制
61091000,棉制针织T恤衫
6109100010,棉制针织文化衫
6109100090,其他棉制T恤衫
6110,针织套头衫
61102000,棉制套头衫
"""


@pytest.fixture
def chinese(tmp_path: Path) -> Nomenclature:
    file = tmp_path / "cn-2026.csv"
    file.write_text(CHINA, encoding="utf-8")
    return Nomenclature(import_china([file], tmp_path / "tariff").path)


def test_one_code_leads_to_all_that_stand_under_its_subheading(chinese: Nomenclature) -> None:
    found = bridge("6109100090", chinese)
    assert found.shared == "610910"
    assert [leaf.code for leaf in found.candidates] == ["6109100090", "6109100010"]
    assert not found.settled


def test_the_goods_choose_below_hs_6(chinese: Nomenclature) -> None:
    found = bridge("6109100090", chinese, "纯棉文化衫")
    assert found.candidates[0].code == "6109100010"
    assert found.candidates[0].words
    assert found.settled


def test_where_the_subheading_is_unknown_the_heading_is_shown_and_nothing_is_settled(chinese: Nomenclature) -> None:
    found = bridge("6110301000", chinese)
    assert found.shared == "6110"
    assert [leaf.code for leaf in found.candidates] == ["6110200000"]
    assert not found.settled


def test_without_the_other_tariff_the_subheading_is_the_answer() -> None:
    found = bridge("6109100010", None)
    assert [leaf.code for leaf in found.candidates] == ["610910"]
    assert found.settled


@pytest.mark.parametrize("code", ["999999", "0000000000"])
def test_a_code_that_no_side_knows_is_an_error(chinese: Nomenclature, code: str) -> None:
    for other in (None, chinese):
        with pytest.raises(KeyError):
            bridge(code, other)
