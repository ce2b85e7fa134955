"""What a simple type of the manifest's schema accepts, as a regular expression for the text as it stands in the file.

Each expression is at most as wide as its type: what it matches, the schema accepts. What it does not match may still be
accepted (blanks around a code, a leap day), and is asked of the schema itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

XS = "{http://www.w3.org/2001/XMLSchema}"
_DAY = (
    r"(?!0000)[0-9]{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|"
    r"(?:0[13578]|1[02])-31)"
)


def accepted(name: str, types: Mapping[str, Any]) -> str:
    """The expression for a type by its name, such as `Text35` or `xs:boolean`. Raises `ValueError` for a form unknown."""
    if name == "xs:boolean":
        return "(?:true|false|1|0)"
    restriction = types[name].find(f"{XS}restriction")
    base = restriction.get("base")
    facets = {part.tag[len(XS) :]: part.get("value") for part in restriction}
    if choices := [re.escape(part.get("value")) for part in restriction.iterchildren(f"{XS}enumeration")]:
        return f"(?:{'|'.join(choices)})"
    if base == "xs:token" and set(facets) == {"maxLength"}:
        return f"[^<]{{0,{facets['maxLength']}}}+"
    if base == "xs:decimal" and facets.get("pattern") == r"-?[0-9]+(\.[0-9]+)?":
        decimals = int(facets["fractionDigits"])
        return rf"-?[0-9]{{1,{int(facets['totalDigits']) - decimals}}}+(?:\.[0-9]{{1,{decimals}}}+)?"
    if base == "xs:integer" and set(facets) == {"pattern"}:
        return str(facets["pattern"])
    if base == "xs:date" and facets == {"pattern": "[0-9]{4}-[0-9]{2}-[0-9]{2}"}:
        return _DAY
    raise ValueError(f"the schema type {name} has no expression")


def longest(name: str, types: Mapping[str, Any]) -> int | None:
    """How many characters a type accepts; `None` if that is not what it is about."""
    found = types[name].find(f"{XS}restriction/{XS}maxLength") if name in types else None
    return None if found is None else int(found.get("value"))
