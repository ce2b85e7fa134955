"""The XML schemas that are used: the project's own profiles, and official packages that were added beside them.

An official package (IATA's, GACC's, FPS Finance's) is a folder of XSD files in `DOUANE_HOME/schemas/<format>/`. It
checks the whole file in addition to the profile, which checks each consignment.
"""

from __future__ import annotations

import bisect
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import etree

from douane import places
from douane.domain.finding import Finding
from douane.intake.reading import Source
from douane.intake.schema_check import plain
from douane.reference.catalogue import finding

FORMATS = {"manifest": "urn:douane:manifest:1", "cargo-xml": "iata:datamodel:3",
           "china-ceb": "http://www.chinaport.gov.cn/ceb"}  # fmt: skip
# Whole files are checked as a tree, which costs memory and, with many errors, time; what is larger has the profile only.
_LARGEST = 32 << 20
_MOST_ERRORS = 5_000


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


def add(package: Path, kind: str) -> list[Path]:
    """Copy an XSD file, or all XSD files of a folder, into the registry. Raises `SchemaError`.

    At least one of them has to compile in its new place; else nothing stays there.
    """
    if kind not in FORMATS:
        raise SchemaError(f"there is no format {kind!r}; known are {', '.join(FORMATS)}")
    files = sorted(package.rglob("*.xsd")) if package.is_dir() else [package]
    if not files or not all(file.is_file() for file in files):
        raise SchemaError(f"{package} holds no XSD file")
    target = folder() / kind
    target.mkdir(parents=True, exist_ok=True)
    copies = [Path(shutil.copyfile(file, target / file.name)) for file in files]
    faults = []
    for copy in copies:
        try:
            compiled(copy)
        except SchemaError as error:
            faults.append(error)
    if len(faults) == len(copies):
        for copy in copies:
            copy.unlink()
        raise faults[0]
    return copies


def official_findings(source: Source, kind: str, tag: str) -> list[Finding]:
    """What the official schemas of a format refuse in a file; nothing where none was added or none knows its root.

    `tag` names the consignments, by which errors are told apart.
    """
    roots = sorted((folder() / kind).glob("*.xsd"))
    if not roots or source.path.stat().st_size > _LARGEST:
        return []
    parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False, remove_comments=True)
    try:
        with source.path.open("rb") as file:
            tree = etree.parse(file, parser)
    except etree.XMLSyntaxError:
        return []
    return list(_refused(tree, roots, source, tag))


@lru_cache(maxsize=16)
def _compiled_at(path: Path, _changed: float) -> etree.XMLSchema | None:
    try:
        return compiled(path)
    except SchemaError:
        # A part of a package that only works from its root is no root.
        return None


def _refused(tree: etree._ElementTree, roots: list[Path], source: Source, tag: str) -> Iterator[Finding]:
    starts = [element.sourceline for element in tree.iter(tag)]
    for root in roots:
        schema = _compiled_at(root, root.stat().st_mtime)
        if schema is None or schema.validate(tree):
            continue
        errors = schema.error_log
        if any("No matching global declaration available for the validation root" in error.message for error in errors):
            continue
        for number, error in enumerate(errors):
            if number >= _MOST_ERRORS:
                break
            at = bisect.bisect_right(starts, error.line)
            path = f"{tag.rpartition('}')[2]}[{at}]" if at else None
            yield finding("SCHEMA-OFFICIAL", field=(error.path or "").rpartition("/")[2], value=root.name,
                          expected=plain(error.message), file=source.name, line=error.line, path=path)  # fmt: skip
