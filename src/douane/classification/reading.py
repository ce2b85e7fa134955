"""A description as read: the subheadings it may mean, best first, with what speaks for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from douane.classification.attributes import Attributes
from douane.classification.deciding import Decided
from douane.classification.lexicon import Good


@dataclass(slots=True)
class Support:
    """What speaks for a subheading: its score, and the good, brand or shared words that gave it.

    `like` is how like the description is to a name of a good that leads here (cosine, 0 where none is near).
    """

    score: float = 0.0
    good: Good | None = None
    named: tuple[str, ...] = ()
    decided: Decided | None = None
    brand: tuple[str, str] | None = None
    shared: tuple[str, ...] = ()
    like: float = 0.0


class Ranked(NamedTuple):
    """A subheading with what speaks for it."""

    hs: str
    support: Support


@dataclass(slots=True)
class Reading:
    """A description as read: the subheadings in order, and the attributes that were recognised.

    `known` is the share of its Latin words that the lexicon holds, `fields` tells whether anything beside it was given.
    """

    ranked: list[Ranked] = field(default_factory=list)
    attributes: Attributes = field(default_factory=lambda: Attributes({}))
    vague: bool = False
    known: float = 1.0
    fields: bool = False
