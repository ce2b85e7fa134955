"""Barcodes read back from finished pages, as a scanner would: of a sample, or of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

import zxingcpp

from douane.press.printer import Press, Printed
from douane.press.raster import Raster, grey
from douane.press.strictness import Problem, ProblemKind, texts_of


def sampled(count: int, share: float) -> Iterator[int]:
    """Which of `count` documents are looked at: the first, and the others evenly, so that `share` (0 to 1) of all are.

    The same numbers give the same documents.
    """
    wanted = min(count, max(1, round(count * share))) if share > 0 else 0
    yield from (number * count // wanted for number in range(wanted))


def unread(pdf: bytes, first: int, last: int, texts: Sequence[str]) -> tuple[str, ...]:
    """Which barcodes of a document a scanner does not read on its pages `first` to `last`. Raises as `grey` does."""
    if not texts:
        return ()
    found = {text for page in grey(pdf, first, last) for text in _read(page)}
    # An EAN may be given without its check digit.
    return tuple(text for text in dict.fromkeys(texts) if not any(one.startswith(text) for one in found))


def unread_of(
    press: Press, template: str, views: Sequence[object], printed: Printed, *, language: str, share: float
) -> Iterator[Problem]:  # fmt: skip
    """The barcodes that a scanner does not read in a sample of what was printed. Raises as `grey` does."""
    starts = list(accumulate(printed.pages, initial=0))
    for number in sampled(len(views), share):
        if not printed.pages[number]:
            continue
        texts = press.barcodes(template, views[number], language=language)
        for text in unread(printed.pdf, starts[number] + 1, starts[number + 1], texts):
            place = next((path for path, value in texts_of(views[number]) if value == text), "")
            yield Problem(ProblemKind.UNREAD, number, place, text, "a scanner does not read it from the finished page")


def _read(page: Raster) -> list[str]:
    picture = memoryview(page.rows).cast("B", (page.height, page.width))
    return [code.text for code in zxingcpp.read_barcodes(picture)]
