"""What there is to say about the texts of one consignment while its values are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import TypeVar

from douane.domain.finding import Finding
from douane.intake import values
from douane.intake.building import maker
from douane.intake.zeros import lost_zeros
from douane.reference.catalogue import entries

T = TypeVar("T")
_finding = maker(Finding)


class Notes:
    """Collects the findings of one consignment, in the order in which they are noted."""

    __slots__ = ("findings", "reference")

    def __init__(self, reference: str) -> None:
        self.reference = reference
        self.findings: list[Finding] = []

    def note(
        self, code: str, key: str, value: str | None, line: int, item: int | None, expected: str | None = None, **facts: str
    ) -> None:  # fmt: skip
        """One finding about the field `key` of the record that begins in `line`."""
        self.findings.append(
            _finding(code, entries()[code].severity, key, value, expected, self.reference, item, None, line, None, None,
                     tuple(facts.items()))
        )  # fmt: skip

    def read(
        self, key: str, text: str | None, known: values.Known[T], line: int, item: int | None,
        wrong: str = "NUMBER-FORMAT", ambiguous: str = "NUMBER-AMBIGUOUS",
    ) -> T | None:  # fmt: skip
        """What a text means; where it means nothing, or two things, that is noted."""
        try:
            return known[text]
        except values.AmbiguousValueError:
            self.note(ambiguous, key, text, line, item)
        except ValueError:
            self.note("VALUE-MANGLED" if values.is_mangled(text or "") else wrong, key, text, line, item)
        return None

    def look_at(self, texts: Mapping[str, str], line: int, item: int) -> None:
        """Note texts that begin like a formula, hold signs that cannot be seen, or have lost a leading zero."""
        for key, text in texts.items():
            if not text.isascii() and _HIDDEN.search(text):
                self.note("TEXT-HIDDEN", key, text[:200], line, item)
        for key, text in texts.items():
            if text[0] in _SIGNS and _FORMULA.match(text):
                self.note("FORMULA-TEXT", key, text[:200], line, item)
        for key, whole in lost_zeros(texts):
            self.note("ZERO-LOST", key, texts[key], line, item, whole)


_SIGNS = frozenset("=+-@")
_FORMULA = re.compile(r"=|[+\-@]\s*[A-Za-z_]+\s*[(|!]")
_HIDDEN = re.compile("[\ufffd\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")
_BETWEEN = "\u2502"
_FORMULA_AT_START = re.compile(f"{_BETWEEN}(?:{_FORMULA.pattern})")


def all_usual(rows: Iterable[Iterable[str | None]]) -> bool:
    """Whether no text of many rows has to be cleaned or looked at, told for all of them at once.

    A “no” may be wrong, a “yes” is not: none of the signs that `values.clean` changes, none that cannot be seen, and no
    text that begins like a formula.
    """
    # Of many rows most texts are there more than once, and each is looked at once.
    texts = set(chain.from_iterable(rows))
    texts.discard(None)
    joined = _BETWEEN + _BETWEEN.join(texts)  # type: ignore[arg-type]
    return (
        joined.isprintable()
        and "  " not in joined
        and "\u2502 " not in joined
        and " \u2502" not in joined
        and not joined.endswith(" ")
        and "\ufffd" not in joined
        and values.is_normal(joined)
        and not any(_BETWEEN + sign in joined and _FORMULA_AT_START.search(joined) for sign in _SIGNS)
    )
