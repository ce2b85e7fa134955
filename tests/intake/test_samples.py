"""Every manifest and order among the samples is read with all its goods, or says which datum is missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from douane.intake.reading import UnreadableError
from douane.intake.recognise import open_manifest
from tests.conftest import REFERENCE

Cli = Callable[..., tuple[int, str, str]]
# Answers of customs (312, 412, 512, 622) and declarations (H7) are no manifests; how goods lines are counted in the others.
NO_MANIFEST = re.compile(r"CEB\d12|CEB622|DECO|dk-h7|truth")
GOODS = {"XFWB": "IncludedMasterConsignmentItem>", "xfwb": "IncludedMasterConsignmentItem>",
         "XFZB": "IncludedHouseConsignmentItem>", "CEB311": "OrderList>", "CEB621": "InventoryList>"}  # fmt: skip
WITHOUT_GOODS = ("CEB411", "CEB511")
SAMPLES = sorted(
    path for path in (REFERENCE / "samples").rglob("*") if path.is_file() and not NO_MANIFEST.search(path.name)
)


def goods_in(path: Path) -> int:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        import csv

        delimiter = ";" if text.count(";") > text.count(",") else ","
        return len(list(csv.reader(text.splitlines(), delimiter=delimiter))) - 1
    word = next(word for name, word in GOODS.items() if name in path.name)
    return len(re.findall(rf"<(?:\w+:)?{word}", text))


def test_there_are_samples(reference: Path) -> None:
    assert {"iata", "china-ceb", "manifests"} <= {path.parent.name for path in SAMPLES}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_sample_is_read_with_all_its_goods(reference: Path, path: Path) -> None:
    reading = open_manifest(path)
    received = list(reading.consignments())
    codes = {f.code for one in received for f in one.findings}
    if any(name in path.name for name in WITHOUT_GOODS):
        assert codes == {"GOODS-MISSING"}
        return
    assert sum(len(one.consignment.items) for one in received if one.consignment) == goods_in(path)
    assert all(one.consignment for one in received)
    assert not [code for code in codes if code.startswith(("SCHEMA", "JSON", "XML", "ROW-", "QUOTE"))]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_sample_says_what_is_missing_for_its_route(reference: Path, path: Path, run_cli: Cli) -> None:
    code, out, err = run_cli("check", path, "--json", "--as-of", "2026-11-22")
    assert code in (0, 1), err
    assert '"code"' in out
    assert "STAGE-FAILED" not in out


@pytest.mark.parametrize(
    "path",
    sorted(p for p in (REFERENCE / "samples").rglob("*.xml") if NO_MANIFEST.search(p.name)),
    ids=lambda path: path.name,
)
def test_what_is_no_manifest_is_refused_by_name(reference: Path, path: Path) -> None:
    with pytest.raises(UnreadableError) as error:
        open_manifest(path)
    assert error.value.finding.code == "FORMAT-UNKNOWN"
    assert error.value.finding.value
