"""What a file was recognised as, and the question about its columns where they do not say enough by themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from douane.intake import mapping
from douane.intake.fields import BY_KEY
from douane.intake.headings import field_of
from douane.intake.proposing import ProposedColumn, columns_of
from douane.intake.reading import UnreadableError

_TABLES = (b"PK\x03\x04",)


@dataclass(frozen=True, slots=True)
class Asked:
    """The columns of a table with what each seems to hold, and the fields to choose from."""

    columns: tuple[ProposedColumn, ...]
    fields: tuple[str, ...]


def question_about(path: Path) -> bool:
    """Whether a person must say which column holds which field before a file is read.

    Never for XML, JSON and packages; never where all headings are known, or a mapping is kept for exactly these.
    """
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith((b"<", b"{", b"[", b"\x1f\x8b")) or (start.startswith(_TABLES) and path.suffix.lower() == ".zip"):
        return False
    try:
        columns = columns_of(path)
    except (UnreadableError, OSError, ValueError):
        return False
    headings = tuple(column.heading for column in columns)
    if any(mapping.load(mapping.folder() / f"{name}.toml").headings == headings for name in mapping.saved_names()):
        return False
    known = [field_of(heading) for heading in headings]
    keys = [field.key for field in known if field]
    return len(keys) < len(headings) / 2 or len(set(keys)) < len(keys)


def proposed_columns(path: Path) -> Asked | None:
    """The question about a file's columns; `None` where it has none."""
    try:
        return Asked(tuple(columns_of(path)), tuple(BY_KEY))
    except UnreadableError:
        return None


def keep_mapping(path: Path, chosen: Mapping[str, str], name: str) -> str:
    """Keep what a person has said of the columns, under a name; further files with these headings are read alike.

    `chosen` is by the position of the column, counted from 0. Raises `MappingError`.
    """
    columns = columns_of(path)
    told = {column.heading: (chosen.get(str(i)) or None, "confirmed") for i, column in enumerate(columns)}
    safe = re.sub(r"[^a-z0-9-]+", "-", (name or path.stem).lower()).strip("-") or "mapping"
    folder = mapping.folder()
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{safe}.part"
    draft.write_text(mapping.text_of(tuple(column.heading for column in columns), told), encoding="utf-8")
    try:
        mapping.load(draft)
    except mapping.MappingError:
        draft.unlink()
        raise
    draft.replace(folder / f"{safe}.toml")
    return safe
