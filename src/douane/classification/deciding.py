"""From a kind of good to its subheading: the decision table is read from the top, the first row that holds decides."""

from __future__ import annotations

from dataclasses import dataclass

from douane.classification.attributes import Attributes
from douane.classification.lexicon import Good, Row

_MOST_CHOICES = 5


@dataclass(frozen=True, slots=True)
class Decided:
    """A subheading with the attributes that led to it, and the attribute that would have to be known to be sure."""

    hs: str
    shown: tuple[tuple[str, str], ...]
    missing: str | None
    row: Row | None


def decide(good: Good, attributes: Attributes) -> Decided:
    """The subheading of a good with these attributes."""
    for row in good.when:
        shown = _holds(row, attributes)
        if shown is not None:
            return Decided(row.hs, shown, None, row)
    missing = next((attribute for attribute in good.ask if not attributes.knows(attribute)), None)
    return Decided(good.hs, (), missing, None)


def _holds(row: Row, attributes: Attributes) -> tuple[tuple[str, str], ...] | None:
    shown = []
    for attribute, wanted in row.conditions:
        words = attributes.shows(attribute, wanted)
        if words is None:
            return None
        shown.append((attribute, words))
    return tuple(shown)


def choices(good: Good, attribute: str) -> list[tuple[tuple[str, ...], str]]:
    """The values that an attribute may have with the code each group leads to: one group for each code, five at most.

    The last group is empty where other values leave the good with its usual code.
    """
    found: dict[str, tuple[str, ...]] = {}
    for row in good.when:
        for name, values in row.conditions:
            if name == attribute and row.hs not in found:
                found[row.hs] = tuple(sorted(values)[:3])
    if good.hs not in found:
        found[good.hs] = ()
    groups = [(values, hs) for hs, values in found.items()]
    return groups[:4] + groups[-1:] if len(groups) > _MOST_CHOICES else groups
