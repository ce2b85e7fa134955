"""The entries of a JSON file one after another: of an array, of the array under `consignments`, or of JSON lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from douane.intake import values
from douane.intake.headings import field_of
from douane.intake.json_values import parsed

_BLOCK = 1 << 16
ARRAYS = frozenset({"consignments", "parcels", "shipments", "rows", "data"})
_SIGNS = re.compile(r'["{}\[\],:\n]')
_STRING_END = re.compile(r'["\\]')
_DEEPEST = 64


class BrokenError(Exception):
    """The file breaks off, or an entry is too large; `line` and `column` say where."""

    def __init__(self, why: str, line: int, column: int, *, large: bool = False) -> None:
        super().__init__(why)
        self.line, self.column, self.large = line, column, large


@dataclass(frozen=True, slots=True)
class Entry:
    """The text of one entry, where it begins, and what the object around the array says for all entries."""

    text: str
    line: int
    column: int
    defaults: Mapping[str, str] = field(default_factory=dict)


def entries(path: Path, encoding: str, most: int) -> Iterator[Entry]:
    """The entries in the order of the file. `most` is the largest size of one. Raises `BrokenError`."""
    yield from _Scanner(path, encoding, most).entries()


class _Scanner:
    """Cuts a stream of characters at the places where entries begin and end, without understanding what is in them."""

    def __init__(self, path: Path, encoding: str, most: int) -> None:
        self._path, self._encoding, self._most = path, encoding, most
        self._text, self._at = "", 0
        self._line, self._line_start = 1, 0
        self._defaults: dict[str, str] = {}

    def entries(self) -> Iterator[Entry]:
        with self._path.open(encoding=self._encoding, newline="\n") as file:
            self._file = file
            first = True
            while sign := self._next():
                if sign == "[":
                    yield from self._array()
                elif sign == "{" and first:
                    yield from self._object()
                elif sign == "{":
                    yield self._value()
                elif sign != ",":
                    raise self._broken(f"“{sign}” is not expected")
                else:
                    self._at += 1
                first = False

    def _fill(self) -> bool:
        block = self._file.read(_BLOCK)
        if not block:
            return False
        # What was read is dropped, the line's beginning being kept as an offset before the text.
        self._text = self._text[self._at :] + block
        self._line_start -= self._at
        self._at = 0
        return True

    def _next(self) -> str:
        """The next character that is no blank, which stays; empty at the end."""
        while True:
            while self._at < len(self._text):
                sign = self._text[self._at]
                if sign == "\n":
                    self._line += 1
                    self._line_start = self._at + 1
                elif not sign.isspace() and sign != "\ufeff":
                    return sign
                self._at += 1
            if not self._fill():
                return ""

    def _array(self) -> Iterator[Entry]:
        self._at += 1
        while True:
            sign = self._next()
            if not sign:
                raise self._broken("the array is not closed")
            if sign == "]":
                self._at += 1
                return
            if sign == ",":
                self._at += 1
                continue
            yield self._value()

    def _object(self) -> Iterator[Entry]:
        """An object that holds the array of consignments, or is a consignment itself."""
        start, line, line_start = self._at, self._line, self._line_start
        key = self._first_key()
        wrapped = key is not None and self._wraps()
        self._at, self._line, self._line_start = start, line, line_start
        if not wrapped:
            yield self._value()
            return
        yield from self._members()

    def _first_key(self) -> str | None:
        while len(self._text) - self._at < _BLOCK and self._fill_behind():
            pass
        found = re.compile(r'\{\s*"((?:[^"\\]|\\.)*)"').match(self._text, self._at)
        return found[1] if found else None

    def _fill_behind(self) -> bool:
        block = self._file.read(_BLOCK)
        self._text += block
        return bool(block)

    def _wraps(self) -> bool:
        """Whether one of the array names stands as a key in what is seen of the object, at its own level."""
        names = "|".join(ARRAYS)
        for found in re.finditer(rf'"({names})"\s*:\s*\[', self._text[self._at : self._at + _BLOCK]):
            before = re.sub(r'"(?:[^"\\]|\\.)*"', "", self._text[self._at : self._at + found.start()])
            if before.count("{") - before.count("}") == 1 and before.count("[") == before.count("]"):
                return True
        return False

    def _members(self) -> Iterator[Entry]:
        self._at += 1
        while True:
            sign = self._next()
            if not sign:
                raise self._broken("the object is not closed")
            if sign == "}":
                self._at += 1
                return
            if sign in ",:":
                self._at += 1
                continue
            key = self._value().text.strip('"')
            if self._next() != ":":
                raise self._broken("a colon is missing")
            self._at += 1
            if key in ARRAYS and self._next() == "[":
                yield from self._array()
            else:
                self._default(key, self._value().text)

    def _default(self, key: str, text: str) -> None:
        try:
            value = parsed(text)
        except ValueError:
            return
        known = field_of(key)
        if known and isinstance(value, str) and known.key != "parcel":
            self._defaults[known.key] = values.clean(value)

    def _value(self) -> Entry:  # noqa: C901  one pass over the signs; parts of it would need all its state
        """The text of the value that begins here, up to its end."""
        self._next()
        line, column = self._line, self._at - self._line_start + 1
        parts: list[str] = []
        size = depth = 0
        begin = self._at
        while True:
            found = _SIGNS.search(self._text, self._at)
            if found is None:
                self._at = len(self._text)
            else:
                sign = found[0]
                ends_before = depth == 0 and sign in ",]}:\n" and (parts or found.start() > begin)
                if ends_before:
                    self._at = found.start()
                    parts.append(self._text[begin : self._at])
                    return Entry("".join(parts), line, column, dict(self._defaults))
                self._at = found.end()
                if sign == '"':
                    begin = self._string(parts, begin)
                elif sign == "\n":
                    self._line += 1
                    self._line_start = self._at
                elif sign in "{[":
                    depth += 1
                    if depth > _DEEPEST:
                        raise self._broken("it is nested too deeply")
                elif sign in "}]":
                    depth -= 1
                if depth == 0 and sign in '}]"':
                    parts.append(self._text[begin : self._at])
                    return Entry("".join(parts), line, column, dict(self._defaults))
            if self._at >= len(self._text):
                parts.append(self._text[begin : self._at])
                size += len(parts[-1])
                if size > self._most:
                    raise self._broken(str(self._most), large=True)
                begin = 0
                if not self._fill():
                    if depth or not "".join(parts).strip():
                        raise self._broken("it ends in the middle of an entry")
                    return Entry("".join(parts), line, column, dict(self._defaults))

    def _string(self, parts: list[str], begin: int) -> int:
        """Go behind the end of the string that has begun; gives where the text in hand begins now."""
        size = 0
        while True:
            found = _STRING_END.search(self._text, self._at)
            if found is not None and (found[0] == '"' or found.end() < len(self._text)):
                if found[0] == '"':
                    self._at = found.end()
                    return begin
                self._at = found.end() + 1
                continue
            stop = len(self._text) if found is None else found.start()
            parts.append(self._text[begin:stop])
            size += len(parts[-1])
            if size > self._most:
                raise self._broken(str(self._most), large=True)
            self._at = begin = stop
            if not self._fill():
                raise self._broken("a text is not closed")
            begin = 0

    def _broken(self, why: str, *, large: bool = False) -> BrokenError:
        return BrokenError(why, self._line, max(1, self._at - self._line_start + 1), large=large)
