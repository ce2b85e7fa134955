"""Findings in the reader's language, from the command line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Cli = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(("language", "word"), [("fr", "numéro"), ("nl", "nummer"), ("de", "Nummer"), ("zh", "号")])
def test_a_finding_is_explained_in_the_reader_s_language(run_cli: Cli, language: str, word: str) -> None:
    code, out, _ = run_cli("explain", "IOSS-FORM", "--lang", language)
    assert code == 0
    assert word in out
