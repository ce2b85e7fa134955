"""Whatever happens to the bytes of a file: findings, a refusal or as many goods as before; never a traceback or a hang."""

from __future__ import annotations

import gzip
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from douane.domain.finding import Finding
from douane.intake import fixing
from douane.intake.reading import UnreadableError
from douane.intake.recognise import open_manifest
from tests.intake.test_all_formats import ROWS, WRITERS, _row, whole
from tests.intake.test_cargo_xml import SAMPLES

CEB = """<?xml version="1.0" encoding="UTF-8"?>
<ceb:CEB311Message guid="g" version="1.0" xmlns:ceb="http://www.chinaport.gov.cn/ceb">
<ceb:Order><ceb:OrderHead><ceb:orderNo>O1</ceb:orderNo><ceb:buyerName>王芳</ceb:buyerName></ceb:OrderHead>
<ceb:OrderList><ceb:gnum>1</ceb:gnum><ceb:itemName>陶瓷杯</ceb:itemName><ceb:qty>2</ceb:qty></ceb:OrderList></ceb:Order>
<ceb:Order><ceb:OrderHead><ceb:orderNo>O2</ceb:orderNo></ceb:OrderHead>
<ceb:OrderList><ceb:gnum>1</ceb:gnum><ceb:itemName>棉帽</ceb:itemName><ceb:qty>1</ceb:qty></ceb:OrderList></ceb:Order>
</ceb:CEB311Message>
"""
PLAIN = ("csv", "json", "jsonl", "xml", "xfhl", "xffm", "ceb")
SLOW = ("gz", "zip", "xlsx")


@cache
def content(kind: str, folder: Path) -> bytes:
    path = folder / f"original.{kind}"
    if kind in WRITERS:
        return WRITERS[kind](path, ROWS).read_bytes()
    if kind in ("xfhl", "xffm"):
        return (SAMPLES / f"{kind}.xml").read_bytes()
    if kind == "ceb":
        return CEB.encode()
    inner = WRITERS["csv"](path, ROWS).read_bytes()
    if kind == "gz":
        return gzip.compress(inner, mtime=0)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr(zipfile.ZipInfo("a.csv"), inner)
        box.writestr(zipfile.ZipInfo("b.xml"), CEB)
    return path.read_bytes()


def read(path: Path) -> tuple[int, list[Finding]]:
    """How many goods lines were read, and all findings."""
    try:
        reading = open_manifest(path)
        received = list(reading.consignments())
        found = reading.place([f for one in received for f in one.findings])
    except UnreadableError as error:
        return 0, [error.finding]
    return sum(len(one.consignment.items) for one in received if one.consignment), [*reading.findings, *found]


def changed(folder: Path, kind: str, at: int, new: bytes, removed: int) -> None:
    before = content(kind, folder)
    (folder / "before").write_bytes(before)
    at %= len(before)
    path = folder / "m"
    path.write_bytes(before[:at] + new + before[at + removed :])
    goods, findings = read(path)
    assert findings or goods == read(folder / "before")[0]
    assert all(finding.file for finding in findings)


ANY = (st.integers(0, 1 << 16), st.binary(min_size=0, max_size=4), st.integers(0, 4))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


@given(st.sampled_from(PLAIN), *ANY)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=400)
def test_no_change_of_bytes_loses_goods_in_silence(
    folder: Path, kind: str, at: int, new: bytes, removed: int
) -> None:  # fmt: skip
    changed(folder, kind, at, new, removed)


@given(st.sampled_from(SLOW), *ANY)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
def test_no_change_of_bytes_in_a_package_loses_goods_in_silence(
    folder: Path, kind: str, at: int, new: bytes, removed: int
) -> None:  # fmt: skip
    changed(folder, kind, at, new, removed)


@given(st.sampled_from(PLAIN), *ANY)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
def test_fix_gives_any_file_back_or_refuses_it(folder: Path, kind: str, at: int, new: bytes, removed: int) -> None:
    before = content(kind, folder)
    at %= len(before)
    (folder / "m").write_bytes(before[:at] + new + before[at + removed :])
    try:
        fixing.mend(folder / "m", folder / "mended")
        (folder / "again").mkdir(exist_ok=True)
        findings = read(folder / "mended")[1]
        fixing.annotate(folder / "mended", folder / "noted", findings, lambda one: f"{one.code}: {one.value}")
    except UnreadableError as error:
        assert error.finding.code  # noqa: PT017  a refusal is fine, a traceback is not


@pytest.mark.parametrize("kind", PLAIN)
def test_a_file_that_breaks_off_gives_every_complete_consignment_before(tmp_path: Path, kind: str) -> None:
    whole = content(kind, tmp_path)
    (tmp_path / "whole").write_bytes(whole)
    expected = [r.consignment.reference for r in open_manifest(tmp_path / "whole").consignments() if r.consignment]
    seen = set()
    for share in range(30, 100, 7):
        (tmp_path / "cut").write_bytes(whole[: len(whole) * share // 100])
        try:
            reading = open_manifest(tmp_path / "cut")
            received = list(reading.consignments())
        except UnreadableError:
            continue
        found = [r.consignment.reference for r in received if r.consignment]
        assert found == expected[: len(found)]
        assert reading.findings or any(r.findings for r in received) or kind in ("csv", "jsonl")
        seen.add(len(found))
    assert max(seen) >= len(expected) - 1


def test_goods_under_a_name_that_is_not_known_are_told(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text('[{"parcel": "P1", "value": 1, "artikels": [{"description": "mug"}]}]', encoding="utf-8")
    goods, found = read(path)
    assert goods == 0
    assert [(f.code, f.field, f.consignment) for f in found] == [("JSON-SHAPE", "artikels", "P1")]


def test_a_text_that_json_does_not_allow_goes_back_as_it_came(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text('[{"parcel": "P1", "recipient_country": "be", "brand": "a\nb", "value": "1"}]', encoding="utf-8")
    fixing.mend(path, tmp_path / "out.json")
    assert "a\nb" in (tmp_path / "out.json").read_text(encoding="utf-8")


@given(st.lists(_row, min_size=1, max_size=4), st.sampled_from(sorted(WRITERS)), st.sampled_from(["", "gz", "zip"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
def test_what_is_written_in_any_format_and_packed_reads_back_equal(
    folder: Path, rows: list[dict[str, str]], kind: str, box: str
) -> None:
    full = [{"parcel": f"P{number}", **row} for number, row in enumerate(rows)]
    expected = whole(open_manifest(WRITERS["jsonl"](folder / "expected", full)))
    path = WRITERS[kind](folder / "written", full)
    packed = folder / "packed"
    if box == "gz":
        packed.write_bytes(gzip.compress(path.read_bytes()))
    elif box == "zip":
        with zipfile.ZipFile(packed, "w") as package:
            package.write(path, "written")
    assert whole(open_manifest(packed if box else path)) == expected
    assert len(expected) == len(rows)
