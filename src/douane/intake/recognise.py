"""Which format a file has, told by its content and not by its name."""

from __future__ import annotations

from pathlib import Path

from douane.intake import delimited, manifest_xml
from douane.intake.reading import Reading, UnreadableError
from douane.reference.catalogue import finding

_SNIFF = 4096


def open_manifest(path: Path) -> Reading:
    """The reader for a file. Raises `UnreadableError` with the one finding that says why there is none."""
    try:
        with path.open("rb") as file:
            start = file.read(_SNIFF)
    except OSError as error:
        raise UnreadableError(finding("FILE-UNREADABLE", file=path.name, value=error.strerror or "")) from error
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableError(finding("FILE-EMPTY", file=path.name))
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        root = manifest_xml.root_of(path)
        found: Reading | None = manifest_xml.recognise(path, root)
        if found is None:
            raise UnreadableError(finding("FORMAT-UNKNOWN", file=path.name, value=root))
        return found
    found = delimited.recognise(path)
    if found is None:
        first_line = start.splitlines()[0][:80].decode("utf-8", "replace")
        raise UnreadableError(finding("FORMAT-UNKNOWN", file=path.name, value=first_line))
    return found
