from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from douane.compliance.check import check
from douane.domain.mandate import Mandate
from douane.pipeline import settings
from tests.compliance.cases import case_of
from tests.conftest import TODAY, make_consignment

MANDATE_CODES = {"MANDATE-MISSING", "MANDATE-ENDED"}
NUMBER = "IM0561234567"
MANDATE = Mandate("M-1", "Example Marketplace", (NUMBER,), date(2026, 11, 1), date(2026, 11, 30))


def found(*mandates: Mandate, ioss: str | None = NUMBER) -> set[str]:
    case = replace(case_of(make_consignment(ioss=ioss)), mandates=mandates)
    return {finding.code for finding in check(case)} & MANDATE_CODES


def test_a_mandate_on_file_covers_its_numbers() -> None:
    assert found(MANDATE) == set()
    assert found() == {"MANDATE-MISSING"}
    assert found(replace(MANDATE, ioss=("IM0569999999",))) == {"MANDATE-MISSING"}
    assert found(ioss=None) == set()


@pytest.mark.parametrize(
    ("since", "until", "fires"),
    [
        (date(2026, 11, 23), None, True),
        (TODAY, TODAY, False),
        (date(2026, 1, 1), date(2026, 11, 21), True),
        (date(2026, 1, 1), None, False),
    ],
)
def test_a_mandate_covers_its_days_only(since: date, until: date | None, fires: bool) -> None:
    assert (found(replace(MANDATE, since=since, until=until)) == {"MANDATE-ENDED"}) == fires


def test_one_mandate_in_force_is_enough() -> None:
    assert found(replace(MANDATE, until=date(2026, 11, 2)), MANDATE) == set()


def test_nobody_is_asked_who_has_no_mandates_on_file() -> None:
    case = case_of(make_consignment())
    assert case.mandates is None
    assert not {finding.code for finding in check(case)} & MANDATE_CODES


def test_mandates_come_from_the_settings_of_a_representative(home: Path) -> None:
    home.mkdir(parents=True)
    mandates = f'[[mandates]]\nreference = "M-1"\nprincipal = "Example"\nioss = ["{NUMBER}"]\nsince = 2026-11-01\n'
    (home / "douane.toml").write_text(mandates)
    assert settings.office(settings.load()).mandates is None
    (home / "douane.toml").write_text('representative_eori = "BE0123456749"\n' + mandates)
    kept = settings.office(settings.load()).mandates
    assert kept is not None
    assert kept[0].ioss == (NUMBER,)
    (home / "douane.toml").write_text(mandates.replace(NUMBER, "IM1"))
    with pytest.raises(settings.SettingsError, match="IM1"):
        settings.load()
