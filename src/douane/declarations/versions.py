"""Two versions of a message side by side: every element that differs, with its D.E. number or tag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from douane.declarations.answers.answer import local
from douane.declarations.message import Message
from douane.declarations.pointers import follow


@dataclass(frozen=True, slots=True)
class Difference:
    """An element that is not the same: its path with line numbers, D.E. number or tag, our field, and both texts.

    `None` means that the version does not have the element.
    """

    path: str
    number: str | None
    field: str | None
    before: str | None
    after: str | None


def differences(before: bytes, after: bytes, messages: Sequence[Message] = ()) -> tuple[Difference, ...]:
    """What changed from one version to the other, in the order of the message; signatures and GUIDs are no change."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    paths = [*old, *(path for path in new if path not in old)]
    changed = [path for path in paths if old.get(path) != new.get(path)]
    found = []
    for path in changed:
        place = follow(path, messages)
        found.append(Difference(path, place.number, place.field, old.get(path), new.get(path)))
    return tuple(found)


_NOT_COMPARED = frozenset({"Signature", "guid"})


def _leaves(document: bytes) -> Iterator[tuple[str, str]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    root = etree.fromstring(document, parser)
    yield from _below(root, f"/{local(root)}")


def _below(element: Any, path: str) -> Iterator[tuple[str, str]]:
    children = [child for child in element if local(child) and local(child) not in _NOT_COMPARED]
    if not children:
        yield path, (element.text or "").strip()
        return
    counts, seen = Counter(local(child) for child in children), Counter[str]()
    for child in children:
        name = local(child)
        seen[name] += 1
        yield from _below(child, f"{path}/{name}[{seen[name]}]" if counts[name] > 1 else f"{path}/{name}")
