"""What is asked again: rulings on parties, newer lists over stored parties, stored assessments after the law has grown."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from douane import places
from douane.pipeline.order import Tools
from douane.pipeline.replaying import replay
from douane.pipeline.settings import Settings
from douane.reference.law import Law
from douane.store.database import connect
from douane.store.manifests import Manifests
from douane.store.repository import Store
from tests.compliance.test_memory import ORDER, PARCEL
from tests.intake import writers

Cli = Callable[..., tuple[int, str, str]]
LIST = Path(__file__).parent / "consolidated-list.xml"
DAY = "2026-11-22"


@pytest.fixture
def listed_name() -> str:
    """A person of the made-up list."""
    from douane.compliance.sanctions_list import Subject, read_list

    with LIST.open("rb") as file:
        entity = next(one for one in read_list(file).entities if one.subject is Subject.PERSON)
    return entity.names[0].name


def test_a_ruling_is_used_again_until_the_list_says_something_else(
    tmp_path: Path, run_cli: Cli, listed_name: str, home: Path
) -> None:
    path = writers.write_csv(tmp_path / "m.csv", [{**PARCEL, "recipient_name": listed_name}])
    hits = json.loads(run_cli("screen", path, "--list", LIST, "--keep", "--json", "--as-of", DAY)[1])["hits"]
    assert hits
    before = run_cli("check", path, "--as-of", DAY)[2]
    assert "PARTY-LISTED" in before
    for hit in hits:
        arguments = ("parties", "rule", hit["key"], hit["reference"], "other-person", "--why", "another day of birth",
                     "--who", "examiner")  # fmt: skip
        assert run_cli(*arguments)[0] == 0
    assert "PARTY-" not in run_cli("check", path, "--as-of", DAY)[2]
    assert len(json.loads(run_cli("parties", "rulings", "--json")[1])) == len(hits)
    kept = home / "consolidated-list.xml"
    kept.write_bytes(LIST.read_bytes().replace(b'countryIso2Code="', b'countryIso2Code="X'))
    assert "PARTY-LISTED" in run_cli("check", path, "--as-of", DAY)[2]


def test_a_ruling_names_an_entity_of_the_list_and_its_reason(tmp_path: Path, run_cli: Cli) -> None:
    path = writers.write_csv(tmp_path / "m.csv", [PARCEL])
    assert run_cli("parties", "rule", "key", "EU.1", "other-person", "--why", "x", "--who", "me")[0] == 4
    run_cli("screen", path, "--list", LIST, "--keep", "--as-of", DAY)
    code, _, err = run_cli("parties", "rule", "key", "EU.none", "other-person", "--why", "x", "--who", "me")
    assert (code, "EU.none" in err) == (2, True)


def test_stored_parties_are_looked_up_in_a_newer_list(tmp_path: Path, run_cli: Cli, listed_name: str) -> None:
    path = writers.write_csv(tmp_path / "m.csv", [{**PARCEL, "recipient_name": listed_name}])
    empty = tmp_path / "old.xml"
    text = LIST.read_text(encoding="utf-8")
    start, end = text.index("<sanctionEntity"), text.rindex("</sanctionEntity>") + len("</sanctionEntity>")
    first_end = text.index("</sanctionEntity>") + len("</sanctionEntity>")
    keep_one = text[:start] + text[text.rindex("<sanctionEntity") : end] + text[end:]
    assert first_end < end
    empty.write_text(keep_one, encoding="utf-8")
    run_cli("screen", path, "--list", empty, "--keep", "--as-of", DAY)
    run_cli("run", path, "--out", tmp_path / "out", "--no-print", "--jobs", 1, "--as-of", DAY)
    code, out, _ = run_cli("parties", "rescreen", LIST, "--json")
    assert code == 1
    assert {entry["change"] for entry in json.loads(out)} == {"appeared"}
    assert listed_name in {entry["party"] for entry in json.loads(out)}


def test_law_diff_looks_over_the_store(tmp_path: Path, run_cli: Cli) -> None:
    assert run_cli("law", "diff", "2026-06-30", "2026-07-01")[0] == 3
    path = writers.write_csv(tmp_path / "m.csv", [PARCEL])
    run_cli("run", path, "--out", tmp_path / "out", "--no-print", "--jobs", 1, "--as-of", DAY)
    found = json.loads(run_cli("law", "diff", "2026-06-30", "2026-07-01", "--json")[1])
    assert found["consignments"] == 1
    changes = {change["what"]: (change["before"], change["after"]) for change in found["changed"][0]["changes"]}
    assert changes["customs duty"] == ("0.00", "3.00")


def test_a_stored_assessment_comes_out_the_same_after_the_law_files_have_grown(tmp_path: Path, run_cli: Cli) -> None:
    path = writers.write_csv(tmp_path / "m.csv", [PARCEL, {**ORDER, "parcel": "LX889124717CN"}])
    run_cli("run", path, "--out", tmp_path / "out", "--no-print", "--jobs", 1, "--as-of", DAY)
    assert run_cli("law", "replay")[0] == 0
    grown = tmp_path / "law"
    shutil.copytree(places.LAW, grown, ignore=shutil.ignore_patterns("goods", "findings"))
    file = grown / "eu" / "low_value.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace('    2026-07-01: "3.00"\n', '    2026-07-01: "3.00"\n    2027-07-01: "4.00"\n'), encoding="utf-8"
    )
    (grown / "eu" / "later.yaml").write_text(
        'later:\n  description: a later rule\n  unit: EUR\n  reference: a later act\n  values:\n    2027-01-01: "1"\n',
        encoding="utf-8",
    )
    law = Law.load(grown)
    assert law.version != Law.load().version

    def tools(on: date) -> Tools:
        made = Tools(on)
        made.law = law.on(on)
        return made

    store = Store(connect())
    (run,) = Manifests(store.engine).runs()
    replayed = list(replay(store, run, Settings(), tools))
    assert [one.reference for one in replayed] == ["LX638558603CN", "LX889124717CN"]
    assert all(one.same for one in replayed)
    assert replayed[0].before["trace"]
    # A change of the day's own law is told.
    file.write_text(text.replace('    2026-07-01: "3.00"\n', '    2026-07-01: "5.00"\n'), encoding="utf-8")
    law = Law.load(grown)
    assert [one.same for one in replay(store, run, Settings(), tools)] == [False, True]
