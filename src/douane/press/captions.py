"""The fixed words of the documents in each language, from `templates/captions/`."""

from __future__ import annotations

from collections.abc import Sequence
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


def load_captions(folders: Sequence[Path], template: str, language: str) -> Captions:
    """The captions of a template; those of an earlier folder come before those of a later one.

    Raises `TemplateError` for an unknown language or a faulty file.
    """
    if language not in LANGUAGES:
        raise TemplateError(f"there are no captions in {language!r}; there are {', '.join(LANGUAGES)}")
    words: dict[str, str] = {}
    *overlays, ours = folders
    for folder in (ours, *reversed(overlays)):
        path = folder / "captions" / f"{language}.yaml"
        if folder is ours or path.exists():
            words |= _words_in(path, template)
    return Captions(words)


def _words_in(path: Path, template: str) -> dict[str, str]:
    try:
        groups = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise TemplateError(f"{path}: {error}") from error
    if not isinstance(groups, dict):
        raise TemplateError(f"{path} holds no groups of captions")
    words: dict[str, str] = {}
    for group in (_SHARED, template):
        for key, text in (groups.get(group) or {}).items():
            if not isinstance(key, str) or not isinstance(text, str):
                raise TemplateError(f"{path}: {group}.{key} is no text; set it in quotation marks")
            words[key] = text
    return words
