"""What became of codes between editions: ended, began, one-to-many, changed, the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from douane.reference.china_import import import_china
from douane.reference.correlation import correlate
from douane.reference.nomenclature import Nomenclature
from douane.reference.sections import section_of

OLD = """code,name
8806,drones
880621,light
88062100,light drones
88062200,heavier drones of plastics
66019900,other umbrellas
"""
NEW = """code,name
8806,drones
880621,light
88062110,light drones with camera
88062190,other light drones
88062200,heavier drones of any material
66019900,other umbrellas
"""


def edition(folder: Path, text: str, year: int) -> Nomenclature:
    file = folder / f"cn-{year}.csv"
    file.write_text(text, encoding="utf-8")
    return Nomenclature(import_china([file], folder / "tariff").path)


def test_a_code_that_was_split_leads_to_what_began_in_its_place(tmp_path: Path) -> None:
    found = correlate(edition(tmp_path, OLD, 2025), edition(tmp_path, NEW, 2026), language="zh")
    assert [one.code for one in found.ended] == ["8806210000"]
    assert set(found.ended[0].followers) == {"8806211000", "8806219000"}
    assert found.one_to_many == 1
    assert found.began == ("8806211000", "8806219000")
    assert found.changed == ("8806220000",)
    assert found.same == 1


def test_codes_that_were_drawn_together_lead_to_what_stayed(tmp_path: Path) -> None:
    found = correlate(edition(tmp_path, NEW, 2025), edition(tmp_path, OLD, 2026), language="zh")
    assert {one.code: one.followers for one in found.ended} == {
        "8806211000": ("8806210000",), "8806219000": ("8806210000",),
    }  # fmt: skip


def test_only_codes_under_a_prefix_are_compared(tmp_path: Path) -> None:
    found = correlate(edition(tmp_path, OLD, 2025), edition(tmp_path, NEW, 2026), "66", "zh")
    assert (found.ended, found.began, found.same) == ((), (), 1)


@pytest.mark.parametrize(("chapter", "numeral"), [("01", "I"), ("61", "XI"), ("85", "XVI"), ("97", "XXI"), ("99", None)])
def test_every_chapter_has_its_section(chapter: str, numeral: str | None) -> None:
    section = section_of(chapter, "fr")
    assert (section and section.numeral) == numeral
