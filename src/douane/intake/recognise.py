"""Which format a file has, told by its content and not by its name."""

from __future__ import annotations

from pathlib import Path

from douane.intake import cargo_xml, china_ceb, delimited, manifest_xml
from douane.intake.reading import Limits, Reading, Source, UnreadableError
from douane.intake.xml_file import root_of
from douane.reference.catalogue import finding

_SNIFF = 4096
_BLANK = b"\xef\xbb\xbf \t\r\n"
_UTF16 = (b"\xff\xfe<\x00", b"\xfe\xff\x00<")


def open_manifest(path: Path, limits: Limits | None = None) -> Reading:
    """The reader for a file. Raises `UnreadableError` with the one finding that says why there is none."""
    return open_source(Source(path, path.name), limits or Limits())


def open_source(source: Source, limits: Limits) -> Reading:
    """The reader for a file that is not packed. Raises `UnreadableError`."""
    try:
        with source.path.open("rb") as file:
            start = file.read(_SNIFF)
    except OSError as error:
        raise UnreadableError(finding("FILE-UNREADABLE", file=source.name, value=error.strerror or "")) from error
    if not start.strip(_BLANK):
        raise UnreadableError(finding("FILE-EMPTY", file=source.name))
    if start.lstrip(_BLANK).startswith(b"<") or start.startswith(_UTF16):
        return _xml(source, limits)
    found = delimited.recognise(source)
    if found is None:
        first_line = start.splitlines()[0][:80].decode("utf-8", "replace")
        raise UnreadableError(finding("FORMAT-UNKNOWN", file=source.name, value=first_line))
    return found


def _xml(source: Source, limits: Limits) -> Reading:
    root = root_of(source)
    for reader in (manifest_xml, cargo_xml, china_ceb):
        if found := reader.recognise(source, root, limits):
            return found
    raise UnreadableError(finding("FORMAT-UNKNOWN", file=source.name, value=root))
