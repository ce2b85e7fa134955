"""The lexicon made ready for matching, and kept so in a file of the cache folder: made again when a word changes.

Reading and sorting a hundred thousand names takes seconds; reading what came of it takes a fraction of one. The file holds
plain values only (`marshal`), so that nothing in it can be run.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from douane import __version__, places
from douane.classification import lexicon
from douane.classification.lexicon import Good
from douane.classification.phrases import PhraseBook
from douane.classification.retrieval import TextIndex, features
from douane.classification.text import words_of

# A name in Latin letters that is not English counts a little less: "anneau" is rare in English, "mode" is not.
OTHER_LANGUAGE = 0.8
# The name of a stuff mostly says what goods are made of, not what they are.
MATERIAL = 0.5
_FORM = 6
# How much a good with few names is preferred among those that share words (b of BM25).
_SHORTNESS = 0.3
# Files of so many other states of the lexicon stay, for checkouts and versions side by side.
_KEPT = 3
# What a phrase means that says nothing about the goods, such as "coffee color": it hides the words inside it.
NOTHING = (-1, 0.0)


class Books(NamedTuple):
    """All phrases by what they mean: goods and brands by number, attributes by name and value; goods by all their words."""

    goods: Sequence[Good]
    names: PhraseBook[tuple[int, float]]
    excluded: PhraseBook[int]
    attributes: PhraseBook[tuple[str, str]]
    parents: Mapping[tuple[str, str], str | None]
    brands: PhraseBook[int]
    texts: TextIndex[int]


def build(goods: Sequence[Good]) -> Books:
    """The books of these goods."""
    entries: list[tuple[str, tuple[int, float]]] = []
    for number, good in enumerate(goods):
        for language, names in good.names.items():
            factor = 1.0 if language in ("en", "zh") else OTHER_LANGUAGE
            entries.extend((name, (number, good.weight * factor)) for name in names)
    values = lexicon.attribute_values()
    materials = {" ".join(words_of(w)) or w for v in values if v.attribute == "material" for w in v.words}
    entries = [
        (name, (number, weight * (MATERIAL if (" ".join(words_of(name)) or name) in materials else 1.0)))
        for name, (number, weight) in entries
    ]
    neutral = [text for texts in lexicon.word_lists()["neutral"].values() for text in lexicon.split(texts)]
    return Books(
        goods,
        PhraseBook([*entries, *((text, NOTHING) for text in neutral)]),
        PhraseBook((text, number) for number, good in enumerate(goods) for text in good.excluded),
        PhraseBook([*((w, (v.attribute, v.value)) for v in values for w in v.words), *((t, ("", "")) for t in neutral)]),
        {(v.attribute, v.value): v.parent for v in values},
        PhraseBook((text, number) for number, brand in enumerate(lexicon.brands()) for text in brand.spellings),
        TextIndex({number: _words(good) for number, good in enumerate(goods)}, shortness=_SHORTNESS),
    )


def _words(good: Good) -> list[str]:
    return [word for names in good.names.values() for name in names for word in features(name)] + features(good.why)


def load() -> Books:
    """The books of the whole lexicon, from the kept file where it is that of this lexicon."""
    return _load(places.cache() / f"lexicon-{digest()}.bin")


@lru_cache(maxsize=1)
def _load(path: Path) -> Books:
    try:
        kept: dict[str, Any] = marshal.loads(path.read_bytes())  # noqa: S302  plain values of our own making
    except (OSError, ValueError, EOFError, TypeError):
        made = build(lexicon.goods())
        _keep(path, made)
        return made
    restored: dict[str, Any] = {
        name: PhraseBook.restored(kept[name]) for name in ("names", "excluded", "attributes", "brands")
    }
    texts: TextIndex[int] = TextIndex.restored(kept["texts"])
    return Books(tuple(map(lexicon.good_of, kept["goods"])), parents=kept["parents"], texts=texts, **restored)


def _keep(path: Path, made: Books) -> None:
    state: dict[str, Any] = {name: getattr(made, name).state for name in ("names", "excluded", "attributes", "brands")}
    state |= {"goods": [lexicon.plain(good) for good in made.goods], "parents": dict(made.parents),
              "texts": made.texts.state}  # fmt: skip
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = sorted(path.parent.glob("lexicon-*.bin"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in kept[_KEPT:]:
            old.unlink(missing_ok=True)
        draft = path.with_suffix(".part")
        draft.write_bytes(marshal.dumps(state))
        draft.replace(path)
    except OSError:
        return  # a cache that cannot be written costs time only


def digest() -> str:
    """What tells one state of the lexicon from another."""
    found = hashlib.sha256(f"{_FORM} {__version__} {sys.version_info[:2]}".encode())
    for path in sorted((places.LAW / "goods").glob("*.yaml")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]
