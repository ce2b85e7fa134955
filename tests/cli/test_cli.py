"""The command line as other programs use it: products on stdout, words on stderr, documented exit codes."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT

Cli = Callable[..., tuple[int, str, str]]
EXAMPLES = ROOT / "examples"
MISTAKES = EXAMPLES / "mistakes.csv"
CLEAN = (
    "parcel,sender_name,sender_country,recipient_name,recipient_street,recipient_city,recipient_country,sale_type,ioss,item_no,"
    "description,gross_kg,value,currency,hs_code,sku,manufacturer_ref\n"
    "P1,A company,CN,Anna Proef,Straat 1,Gent,BE,B2C,IM0561234567,1,T-shirt of cotton,0.2,12.50,EUR,610910,S1,M1\n"
)


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "clean.csv"
    path.write_text(CLEAN, encoding="utf-8")
    return path


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def test_a_clean_manifest_ends_with_0(run_cli: Cli, clean: Path, tmp_path: Path) -> None:
    code, out, err = run_cli("run", clean, "--out", tmp_path / "out", "--as-of", "2026-11-22", "--json", "--no-print")
    assert code == 0, err
    (manifest,) = json.loads(out)["manifests"]
    assert manifest["counts"] == {"consignments": 1, "ready": 1, "review": 0, "held": 0, "rejected": 0}
    (line,) = lines(tmp_path / "out" / "clean" / "consignments.jsonl")
    assert line["outcome"] == "ready"
    assert line["procedure"] == ["F48"]
    assert line["amounts"] == {
        "intrinsic_value": "12.50", "currency": "EUR", "transport_cost": "0.00", "customs_duty": "3.00", "union_fee": "0.00",
        "vat_base": None, "vat": "0.00", "exchange_rate_date": "2026-10-21",
    }  # fmt: skip
    assert [path.suffix for path in (tmp_path / "out" / "clean" / "declarations").iterdir()] == [".xml"]


def test_every_parcel_of_the_examples_has_one_line(run_cli: Cli, tmp_path: Path) -> None:
    inputs = sorted([*EXAMPLES.glob("*.csv"), *EXAMPLES.glob("*.xml")])
    code, _, _ = run_cli("run", *inputs, "--out", tmp_path / "out", "--no-print")
    assert code == 1
    for path in inputs:
        folder = tmp_path / "out" / path.stem
        records = lines(folder / "consignments.jsonl")
        named = [r["reference"] for r in records if r["reference"]]
        assert len(named) == len(set(named))
        listed = sum(
            len((folder / f"{name}.csv").read_text("utf-8").splitlines()) - 1 for name in ("ready", "review", "hold")
        )
        assert listed == len(records)


def test_every_mistake_is_found_in_its_row(run_cli: Cli) -> None:
    code, out, _ = run_cli("check", MISTAKES, "--json", "--as-of", "2026-11-22")
    assert code == 1
    findings = json.loads(out)
    keys = {
        "code",
        "severity",
        "message",
        "fix",
        "file",
        "line",
        "column",
        "path",
        "field",
        "value",
        "expected",
        "consignment",
    }
    assert all(keys <= set(found) for found in findings)
    errors = {(found["line"], found["code"]) for found in findings if found["severity"] == "error"}
    expected = [
        (3, "REFERENCE-MISSING"), (4, "DESCRIPTION-MISSING"), (5, "DESCRIPTION-STOP-WORD"), (6, "NUMBER-FORMAT"),
        (7, "VALUE-NEGATIVE"), (8, "MASS-NOT-POSITIVE"), (9, "NET-ABOVE-GROSS"), (10, "CURRENCY-UNKNOWN"),
        (11, "COUNTRY-UNKNOWN"), (12, "IOSS-FORM"), (13, "IOSS-OVER-LIMIT"), (14, "HS-FORM"), (15, "HS-UNKNOWN"),
        (16, "GTIN-FORM"), (17, "VALUE-MANGLED"), (18, "PRODUCT-ID-MISSING"), (21, "AWB-FORM"),
        (22, "IMPORTER-INCOMPLETE"), (25, "PARCEL-REPEATED"),
    ]  # fmt: skip
    assert errors == set(expected)
    warnings = {(found["line"], found["code"]) for found in findings if found["severity"] != "error"}
    assert {(19, "DATE-AMBIGUOUS"), (20, "POSTCODE-FORM"), (23, "ROUTE-TRANSIT"), (24, "GOODS-RESTRICTED")} <= warnings


def test_seeded_mistakes_of_the_reference_manifests_are_found(run_cli: Cli, reference: Path, tmp_path: Path) -> None:
    codes = {
        "description missing": "DESCRIPTION-MISSING", "stop word": "DESCRIPTION-STOP-WORD", "mass zero": "MASS-NOT-POSITIVE",
        "value negative": "VALUE-NEGATIVE", "currency unknown": "CURRENCY-UNKNOWN", "country unknown": "COUNTRY-UNKNOWN",
        "ioss malformed": "IOSS-FORM", "gtin check digit": "GTIN-FORM", "net above gross": "NET-ABOVE-GROSS",
        "hs length": "HS-FORM", "parcel repeated": "PARCEL-REPEATED",
    }  # fmt: skip
    for path in sorted((reference / "samples" / "manifests").glob("*.csv")):
        _, out, _ = run_cli("check", path, "--json", "--as-of", "2026-11-22")
        found = {(f["line"], f["code"]) for f in json.loads(out)}
        truth = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
        for entry in truth:
            assert (entry["row"], codes[entry["mistake"]]) in found, (path.name, entry)


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "summary.json"
    }


def test_the_same_run_twice_gives_the_same_bytes(run_cli: Cli, tmp_path: Path) -> None:
    arguments = ("run", EXAMPLES / "import-50.xml", MISTAKES, "--as-of", "2026-11-22", "--no-print")
    run_cli(*arguments, "--out", tmp_path / "one", "--jobs", 1)
    run_cli(*arguments, "--out", tmp_path / "two", "--jobs", 2)
    assert _digests(tmp_path / "one") == _digests(tmp_path / "two")
    summaries = [json.loads((tmp_path / name / "mistakes" / "summary.json").read_text("utf-8")) for name in ("one", "two")]
    for summary in summaries:
        del summary["timings"]
    assert summaries[0] == summaries[1]


@pytest.mark.parametrize(
    ("day", "procedure", "duty"),
    [
        ("2026-06-30", ["C07", "F48"], "0.00"), ("2026-07-01", ["F48"], "3.00"), ("2028-06-30", ["F48"], "3.00"),
        ("2028-07-01", ["F48"], None),
    ],
)  # fmt: skip
def test_the_law_follows_the_day(run_cli: Cli, clean: Path, day: str, procedure: list[str], duty: str | None) -> None:
    code, out, _ = run_cli("assess", clean, "--json", "--as-of", day)
    assert code == 0
    (consignment,) = json.loads(out)["consignments"]
    assert consignment["procedure"] == procedure
    assert consignment["amounts"]["customs_duty"] == duty


@pytest.mark.parametrize("content", [b"", b"\x00\x01" * 99, b"no manifest at all", b"<<<", b"\xff\xfe\x00"])
def test_bad_input_ends_with_3_and_never_with_a_traceback(run_cli: Cli, tmp_path: Path, content: bytes) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    code, out, err = run_cli("run", bad, "--out", tmp_path / "out", "--json")
    assert code == 3
    assert "Traceback" not in err
    assert len(json.loads(out)["manifests"][0]["findings"]) == 1


def test_a_bad_file_does_not_stop_the_others(run_cli: Cli, clean: Path, tmp_path: Path) -> None:
    code, out, _ = run_cli("run", tmp_path / "missing.csv", clean, "--out", tmp_path / "out", "--json", "--no-print")
    assert code == 1
    assert [m.get("counts", {}).get("ready") for m in json.loads(out)["manifests"]] == [None, 1]


def test_files_of_others_are_never_overwritten(run_cli: Cli, clean: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "clean").mkdir(parents=True)
    precious = tmp_path / "out" / "clean" / "precious.txt"
    precious.write_text("mine", encoding="utf-8")
    code, _, err = run_cli("run", clean, "--out", tmp_path / "out", "--no-print")
    assert code == 2
    assert "choose another folder" in err
    assert precious.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    "arguments", [["run"], ["no-such-command"], ["explain", "NO-SUCH"], ["check", "x", "--as-of", "soon"]]
)
def test_wrong_usage_ends_with_2(run_cli: Cli, arguments: list[str]) -> None:
    code, out, err = run_cli(*arguments)
    assert code == 2
    assert out == ""
    assert err


def test_explain_tells_what_to_do(run_cli: Cli) -> None:
    code, out, _ = run_cli("explain", "ioss-form")
    assert code == 0
    assert "Directive 2006/112/EC" in out
    assert "→" in out


def test_declare_writes_the_ready_data_sets(run_cli: Cli, clean: Path, tmp_path: Path) -> None:
    code, _, err = run_cli("declare", "h7", clean, "--out", tmp_path / "h7.xml", "--as-of", "2026-11-22")
    assert code == 0, err
    assert b"<LRN>L26-0000000001</LRN>" in (tmp_path / "h7.xml").read_bytes()


def test_classify_answers_a_line_for_each_line(run_cli: Cli, tmp_path: Path) -> None:
    goods = tmp_path / "goods.jsonl"
    rows = [
        {"id": "a", "description": "cotton T-shirt\u2028knitted"},
        {"id": "b", "description": "垃圾 qqq"},
        {"id": "c", "description": ""},
    ]
    goods.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    code, out, _ = run_cli("classify", goods, "--json", "--market", "both", "--top", 3)
    assert code == 0
    answers = [json.loads(line) for line in out.split("\n") if line]
    assert [(a["id"], a["market"]) for a in answers] == [(i, m) for i in "abc" for m in ("eu", "cn")]
    first = answers[0]
    assert set(first) == {"id", "market", "decision", "candidates", "question"}
    assert first["candidates"][0]["code"].startswith("6109")
    assert all(c["code"].isdigit() and len(c["code"]) >= 6 for a in answers for c in a["candidates"])


def test_classify_reads_csv_from_stdin(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "douane", "classify", "-", "--json"], input="id;description\n7;cotton T-shirt\n",
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert json.loads(done.stdout)["id"] == "7"


def test_tariff_answers_at_six_digits_without_a_tariff(
    run_cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOUANE_TARIFF", str(tmp_path / "none"))
    assert run_cli("tariff", "status")[0] == 0
    code, out, _ = run_cli("tariff", "show", "6109.10")
    assert code == 0
    assert "cotton" in out
    assert run_cli("tariff", "show", "610999")[0] == 1
    assert run_cli("tariff", "search", "t-shirt")[0] == 0


def test_help_is_quick_and_loads_neither_weasyprint_nor_the_store() -> None:
    probe = (
        "import sys, douane.cli; print([m for m in ('weasyprint', 'sqlalchemy', 'lxml', 'pydantic') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_the_wheel_finds_its_data_in_a_clean_environment(tmp_path: Path) -> None:
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(build, check=True, capture_output=True)
    site = tmp_path / "site"
    (wheel,) = tmp_path.glob("*.whl")
    shutil.unpack_archive(wheel, site, "zip")
    probe = (
        "from douane import places; from douane.reference.law import Law; from douane.intake.manifest_xml import schema;"
        "from douane.declarations.h7_xml import schema as h7; schema(); h7(); Law.load();"
        "assert (places.TEMPLATES / 'parcel_label.html').exists(); print(places.LAW)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(site)!r}); {probe}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert str(site) in done.stdout


def test_imports_only_point_down() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_examples_are_what_their_script_makes(tmp_path: Path) -> None:
    script = tmp_path / "examples" / "make.py"
    script.parent.mkdir()
    shutil.copy(EXAMPLES / "make.py", script)
    subprocess.run([sys.executable, str(script)], check=True)
    for made in script.parent.glob("*.[cx][sm][vl]"):
        assert made.read_bytes() == (EXAMPLES / made.name).read_bytes(), made.name


def test_a_file_that_cannot_be_read_is_told_in_words_by_every_command(run_cli: Cli, tmp_path: Path) -> None:
    for command in (["assess"], ["declare", "h7", "--out", tmp_path / "x.xml"]):
        code, _, err = run_cli(*command, tmp_path / "missing.csv")
        assert code == 3
        assert "→" in err


def test_an_output_folder_that_does_not_exist_is_no_fault_of_the_program(run_cli: Cli, clean: Path, tmp_path: Path) -> None:
    code, _, err = run_cli("declare", "h7", clean, "--out", tmp_path / "none" / "x.xml")
    assert code == 2
    assert "Check the path" in err
