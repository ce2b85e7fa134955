"""The twenty-one sections of the Harmonized System, which the tariffs' tables of codes leave out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from douane import places
from douane.reference.yaml_file import read_yaml


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its Roman numeral and its title in a language."""

    numeral: str
    title: str


def section_of(chapter: str, language: str = "en") -> Section | None:
    """The section of a chapter (two digits); `None` for a number that is no chapter of the HS."""
    for entry in _entries():
        if entry["from"] <= chapter[:2] <= entry["to"]:
            return Section(entry["section"], entry.get(language) or entry["en"])
    return None


@cache
def _entries() -> tuple[dict[str, str], ...]:
    return tuple(read_yaml(places.LAW / "classification" / "sections.yaml"))
