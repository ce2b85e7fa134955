"""JSON as consignments need it: numbers as written, a field that stands twice told, and where each value stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_STRING = r'"(?:[^"\\]|\\.)*"'
_TOKEN = re.compile(rf'{_STRING}|[{{}}\[\],:]|[^\s{{}}\[\],:"]+')
_DEEPEST = 100


class Twice:
    """Stands for the value of a key that stands twice."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        found.update({key: Twice() for key in keys if keys.count(key) > 1})
    return found


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def parsed(text: str) -> Any:
    """The value of a JSON text, numbers as text. Raises `ValueError`, also for what is nested too deeply."""
    try:
        return json.loads(text, object_pairs_hook=_pairs, parse_float=str, parse_int=str, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _name(sign: str) -> str:
    """A key as it is meant; as it stands where JSON does not allow it."""
    try:
        return str(json.loads(sign))
    except ValueError:
        return sign.strip('"')


def positions(text: str) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """For each value that is no object or array: the path of keys and indices to it, and its offset in the text.

    The offset of a string is that of its first character, behind the quotation mark.
    """
    path: list[str | int] = []
    expecting_key: list[bool] = []
    key_pending = False
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in "{[":
            if len(path) > _DEEPEST:
                return
            path.append("" if sign == "{" else 0)
            expecting_key.append(sign == "{")
            key_pending = sign == "{"
        elif sign in "}]":
            if not path:
                return
            path.pop()
            expecting_key.pop()
            key_pending = False
        elif sign == ",":
            if path and isinstance(path[-1], int):
                path[-1] += 1
            key_pending = bool(expecting_key and expecting_key[-1])
        elif sign == ":":
            key_pending = False
        elif key_pending and path:
            path[-1] = _name(sign)
        else:
            yield tuple(path), token.start() + sign.startswith('"')
