"""What a message is made of: a table that says for each XML element which attribute of the data set it shows.

One table serves for writing, reading, the schema profile, the printed table of elements and the trace, so that they
cannot differ. A table is a tuple of `Leaf`, `Fixed`, `Index` and `Group`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from douane.declarations.forms import Form


class IncompleteError(ValueError):
    """A data set lacks an element that is required, or holds something that does not fit; named by its D.E. number."""

    def __init__(self, element: str, what: str) -> None:
        super().__init__(f"{element}: {what}")
        self.element, self.what = element, what


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element with text: attribute `of` of the value at hand (dotted to look inside, `.` for the value itself).

    With `most` above one the attribute is a tuple, and each of its texts is an element.
    """

    tag: str
    of: str
    form: Form
    de: str = ""
    required: bool = True
    when: str = ""
    most: int = 1


@dataclass(frozen=True, slots=True)
class Fixed:
    """An element whose text the message itself prescribes."""

    tag: str
    text: str
    de: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """A sequence number: the place of the entry in its list, from `first` on."""

    tag: str
    first: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """An element with children: for the value of attribute `of`, for each of its values if `most` is above one.

    Without `of` it shows further attributes of the same value; without `tag` it only looks inside and adds no element.
    """

    tag: str
    of: str
    parts: tuple[Part, ...]
    de: str = ""
    required: bool = False
    most: int = 1
    when: str = ""


Part: TypeAlias = Leaf | Fixed | Index | Group


@dataclass(frozen=True, slots=True)
class Message:
    """A message: root element, namespace, the data set it carries, and its table.

    `qualified` says whether inner elements stand in the namespace too; `prefix` is the one the root is written with.
    `attributes` are XML attributes of the root.
    """

    kind: str
    root: str
    namespace: str
    carries: type
    parts: tuple[Part, ...]
    title: str
    qualified: bool = True
    prefix: str | None = None
    attributes: tuple[Leaf | Fixed, ...] = ()
    collection: str | None = None


def leaves(parts: Sequence[Part], where: str = "") -> Sequence[tuple[str, Leaf]]:
    """All leaves of a table with the path of the attribute each one shows, such as `items.description`."""
    found: list[tuple[str, Leaf]] = []
    for part in parts:
        if isinstance(part, Leaf):
            found.append((inside(where, part.of), part))
        elif isinstance(part, Group):
            found.extend(leaves(part.parts, inside(where, part.of)))
    return found


def inside(where: str, of: str) -> str:
    """The path of an attribute within the value at a path."""
    if of in ("", "."):
        return where
    return f"{where}.{of}" if where else of
