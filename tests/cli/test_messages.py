"""The whole life of declarations through the command line, with the simulated other side."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

Cli = Callable[..., tuple[int, str, str]]
HEAD = ("parcel,mawb,sale_type,sender_name,sender_city,sender_country,recipient_name,recipient_street,recipient_postcode,"
        "recipient_city,recipient_country,ioss,item_no,description,hs_code,quantity,unit,gross_kg,net_kg,value,currency,origin,"
        "sku,manufacturer_ref,gtin\n")  # fmt: skip
ROW = ("{parcel},999-85896694,B2C,Shenzhen Muster Trading,Shenzhen,CN,Marie Voorbeeld,Rue du Modèle {n},4000,Liège,BE,"
       "IM0561234567,{item},{words},{code},1,PCE,0.2,0.18,20.00,EUR,CN,SKU-1,MF-1,6291041500213\n")  # fmt: skip
AT = "2026-11-22T20:00:00+00:00"
GOODS = (("Women's T-shirt of cotton", "610910"), ("Cotton socks for children", "611595"))


def manifest(folder: Path, parcels: int = 2) -> Path:
    rows = [
        ROW.format(parcel=f"PARCEL{n}", n=n, item=item, words=words, code=code)
        for n in range(1, parcels + 1)
        for item, (words, code) in enumerate(GOODS, start=1)
    ]
    path = folder / "m.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


@pytest.fixture
def begun(tmp_path: Path, home: Path, run_cli: Cli) -> Callable[[str], Path]:
    """Run a manifest under an LRN prefix and hand its declarations out; the folder of the messages."""

    def begin(letter: str, parcels: int = 2) -> Path:
        home.mkdir(exist_ok=True)
        (home / "douane.toml").write_text(f'lrn_prefix = "{letter}"\n')
        path = manifest(tmp_path, parcels)
        code, _, err = run_cli("run", path, "--out", tmp_path / "out", "--no-print", "--as-of", "2026-11-22", "--jobs", "1")
        assert code in (0, 1), err
        assert run_cli("declaration", "export", "--out", tmp_path / "messages")[0] == 0
        assert len(list((tmp_path / "messages").glob("*.xml"))) == parcels
        return tmp_path / "messages"

    return begin


def answered(run_cli: Cli, messages: Path, *more: object) -> tuple[int, list[dict[str, object]]]:
    assert run_cli("simulate", messages, "--at", AT)[0] == 0
    code, out, _ = run_cli("answers", messages / "answers", "--json", *more)
    return code, json.loads(out)


def states(run_cli: Cli) -> list[str]:
    return [one["state"] for one in json.loads(run_cli("declaration", "list", "--json")[1])]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_life_to_release(begun: Callable[[str], Path], run_cli: Cli, tmp_path: Path) -> None:
    messages = begun("A")
    assert states(run_cli) == ["exported", "exported"]
    code, told = answered(run_cli, messages, "--lists", tmp_path / "lists")
    assert code == 0
    assert [row["after"] for row in told[:3]] == ["received", "accepted", "released"]
    assert states(run_cli) == ["released", "released"]
    released = rows(tmp_path / "lists" / "released.csv")
    assert [row["reference"] for row in released] == ["PARCEL1", "PARCEL2"]
    assert all(len(row["mrn"]) == 18 for row in released)
    assert rows(tmp_path / "lists" / "hold.csv") == []
    assert rows(tmp_path / "lists" / "waiting.csv") == []


def test_answers_twice_change_nothing(begun: Callable[[str], Path], run_cli: Cli) -> None:
    messages = begun("A")
    answered(run_cli, messages)
    before = run_cli("declaration", "list", "--json")[1]
    code, told = answered(run_cli, messages)
    assert code == 0
    assert not any(row["new"] for row in told)
    assert run_cli("declaration", "list", "--json")[1] == before


def test_messages_go_out_once(begun: Callable[[str], Path], run_cli: Cli, tmp_path: Path) -> None:
    begun("A")
    assert run_cli("declaration", "export", "--out", tmp_path / "again")[0] == 0
    assert list((tmp_path / "again").iterdir()) == []


def test_what_has_no_answer_can_be_written_again(begun: Callable[[str], Path], run_cli: Cli, tmp_path: Path) -> None:
    messages = begun("A")
    first, second = sorted(messages.glob("*.xml"))
    again = tmp_path / "again"
    assert run_cli("declaration", "export", "--again", "--out", again)[0] == 0
    assert {path.name: path.read_bytes() for path in again.iterdir()} == {
        path.name: path.read_bytes() for path in (first, second)}  # fmt: skip
    second.unlink()
    answered(run_cli, messages)
    assert run_cli("declaration", "export", "--again", "--out", tmp_path / "third")[0] == 0
    assert [path.name for path in (tmp_path / "third").iterdir()] == [second.name]


def test_a_rejection_leads_back_to_field_and_line_of_the_manifest(
    begun: Callable[[str], Path], run_cli: Cli, tmp_path: Path
) -> None:
    messages = begun("R")
    code, told = answered(run_cli, messages, "--lists", tmp_path / "lists")
    assert code == 1
    found = [finding for row in told for finding in row["findings"]]  # type: ignore[attr-defined]
    assert [(f["code"], f["field"], f["file"], f["line"], f["value"], f["consignment"]) for f in found] == [
        ("ANSWER-REJECTED", "hs_code", "m.csv", 2, "610910", "PARCEL1"),
        ("ANSWER-REJECTED", "hs_code", "m.csv", 4, "610910", "PARCEL2"),
    ]
    assert states(run_cli) == ["rejected", "rejected"]
    assert [row["state"] for row in rows(tmp_path / "lists" / "hold.csv")] == ["rejected", "rejected"]


@pytest.mark.parametrize(
    ("letter", "state", "finding"), [("D", "selected", "ANSWER-SELECTED"), ("H", "held", "ANSWER-HELD")]
)
def test_what_customs_keeps_is_held_and_said(
    begun: Callable[[str], Path], run_cli: Cli, letter: str, state: str, finding: str
) -> None:
    code, told = answered(run_cli, begun(letter))
    assert code == 1
    assert states(run_cli) == [state, state]
    assert {f["code"] for row in told for f in row["findings"]} == {finding}  # type: ignore[attr-defined]


def test_no_answer_leaves_the_declaration_waiting(begun: Callable[[str], Path], run_cli: Cli) -> None:
    code, told = answered(run_cli, begun("N"))
    assert (code, told) == (0, [])
    assert states(run_cli) == ["exported", "exported"]


def test_an_error_of_the_connection_and_then_the_answer(begun: Callable[[str], Path], run_cli: Cli) -> None:
    messages = begun("E")
    code, told = answered(run_cli, messages)
    assert code == 0
    assert {f["code"] for row in told for f in row["findings"]} == {"ANSWER-TEMPORARY"}  # type: ignore[attr-defined]
    assert states(run_cli) == ["exported", "exported"]
    answered(run_cli, messages)
    assert states(run_cli) == ["released", "released"]


def test_an_amendment_with_both_versions_side_by_side(begun: Callable[[str], Path], run_cli: Cli, tmp_path: Path) -> None:
    messages = begun("A")
    answered(run_cli, messages)
    (first, _) = sorted(messages.glob("*.xml"))
    changed = tmp_path / "changed.xml"
    changed.write_text(first.read_text(encoding="utf-8").replace("610910", "610990"), encoding="utf-8")
    lrn = first.stem.removeprefix("h7-")
    asked = tmp_path / "asked"
    assert run_cli("declaration", "amend", lrn, changed, "--why", "wrong code", "--out", asked)[0] == 0
    code, out, _ = run_cli("declaration", "diff", lrn, "--json")
    assert code == 0
    assert json.loads(out) == [
        {"path": "/H7Declaration/GoodsShipment/GoodsItem[1]/HSSubheading", "number": "18 09 056", "field": "hs_code",
         "before": "610910", "after": "610990"}
    ]  # fmt: skip
    assert run_cli("simulate", asked, "--at", "2027-11-22T21:00:00+00:00")[0] == 0
    assert run_cli("answers", asked / "answers")[0] == 0
    shown = json.loads(run_cli("declaration", "show", lrn, "--json")[1])
    assert (shown["state"], shown["version"], shown["corrected"]) == ("released", 2, True)
    assert [fact["event"] for fact in shown["facts"]][-2:] == ["amendment asked", "amended"]


def test_an_invalidation(begun: Callable[[str], Path], run_cli: Cli, tmp_path: Path) -> None:
    messages = begun("A")
    answered(run_cli, messages)
    lrn = sorted(messages.glob("*.xml"))[0].stem.removeprefix("h7-")
    asked = tmp_path / "asked"
    assert run_cli("declaration", "invalidate", lrn, "--why", "sent back", "--out", asked)[0] == 0
    code, _, err = run_cli("declaration", "invalidate", lrn, "--why", "again", "--out", asked)
    assert code == 2
    assert "not answered" in err
    assert run_cli("simulate", asked, "--at", "2027-11-22T21:00:00+00:00")[0] == 0
    run_cli("answers", asked / "answers")
    assert states(run_cli)[0] == "invalidated"


def test_what_may_not_be_amended_is_refused_in_words(begun: Callable[[str], Path], run_cli: Cli, tmp_path: Path) -> None:
    messages = begun("N")
    path = sorted(messages.glob("*.xml"))[0]
    code, _, err = run_cli(
        "declaration", "amend", path.stem.removeprefix("h7-"), path, "--why", "x", "--out", tmp_path / "a"
    )
    assert code == 2
    assert "the declaration is exported" in err
    code, _, err = run_cli("declaration", "show", "NONE")
    assert code == 2
    assert "no declaration NONE was handed out" in err


def test_the_new_message_has_to_be_of_the_same_declaration(
    begun: Callable[[str], Path], run_cli: Cli, tmp_path: Path
) -> None:
    messages = begun("A")
    answered(run_cli, messages)
    first, second = sorted(messages.glob("*.xml"))
    code, _, err = run_cli("declaration", "amend", first.stem[3:], second, "--why", "x", "--out", tmp_path / "a")
    assert code == 2
    assert "has to carry the LRN" in err


def test_answers_that_cannot_be_used_change_nothing(begun: Callable[[str], Path], run_cli: Cli, tmp_path: Path) -> None:
    messages = begun("A")
    assert run_cli("simulate", messages, "--at", AT)[0] == 0
    accepted = sorted((messages / "answers").glob("*IE428.xml"))[0].read_text(encoding="utf-8")
    start = accepted.index("<MRN>") + 5
    mrn = accepted[start : start + 18]
    wrong = mrn[:17] + str((int(mrn[17]) + 1) % 10)
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "1.xml").write_text(accepted.replace(mrn, wrong), encoding="utf-8")
    (bad / "2.xml").write_text(accepted.replace("A26-0000000001", "A26-0000000999"), encoding="utf-8")
    (bad / "3.xml").write_text("<html/>", encoding="utf-8")
    code, out, _ = run_cli("answers", bad, "--json")
    assert code == 1
    assert [f["code"] for row in json.loads(out) for f in row["findings"]] == [
        "ANSWER-MRN", "ANSWER-UNMATCHED", "ANSWER-UNREADABLE"]  # fmt: skip
    assert states(run_cli) == ["exported", "exported"]


def test_a_contradiction_is_told_to_a_person(begun: Callable[[str], Path], run_cli: Cli) -> None:
    messages = begun("A")
    answered(run_cli, messages)
    released = sorted((messages / "answers").glob("*IE429.xml"))[0]
    late = released.with_name("late.xml")
    text = released.read_text(encoding="utf-8").replace("IE429", "IE416").replace("2026-11-22", "2026-11-23")
    late.write_text(text, encoding="utf-8")
    code, out, _ = run_cli("answers", late, "--json")
    assert code == 1
    (row,) = json.loads(out)
    assert (row["after"], row["findings"][0]["code"]) == ("released", "ANSWER-CONTRADICTS")


def test_numbers_without_declaration_have_reasons(begun: Callable[[str], Path], run_cli: Cli) -> None:
    begun("A")
    assert json.loads(run_cli("declaration", "gaps", "--json")[1]) == []


def test_a_wrong_moment_is_wrong_usage(tmp_path: Path, run_cli: Cli) -> None:
    for text in ("yesterday", "2026-11-22T10:00:00"):
        code, _, err = run_cli("simulate", tmp_path, "--at", text)
        assert code == 2
        assert "2026-11-22T10:00:00+00:00" in err


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path, run_cli: Cli) -> None:
    code, _, err = run_cli("answers", tmp_path / "none.xml")
    assert code == 2
    assert "there is no file" in err
