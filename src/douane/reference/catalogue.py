"""The catalogue of findings: severity, words in the reader's language, legal source, for every code.

`law/findings/en.yaml` is the master; `fr`, `nl`, `de` and `zh` hold the same texts. A text may use `{field}`, `{value}`,
`{expected}` and the finding's own facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from douane import places
from douane.domain.finding import Finding, Severity
from douane.reference.yaml_file import LawFileError, read_yaml

LANGUAGES = ("en", "fr", "nl", "de", "zh")
Model = TypeVar("Model", bound=BaseModel)


class Entry(BaseModel):
    """One code of the catalogue. `person` marks a warning or info that a person has to decide on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    severity: Severity
    title: str
    message: str
    fix: str
    why: str
    source: str
    person: bool = False


class Texts(BaseModel):
    """The words of a code in another language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    message: str
    fix: str
    why: str


@cache
def entries(folder: Path = places.LAW / "findings") -> Mapping[str, Entry]:
    """All codes with their English words. Raises `LawFileError`."""
    return {code: _validated(Entry, code, raw) for code, raw in read_yaml(folder / "en.yaml").items()}


@cache
def texts(language: str, folder: Path = places.LAW / "findings") -> Mapping[str, Entry | Texts]:
    """The words of all codes in a language; English where the language has no file or lacks a code."""
    path = folder / f"{language}.yaml"
    if language == "en" or not path.exists():
        return entries(folder)
    return {**entries(folder), **{code: _validated(Texts, code, raw) for code, raw in read_yaml(path).items()}}


def _validated(model: type[Model], code: str, raw: Any) -> Model:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise LawFileError(f"findings catalogue, {code}: {error}") from error


class _Gaps(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def words(finding: Finding, language: str = "en") -> tuple[str, str]:
    """The message and the way to mend it, in the reader's language."""
    entry = texts(language)[finding.code]
    gaps = _Gaps(finding.facts)
    gaps.update(
        {key: value for key, value in (("field", finding.field), ("value", finding.value),
                                       ("expected", finding.expected)) if value is not None}
    )  # fmt: skip
    return entry.message.format_map(gaps), entry.fix.format_map(gaps)


def finding(code: str, facts: Mapping[str, str] | None = None, **details: Any) -> Finding:
    """A finding with the severity that the catalogue gives its code. Raises `KeyError` for a code it does not hold."""
    return Finding(code, entries()[code].severity, facts=tuple((facts or {}).items()), **details)
