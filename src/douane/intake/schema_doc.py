"""A schema in words: its elements, indented by their nesting, with occurrence, type and bounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from douane import places
from douane.intake.schema_registry import SchemaError

_XS = "{http://www.w3.org/2001/XMLSchema}"
_BOUNDS = ("length", "minLength", "maxLength", "totalDigits", "fractionDigits", "pattern", "maxInclusive", "minInclusive")


def described(kind: str) -> Iterator[str]:
    """A line for each element of the project's own schema of a format. Raises `SchemaError`."""
    paths = sorted((places.SCHEMAS / kind).glob("*.xsd")) if kind.isascii() and "/" not in kind else []
    if not paths:
        raise SchemaError(f"there is no profile of {kind!r}; see “douane schema list”")
    for path in paths:
        root = etree.parse(str(path)).getroot()
        types = {part.get("name"): part for part in root if part.get("name") and "Type" in part.tag}
        for element in root.iterchildren(f"{_XS}element"):
            yield from _element(element, types, 0, ())


def _element(element: Any, types: dict[str, Any], depth: int, above: tuple[str, ...]) -> Iterator[str]:
    name, kind = element.get("name") or element.get("ref"), element.get("type")
    most = element.get("maxOccurs", "1")
    occurrence = f"{element.get('minOccurs', '1')}..{'n' if most == 'unbounded' else most}"
    inner = types.get(kind) if kind in types else next(element.iterchildren(f"{_XS}complexType", f"{_XS}simpleType"), None)
    note = element.findtext(f"{_XS}annotation/{_XS}documentation") or ""
    words = "  ".join(part for part in (_bounds(inner, kind), " ".join(note.split())) if part)
    yield f"{'  ' * depth}{name}  [{occurrence}]  {words}".rstrip()
    if inner is None or kind in above:
        return
    for group in inner.iter(f"{_XS}sequence", f"{_XS}choice"):
        for part in group.iterchildren(f"{_XS}element"):
            yield from _element(part, types, depth + 1, (*above, kind) if kind else above)


def _bounds(kind: Any, name: str | None) -> str:
    if kind is None or kind.tag != f"{_XS}simpleType":
        return name or ""
    restriction = kind.find(f"{_XS}restriction")
    if restriction is None:
        return name or ""
    found = [f"{part.tag[len(_XS) :]}={part.get('value')}" for part in restriction if part.tag[len(_XS) :] in _BOUNDS]
    choices = [part.get("value") for part in restriction.iterchildren(f"{_XS}enumeration")]
    return " ".join([restriction.get("base").removeprefix("xs:"), *found, *(["|".join(choices)] if choices else [])])
