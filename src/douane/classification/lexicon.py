"""The goods lexicon of `law/goods/`: what goods are called in everyday words, and where the tariff puts them.

docs/lexicon.md tells how its files are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from douane import places
from douane.reference.yaml_file import LawFileError, read_yaml

LANGUAGES = ("en", "zh", "fr", "nl", "de")
_KEYS = {"good", "hs", *LANGUAGES, "not", "when", "ask", "weight", "why", "restricted"}
_CODES = ("hs", "eu", "cn")
_WORD_FILES = ("attributes.yaml", "words.yaml", "brands.yaml", "calibration.yaml")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a decision table: if every attribute has one of its values, the code is this."""

    conditions: tuple[tuple[str, frozenset[str]], ...]
    hs: str
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Good:
    """A kind of good. `hs` is its subheading where no row of `when` holds; `ask` names what to ask for, best first."""

    name: str
    hs: str
    names: Mapping[str, tuple[str, ...]]
    excluded: tuple[str, ...]
    when: tuple[Row, ...]
    ask: tuple[str, ...]
    weight: float
    why: str
    restricted: bool
    source: str

    @property
    def codes(self) -> tuple[str, ...]:
        """Every subheading that this good may have."""
        return tuple(dict.fromkeys((self.hs, *(row.hs for row in self.when))))


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """A value of an attribute: the words it is recognised by, and the value it is a kind of."""

    attribute: str
    value: str
    parent: str | None
    words: tuple[str, ...]


@cache
def goods(folder: Path = places.LAW / "goods") -> tuple[Good, ...]:
    """All goods, in the order of files and entries. Raises `LawFileError`."""
    found: list[Good] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name not in _WORD_FILES:
            found.extend(_good(entry, path) for entry in read_yaml(path))
    return tuple(found)


@cache
def attribute_values(folder: Path = places.LAW / "goods") -> tuple[AttributeValue, ...]:
    """All attribute values with their words. Raises `LawFileError`."""
    return tuple(
        AttributeValue(
            attribute, value, entry.get("parent"), tuple(w for language in LANGUAGES for w in split(entry.get(language)))
        )
        for attribute, values in read_yaml(folder / "attributes.yaml").items()
        for value, entry in values.items()
    )


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand or product line: its spellings, what it usually is, and how sure the brand alone tells it (0 to 1)."""

    spellings: tuple[str, ...]
    good: str
    hs: str
    sure: float


@cache
def brands(folder: Path = places.LAW / "goods") -> tuple[Brand, ...]:
    """All brands that tell what goods are. Raises `LawFileError`.

    A spelling that tells it less or more surely than the others of its entry carries its own figure: "gap =0.2".
    """
    return tuple(brand for entry in read_yaml(folder / "brands.yaml") for brand in _brands_of(entry))


@cache
def word_lists(folder: Path = places.LAW / "goods") -> Mapping[str, Any]:
    """The lists of `words.yaml`: sales talk, colours, sizes, patterns, brands, vague words."""
    return dict(read_yaml(folder / "words.yaml"))


def split(names: object) -> Iterator[str]:
    """The names of a text that separates them by semicolons."""
    for name in str(names or "").split(";"):
        if stripped := name.strip():
            yield stripped


def plain(good: Good) -> tuple[Any, ...]:
    """A good as plain tuples and dictionaries."""
    rows = tuple((tuple((a, tuple(sorted(v))) for a, v in row.conditions), row.hs, row.codes) for row in good.when)
    return (good.name, good.hs, dict(good.names), good.excluded, rows, good.ask, good.weight, good.why, good.restricted,
            good.source)  # fmt: skip


def good_of(values: tuple[Any, ...]) -> Good:
    """The good of `plain`."""
    rows = tuple(Row(tuple((a, frozenset(v)) for a, v in conditions), hs, codes) for conditions, hs, codes in values[4])
    name, hs, names, excluded, _, ask, weight, why, restricted, source = values
    return Good(name, hs, names, excluded, rows, ask, weight, why, restricted, source)


def _good(entry: dict[str, Any], path: Path) -> Good:
    name = str(entry.get("good"))
    if unknown := set(entry) - _KEYS:
        raise LawFileError(f"{path}: {name}: unknown keys {', '.join(sorted(unknown))}")
    ask = entry.get("ask") or ()
    return Good(
        name=name,
        hs=entry["hs"],
        names={language: tuple(split(entry.get(language))) for language in LANGUAGES if entry.get(language)},
        excluded=tuple(split(entry.get("not"))),
        when=tuple(_row(row, name, path) for row in entry.get("when") or ()),
        ask=(ask,) if isinstance(ask, str) else tuple(ask),
        weight=float(entry.get("weight", 1)),
        why=str(entry.get("why") or ""),
        restricted=bool(entry.get("restricted")),
        source=path.stem,
    )


def _brands_of(entry: dict[str, Any]) -> Iterator[Brand]:
    by_sureness: dict[float, list[str]] = {}
    for text in split(entry["brand"]):
        spelling, _, own = text.partition(" =")
        by_sureness.setdefault(float(own or entry["sure"]), []).append(spelling)
    for sure, spellings in by_sureness.items():
        yield Brand(tuple(spellings), entry["good"], entry["hs"], sure)


def _row(row: dict[str, Any], name: str, path: Path) -> Row:
    if "hs" not in row:
        raise LawFileError(f"{path}: {name}: a row of `when` has no `hs`: {row}")
    conditions = tuple(
        (attribute, frozenset(map(_value, values if isinstance(values, list) else [values])))
        for attribute, values in row.items()
        if attribute not in _CODES
    )
    return Row(conditions, row["hs"], tuple((market, row[market]) for market in ("eu", "cn") if market in row))


def _value(value: object) -> str:
    # YAML 1.1 reads `on`, `off`, `yes` and `no` as flags.
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
