"""Official schemas that were added, used beside the profile while a file is read: one consignment at a time.

An official schema describes a whole message. So each consignment is looked at in a message of its own, made of what stands
around it: time and memory stay linear, and every error has its consignment, line and column.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

from lxml import etree

from douane.domain.finding import Finding
from douane.intake.schema_check import Words, explained
from douane.intake.schema_registry import official_schemas
from douane.reference.catalogue import finding

# Lines of a copy are only known up to here.
_LAST_LINE = 65_535
_STRANGE = "No matching global declaration available for the validation root"
_AFTER = "Missing child element"


class OfficialCheck:
    """The official schemas of a format (`cargo-xml`, `china-ceb`) over one message."""

    def __init__(self, kind: str, words: Words) -> None:
        self._schemas = official_schemas(kind)
        self._words = words
        self._first: Any = None
        self._root: Any = None

    def check(self, element: Any, reference: str | None) -> list[Finding]:
        """What the official schemas refuse in a consignment that has just closed."""
        if not self._schemas:
            return []
        copy = _alone(element)
        self._known(copy)
        if self._first is None:
            self._first, self._root = copy, element.getroottree().getroot()
        return [
            self._told(found, name)
            for name, errors in self._errors(copy, within=True)
            for found in explained(errors, copy, self._words, reference)
        ]

    def finish(self) -> list[Finding]:
        """What they refuse in the message around its consignments, asked when the whole file has been read."""
        if self._first is None or not self._schemas:
            return []
        for mine, theirs in zip(_upwards(self._first), _downwards(self._root, self._first), strict=False):
            after = [part for part in theirs.iterchildren() if _comes_after(part, theirs, mine)]
            mine.getparent().extend(deepcopy(part) for part in after)
        root = self._first.getroottree().getroot()
        return [
            self._told(found, name)
            for name, errors in self._errors(self._first, within=False)
            for found in explained(errors, root, self._words, None)
        ]

    def _known(self, copy: Any) -> None:
        """Keep only the schemas that know the root; they are asked once."""
        if self._first is None:
            tree = copy.getroottree()
            self._schemas = [(name, schema) for name, schema in self._schemas if _knows(schema, tree)]

    def _errors(self, copy: Any, *, within: bool) -> Iterator[tuple[str, list[Any]]]:
        tree = copy.getroottree()
        path = tree.getpath(copy)
        for name, schema in self._schemas:
            if not schema.validate(tree):
                yield name, [error for error in schema.error_log if _is_within(error.path or "", path) == within]

    def _told(self, found: Finding, schema: str) -> Finding:
        official = finding("SCHEMA-OFFICIAL", {"schema": schema})
        line = found.line if found.line and found.line < _LAST_LINE else None
        return replace(found, code=official.code, severity=official.severity, facts=official.facts, line=line)


def _is_within(place: str, path: str) -> bool:
    return place == path or place.startswith(f"{path}/")


def _knows(schema: etree.XMLSchema, tree: Any) -> bool:
    return schema.validate(tree) or not any(_STRANGE in error.message for error in schema.error_log)


def _alone(element: Any) -> Any:
    """A copy of the element in a copy of what stands above and before it, without other consignments."""
    copy = below = deepcopy(element)
    place = element
    for parent in element.iterancestors():
        above = etree.Element(parent.tag, parent.attrib, nsmap=parent.nsmap)
        above.text = parent.text
        before = reversed([*place.itersiblings(preceding=True)])
        above.extend(deepcopy(part) for part in before if part.tag != element.tag)
        above.append(below)
        below, place = above, parent
    return copy


def _upwards(copy: Any) -> Iterator[Any]:
    """The consignment and what stands above it, without the root."""
    while copy.getparent() is not None:
        yield copy
        copy = copy.getparent()


def _downwards(root: Any, copy: Any) -> Iterator[Any]:
    """The parents in the file of what `_upwards` gives."""
    chain = [root]
    for part in reversed([*_upwards(copy)][1:]):
        chain.append(chain[-1].find(part.tag))
    yield from reversed([one for one in chain if one is not None])


def _comes_after(part: Any, parent: Any, mine: Any) -> bool:
    """Whether a part of the file stands behind the consignment (or what holds it) and is none itself."""
    known = len([*mine.itersiblings(preceding=True)])
    return bool(part.tag != mine.tag and parent.index(part) >= known)
