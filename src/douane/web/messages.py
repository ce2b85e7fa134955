"""The desk's sentences and their catalogues: `python -m douane.web.messages` brings the catalogues up to date.

A sentence that is new stands in every catalogue without a translation until somebody writes it; one that nobody says any
more goes. English is the key of each sentence and its own translation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from douane import places
from douane.web.wording import FOLDER, LANGUAGES

# What says a sentence: in templates `_`, and `t` in macros; in code also the errors whose words a page shows.
_IN_TEMPLATES = {"_": None, "t": None, "ngettext": (1, 2)}
_IN_CODE = {"_": None, "HTTPException": (2,), "UploadRefusedError": None}


def sentences() -> set[str]:
    """Every sentence in English that a page may show."""
    found = set(_said(places.TEMPLATES / "web", "*.html", "jinja2", _IN_TEMPLATES))
    return found | set(_said(Path(__file__).parent, "*.py", "python", _IN_CODE))


def _said(folder: Path, pattern: str, method: str, keywords: Mapping[str, Any]) -> Iterator[str]:
    options = {"extensions": "jinja2.ext.do", "trim_blocks": "true"}
    for path in sorted(folder.rglob(pattern)):
        with path.open("rb") as file:
            for _, message, _, _ in extract(method, file, keywords=keywords, options=options):
                yield from (text for text in ([message] if isinstance(message, str) else message) if text)


def catalogue(language: str, folder: Path = FOLDER) -> dict[str, str]:
    """The sentences of a catalogue with their translations."""
    path = folder / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def write(language: str, translations: dict[str, str], folder: Path = FOLDER) -> None:
    """Write a catalogue in the order of its sentences: the same translations are the same bytes."""
    made = Catalog(locale={"zh": "zh_Hans_CN"}.get(language, language), fuzzy=False)
    for text in sorted(translations):
        made.add(text, translations[text])
    with (folder / f"{language}.po").open("wb") as file:
        write_po(file, made, omit_header=True, width=124)


def main() -> None:
    """Bring every catalogue up to date, and say what waits for a translation."""
    wanted = sentences()
    for language in LANGUAGES:
        known = catalogue(language)
        written = {text: text if language == "en" else known.get(text, "") for text in wanted}
        write(language, written)
        for text in sorted(text for text, translation in written.items() if not translation):
            print(f"{language}: {text}")


if __name__ == "__main__":
    main()
