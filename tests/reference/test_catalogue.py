from __future__ import annotations

import re
from pathlib import Path

import pytest

from douane import places
from douane.domain.finding import Severity
from douane.reference.catalogue import LANGUAGES, entries, finding, texts, words

SOURCE = Path(__file__).resolve().parents[2] / "src"
RAISED = {
    code
    for path in SOURCE.rglob("*.py")
    for code in re.findall(r'"([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)"', path.read_text(encoding="utf-8"))
} - {"NOT-NUMBERED"}


def test_every_code_in_the_program_is_in_the_catalogue() -> None:
    strange = {code for code in RAISED if code not in entries() and not code.startswith(("ISO-", "UTF-"))}
    assert not strange


def test_every_code_in_the_catalogue_is_in_the_program() -> None:
    assert not set(entries()) - RAISED


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: str) -> None:
    for code, entry in texts(language).items():
        assert entry.title, code
        assert entry.message, code
        assert entry.fix.endswith((".", "。", ")")), code


@pytest.mark.parametrize("language", [path.stem for path in sorted((places.LAW / "findings").glob("*.yaml"))])
def test_translations_have_the_same_codes_and_gaps(language: str) -> None:
    def gaps(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    for code, entry in entries().items():
        other = texts(language)[code]
        assert gaps(other.message) == gaps(entry.message), code
        assert gaps(other.fix) == gaps(entry.fix), code


def test_words_fill_their_gaps() -> None:
    found = finding("NET-ABOVE-GROSS", value="9", expected="1.3")
    assert found.severity is Severity.ERROR
    assert words(found)[0] == "The net mass 9 kg is above the gross mass 1.3 kg."
