"""What a run prints: the files open, the barcodes read back to the parcels, problems of the press become findings."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import zxingcpp
from PIL import Image

Cli = Callable[..., tuple[int, str, str]]
HEAD = (
    "parcel,sender_name,sender_country,recipient_name,recipient_street,recipient_postcode,recipient_city,recipient_country,"
    "sale_type,ioss,item_no,description,gross_kg,value,currency,hs_code,sku,manufacturer_ref\n"
)
ROW = "{parcel},{sender},CN,{name},Straat 1,9000,Gent,BE,B2C,IM0561234567,1,T-shirt of cotton,0.2,12.50,EUR,610910,S1,M1\n"


def manifest(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "print.csv"
    defaults = {"parcel": "LX638558603CN", "sender": "深圳市木斯特贸易有限公司", "name": "Łucja Proefman"}
    path.write_text(HEAD + "".join(ROW.format(**{**defaults, **row}) for row in rows), encoding="utf-8")
    return path


def decoded(pdf: Path, folder: Path) -> list[set[str]]:
    subprocess.run(["pdftoppm", "-r", "203", "-gray", "-png", str(pdf), str(folder / "page")], check=True)
    pages = sorted(folder.glob("page*.png"))
    return [{code.text for code in zxingcpp.read_barcodes(Image.open(page))} for page in pages]


def test_labels_and_summaries_open_and_their_barcodes_read_back(run_cli: Cli, tmp_path: Path) -> None:
    path = manifest(tmp_path, {}, {"parcel": "LX889124717CN"})
    code, _, err = run_cli("run", path, "--out", tmp_path / "out", "--as-of", "2026-11-22")
    assert code == 0, err
    folder = tmp_path / "out" / "print"
    labels = decoded(folder / "labels.pdf", tmp_path)
    assert [page & {"LX638558603CN", "LX889124717CN"} for page in labels] == [{"LX638558603CN"}, {"LX889124717CN"}]
    assert "LX638558603CN|L26-0000000001" in labels[0]
    with pikepdf.open(folder / "documents" / "h7-summary.pdf") as summary:
        assert len(summary.pages) == 2
    text = subprocess.run(["pdftotext", str(folder / "labels.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    assert "深圳市木斯特贸易有限公司" in text
    assert "Łucja Proefman" in text


def test_a_document_is_printed_once_and_the_second_run_has_its_bytes(run_cli: Cli, tmp_path: Path) -> None:
    path = manifest(tmp_path, {"name": "Anna 🎁"})
    first = run_cli("run", path, "--out", tmp_path / "one", "--as-of", "2026-11-22")[0]
    second = run_cli("run", path, "--out", tmp_path / "two", "--as-of", "2026-11-22")[0]
    assert first == second == 0
    for name in ("labels.pdf", "documents/h7-summary.pdf", "findings.json", "consignments.jsonl"):
        assert (tmp_path / "one" / "print" / name).read_bytes() == (tmp_path / "two" / "print" / name).read_bytes()


def test_a_sign_that_no_font_has_is_told(run_cli: Cli, tmp_path: Path) -> None:
    run_cli("run", manifest(tmp_path, {"name": "Anna \U000e0001"}), "--out", tmp_path / "out", "--as-of", "2026-11-22")
    findings = json.loads((tmp_path / "out" / "print" / "findings.json").read_text("utf-8"))
    assert {f["code"] for f in findings} >= {"PRINT-GLYPH"}


def test_print_makes_one_file(run_cli: Cli, tmp_path: Path) -> None:
    code, _, err = run_cli("print", "label", manifest(tmp_path, {}), "--out", tmp_path / "label.pdf")
    assert code == 0, err
    assert (tmp_path / "label.pdf").read_bytes().startswith(b"%PDF")
