"""Parties against a made-up consolidated list: reading it, likeness, narrowing, decisions, a new list."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from douane.compliance.sanctions_list import Alias, Entity, ListUnreadableError, SanctionsList, Subject, read_list
from douane.compliance.screening import Decided, KnownDecisions, Ruling, Screen, Subjected, rescreen, subject_of
from douane.domain.consignment import Address, Party
from tests.compliance.cases import LAW, found, parcel
from tests.conftest import TODAY

HERE = Path(__file__).parent
PARTY_CODES = {"PARTY-LISTED", "PARTY-RESEMBLES", "PARTY-CONFIRMED"}
DAY = LAW.on(TODAY)


@pytest.fixture(scope="module")
def listed() -> SanctionsList:
    with (HERE / "consolidated-list.xml").open("rb") as file:
        return read_list(file)


def alone(name: str, **more: object) -> SanctionsList:
    entity = Entity("7", "EU.7.7", Subject.ENTERPRISE, (Alias(name),))
    return SanctionsList("one", (replace(entity, **more),))


def score(name: str, written: str, listed_more: dict[str, object] | None = None, **who: object) -> float:
    screen = Screen(alone(name, **(listed_more or {})), DAY)
    return next((hit.score for hit in screen.hits(Subjected((written,), **who))), 0.0)  # type: ignore[arg-type]


def test_the_list_is_read_whole(listed: SanctionsList) -> None:
    assert len(listed.entities) == 82
    assert listed.version.startswith("2026-11-20 ")
    first = listed.entities[0]
    assert (first.id, first.reference, first.subject) == ("1", "EU.9001.11", Subject.PERSON)
    assert first.names == (Alias("Testomir Voorbeeldov"),)
    assert first.born == (date(1950, 1, 10),)
    assert first.countries == {"BY"}
    assert first.numbers == ("XX700001",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no well-formed XML"),
        (b"<export/>", "no sanctionEntity"),
        (b'<export xmlns="http://eu.europa.ec/fpi/fsd/export"><sanctionEntity>', "no well-formed XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><export xmlns="http://eu.europa.ec/fpi/fsd/export"/>', "declares entities"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(ListUnreadableError, match=words):
        read_list(io.BytesIO(content))


def test_names_in_parts_are_put_together() -> None:
    text = (b'<export xmlns="http://eu.europa.ec/fpi/fsd/export"><sanctionEntity logicalId="1" euReferenceNumber="EU.1.1">'
            b'<nameAlias firstName="Testomir" middleName="" lastName="Voorbeeldov" strong="false" nameLanguage="EN"/>'
            b"</sanctionEntity></export>")  # fmt: skip
    assert read_list(io.BytesIO(text)).entities[0].names == (Alias("Testomir Voorbeeldov", strong=False, language="en"),)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("王样本", "Wang Yangben"), ("Wang Yangben", "王样本"), ("王样本", "YANGBEN, Wang"), ("欧阳子虚", "Zixu Ouyang"),
        ("单样板", "Shan Yangban"), ("Ivanko Probevich", "Иванко Пробевич"), ("Müller Präzision GmbH", "Muller Prazision"),
        ("Abdul Rahman Testov", "Testov Abdulrahman"), ("Nebelhorn S.A.", "Nebelhorn SA"), ("Ｎｅｂｅｌｈｏｒｎ", "Nebelhorn"),
    ],
)  # fmt: skip
def test_the_same_name_in_other_letters_or_order_is_the_same_name(name: str, written: str) -> None:
    assert score(name, written) == 100


def test_precision_and_recall_on_the_made_pairs() -> None:
    """The figures of docs/screening.md: they may only get better."""
    rows = list(csv.DictReader((HERE / "name_pairs.csv").open(encoding="utf-8")))
    assert len(rows) >= 500
    hit = {True: {"same": 0, "different": 0}, False: {"same": 0, "different": 0}}
    for row in rows:
        hit[score(row["listed"], row["written"]) > 0][row["answer"]] += 1
    precision = hit[True]["same"] / (hit[True]["same"] + hit[True]["different"])
    recall = hit[True]["same"] / (hit[True]["same"] + hit[False]["same"])
    assert precision >= 0.97, hit
    assert recall >= 0.92, hit


def test_the_index_misses_nobody_whom_comparing_all_would_find(listed: SanctionsList) -> None:
    screen = Screen(listed, DAY)
    for entity in listed.entities:
        for alias in entity.names:
            hits = screen.hits(Subjected((alias.name,)))
            assert hits[0].score == 100
            assert entity.id in {hit.entity.id for hit in hits if hit.score == 100}


def test_dates_of_birth_and_countries_narrow() -> None:
    known = {"born": (date(1960, 5, 4),), "birth_years": (1960,), "countries": frozenset({"RU"})}
    plain = score("Testomir Ivanko Voorbeeldov", "Testomir Voorbeeldov", known)
    assert score("Testomir Ivanko Voorbeeldov", "Testomir Voorbeeldov", known, born=date(1960, 5, 4)) > plain
    assert score("Testomir Ivanko Voorbeeldov", "Testomir Voorbeeldov", known, born=date(1991, 5, 4)) == 0
    assert score("Testomir Ivanko Voorbeeldov", "Testomir Voorbeeldov", known, country="RU") > plain
    assert score("Testomir Ivanko Voorbeeldov", "Testomir Voorbeeldov", known, country="BE") < plain


def test_reasons_are_said() -> None:
    known = {"born": (date(1960, 5, 4),), "birth_years": (1960,)}
    screen = Screen(alone("王样本", **known), DAY)
    [hit] = screen.hits(Subjected(("Wang Yangben",), born=date(1960, 5, 4)))
    assert hit.because == ("the same name in Chinese and pinyin", "born on the same day 1960-05-04")


def test_a_passport_number_is_enough(listed: SanctionsList) -> None:
    [hit] = Screen(listed, DAY).hits(Subjected(("Somebody Else",), numbers=("XX-700001",)))
    assert hit.because == ("the same number XX-700001",)


def test_a_resident_number_tells_the_date_of_birth() -> None:
    assert subject_of(Party(name="Wang Yangben", id_number="11010519491231002X")).born == date(1949, 12, 31)


def test_a_first_name_or_a_surname_alone_is_nobody() -> None:
    assert score("Testomir Voorbeeldov", "Testomir") == 0
    assert score("王样本", "Wang") == 0


def to(name: str) -> object:
    consignment = parcel()
    return replace(consignment, importer=replace(consignment.importer, name=name))


def test_party_listed_fires_and_its_twin_does_not(listed: SanctionsList) -> None:
    screen = Screen(listed, DAY)
    assert "PARTY-LISTED" in found(to("Voorbeeldov, Testomir"), screen=screen)  # type: ignore[arg-type]
    assert not PARTY_CODES & found(to("Marie Voorbeeld"), screen=screen)  # type: ignore[arg-type]
    assert not PARTY_CODES & found(to("Voorbeeldov, Testomir"))  # type: ignore[arg-type]


def test_party_resembles_fires_and_its_twin_does_not(listed: SanctionsList) -> None:
    screen = Screen(listed, DAY)
    assert "PARTY-RESEMBLES" in found(to("Testomir Petrovich Voorbeeldov"), screen=screen)  # type: ignore[arg-type]
    assert "PARTY-RESEMBLES" not in found(to("Testomir Muadiba"), screen=screen)  # type: ignore[arg-type]


def decided(entity: Entity, party: Party, ruling: Ruling) -> Decided:
    return Decided(subject_of(party).key, entity.id, entity.digest, ruling, "A. Muster", TODAY, "born 1991", "v1")


LIEGE = Address("Rue du Modèle 12", "4000", "Liège", None, "BE")


def test_a_decision_is_used_again_until_the_list_says_something_new(listed: SanctionsList) -> None:
    party = Party(name="Testomir Voorbeeldov", address=LIEGE)
    entity = listed.entities[0]
    cleared = KnownDecisions.of([decided(entity, party, Ruling.OTHER_PERSON)])
    assert not PARTY_CODES & found(to(party.name or ""), screen=Screen(listed, DAY, cleared))  # type: ignore[arg-type]
    changed = SanctionsList("new", (replace(entity, birth_years=(1991,), born=()), *listed.entities[1:]))
    assert "PARTY-LISTED" in found(to(party.name or ""), screen=Screen(changed, DAY, cleared))  # type: ignore[arg-type]


def test_party_confirmed_names_who_decided(listed: SanctionsList) -> None:
    party = Party(name="Testomir Voorbeeldov", address=LIEGE)
    confirmed = KnownDecisions.of([decided(listed.entities[0], party, Ruling.SAME_PERSON)])
    assert "PARTY-CONFIRMED" in found(to(party.name or ""), screen=Screen(listed, DAY, confirmed))  # type: ignore[arg-type]
    assert "PARTY-CONFIRMED" not in found(to("Marie Voorbeeld"), screen=Screen(listed, DAY, confirmed))  # type: ignore[arg-type]


def test_a_decision_about_one_party_says_nothing_about_another(listed: SanctionsList) -> None:
    cleared = KnownDecisions.of([decided(listed.entities[0], Party(name="Testomir Voorbeeldov"), Ruling.OTHER_PERSON)])
    assert "PARTY-LISTED" in found(to("Testomir Voorbeeldov"), screen=Screen(listed, DAY, cleared))  # type: ignore[arg-type]


def test_a_new_list_brings_up_whom_it_added_and_whom_it_dropped(listed: SanctionsList) -> None:
    old = SanctionsList("old", listed.entities[1:])
    new = SanctionsList("new", listed.entities[:-1])
    added, dropped = listed.entities[0].names[0].name, listed.entities[-1].names[0].name
    known = [
        Subjected((added,)),
        Subjected((dropped,)),
        Subjected(("Muadiba Musterenko",)),
        Subjected(("Marie Voorbeeld",)),
    ]
    changes = rescreen(known, old, new, DAY)
    assert [(s.names[0], h.entity.id) for s, h in changes.appeared] == [(added, listed.entities[0].id)]
    assert [(s.names[0], h.entity.id) for s, h in changes.gone] == [(dropped, listed.entities[-1].id)]
