"""Nothing of the labelled goods stands in the project, in any file of any kind: what is measured was not copied."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from douane import places

# Shorter texts are ordinary names of goods, which any two writers share.
LONG = 32
ROOT = places.LAW.parent
FOLDERS = ("law", "src", "tests", "docs", "bench", "examples", "templates")
KINDS = {".yaml", ".py", ".md", ".csv", ".json", ".jsonl", ".xml", ".txt", ".jinja", ".toml"}


def labelled(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line:
                text = json.loads(line)["text"]
                yield from text.values() if isinstance(text, dict) else (text,)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.lower()).strip()


def found_in(text: str, sought: dict[str, list[str]]) -> str | None:
    """A labelled text of which the beginning stands in a text, looked for in one pass."""
    for start in range(len(text) - LONG + 1):
        for whole in sought.get(text[start : start + LONG], ()):
            if text.startswith(whole, start):
                return whole
    return None


def beginnings(texts: Iterator[str]) -> dict[str, list[str]]:
    sought: dict[str, list[str]] = {}
    for text in map(plain, texts):
        if len(text) >= LONG:
            sought.setdefault(text[:LONG], []).append(text)
    return sought


def test_no_text_of_the_labelled_goods_stands_in_the_project(reference: Path) -> None:
    sought = beginnings(labelled(reference / "goods"))
    assert len(sought) > 1000
    files = (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")) if path.suffix in KINDS)
    copied = {path.name: text for path in files if path.is_file() and (text := found_in(_read(path), sought))}
    assert not copied


def _read(path: Path) -> str:
    return plain(path.read_text(encoding="utf-8", errors="replace"))


def test_a_copied_text_would_be_found() -> None:
    sought = beginnings(iter(["A made-up title of goods that nobody sells, in blue"]))
    assert found_in("names: a made-up title of goods that nobody sells, in blue; mug", sought)
    assert not found_in("names: a made-up title of goods that nobody sells; mug", sought)
