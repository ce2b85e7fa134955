"""The goods nomenclature of one tariff edition as a tree: section to declarable code, in several languages.

An edition is one SQLite file in the tariff folder, made by `tariff_import`; it is opened read-only.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from douane import places

DECLARABLE = "80"
LANGUAGES = ("en", "fr", "nl", "de", "zh")
SCHEMA_VERSION = 1
_CN = 8


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the nomenclature: ten digits and the line suffix (80 = a code, others only structure).

    `depth` counts from the chapter (0); `leaf` codes may be declared; `unit` is the supplementary unit.
    """

    id: int
    code: str
    suffix: str
    depth: int
    leaf: bool
    unit: str | None
    text: str

    @property
    def short(self) -> str:
        """The code without the pairs of zeros that only fill it up: chapter, heading, HS 6, CN 8 or TARIC 10."""
        code = self.code
        for length in (2, 4, 6, 8):
            if not code[length:].strip("0"):
                return code[:length]
        return code


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result; a better one has the higher score."""

    code: str
    text: str
    score: float


class Nomenclature:
    """A tariff edition. `name` is its market and state, such as `eu-2025-05-01`."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self._path = path
        self._connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self.languages = tuple(
            row[0] for row in self._connection.execute("SELECT DISTINCT language FROM texts ORDER BY language")
        )

        # Editions that were made before there were self-explanatory texts have no table of them.
        self._explained = bool(
            self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'explained'").fetchone()
            and self._connection.execute("SELECT 1 FROM explained LIMIT 1").fetchone()
        )

    @property
    def state(self) -> date:
        """The day whose state the edition shows."""
        return date.fromisoformat(self.name.split("-", 1)[1])

    def exists(self, code: str) -> bool:
        """Whether six, eight or ten digits are a code of this edition."""
        return self._find(code) is not None

    def path(self, code: str, language: str = "en") -> tuple[Node, ...]:
        """The nodes from the chapter to the code. Raises `KeyError` for a code that the edition does not hold."""
        found = self._find(code)
        if found is None:
            raise KeyError(code)
        nodes: list[Node] = []
        following: int | None = found
        while following is not None:
            node, following = self._node(following, language)
            nodes.append(node)
        return tuple(reversed(nodes))

    def children(self, code: str, language: str = "en") -> tuple[Node, ...]:
        """The lines directly below a code, structure lines (suffix other than 80) among them."""
        found = self._find(code)
        rows = self._connection.execute("SELECT id FROM goods WHERE parent = ? ORDER BY id", (found,))
        return tuple(self._node(row[0], language)[0] for row in rows.fetchall())

    def leaves(self, prefix: str) -> tuple[str, ...]:
        """The declarable codes of ten digits under a prefix."""
        rows = self._connection.execute(
            "SELECT code FROM goods WHERE leaf AND suffix = '80' AND code >= ? AND code < ? ORDER BY code",
            (prefix.ljust(10, "0"), prefix.ljust(10, "9") + "0"),
        )
        return tuple(row[0] for row in rows)

    def search(self, words: str, language: str = "en", limit: int = 20) -> list[Hit]:
        """Codes whose path of texts holds the words, best first (BM25)."""
        tokens = re.findall(r"\w+", words)
        if not tokens:
            return []
        query = " ".join(f'"{token}"*' for token in tokens)
        rows = self._connection.execute(
            "SELECT code, own, -rank FROM search WHERE search MATCH ? AND language = ? ORDER BY rank LIMIT ?",
            (f"words: ({query})", language, limit),
        )
        return [Hit(*row) for row in rows]

    def china_columns(self, code: str) -> dict[str, str]:
        """What a Chinese edition holds of a code beside its name, by column; empty for other editions and codes."""
        found = self._find(code) if self.name.startswith("cn") else None
        if found is None:
            return {}
        cursor = self._connection.execute("SELECT * FROM china WHERE goods = ?", (found,))
        names = [column[0] for column in cursor.description]
        return {
            name: value for row in cursor for name, value in zip(names, row, strict=True) if value and name != "goods"
        }  # fmt: skip

    def count(self) -> dict[str, int]:
        """How many lines, codes, declarable codes and texts per language the edition holds."""
        one = self._connection.execute(
            "SELECT count(*), sum(suffix = '80'), sum(leaf AND suffix = '80') FROM goods"
        ).fetchone()
        counts = dict(zip(("lines", "codes", "declarable"), one, strict=True))
        rows = self._connection.execute("SELECT language, count(*) FROM texts GROUP BY language ORDER BY language")
        return counts | {f"texts {language}": number for language, number in rows}

    def texts(self, language: str = "en") -> Iterator[tuple[str, str]]:
        """All codes from the heading down with their own text, for text retrieval."""
        yield from self._connection.execute("SELECT code, own FROM search WHERE language = ? ORDER BY rowid", (language,))

    @lru_cache(maxsize=65536)  # noqa: B019  an edition lives as long as the process
    def _find(self, code: str) -> int | None:
        row = self._connection.execute(
            "SELECT id FROM goods WHERE code = ? AND suffix = '80'", (code.ljust(10, "0"),)
        ).fetchone()
        return row[0] if row else None

    def _node(self, number: int, language: str) -> tuple[Node, int | None]:
        row = self._connection.execute(
            "SELECT code, suffix, depth, leaf, unit, parent, (SELECT text FROM texts WHERE goods = id AND language = ?),"
            " (SELECT text FROM texts WHERE goods = id ORDER BY language <> 'en' LIMIT 1) FROM goods WHERE id = ?",
            (language, number),
        ).fetchone()
        code, suffix, depth, leaf, unit, parent, text, other = row
        text = text or (suffix == DECLARABLE and self.explained(code, language)) or other or ""
        return Node(number, code, suffix, depth, bool(leaf), unit, text), parent

    def explained(self, code: str, language: str = "en") -> str | None:
        """The self-explanatory text of the eight digits that a code begins with, where it is loaded."""
        if not self._explained or (len(code) > _CN and code[_CN:].strip("0")):
            return None
        row = self._connection.execute(
            "SELECT text FROM explained WHERE code = ? AND language = ?", (code[:_CN], language)
        ).fetchone()
        return str(row[0]) if row else None


def editions(market: str = "eu", folder: Path | None = None) -> tuple[Path, ...]:
    """The loaded editions of a market, oldest state first."""
    return tuple(sorted((folder or places.tariff_home()).glob(f"{market}-????-??-??.sqlite")))


def edition_on(on: date, market: str = "eu", folder: Path | None = None) -> Nomenclature | None:
    """The newest edition whose state is not after that day; before the first one, the first; `None` if none is loaded."""
    paths = editions(market, folder)
    if not paths:
        return None
    past = [path for path in paths if path.stem.split("-", 1)[1] <= on.isoformat()]
    return Nomenclature(past[-1] if past else paths[0])
