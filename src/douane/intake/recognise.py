"""Which format a file has, told by its content and not by its name."""

from __future__ import annotations

from pathlib import Path

from douane.domain.finding import Finding
from douane.intake import cargo_xml, china_ceb, delimited, json_manifest, manifest_xml, spreadsheet
from douane.intake.china_ceb import ChinaMessage
from douane.intake.china_join import ChinaTogether
from douane.intake.mapping import SavedMapping
from douane.intake.packed import Unpacked, names_in, unpacked
from douane.intake.reading import Limits, Reading, Source, UnreadableError
from douane.intake.together import PackedManifest
from douane.intake.xml_file import root_of
from douane.reference.catalogue import finding

_SNIFF = 4096
_BLANK = b"\xef\xbb\xbf \t\r\n"
_UTF16 = (b"\xff\xfe<\x00", b"\xfe\xff\x00<")
_DEEPEST = 2


def open_manifest(path: Path, limits: Limits | None = None, *, mapping: SavedMapping | None = None) -> Reading:
    """The reader for a file. Raises `UnreadableError` with the one finding that says why there is none.

    `mapping` says which column of a table holds which field; formats that name their fields themselves need none.
    """
    return open_source(Source(path, path.name, mapping), limits or Limits())


def open_source(source: Source, limits: Limits, depth: int = 0) -> Reading:
    """The reader for a file, packed or not; a package may stand in a package once. Raises `UnreadableError`."""
    try:
        with source.path.open("rb") as file:
            start = file.read(_SNIFF)
    except OSError as error:
        raise UnreadableError(finding("FILE-UNREADABLE", file=source.name, value=error.strerror or "")) from error
    if not start.strip(_BLANK):
        raise UnreadableError(finding("FILE-EMPTY", file=source.name))
    if start.startswith(b"PK") and "[Content_Types].xml" in names_in(source.path):
        return spreadsheet.open_workbook(source, limits)
    if package := unpacked(source, start, limits):
        return _packed(source, package, limits, depth)
    if start.lstrip(_BLANK).startswith(b"<") or start.startswith(_UTF16):
        return _xml(source, limits)
    found = json_manifest.recognise(source, start, limits) or delimited.recognise(source)
    if found is None:
        first_line = start.splitlines()[0][:80].decode("utf-8", "replace")
        raise UnreadableError(finding("FORMAT-UNKNOWN", file=source.name, value=first_line))
    return found


def _xml(source: Source, limits: Limits) -> Reading:
    root = root_of(source)
    found: Reading | None = (
        manifest_xml.recognise(source, root, limits)
        or cargo_xml.recognise(source, root, limits)
        or china_ceb.recognise(source, root, limits)
    )
    if found is not None:
        return found
    raise UnreadableError(finding("FORMAT-UNKNOWN", file=source.name, value=root))


def _packed(source: Source, package: Unpacked, limits: Limits, depth: int) -> Reading:
    if depth >= _DEEPEST:
        why = "packages stand in packages more than once"
        raise UnreadableError(finding("PACKAGE-UNSAFE", file=source.name, value=why))
    readings: list[Reading] = []
    refused: list[Finding] = []
    for inner in package.sources:
        try:
            readings.append(open_source(inner, limits, depth + 1))
        except UnreadableError as error:
            refused.append(error.finding)
    chinese = [reading for reading in readings if isinstance(reading, ChinaMessage)]
    if len(chinese) > 1:
        others = [reading for reading in readings if not isinstance(reading, ChinaMessage)]
        readings = [ChinaTogether(source.path, chinese, source.name), *others]
    if not readings:
        first = next(iter((*package.findings, *refused)), None)
        raise UnreadableError(first or finding("PACKAGE-EMPTY", file=source.name))
    return PackedManifest(source.path, package, readings, refused)
