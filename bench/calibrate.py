"""Fit the curve from scores to probabilities on the development goods: `python -m bench.calibrate`.

Writes `law/classification/calibration.yaml`. The thresholds for a wanted precision are taken from predictions for goods
that were left out of the fit (five parts, each predicted by the other four), so that they do not flatter.
"""

from __future__ import annotations

import math
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bench.goods import Labelled, sets
from douane import places
from douane.classification.asking import open_attribute
from douane.classification.calibration import LEVELS, Measures, measures_of
from douane.classification.classifier import Classifier

PARTS = 5
# How many answers of the whole a code's own answers are mixed with before they count (shrinkage).
SHRINKAGE = 10.0
# A code with fewer answers has no reliability of its own.
FEWEST = 3
RIDGE = 1.0
VAGUE, ABSTAIN_BELOW = 2.0, 0.12
WANTED = (0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97)
SHOWN = 0.9
# A threshold is trusted only where so many answers stand above it.
ENOUGH = 60


class Point(NamedTuple):
    """An answer: what the curve looks at, the code, whether it is right, which part of the goods it is in.

    Only `settled` answers may be accepted: those without an open question, of goods that are not restricted.
    """

    measures: Measures
    hs: str
    right: bool
    part: int
    kind: str
    weight: float
    settled: bool


def points(classifier: Classifier, rows: Sequence[Labelled], kind: str) -> Iterator[Point]:
    """A point for each good that has an answer; the same text is always in the same part.

    A kind of text counts by the root of its number, so that the largest does not speak for all.
    """
    weight = 1 / math.sqrt(len(rows))
    for row in rows:
        reading = classifier.read(row.goods)
        if reading.ranked:
            part = zlib.crc32(row.goods.description.encode()) % PARTS
            hs = reading.ranked[0].hs
            best = reading.ranked[0].support
            settled = open_attribute(best) is None and not (best.good and best.good.restricted)
            yield Point(measures_of(reading, row.goods.description), hs, hs == row.hs, part, kind, weight, settled)


def reliability(known: Sequence[Point]) -> dict[str, float]:
    """Log odds of being right by code of two, four and six digits."""
    return {code: odds(right, answers, known) for code, (right, answers) in counts(known).items() if answers >= FEWEST}


def counts(known: Sequence[Point]) -> dict[str, tuple[int, int]]:
    """How many answers of a code are right, and how many there are."""
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for point in known:
        for digits in LEVELS.values():
            right, answers = found[point.hs[:digits]]
            found[point.hs[:digits]] = right + point.right, answers + 1
    return found


def odds(right: float, answers: float, known: Sequence[Point]) -> float:
    """Log odds of being right, mixed with those of the whole."""
    mean = sum(point.right for point in known) / len(known)
    return math.log((right + SHRINKAGE * mean) / (answers - right + SHRINKAGE * (1 - mean)))


def row_of(point: Point, trust: Sequence[float]) -> list[float]:
    """A line of the matrix that is fitted."""
    return [*point.measures, *trust]


def trust_of(hs: str, known: dict[str, float]) -> list[float]:
    """Reliability at each level; an unknown code has that of its parent."""
    found, last = [], 0.0
    for digits in LEVELS.values():
        last = known.get(hs[:digits], last)
        found.append(last)
    return found


def without_itself(point: Point, found: dict[str, tuple[int, int]], known: Sequence[Point]) -> list[float]:
    """Reliability as the other answers show it, so that an answer does not vouch for itself."""
    trust, last = [], 0.0
    for digits in LEVELS.values():
        right, answers = found[point.hs[:digits]]
        if answers - 1 >= FEWEST:
            last = odds(right - point.right, answers - 1, known)
        trust.append(last)
    return trust


def fit(known: Sequence[Point]) -> np.ndarray:
    """Logistic regression with a ridge, by Newton's method."""
    found = counts(known)
    x = np.array([row_of(point, without_itself(point, found, known)) for point in known])
    y = np.array([point.right for point in known], float)
    counted = np.array([point.weight for point in known])
    counted *= len(known) / counted.sum()
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        curvature = (x * (counted * (p * (1 - p) + 1e-6))[:, None]).T @ x + RIDGE * np.eye(len(weights))
        weights += np.linalg.solve(curvature, x.T @ (counted * (y - p)) - RIDGE * weights)
    return weights


def left_out(known: Sequence[Point]) -> list[tuple[float, Point]]:
    """A probability for each point from a fit that has not seen its part."""
    found = []
    for part in range(PARTS):
        seen = [point for point in known if point.part != part]
        weights, trusted = fit(seen), reliability(seen)
        for point in known:
            if point.part == part:
                x = float(np.dot(weights, row_of(point, trust_of(point.hs, trusted))))
                found.append((1 / (1 + math.exp(-x)), point))
    return found


def thresholds(predicted: Sequence[tuple[float, Point]]) -> dict[float, tuple[float, float]]:
    """For each wanted precision the lowest probability above which answers have it, and the share of all answers there."""
    ordered = sorted(predicted, key=lambda pair: -pair[0])
    whole = sum(point.weight for _, point in ordered)
    found: dict[float, tuple[float, float]] = {}
    right = taken = 0.0
    for number, (probability, point) in enumerate(((p, point) for p, point in ordered if point.settled), start=1):
        taken += point.weight
        right += point.weight * point.right
        for wanted in WANTED:
            if number >= ENOUGH and right / taken >= wanted:
                found[wanted] = (probability, taken / whole)
    return found


def by_kind(predicted: Sequence[tuple[float, Point]], threshold: float) -> Iterator[str]:
    """For each kind of text: the share accepted from a threshold on, and how many of these are right."""
    for kind in dict.fromkeys(point.kind for _, point in predicted):
        rows = [(p, point) for p, point in predicted if point.kind == kind]
        accepted = [point.right for p, point in rows if p >= threshold and point.settled]
        error = abs(sum(p - point.right for p, point in rows)) / len(rows)
        precision = f"{100 * sum(accepted) / len(accepted):.1f} %" if accepted else "–"
        yield f"  {kind:<26} {100 * len(accepted) / len(rows):5.1f} % accepted, {precision} right, off by {error:.3f}"


def main() -> None:
    """Fit, print what was reached on goods left out, and write the numbers."""
    classifier = Classifier()
    known = [point for kind, rows in sets().items() for point in points(classifier, rows, kind)]
    weights, trusted = fit(known), reliability(known)
    predicted = left_out(known)
    reached = thresholds(predicted)
    for wanted, (probability, share) in reached.items():
        print(f"precision {wanted:.2f}: from {probability:.3f}, {100 * share:.1f} % of {len(known)} answers")
    print("\n".join(by_kind(predicted, reached[SHOWN][0])))
    lines = ["# Fitted by `python -m bench.calibrate`; see docs/classification.md.", "weights:"]
    lines += [f"  {n}: {w:.4f}" for n, w in zip((*Measures._fields, *LEVELS), weights, strict=True)]
    lines += [f"vague: {VAGUE}", f"abstain_below: {ABSTAIN_BELOW}", "thresholds:"]
    lines += [f'  "{wanted}": {probability:.4f}' for wanted, (probability, _) in reached.items()]
    lines += ["reliability:", *(f'  "{code}": {value:.2f}' for code, value in sorted(trusted.items()))]
    path = places.LAW / "classification" / "calibration.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
