"""How well goods are classified: `make eval`.

Prints, for each file of labelled goods, HS 2, 4 and 6 at 1, 3 and 5, coverage and precision of accepted answers, expected
calibration error and throughput, beside two baselines of the same call; and the accuracy on names of the project's own
lexicon that were held out. `bench.calibrate` fits the curve.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from douane.classification import lexicon, likeness
from douane.classification.classifier import Classifier
from douane.classification.goods import Goods
from douane.classification.retrieval import TextIndex, features
from douane.domain.decision import Verdict
from douane.reference import harmonized

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference" / "goods"
PUBLISHED = "published on goods like ecom-en: text similarity 10-12 %, large vision model 60 %, web-searching agent 62.4 %"


class Labelled(NamedTuple):
    """Goods with the subheading that an expert gave them; none where the right answer is a question."""

    goods: Goods
    hs: str | None


def sets() -> dict[str, list[Labelled]]:
    """The development goods by name of set."""
    return {
        "ecom-en, title and fields": _read("ecom-en", fields=True),
        "ecom-en, title": _read("ecom-en"),
        "ecom-zh": _read("ecom-zh"),
        "trade-zh-en, zh": _read("trade-zh-en", language="zh"),
        "trade-zh-en, en": _read("trade-zh-en", language="en"),
        "parcels-en": _read("parcels-en"),
        "rulings-en": _read("rulings-en"),
    }


def _read(name: str, *, fields: bool = False, language: str | None = None) -> list[Labelled]:
    found = []
    for line in (REFERENCE / f"{name}.jsonl").read_text(encoding="utf-8").split("\n"):
        if line:
            row = json.loads(line)
            text = row["text"][language] if language else row["text"]
            attributes = tuple((k, str(v)) for k, v in row.get("attributes", {}).items()) if fields else ()
            category = tuple(row.get("category", ())) if fields else ()
            found.append(Labelled(Goods(text, category, attributes), row.get("hs6")))
    return found


def ranks(rows: Sequence[Labelled], ranked: Callable[[Goods], Sequence[str]]) -> str:
    """One line of a table: the share of goods whose HS 2, 4, 6 is among the first 1, 3, 5."""
    answers = [list(ranked(row.goods))[:5] for row in rows]
    cells = []
    for digits in (2, 4, 6):
        for first in (1, 3, 5):
            right = sum(
                any(code[:digits] == (row.hs or "")[:digits] for code in answer[:first])
                for row, answer in zip(rows, answers, strict=True)
            )
            cells.append(f"{100 * right / len(rows):6.1f}")
    return "".join(cells)


def tariff_baseline() -> Callable[[Goods], list[str]]:
    """BM25 over tariff texts alone."""
    texts = harmonized.texts()
    index = TextIndex({c: features(f"{texts[c]} {texts.get(c[:4], '')}") for c in sorted(harmonized.subheadings())})
    return lambda goods: [hit.key for hit in index.search(features(goods.description), 5)]


def embedding_baseline() -> Callable[[Goods], list[str]]:
    """The vectors of words over tariff texts alone."""
    vectors = likeness.Texts()
    codes = sorted(harmonized.subheadings())
    texts = harmonized.texts()
    matrix = vectors.vectors([f"{texts[code]} {texts.get(code[:4], '')}" for code in codes])
    return lambda goods: [codes[i] for i in np.argsort(-(matrix @ vectors.vector(goods.description)), kind="stable")[:5]]


def decisions(classifier: Classifier, rows: Sequence[Labelled]) -> str:
    """Coverage and precision of accepted answers, and the expected calibration error of the first candidate."""
    accepted = right = 0
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    before = time.process_time()
    answers = [classifier.classify(row.goods) for row in rows]
    seconds = time.process_time() - before
    for row, answer in zip(rows, answers, strict=True):
        if not answer.candidates:
            continue
        best = answer.candidates[0]
        good = best.code[:6] == row.hs
        bins[min(9, int(best.probability * 10))].append((best.probability, good))
        if answer.verdict is Verdict.ACCEPTED:
            accepted += 1
            right += good
    error = sum(abs(sum(p - good for p, good in entries)) for entries in bins) / len(rows)
    precision = 100 * right / accepted if accepted else math.nan
    return f"{100 * accepted / len(rows):9.1f}{precision:10.1f}{error:8.3f}{len(rows) / seconds:10,.0f}"


def vague(classifier: Classifier) -> str:
    """The share of texts too vague to classify that get a question or an abstention."""
    answers = [classifier.classify(row.goods) for row in _read("vague-en")]
    asked = sum(a.question is not None for a in answers)
    abstained = sum(a.verdict is Verdict.ABSTAINED for a in answers)
    either = sum(a.question is not None or a.verdict is Verdict.ABSTAINED for a in answers)
    wrong = sum(a.verdict is Verdict.ACCEPTED for a in answers)
    share = 100 * either / len(answers)
    return f"question {asked}, abstained {abstained}, either {share:.1f} %, accepted {wrong}, of {len(answers)}"


def held_out(share: int = 10) -> tuple[Classifier, list[Labelled]]:
    """A classifier without every `share`th name of the lexicon, and those names as goods with their good's code."""
    kept, asked = [], []
    for good in lexicon.goods():
        names = {}
        for language, texts in good.names.items():
            out = [text for text in texts if zlib.crc32(text.encode()) % share == 0]
            names[language] = tuple(text for text in texts if text not in out)
            asked += [Labelled(Goods(text), good.hs) for text in out]
        kept.append(replace(good, names=names))
    return Classifier(goods=kept), asked


def main() -> None:
    """Print the tables."""
    if not REFERENCE.is_dir():
        sys.exit("the labelled goods are not beside this checkout")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    before = time.perf_counter()
    classifier = Classifier()
    started = time.perf_counter() - before
    everything = sets()
    head = "".join(f"{f'HS{d}@{n}':>6}" for d in (2, 4, 6) for n in (1, 3, 5))
    print(f"classifier {classifier.version}, {len(lexicon.goods())} goods, ready in {started:.1f} s; {PUBLISHED}")
    print(f"{'set (share right, %)':<28}{head}  accepted precision    ECE    goods/s")
    for name, rows in everything.items():
        print(f"{name:<28}{ranks(rows, lambda g: [r.hs for r in classifier.read(g).ranked])}{decisions(classifier, rows)}")
    baselines: dict[str, Any] = {"tariff texts (BM25)": tariff_baseline(), "embedding": embedding_baseline()}
    for title, ranked in baselines.items():
        print(f"baseline: {title}{'' if ranked else ' (its package is not installed)'}")
        for name, rows in everything.items():
            if ranked:
                print(f"{name:<28}{ranks(rows, ranked)}")
    print(f"vague-en: {vague(classifier)}")
    reduced, names = held_out()
    found = ranks(names, lambda g: [r.hs for r in reduced.read(g).ranked])
    print(f"{'lexicon names held out':<28}{found}  ({len(names)} names)")


if __name__ == "__main__":
    main()
