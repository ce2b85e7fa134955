"""What a mend changed, or offers: the place, the old text, the new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from douane.domain.finding import Finding
from douane.intake import values
from douane.intake.mending import mended, offered

Words = Callable[[Finding], str]


class Notes:
    """The words for the findings of a file by line (from 1). What no line has taken is `left`."""

    def __init__(self, findings: Iterable[Finding], words: Words) -> None:
        self._words = words
        self._lines: dict[int, list[Finding]] = {}
        self._placeless: list[Finding] = []
        for found in findings:
            if found.line:
                self._lines.setdefault(found.line, []).append(found)
            else:
                self._placeless.append(found)

    def take(self, first: int, last: int | None = None) -> str:
        """The words for the findings from a line to a line; empty for none."""
        found = [one for line in range(first, (last or first) + 1) for one in self._lines.pop(line, ())]
        return " | ".join(map(self._words, found))

    @property
    def left(self) -> list[Finding]:
        """The findings that stand in no line that was asked for."""
        return [*self._placeless, *(found for line in self._lines.values() for found in line)]


@dataclass(frozen=True, slots=True)
class Change:
    """One value: where it stands, its field, what stood there, what stands there now or is offered in its place."""

    line: int
    field: str
    old: str
    new: str
    applied: bool = True


def changes_of(
    line: int, keys: Sequence[str | None], texts: Sequence[str], style: values.NumberStyle
) -> list[tuple[int, Change]]:  # fmt: skip
    """The changes of a row of texts, each with its position; fields by key, `None` for what has no field."""
    others: Mapping[str, str] = {key: text.strip() for key, text in zip(keys, texts, strict=False) if key}
    found: list[tuple[int, Change]] = []
    for position, (key, text) in enumerate(zip(keys, texts, strict=False)):
        if key is None or not text:
            continue
        new = mended(key, text, style, others)
        if new != text:
            found.append((position, Change(line, key, text, new)))
        found.extend((position, Change(line, key, text, offer, applied=False)) for offer in offered(key, new))
    return found
