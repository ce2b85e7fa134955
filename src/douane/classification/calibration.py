"""From scores to probabilities, so that of a hundred answers given with 0.8 about eighty are right.

The curve is logistic. It looks at the score and at what surrounds it (`Measures`), and at how often answers of the same
chapter, heading and subheading have been right (`reliability`, log odds, shrunk towards the chapter and the whole). It is
fitted on the development goods and judged on the part of them left out each time (docs/classification.md); its numbers
stand in `law/classification/calibration.yaml`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from douane import places
from douane.classification.reading import Reading
from douane.classification.text import chinese_runs, is_chinese, words_of
from douane.reference import harmonized
from douane.reference.yaml_file import read_yaml

_COMPARED = 5
_STRONGEST = 6.0
# Levels of reliability with their digits.
LEVELS = {"chapter": 2, "of_heading": 4, "subheading": 6}


class Measures(NamedTuple):
    """What the curve looks at beside reliability, for the best answer of a reading.

    `share` of the first five scores; `strength` of the score; `heading`: share of its heading in the first five; `words`
    said; `covered`: share of them that named the good; `missing`: an attribute would have to be known; `weight` of the good
    in the lexicon; `crowd`: how many subheadings its heading has; `known`: share of the words that the lexicon holds;
    `fields`: attributes or a category were given; `short`: few words, as in parcel lists; `like`: how like a name of the
    good the description is; `agreed`: no other subheading is liker.
    """

    constant: float
    share: float
    strength: float
    heading: float
    words: float
    covered: float
    missing: float
    brand: float
    chinese: float
    weight: float
    crowd: float
    known: float
    fields: float
    short: float
    like: float
    agreed: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients of the curve, reliability by code, and the threshold for each wanted precision.

    `abstain_below` is the probability below which a proposal is worth little; `vague` what a vague text takes away.
    """

    weights: Mapping[str, float]
    reliability: Mapping[str, float]
    thresholds: Mapping[float, float]
    vague: float
    abstain_below: float

    @classmethod
    def load(cls) -> Calibration:
        """The numbers of `law/classification/calibration.yaml`."""
        entries = read_yaml(places.LAW / "classification" / "calibration.yaml")
        return cls(
            {name: float(number) for name, number in entries["weights"].items()},
            {str(code): float(number) for code, number in entries["reliability"].items()},
            {float(wanted): float(number) for wanted, number in entries["thresholds"].items()},
            float(entries["vague"]),
            float(entries["abstain_below"]),
        )

    def threshold(self, wanted: float) -> float:
        """The probability from which accepted answers are right with the wanted precision (0 to 1).

        Between two precisions of the table the higher one counts; above the last of them nothing is accepted.
        """
        return min((number for precision, number in self.thresholds.items() if precision >= wanted), default=2.0)

    def probabilities(self, reading: Reading, description: str) -> list[float]:
        """A probability for each subheading of a reading that has any, best first; together they are at most 1."""
        scores = [ranked.support.score for ranked in reading.ranked]
        measures = measures_of(reading, description)
        x = sum(self.weights[name] * number for name, number in zip(Measures._fields, measures, strict=True))
        x += self.trust(reading.ranked[0].hs) - (self.vague if reading.vague else 0.0)
        first = 1 / (1 + math.exp(-max(-50.0, min(50.0, x))))
        rest = sum(scores[1:])
        return [first, *((1 - first) * score / (rest + scores[0]) for score in scores[1:])]

    def trust(self, hs: str) -> float:
        """What the reliability of chapter, heading and subheading adds; an unknown code has that of its nearest parent."""
        total, known = 0.0, 0.0
        for level, digits in LEVELS.items():
            known = self.reliability.get(hs[:digits], known)
            total += self.weights[level] * known
        return total


def measures_of(reading: Reading, description: str) -> Measures:
    """The measures of the best answer of a reading that has any."""
    scores = [ranked.support.score for ranked in reading.ranked[:_COMPARED]]
    hs, best = reading.ranked[0]
    total = sum(scores) or 1.0
    said = len(words_of(description)) + sum(map(len, chinese_runs(description))) / 2
    return Measures(
        constant=1.0,
        share=scores[0] / total,
        strength=math.log1p(min(scores[0], _STRONGEST)),
        heading=sum(r.support.score for r in reading.ranked[:_COMPARED] if r.hs[:4] == hs[:4]) / total,
        words=math.log1p(said),
        covered=min(1.0, _length(best.named) / max(1.0, said)),
        missing=float(bool(best.decided and best.decided.missing)),
        brand=float(best.brand is not None),
        chinese=float(is_chinese(description)),
        weight=best.good.weight if best.good else 0.0,
        crowd=math.log(_crowd()[hs[:4]] or 1),
        known=reading.known,
        fields=float(reading.fields),
        short=1 / (1 + said),
        like=best.like,
        agreed=float(best.like > 0 and best.like >= max(ranked.support.like for ranked in reading.ranked)),
    )


def _length(named: Sequence[str]) -> float:
    # A phrase whose words stand apart is written with dots; its words are counted where they stand together.
    whole = (phrase for phrase in named if "…" not in phrase)
    return sum(len(phrase) / 2 if is_chinese(phrase) else len(phrase.split()) for phrase in whole)


@cache
def _crowd() -> Counter[str]:
    return Counter(code[:4] for code in harmonized.subheadings())
