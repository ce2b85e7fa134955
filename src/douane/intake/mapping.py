"""Saved mappings: which heading means which field for one client, as TOML files that a person has confirmed.

A mapping lies in `DOUANE_HOME/mappings/` and is used for files that have exactly its headings, or for any file when it is
asked for by name:

    headings = ["Ref", "Naam", "KG"]
    [columns]
    Ref = "parcel"
    Naam = "recipient_name"
    KG = ""            # kept with the goods, no field
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from douane import places
from douane.intake.fields import BY_KEY
from douane.intake.headings import Columns


class MappingError(Exception):
    """A mapping file that cannot be used. The message says which and why."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """A mapping: its name, the headings it is for, and the field key (or none) for each heading it tells."""

    name: str
    headings: tuple[str, ...]
    columns: Mapping[str, str | None]


def folder() -> Path:
    """Where mappings are saved."""
    return places.home() / "mappings"


def load(path: Path) -> SavedMapping:
    """Read a mapping file. Raises `MappingError`."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        headings = tuple(str(heading) for heading in raw["headings"])
        columns = {str(heading): str(key) or None for heading, key in raw["columns"].items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
        raise MappingError(f"{path} is no mapping file: {error}") from error
    wrong = [key for key in columns.values() if key and key not in BY_KEY]
    if wrong:
        raise MappingError(f"{path}: there is no field {wrong[0]!r}; docs/manifest.md lists them")
    strange = [heading for heading in columns if heading not in headings]
    if strange:
        raise MappingError(f"{path}: the heading {strange[0]!r} is not among its headings")
    keys = [key for key in columns.values() if key]
    twice = [key for key in keys if keys.count(key) > 1]
    if twice:
        raise MappingError(f"{path}: two columns are mapped to {twice[0]!r}")
    return SavedMapping(path.stem, headings, columns)


def saved_names() -> list[str]:
    """The names of the mappings that are kept."""
    return sorted(path.stem for path in folder().glob("*.toml"))


def named(wanted: str) -> SavedMapping:
    """A mapping by its file, or by the name under which it is kept. Raises `MappingError`."""
    for path in (Path(wanted), folder() / f"{wanted}.toml"):
        if path.is_file():
            return load(path)
    known = ", ".join(saved_names()) or "none yet"
    raise MappingError(
        f"there is no mapping {wanted!r}; kept are: {known}. “douane mapping propose FILE --out {Path(wanted).stem}.toml” "
        "proposes one"
    )


def with_mapping(columns: Columns, chosen: SavedMapping | None = None) -> Columns:
    """The columns as a mapping tells them: the chosen one, else one that is kept for exactly these headings.

    Unchanged where there is none, and where the chosen one has no heading of these. Raises `MappingError` for a mapping
    file that cannot be used.
    """
    if chosen is not None:
        fits = any(heading in columns.headings for heading in chosen.columns)
        return columns.using(chosen.columns, chosen.name) if fits else columns
    if not folder().is_dir():
        return columns
    for path in sorted(folder().glob("*.toml")):
        saved = load(path)
        if saved.headings == columns.headings:
            return columns.using(saved.columns, saved.name)
    return columns


def text_of(headings: tuple[str, ...], proposed: Mapping[str, tuple[str | None, str]]) -> str:
    """A mapping file: for each heading the field key proposed, or none, with the reason as a comment."""
    lines = ["# Which field each column holds. Check every line; the words behind # say why it was proposed.",
             "# An empty field keeps the column with the goods. Then: douane mapping use THIS-FILE",
             f"headings = {json.dumps(list(headings), ensure_ascii=False)}", "", "[columns]"]  # fmt: skip
    for heading, (key, why) in proposed.items():
        lines.append(f'{json.dumps(heading, ensure_ascii=False)} = "{key or ""}"  # {why}')
    return "\n".join(lines) + "\n"
