"""The XML schemas that are used: the project's own profiles, and official packages that were added beside them.

An official package (IATA's, GACC's, FPS Finance's) is a folder of XSD files in `DOUANE_HOME/schemas/<format>/`. It is
used in addition to the profile (`schema_official`).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import etree

from douane import places
from douane.intake.schema_check import plain

FORMATS = ("cargo-xml", "china-ceb")


class SchemaError(Exception):
    """A schema that cannot be used. The message says which and why."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Registered:
    """One schema of the registry: the format it is for, where it lies, and whether it is the project's own profile."""

    format: str
    path: Path
    own: bool


def folder() -> Path:
    """Where official packages are kept."""
    return places.home() / "schemas"


def registered() -> list[Registered]:
    """All schemas: the own profiles, then the roots of the packages that were added."""
    own = [Registered(path.parent.name, path, own=True) for path in sorted(places.SCHEMAS.glob("*/*.xsd"))]
    added = [Registered(path.parent.name, path, own=False) for path in sorted(folder().glob("*/*.xsd"))]
    return own + added


def compiled(path: Path) -> etree.XMLSchema:
    """Compile a schema without network. Raises `SchemaError`."""
    try:
        parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)
        return etree.XMLSchema(etree.parse(str(path), parser))
    except (etree.XMLSchemaParseError, etree.XMLSyntaxError, OSError) as error:
        raise SchemaError(f"{path} cannot be used as a schema: {plain(str(error))}") from error


def add(package: Path, kind: str) -> list[tuple[Path, str | None]]:
    """Copy an XSD file, or all XSD files of a folder, into the registry: each with why it is no schema by itself.

    Raises `SchemaError`. At least one of them has to compile in its new place; else nothing stays there.
    """
    if kind not in FORMATS:
        raise SchemaError(f"there is no format {kind!r}; known are {', '.join(FORMATS)}")
    files = sorted(package.rglob("*.xsd")) if package.is_dir() else [package]
    if not files or not all(file.is_file() for file in files):
        raise SchemaError(f"{package} holds no XSD file")
    target = folder() / kind
    target.mkdir(parents=True, exist_ok=True)
    copies = [Path(shutil.copyfile(file, target / file.name)) for file in files]
    faults = [_fault(copy) for copy in copies]
    if first := all(faults) and faults[0]:
        for copy in copies:
            copy.unlink()
        raise SchemaError(first)
    return list(zip(copies, faults, strict=True))


def _fault(path: Path) -> str | None:
    try:
        compiled(path)
    except SchemaError as error:
        return str(error)
    return None


def official_schemas(kind: str) -> list[tuple[str, etree.XMLSchema]]:
    """The schemas that were added for a format, by the names of their files, without those that do not compile."""
    roots = sorted((folder() / kind).glob("*.xsd"))
    made = ((path.name, _compiled_at(path, path.stat().st_mtime)) for path in roots)
    return [(name, schema) for name, schema in made if schema is not None]


@lru_cache(maxsize=16)
def _compiled_at(path: Path, _changed: float) -> etree.XMLSchema | None:
    try:
        return compiled(path)
    except SchemaError:
        # A part of a package that only works from its root is no root.
        return None
