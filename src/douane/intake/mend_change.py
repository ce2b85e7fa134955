"""What a mend changed, or offers: the place, the old text, the new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from douane.intake import values
from douane.intake.mending import mended, offered

# The words for the findings of a line (from 1); empty for none.
Notes = Callable[[int], str]


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
