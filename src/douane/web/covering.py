"""How a value that may name a person stands on a page that nobody has asked to show it."""

from __future__ import annotations

_COVER = "•••"


def covered(text: str) -> str:
    """The first character, so that two values can be told apart, and no more; the length is covered too."""
    return text[:1] + _COVER if text else ""
