"""What classification says to its user, in the user's language: reasons, questions, the names of goods and attributes.

The sentences stand in `law/classification/sentences.yaml`, the names of goods and attribute values in the lexicon.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from douane import places
from douane.classification import lexicon
from douane.classification.lexicon import Good
from douane.reference.yaml_file import read_yaml

LANGUAGES = ("en", "fr", "nl", "de", "zh")
_QUOTES = {"en": "“{}”", "fr": "« {} »", "nl": "“{}”", "de": "„{}“", "zh": "“{}”"}


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """The catalogue: key to language to sentence. Raises `LawFileError`."""
    return dict(read_yaml(places.LAW / "classification" / "sentences.yaml"))


def say(key: str, language: str, **filled: object) -> str:
    """A sentence of the catalogue with its places filled. Raises `KeyError` for an unknown key."""
    return sentences()[key][language].format(**filled)


def quoted(words: object, language: str) -> str:
    """Words of the user in the quotation marks of the language."""
    return _QUOTES[language].format(words)


def name_of(good: Good, language: str) -> str:
    """What a good is called in a language: its first name there, else its English key."""
    names = good.names.get(language, ())
    return names[0] if names and language != "en" else good.name.replace("-", " ")


def value_name(attribute: str, value: str, language: str) -> str:
    """What a value of an attribute is called in a language; the value itself where it has no word there."""
    if language == "en":
        return value.replace("-", " ")
    return _value_names().get((attribute, value), {}).get(language, value.replace("-", " "))


@cache
def _value_names() -> dict[tuple[str, str], dict[str, str]]:
    entries = read_yaml(places.LAW / "goods" / "attributes.yaml")
    return {
        (attribute, value): {language: first for language in LANGUAGES if (first := _first(entry.get(language)))}
        for attribute, values in entries.items()
        for value, entry in values.items()
    }


def _first(names: object) -> str | None:
    return next(lexicon.split(names), None)
