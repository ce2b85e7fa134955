"""The fixed words of the documents in each language, from `templates/captions/`."""

from __future__ import annotations

from pathlib import Path

import yaml

from douane.press.errors import TemplateError

LANGUAGES = ("en", "fr", "nl", "de", "zh")
_SHARED = "shared"


class Captions:
    """The words of one template in one language, shared ones among them, asked as `t.gross_mass`.

    Only asking by key is offered, so that no caption is ever mistaken for a method of a mapping.
    """

    __slots__ = ("_words",)

    def __init__(self, words: dict[str, str]) -> None:
        self._words = words

    def __getitem__(self, key: str) -> str:
        return self._words[key]


def load_captions(folder: Path, template: str, language: str) -> Captions:
    """The captions of a template. Raises `TemplateError` for an unknown language or a faulty file."""
    if language not in LANGUAGES:
        raise TemplateError(f"there are no captions in {language!r}; there are {', '.join(LANGUAGES)}")
    path = folder / "captions" / f"{language}.yaml"
    try:
        groups = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise TemplateError(f"{path}: {error}") from error
    words: dict[str, str] = {}
    for group in (_SHARED, template):
        for key, text in (groups.get(group) or {}).items():
            if not isinstance(key, str) or not isinstance(text, str):
                raise TemplateError(f"{path}: {group}.{key} is no text; set it in quotation marks")
            words[key] = text
    return Captions(words)
