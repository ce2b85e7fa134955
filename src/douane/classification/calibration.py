"""From scores to probabilities, so that of a hundred answers given with 0.8 about eighty are right.

The curve is a logistic function of the best score and of its share of the first few, fitted on the development goods and
on lexicon names held out (docs/classification.md); its numbers stand in `law/goods/calibration.yaml`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from douane import places
from douane.reference.yaml_file import read_yaml

_COMPARED = 5
_STRONGEST = 6.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients of the curve. `abstain_below` is the probability below which a proposal is worth little."""

    constant: float
    share: float
    strength: float
    vague: float
    abstain_below: float

    @classmethod
    def load(cls) -> Calibration:
        """The coefficients of `law/goods/calibration.yaml`."""
        return cls(**{name: float(number) for name, number in read_yaml(places.LAW / "goods" / "calibration.yaml").items()})

    @staticmethod
    def measures(scores: Sequence[float]) -> tuple[float, float]:
        """What the curve looks at: the best score's share of the first few, and its strength."""
        compared = scores[:_COMPARED]
        return compared[0] / sum(compared), math.log1p(min(compared[0], _STRONGEST))

    def probabilities(self, scores: Sequence[float], *, vague: bool = False) -> list[float]:
        """A probability for each score, best first; together they are at most 1."""
        share, strength = self.measures(scores)
        x = self.constant + self.share * share + self.strength * strength - (self.vague if vague else 0.0)
        first = 1 / (1 + math.exp(-x))
        rest = sum(scores[1:])
        return [first, *((1 - first) * score / (rest + scores[0]) for score in scores[1:])]
