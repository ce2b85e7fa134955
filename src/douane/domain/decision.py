"""What classification answers: candidates with evidence, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How an item got its code. `given` codes came with the goods; `review` and `abstained` wait for a person."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    ABSTAINED = "abstained"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A commodity code with its text, its probability (0 to 1) and the evidence for it, in words."""

    code: str
    description: str
    probability: float
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The one question that would settle most, with two to five answers.

    `about` names what an answer speaks of: an attribute of the goods, or `type` for what they are.
    """

    text: str
    options: tuple[str, ...]
    about: str = "type"


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one description on one market (`eu` or `cn`), best candidate first."""

    market: str
    verdict: Verdict
    candidates: tuple[Candidate, ...] = ()
    question: Question | None = None

    @property
    def code(self) -> str | None:
        """The code to work with: only an accepted or given one counts."""
        if self.candidates and self.verdict in (Verdict.ACCEPTED, Verdict.GIVEN):
            return self.candidates[0].code
        return None
