"""Goods found by what words mean: "moggy bed" is like "cat basket", though they share no word.

Each piece of a word has a vector (WordLlama: 32,000 pieces, 256 dimensions, carried by its package); a text is the mean of
its pieces, and two texts are as like as the cosine of their vectors. That costs a look-up and an addition, not a network,
so that thousands of texts a second can be compared with all names of the lexicon. The vectors know Latin letters well and
Chinese badly: Chinese texts are not compared.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from douane import places
from douane.classification.lexicon import Good

Vectors = NDArray[Any]

_PACKAGE = "wordllama"
_WEIGHTS = Path("weights", "l2_supercat_256.safetensors")
_PIECES = Path("tokenizers", "l2_supercat_tokenizer_config.json")
# So many goods whose names lie nearest on the whole are compared name by name, and so many of them are told.
_COMPARED = 16
_TOLD = 8
_AT_ONCE = 4096
_KEPT = 3
# Vectors differ in their last digits between machines; what is decided by them must not.
_DIGITS = 4


class Like(NamedTuple):
    """A good by its number in the lexicon, and how like its names are to the text (cosine, at most 1)."""

    number: int
    likeness: float


class Texts:
    """Texts as vectors of length one. Raises `FileNotFoundError` where the package does not carry its vectors."""

    def __init__(self) -> None:
        folder = _folder()
        self._vectors: Vectors = next(iter(load_file(folder / _WEIGHTS).values())).astype(np.float32)
        self._pieces = Tokenizer.from_file(str(folder / _PIECES))
        self._pieces.no_padding()
        self._pieces.no_truncation()

    def vector(self, text: str) -> Vectors:
        """The vector of a text; of an empty one it is zero."""
        return self._mean(self._pieces.encode(text, add_special_tokens=False).ids)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The vectors of many texts, a row for each."""
        rows = np.zeros((len(texts), self._vectors.shape[1]), dtype=np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            encoded = self._pieces.encode_batch(list(texts[start : start + _AT_ONCE]), add_special_tokens=False)
            for row, pieces in enumerate(encoded, start):
                rows[row] = self._mean(pieces.ids)
        return rows

    def _mean(self, pieces: Sequence[int]) -> Vectors:
        total: Vectors = self._vectors[pieces].sum(axis=0)
        length = float(np.sqrt(total @ total))
        return total / length if length else total


class Likeness:
    """The English names of goods as vectors, a row for each: those of a good stand together, in the lexicon's order."""

    def __init__(self, goods: Sequence[Good], texts: Texts, names: Vectors) -> None:
        counts = np.asarray([len(good.names.get("en", ())) for good in goods])
        self._ends = np.cumsum(counts)
        self._starts = self._ends - counts
        self._texts, self._names = texts, names
        self._numbers = np.flatnonzero(counts)
        whole = np.add.reduceat(names, self._starts[self._numbers]) if len(names) else names
        self._whole = whole / np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), np.finfo(np.float32).tiny)

    def nearest(self, text: str, least: float) -> list[Like]:
        """The goods with a name at least so like the text, most like first, ties in the order of the lexicon."""
        compared = min(_COMPARED, len(self._whole))
        if not compared:
            return []
        asked = self._texts.vector(text)
        on_the_whole = self._whole @ asked
        chosen = np.sort(self._numbers[np.argpartition(on_the_whole, -compared)[-compared:]])
        found = map(Like, chosen.tolist(), self._best_names(chosen, asked))
        near = sorted((like for like in found if like.likeness >= least), key=lambda like: (-like.likeness, like.number))
        return near[:_TOLD]

    def _best_names(self, chosen: Vectors, asked: Vectors) -> list[float]:
        """How like the likest name of each good is."""
        starts, ends = self._starts[chosen], self._ends[chosen]
        pieces = [self._names[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        lengths = ends - starts
        best: list[float] = np.maximum.reduceat(np.concatenate(pieces) @ asked, np.cumsum(lengths) - lengths).tolist()
        return [round(like, _DIGITS) for like in best]


def of_lexicon(goods: Sequence[Good], digest: str) -> Likeness:
    """The likeness of these goods; the vectors of their names are kept in the cache folder under the lexicon's digest."""
    mark = hashlib.sha256(f"{digest} {version(_PACKAGE)}".encode()).hexdigest()[:16]
    path = places.cache() / f"likeness-{mark}.npy"
    try:
        names: Vectors = np.asarray(np.load(path, mmap_mode="r"))
    except (OSError, ValueError):
        names = vectors_of(goods, _texts())
        _keep(path, names)
    return Likeness(goods, _texts(), names)


def of_goods(goods: Sequence[Good]) -> Likeness:
    """The likeness of some goods, computed anew."""
    return Likeness(goods, _texts(), vectors_of(goods, _texts()))


def vectors_of(goods: Sequence[Good], texts: Texts) -> Vectors:
    """The vectors of the English names of goods, in their order."""
    return texts.vectors([name for good in goods for name in good.names.get("en", ())])


@cache
def _texts() -> Texts:
    return Texts()


def _keep(path: Path, names: Vectors) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = sorted(path.parent.glob("likeness-*.npy"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in kept[_KEPT:]:
            old.unlink(missing_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.part")
        with draft.open("wb") as file:
            np.save(file, names)
        draft.replace(path)
    except OSError:
        return  # a cache that cannot be written costs time only


def _folder() -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(_PACKAGE)
    return Path(spec.submodule_search_locations[0])
