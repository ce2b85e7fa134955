"""The desk in five languages: every sentence of its pages stands in every catalogue, and none that nobody says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from douane.web import messages, wording
from douane.web.roles import Role
from tests.web.conftest import Visit

# Places for values: what is filled in must be there in every language.
_PLACES = re.compile(r"%\(\w+\)s|\{\w*\}|v1=|/api/v1|Idempotency-Key|douane (?:user|hub|screen)")


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_every_sentence_stands_in_every_catalogue_and_no_other(language: str) -> None:
    wanted, known = messages.sentences(), messages.catalogue(language)
    assert sorted(wanted - set(known)) == [], "python -m douane.web.messages brings the catalogues up to date"
    assert sorted(set(known) - wanted) == []
    assert [text for text, translation in known.items() if not translation] == []


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_translations_keep_the_places_for_values(language: str) -> None:
    for text, translation in messages.catalogue(language).items():
        assert sorted(_PLACES.findall(text)) == sorted(_PLACES.findall(translation)), text


def test_a_catalogue_is_written_as_it_was_read(tmp_path: Path) -> None:
    for language in wording.LANGUAGES:
        messages.write(language, messages.catalogue(language), tmp_path)
        assert messages.catalogue(language, tmp_path) == messages.catalogue(language)
        assert (tmp_path / f"{language}.po").read_bytes() == (wording.FOLDER / f"{language}.po").read_bytes()


def test_sentences_of_templates_macros_and_errors_are_found() -> None:
    assert {"Worklist", "Scan a parcel", "to review", "Your role does not allow this."} <= messages.sentences()


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "Tableau de bord"), ("nl", "Werklijst"), ("de", "Arbeitsliste"), ("zh", "工作列表")]
)
def test_a_page_speaks_the_readers_language(worked: int, visit: Visit, language: str, word: str) -> None:
    page = visit(Role.BROKER).get(f"/dashboard?lang={language}").text
    assert word in page
    assert f'<html lang="{"zh-Hans" if language == "zh" else language}">' in page
    assert "Received today" not in page


@pytest.mark.parametrize(
    ("language", "shown"), [("fr", "1.234,5"), ("de", "1.234,5"), ("nl", "1.234,5"), ("zh", "1,234.5")]
)
def test_numbers_and_moments_take_the_readers_form(language: str, shown: str) -> None:
    assert wording.number("1234.5", language).replace("\u202f", ".").replace("\xa0", ".") == shown
    assert wording.moment("2026-11-22T12:00:00+00:00", language).endswith("CET")
    assert wording.moment("2026-07-22T12:00:00+00:00", language).endswith("CEST")
