"""Views made up from their types, to try a template with before a client prints with it."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_DIGITS = {"number", "pieces", "packages", "weight", "gross_mass", "postcode", "hs6"}
_LINES = 3


def sample(view: type[Any], *, filled: bool) -> Any:
    """A view with something in each of its fields, or, not `filled`, with as little as its types allow."""
    hints = get_type_hints(view)
    return view(**{field.name: _value(hints[field.name], field.name, filled=filled) for field in fields(view)})


def _value(kind: Any, name: str, *, filled: bool) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return arguments[0]
    if origin in (Union, types.UnionType):
        return None if not filled else _value(arguments[0], name, filled=filled)
    if origin is tuple:
        return tuple(_value(arguments[0], name, filled=filled) for _ in range(_LINES)) if filled else ()
    if is_dataclass(kind) and isinstance(kind, type):
        return sample(kind, filled=filled)
    if kind is bool:
        return filled
    if kind is int:
        return 1
    if kind is float:
        return 0.5  # a share
    if kind is str:
        return _text(name, filled=filled)
    raise TypeError(f"{name}: a view holds texts, numbers, tuples and views, no {kind}")


def _text(name: str, *, filled: bool) -> str:
    """A word that fits most places: barcodes are asked for by reference, LRN and SSCC even where nothing else is known."""
    if name in ("reference", "lrn", "parcel"):
        return "SAMPLE1234"
    if name == "sscc":
        return "006141411234567890"
    if not filled:
        return ""
    if "country" in name:
        return "BE"
    return "123" if name in _DIGITS else "Sample"
