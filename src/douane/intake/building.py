"""Frozen values of the domain, built as fast as plain ones.

The `__init__` of a frozen dataclass stores each field through `object.__setattr__`, which for a goods item takes longer
than reading it. Here a plain twin with the same slots is filled and then becomes the frozen value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, make_dataclass
from typing import Any, TypeVar

T = TypeVar("T")


def maker(kind: type[T]) -> Callable[..., T]:
    """What makes a value of a frozen dataclass with slots, from all its fields in their order and without names.

    Raises `TypeError` for a class that does more than store its fields.
    """
    if hasattr(kind, "__post_init__") or not hasattr(kind, "__slots__"):
        raise TypeError(f"{kind.__name__} is no plain dataclass with slots")
    twin: Any = make_dataclass(kind.__name__, [(one.name, Any) for one in fields(kind)], slots=True)  # type: ignore[arg-type]

    def made(*parts: Any) -> T:
        one = twin(*parts)
        one.__class__ = kind
        return one  # type: ignore[no-any-return]

    return made
