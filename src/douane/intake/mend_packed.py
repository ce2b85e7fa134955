"""A package made again with the files in it mended: names, order, dates and kinds of packing stay as they were."""

from __future__ import annotations

import gzip
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from copy import copy
from pathlib import Path

from douane.intake.packed import Unpacked, names_in, unpacked
from douane.intake.reading import Limits, Source, UnreadableError
from douane.reference.catalogue import finding

_GZIP = b"\x1f\x8b"
_LARGE = 1 << 30


def opened(source: Source) -> Unpacked | None:
    """The files of a package; `None` for a file that is none, which a workbook is too. Raises `UnreadableError`."""
    with source.path.open("rb") as file:
        start = file.read(4)
    if start.startswith(b"PK") and "[Content_Types].xml" in names_in(source.path):
        return None
    return unpacked(source, start, Limits())


def repack(source: Source, made: Mapping[str, Path], out: Path) -> None:
    """Write the package with these files, by the names that findings call them, in place of its own.

    Raises `UnreadableError` where a file that goes back as it came cannot be read.
    """
    with source.path.open("rb") as file:
        start = file.read(8)
    if start.startswith(_GZIP):
        # The moment in the header is kept, so that the same file gives the same bytes.
        moment = int.from_bytes(start[4:8], "little")
        (inner,) = made.values()
        with inner.open("rb") as old, out.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=moment) as new:
            shutil.copyfileobj(old, new)
        return
    try:
        _rezip(source, made, out)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise UnreadableError(finding("PACKAGE-BROKEN", file=source.name, value=str(error))) from error


def _rezip(source: Source, made: Mapping[str, Path], out: Path) -> None:
    with zipfile.ZipFile(source.path) as old_box, zipfile.ZipFile(out, "w") as new_box:
        entries = old_box.infolist()
        if len({entry.filename for entry in entries}) < len(entries):
            raise UnreadableError(finding("PACKAGE-UNSAFE", file=source.name, value="two files in it have one name"))
        for entry in entries:
            target = made.get(f"{source.name}/{entry.filename}")
            large = entry.file_size > _LARGE
            with (
                target.open("rb") if target else old_box.open(entry) as stream,
                new_box.open(copy(entry), "w", force_zip64=large) as new_stream,
            ):
                shutil.copyfileobj(stream, new_stream)
