"""Bytes of a text file become lines: the encoding is recognised, never guessed where two would fit differently."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from douane.intake.reading import Source, UnreadableError
from douane.reference.catalogue import finding

_BLOCK = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(source: Source, *, in_lines: bool = True) -> str:
    """UTF-8 (with or without BOM), UTF-16 with BOM, or GB18030.

    Raises `UnreadableError` for binary content, an encoding that cannot be told, and, `in_lines`, a line without end.
    """
    path = source.path
    with path.open("rb") as file:
        start = file.read(4096)
    try:
        return _told(path, start, source.name, in_lines=in_lines)
    except _LineWithoutEndError as error:
        raise UnreadableError(finding("LINE-LONG", file=source.name, value=str(_BLOCK))) from error


def _told(path: Path, start: bytes, name_of_file: str, *, in_lines: bool) -> str:
    for mark, name in _BOMS:
        if start.startswith(mark) and _decodes(path, name, in_lines=in_lines):
            return name
    if b"\0" in start:
        raise UnreadableError(finding("FILE-BINARY", file=name_of_file))
    for name in ("utf-8", "gb18030"):
        if _decodes(path, name, in_lines=in_lines):
            return name
    raise UnreadableError(finding("FILE-ENCODING", file=name_of_file))


class _LineWithoutEndError(Exception):
    """A whole block holds no line end."""


def _decodes(path: Path, encoding: str, *, in_lines: bool) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                if in_lines and len(block) == _BLOCK and b"\n" not in block and b"\r" not in block:
                    raise _LineWithoutEndError
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def lines_of(path: Path, encoding: str) -> Iterator[str]:
    """The file's lines with their line ends, as `csv` wants them."""
    with path.open(encoding=encoding, newline="") as file:
        yield from file
