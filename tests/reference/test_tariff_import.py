"""Tariff editions from files: spreadsheets' forms, TARIC3 XML, self-explanatory texts, the Chinese CSV; and what is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from douane.reference.china_import import import_china, is_chinese_tariff
from douane.reference.china_lines import china_line
from douane.reference.nomenclature import Nomenclature
from douane.reference.self_explanatory import is_self_explanatory, read_self_explanatory
from douane.reference.taric3_nomenclature import has_nomenclature
from douane.reference.tariff_import import TariffFileError, import_taric

ENVELOPE = """<env:envelope xmlns:env="urn:publicid:-:DGTAXUD:GENERAL:ENVELOPE:1.0"
  xmlns="urn:publicid:-:DGTAXUD:TARIC:MESSAGE:1.0" id="1"><env:transaction id="1">{}</env:transaction></env:envelope>"""
LINES = [("1", "6600000000", "0", "Umbrellas"), ("2", "6601000000", "0", "Umbrellas and sun umbrellas"),
         ("3", "6601100000", "1", "Garden umbrellas"), ("4", "6601910000", "1", "Having a telescopic shaft"),
         ("5", "6601990000", "1", "Other")]  # fmt: skip


def record(body: str, update: str = "3") -> str:
    return f'<env:app.message id="1"><record><update.type>{update}</update.type>{body}</record></env:app.message>'


def line(sid: str, code: str, dashes: str, text: str, start: str = "2022-01-01", end: str = "") -> str:
    gone = f"<validity.end.date>{end}</validity.end.date>" if end else ""
    of = f"<goods.nomenclature.sid>{sid}</goods.nomenclature.sid>"
    period = "<goods.nomenclature.description.period.sid>{}</goods.nomenclature.description.period.sid>".format("9" + sid)
    since = f"<validity.start.date>{start}</validity.start.date>"
    return "".join(
        record(body)
        for body in (
            (
                f"<goods.nomenclature>{of}<goods.nomenclature.item.id>{code}</goods.nomenclature.item.id>"
                f"<producline.suffix>80</producline.suffix>{since}{gone}</goods.nomenclature>"
            ),
            (
                f"<goods.nomenclature.indents><goods.nomenclature.indent.sid>8{sid}</goods.nomenclature.indent.sid>{of}{since}"
                f"<number.indents>{dashes}</number.indents></goods.nomenclature.indents>"
            ),
            f"<goods.nomenclature.description.period>{period}{of}{since}</goods.nomenclature.description.period>",
            (
                f"<goods.nomenclature.description>{period}<language.id>EN</language.id>{of}"
                f"<description>{text}</description></goods.nomenclature.description>"
            ),
        )
    )


UNIT = record("""<measure><measure.sid>7</measure.sid><measure.type>109</measure.type>
  <goods.nomenclature.item.id>6601910000</goods.nomenclature.item.id><validity.start.date>2022-01-01</validity.start.date>
  </measure>""") + record("""<measure.component><measure.sid>7</measure.sid><duty.expression.id>99</duty.expression.id>
  <measurement.unit.code>NAR</measurement.unit.code></measure.component>""")  # fmt: skip


def taric3(folder: Path, *more: str) -> Path:
    path = folder / "taric3.xml"
    path.write_text(ENVELOPE.format("".join([*(line(*one) for one in LINES), UNIT, *more])), encoding="utf-8")
    return path


def test_taric3_becomes_a_tree_with_units(tmp_path: Path) -> None:
    path = taric3(tmp_path)
    assert has_nomenclature(path)
    made = import_taric([path], tmp_path / "tariff")
    assert (made.lines, made.declarable, made.problems) == (5, 3, ())
    edition = Nomenclature(made.path)
    assert [node.short for node in edition.path("660191")] == ["66", "6601", "660191"]
    assert edition.leaves("6601") == ("6601100000", "6601910000", "6601990000")
    assert edition.path("660191")[-1].unit == "NAR"
    assert edition.search("telescopic")[0].code == "6601910000"


def test_of_taric3_only_what_holds_on_the_day_is_taken(tmp_path: Path) -> None:
    path = taric3(tmp_path, line("6", "6601200000", "1", "Ended", "2010-01-01", "2021-12-31"),
                  line("7", "6601980000", "1", "Later", "2030-01-01"))  # fmt: skip
    edition = Nomenclature(import_taric([path], tmp_path / "tariff", date(2026, 11, 22)).path)
    assert edition.name == "eu-2026-11-22"
    assert not edition.exists("660120")
    assert not edition.exists("660198")
    later = Nomenclature(import_taric([path], tmp_path / "tariff", date(2030, 1, 1)).path)
    assert later.exists("660198")


def test_a_record_that_deletes_takes_the_line_away_and_a_later_text_wins(tmp_path: Path) -> None:
    gone = record("<goods.nomenclature><goods.nomenclature.sid>5</goods.nomenclature.sid></goods.nomenclature>", "2")
    period = "<goods.nomenclature.description.period.sid>93</goods.nomenclature.description.period.sid>"
    text = record(f"<goods.nomenclature.description>{period}<language.id>EN</language.id>"
                  "<description>Umbrellas for gardens</description></goods.nomenclature.description>", "1")  # fmt: skip
    edition = Nomenclature(import_taric([taric3(tmp_path, gone, text)], tmp_path / "tariff").path)
    assert not edition.exists("660199")
    assert edition.path("660110")[-1].text == "Umbrellas for gardens"


def test_what_is_left_out_of_taric3_is_told(tmp_path: Path) -> None:
    bare = record("""<goods.nomenclature><goods.nomenclature.sid>6</goods.nomenclature.sid><goods.nomenclature.item.id>6602000000
      </goods.nomenclature.item.id><validity.start.date>2022-01-01</validity.start.date></goods.nomenclature>""")  # fmt: skip
    made = import_taric([taric3(tmp_path, bare)], tmp_path / "tariff")
    assert any("6602000000" in problem and "indent" in problem for problem in made.problems)


def test_a_line_without_its_parent_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "taric3.xml"
    path.write_text(ENVELOPE.format(line("3", "6601100000", "1", "Garden umbrellas")), encoding="utf-8")
    assert any("no parent" in problem for problem in import_taric([path], tmp_path / "tariff").problems)


def test_broken_xml_is_refused_and_the_old_edition_stays(tmp_path: Path) -> None:
    made = import_taric([taric3(tmp_path)], tmp_path / "tariff")
    broken = tmp_path / "broken.xml"
    broken.write_text(taric3(tmp_path).read_text(encoding="utf-8")[:-20], encoding="utf-8")
    with pytest.raises(TariffFileError, match="well-formed"):
        import_taric([broken], tmp_path / "tariff")
    assert Nomenclature(made.path).exists("660110")


def test_self_explanatory_texts_give_a_language_that_the_tariff_lacks(tmp_path: Path) -> None:
    texts = tmp_path / "2023_nl_codes.csv"
    texts.write_text(
        'code;description;unit\n66019100;"Paraplu’s met uitschuifbare stok";\n99999999;Weg;\n', encoding="utf-8"
    )
    assert is_self_explanatory(texts)
    made = import_taric([taric3(tmp_path), texts], tmp_path / "tariff")
    edition = Nomenclature(made.path)
    assert made.languages == ("en", "nl")
    assert any("99999999" in problem for problem in made.problems)
    assert edition.explained("6601910000", "nl") == "Paraplu’s met uitschuifbare stok"
    assert edition.path("66019100", "nl")[-1].text == "Paraplu’s met uitschuifbare stok"
    assert edition.path("66019100", "nl")[0].text == "Umbrellas"
    assert edition.search("uitschuifbare", "nl")[0].code == "6601910000"


def test_texts_in_the_code_page_of_windows_are_read(tmp_path: Path) -> None:
    texts = tmp_path / "2023_fr_codes.csv"
    texts.write_bytes("code;description\n66019100;Parapluies à mât télescopique – « œuvre »\n".encode("cp1252"))
    assert read_self_explanatory(texts) == {("66019100", "fr"): "Parapluies à mât télescopique – « œuvre »"}


@pytest.mark.parametrize("heading", ["code,third_country_duty", "code;description", "reference;description;code"])
def test_other_tables_are_no_self_explanatory_texts(tmp_path: Path, heading: str) -> None:
    path = tmp_path / "goods.csv"
    path.write_text(f"{heading}\n1;2;3\n", encoding="utf-8")
    assert not is_self_explanatory(path)


CHINA = """code,name,unit1,elements,conditions,ciq
6109,针织T恤衫,,,,
610910,棉制T恤衫,件,,,
61091000,棉制针织T恤衫,件,1:品名|2:品牌类型|3:织造方法,AB,101
6109100010,棉制针织文化衫,,,,
6109100090,其他棉制T恤衫,,,,
"""


def china(folder: Path, text: str = CHINA, name: str = "china-2026.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_chinese_tariff_is_a_tree_with_what_it_says_of_a_code(tmp_path: Path) -> None:
    path = china(tmp_path)
    assert is_chinese_tariff(path)
    made = import_china([path], tmp_path / "tariff")
    edition = Nomenclature(made.path)
    assert (edition.name, made.declarable, made.problems) == ("cn-2026-01-01", 2, ())
    assert edition.leaves("610910") == ("6109100010", "6109100090")
    assert [node.text for node in edition.path("6109100010", "zh")] == ["针织T恤衫", "棉制针织T恤衫", "棉制针织文化衫"]
    told = china_line(edition, "6109100010")
    assert told.elements == ("品名", "品牌类型", "织造方法")
    assert told.conditions == ("A", "B")
    assert told.ciq == "101"


def test_several_files_make_one_chinese_edition(tmp_path: Path) -> None:
    files = [
        china(tmp_path, "code,name\n610910,棉制\n", "cn-2025-hs6.csv"),
        china(tmp_path, "code,name\n61091000,棉制T恤\n", "cn-2025-code8.csv"),
    ]
    made = import_china(files, tmp_path / "tariff")
    assert made.lines == 2
    assert made.path.stem == "cn-2025-01-01"


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [("code,name\n61a,x\n", "cn-2025.csv", "line 2"), ("code,name\n", "cn-2025.csv", "no codes"),
     ("code,name\n610910,x\n", "cn.csv", "--state")],
)  # fmt: skip
def test_a_chinese_file_that_is_wrong_is_refused_in_words(tmp_path: Path, text: str, name: str, words: str) -> None:
    with pytest.raises(TariffFileError, match=words):
        import_china([china(tmp_path, text, name)], tmp_path / "tariff")


def test_a_chinese_code_without_a_name_is_a_problem(tmp_path: Path) -> None:
    made = import_china([china(tmp_path, "code,name\n610910,\n61091000,x\n")], tmp_path / "tariff")
    assert made.problems == ("610910 has no name",)


def test_lines_that_break_the_tree_are_counted(tmp_path: Path) -> None:
    jump = line("6", "6602000000", "0", "Walking-sticks") + line("7", "6602001000", "3", "Of bamboo")
    made = import_taric([taric3(tmp_path, jump)], tmp_path / "tariff")
    assert any("dashes" in problem and "6602001000" in problem for problem in made.problems)
