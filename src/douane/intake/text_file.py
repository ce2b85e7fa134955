"""Bytes of a text file become lines: the encoding is recognised, never guessed where two would fit differently."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from douane.intake.reading import UnreadableError
from douane.reference.catalogue import finding

_BLOCK = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(path: Path) -> str:
    """UTF-8 (with or without BOM), UTF-16 with BOM, or GB18030. Raises `UnreadableError` for binary content."""
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, name in _BOMS:
        if start.startswith(mark) and _decodes(path, name):
            return name
    if b"\0" in start:
        raise UnreadableError(finding("FILE-BINARY", file=path.name))
    for name in ("utf-8", "gb18030"):
        if _decodes(path, name):
            return name
    raise UnreadableError(finding("FILE-ENCODING", file=path.name))


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def lines_of(path: Path, encoding: str) -> Iterator[str]:
    """The file's lines with their line ends, as `csv` wants them. NUL characters become U+FFFD, which shows."""
    with path.open(encoding=encoding, newline="") as file:
        for line in file:
            yield line.replace("\0", "\ufffd") if "\0" in line else line
