"""Assess and screen: consignments a second on one core with a consolidated list of 20,000 parties loaded."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import manifests
from douane.assessment.basis import Basis
from douane.assessment.charge import assess
from douane.compliance.check import check
from douane.compliance.rule import Case
from douane.compliance.sanctions_list import Alias, Entity, SanctionsList, Subject
from douane.compliance.screening import Screen, subjects_of
from douane.domain.consignment import Consignment
from douane.intake.recognise import open_manifest
from douane.pipeline.order import Tools
from douane.pipeline.stages import classify, working_codes

PARTIES = 20_000
PARCELS = 5_000
DAY = date(2026, 11, 22)


def main() -> None:
    """Print the table: CPU seconds for assessment, rules and screening of every consignment."""
    print(f"\nAssess and screen, {PARCELS:,} parcels, {PARTIES:,} listed parties (CPU, one core)")
    tools = Tools(DAY)
    before = time.process_time()
    screen = Screen(listed(PARTIES), tools.law)
    _row(f"index {PARTIES:,} parties", time.process_time() - before, PARTIES)
    with TemporaryDirectory() as name:
        read = open_manifest(manifests.csv(Path(name), PARCELS)).consignments()
        consignments = [received.consignment for received in read if received.consignment]
    decided = [classify(consignment, tools) for consignment in consignments]
    for words, used in (("assess and rules, no list", None), ("assess, rules and parties", screen)):
        before = time.process_time()
        findings = 0
        for consignment, decisions in zip(consignments, decided, strict=True):
            assessment = assess(Basis(consignment, working_codes(decisions), tools.law, tools.rate))
            case = Case(consignment, decisions, assessment, tools.law, tools.code_exists, "HS", screen=used)
            findings += len(check(case))
        _row(f"{words} ({findings:,} findings)", time.process_time() - before, len(consignments))
    before = time.process_time()
    hits = sum(len(screen.hits(s)) for c in _renamed(consignments) for _, s in subjects_of(c))
    _row(f"parties alone, every name new ({hits:,} hits)", time.process_time() - before, len(consignments))


def listed(count: int) -> SanctionsList:
    """A list of made-up parties: two names each, a fifth of them Chinese, a fifth companies."""
    chance = random.Random(7)
    entities = []
    for i in range(count):
        if i % 5 == 0:
            name = _company(chance)
            names, subject = (
                (name, name.split()[0] + " " + chance.choice(["Holding JSC", "Export OOO"])),
                Subject.ENTERPRISE,
            )
        else:
            first, last = _word(chance), _word(chance)
            names, subject = (f"{first} {last}", f"{last} {first} {_word(chance)}"), Subject.PERSON
        entities.append(Entity(str(i), f"EU.{i}", subject, tuple(Alias(n) for n in names), countries=frozenset({"RU"})))
    return SanctionsList("made up", tuple(entities))


_SYLLABLES = ("ka", "mu", "re", "vo", "shi", "lan", "tor", "bek", "dar", "ina", "mil", "qui", "zor", "pet", "ras", "gul",
              "nov", "ter", "ali", "man", "san", "wei", "jun", "hua", "lin", "fan")  # fmt: skip
_TRADES = ("Trading", "Shipping", "Machinery", "Technology")


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.choice((2, 2, 3)))).capitalize()


def _company(chance: random.Random) -> str:
    return f"{_word(chance)} {chance.choice(_TRADES)} {chance.choice(('LLC', 'JSC', 'Ltd'))}"


def _renamed(consignments: list[Consignment]) -> list[Consignment]:
    chance = random.Random(9)
    return [replace(c, importer=replace(c.importer, name=f"{_word(chance)} {_word(chance)}")) for c in consignments]


def _row(name: str, seconds: float, count: int) -> None:
    print(f"  {name:<46}{seconds:8.2f} s{count / seconds:11,.0f}/s")
