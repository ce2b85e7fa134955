"""Every format gives the same consignments; packages, samples and mutations of bytes."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from douane.domain.consignment import Consignment
from douane.intake.reading import Reading, UnreadableError
from douane.intake.recognise import open_manifest
from tests.intake import writers

WRITERS: dict[str, Callable[[Path, writers.Rows], Path]] = {
    "csv": writers.write_csv, "json": writers.write_json, "jsonl": writers.write_json_lines, "xml": writers.write_xml,
    "xlsx": writers.write_xlsx,
}  # fmt: skip
ROWS = [
    {"parcel": "P1", "mawb": "999-85896694", "arrival_date": "2026-11-23", "sale_type": "B2C", "sender_name": "王芳 & Co",
     "sender_country": "CN", "recipient_name": "Anna", "recipient_postcode": "4000", "recipient_country": "BE",
     "ioss": "IM0561234567", "item_no": "1", "description": "Mug <of> porcelain", "gross_kg": "0.2", "value": "12.50",
     "currency": "EUR", "hs_code": "691110"},
    {"parcel": "P1", "item_no": "2", "description": "Cap of cotton", "gross_kg": "0.1", "value": "7", "currency": "EUR"},
    {"parcel": "P2", "recipient_name": "Ben", "recipient_country": "NL", "item_no": "1", "description": "陶瓷杯", "quantity": "2",
     "unit": "PCE", "gtin": "6291041500213"},
]  # fmt: skip


def whole(reading: Reading) -> list[Consignment]:
    """The consignments without what differs by format: file name and lines."""
    found = [received.consignment for received in reading.consignments()]
    return [
        replace(c, manifest=None, line=None, items=tuple(replace(item, line=None) for item in c.items)) for c in found if c
    ]


@pytest.mark.parametrize("kind", list(WRITERS))
def test_all_formats_give_the_same_consignments(tmp_path: Path, kind: str) -> None:
    expected = whole(open_manifest(writers.write_csv(tmp_path / "expected", ROWS)))
    reading = open_manifest(WRITERS[kind](tmp_path / "manifest", ROWS))
    assert whole(reading) == expected
    assert [c.reference for c in expected] == ["P1", "P2"]
    assert reading.findings == []


@pytest.mark.parametrize("kind", list(WRITERS))
def test_all_formats_are_read_packed(tmp_path: Path, kind: str) -> None:
    plain = WRITERS[kind](tmp_path / "plain", ROWS)
    expected = whole(open_manifest(plain))
    packed = tmp_path / "one.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert whole(open_manifest(packed)) == expected
    boxed = tmp_path / "many.zip"
    with zipfile.ZipFile(boxed, "w") as box:
        box.write(plain, "in/manifest")
        box.write(plain, "again")
    assert whole(open_manifest(boxed)) == expected * 2


@pytest.mark.parametrize("kind", list(WRITERS))
def test_findings_are_the_same_in_all_formats_and_point_at_the_value(tmp_path: Path, kind: str) -> None:
    rows = [dict(row) for row in ROWS]
    rows[1]["value"] = "seven"
    path = WRITERS[kind](tmp_path / "manifest", rows)
    reading = open_manifest(path)
    found = reading.place([f for received in reading.consignments() for f in received.findings])
    assert [(f.code, f.value, f.consignment, f.item) for f in found] == [("NUMBER-FORMAT", "seven", "P1", 2)]
    assert found[0].line
    assert found[0].column
    if kind == "xlsx":
        assert found[0].path == f"Manifest!{writers.column_letters(found[0].column - 1)}3"
    else:
        line = path.read_text(encoding="utf-8").splitlines()[found[0].line - 1]
        assert line[found[0].column - 1 :].startswith("seven")
    if kind == "xml":
        assert found[0].path == "/Manifest/Consignment[1]/Item[2]/Value"


_words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=20).filter(
    lambda text: text[0] not in "=+-@" and text == text.strip()
)
_row = st.fixed_dictionaries(
    {"item_no": st.integers(1, 99).map(str), "description": _words},
    optional={"value": st.decimals(0, 9999, places=2).map(str), "gross_kg": st.decimals(0, 99, places=3).map(str),
              "brand": _words, "currency": st.sampled_from(["EUR", "CNY"])},
)  # fmt: skip


@given(st.lists(_row, min_size=1, max_size=5), st.sampled_from(["csv", "json", "jsonl", "xml"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_written_reads_back_equal(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], kind: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    full = [{"parcel": f"P{number}", **row} for number, row in enumerate(rows)]
    expected = whole(open_manifest(writers.write_json_lines(folder / "expected", full)))
    assert whole(open_manifest(WRITERS[kind](folder / "manifest", full))) == expected
    assert [c.items[0].brand for c in expected] == [row.get("brand") and " ".join(
        __import__("unicodedata").normalize("NFC", row["brand"]).split()) for row in full]  # fmt: skip


@given(
    st.sampled_from(["csv", "json", "jsonl", "xml"]),
    st.integers(0, 2000),
    st.binary(min_size=0, max_size=4),
    st.integers(0, 4),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
def test_no_mutation_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, kind: str, at: int, new: bytes, removed: int
) -> None:
    path = WRITERS[kind](tmp_path_factory.mktemp("any") / "manifest", ROWS)
    content = path.read_bytes()
    at %= len(content)
    path.write_bytes(content[:at] + new + content[at + removed :])
    try:
        reading = open_manifest(path)
        reading.place([f for received in reading.consignments() for f in received.findings])
    except UnreadableError as error:
        assert error.finding.code  # noqa: PT017  either way is fine, a traceback is not


@pytest.mark.parametrize(
    ("name", "counts"),
    [("iata/888-11111111_XFWB_multipleULD_multipleHTS.xml", [2]), ("iata/SEL22222222_XFZB.xml", [1]),
     ("iata/xfwbExample.xml", [3]), ("china-ceb/CEB311Message.xml", [2] * 6), ("china-ceb/CEB621Message.xml", [2] * 10)],
)  # fmt: skip
def test_samples_are_read_with_all_their_goods(reference: Path, name: str, counts: list[int]) -> None:
    received = list(open_manifest(reference / "samples" / name).consignments())
    assert [len(one.consignment.items) for one in received if one.consignment] == counts
    assert not [f for one in received for f in one.findings if f.code.startswith("SCHEMA")]


@pytest.mark.parametrize("name", ["CEB411Message.xml", "CEB511Message.xml"])
def test_payments_and_waybills_alone_say_that_they_hold_no_goods(reference: Path, name: str) -> None:
    received = list(open_manifest(reference / "samples" / "china-ceb" / name).consignments())
    assert received
    assert all([f.code for f in one.findings] == ["GOODS-MISSING"] for one in received)


def test_order_and_waybill_of_one_number_are_joined(reference: Path, tmp_path: Path) -> None:
    box = tmp_path / "together.zip"
    with zipfile.ZipFile(box, "w") as package:
        for number in (311, 411, 511):
            package.write(reference / "samples" / "china-ceb" / f"CEB{number}Message.xml", f"{number}.xml")
    received = list(open_manifest(box).consignments())
    joined = [r.consignment for r in received if r.consignment and r.consignment.reference == "L201603081138007"]
    assert joined
    assert joined[0].order == "order20160321116421002"
    assert joined[0].mawb == "TY201603081344007"
    assert len(joined[0].items) == 2


@pytest.mark.parametrize("text", ["two\nlines", "a\x1fb", "tab\there", "陶瓷 杯", "[1", "{}"])
def test_cells_of_any_text_pass_from_the_reading_process(tmp_path: Path, text: str) -> None:
    from douane.intake import spreadsheet
    from douane.intake.reading import Limits, Source

    if "\x1f" in text:
        with pytest.MonkeyPatch.context() as patch:
            # No XML can hold the separator, but what a library makes of a hostile file may.
            line = json.dumps([2, ["P1", text]]).encode() + b"\n"
            patch.setattr(spreadsheet.Cells, "_read", lambda self, out, limits: out.write(
                b'{"sheet": "S"}\n1\x1fparcel\x1fdescription\n' + line + b'{"rows": 2, "empty": []}\n'))  # fmt: skip
            path = writers.write_xlsx(tmp_path / "book", [{"parcel": "P1", "description": "x"}])
            cells = spreadsheet.Cells(Source(path, path.name), Limits())
    else:
        path = writers.write_xlsx(tmp_path / "book", [{"parcel": "P1", "description": text}])
        cells = spreadsheet.Cells(Source(path, path.name), Limits())
    rows = list(cells.rows(cells.sheets[0]))
    assert [row for row, _ in rows] == [1, 2]
    assert rows[1][1] == ["P1", text]
    assert cells.sheets[0].rows == 2
