"""Packages: gzip and zip files are unpacked, with limits, into a folder of their own that lives as long as the reading."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from douane.domain.finding import Finding
from douane.intake.reading import Limits, Source, UnreadableError
from douane.reference.catalogue import finding

_BLOCK = 1 << 20
# Below this size no ratio is looked at: a few repeated rows pack well.
_RATIO_FROM = 1 << 24
_ENCRYPTED = 0x1


class Unpacked:
    """The files of a package, in a temporary folder. `findings` say what in it was not unpacked."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="douane-")
        self._at = Path(self._folder.name)
        self._source, self._limits = source, limits
        self._left = limits.unpacked
        self.findings: list[Finding] = []
        self.sources: list[Source] = []

    def gunzip(self) -> None:
        """Unpack a gzip file. Where it is damaged, what was whole before the damage stays."""
        target = self._at / "0"
        name = self._source.name.removesuffix(".gz")
        with gzip.open(self._source.path) as stream:
            self._copy(stream, target, self._source.path.stat().st_size)
        self.sources.append(replace(self._source, path=target, name=name))

    def unzip(self) -> None:
        """Unpack the files of a zip file. Raises `UnreadableError` for a package that is refused as a whole."""
        try:
            with zipfile.ZipFile(self._source.path) as package:
                entries = [entry for entry in package.infolist() if not entry.is_dir()]
                self._look(entries)
                for number, entry in enumerate(entries):
                    name = f"{self._source.name}/{entry.filename}"
                    if entry.flag_bits & _ENCRYPTED:
                        self._say("PACKAGE-BROKEN", f"{entry.filename} is encrypted")
                        continue
                    target = self._at / str(number)
                    with package.open(entry) as stream:
                        self._copy(stream, target, entry.compress_size)
                    self.sources.append(replace(self._source, path=target, name=name))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error) as error:
            self._say("PACKAGE-BROKEN", str(error))

    def _look(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > self._limits.entries:
            self._refuse(f"it holds {len(entries)} files; at most {self._limits.entries} are accepted")
        for entry in entries:
            parts = PurePosixPath(entry.filename.replace("\\", "/"))
            if parts.is_absolute() or ".." in parts.parts or (parts.parts and ":" in parts.parts[0]):
                self._refuse(f"the name {entry.filename!r} leads outside the package")
        if sum(entry.file_size for entry in entries) > self._limits.unpacked:
            self._refuse(f"it unpacks to more than {self._limits.unpacked} bytes")

    def _copy(self, stream: object, target: Path, packed: int) -> None:
        written = 0
        try:
            with target.open("wb") as file:
                while block := stream.read(_BLOCK):  # type: ignore[attr-defined]
                    written += len(block)
                    self._left -= len(block)
                    if self._left < 0:
                        self._refuse(f"it unpacks to more than {self._limits.unpacked} bytes")
                    if written > _RATIO_FROM and written > packed * self._limits.ratio:
                        self._refuse(f"it unpacks to more than {self._limits.ratio} times its size")
                    file.write(block)
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            self._say("PACKAGE-BROKEN", str(error))

    def _refuse(self, why: str) -> None:
        raise UnreadableError(finding("PACKAGE-UNSAFE", file=self._source.name, value=why))

    def _say(self, code: str, why: str) -> None:
        self.findings.append(finding(code, file=self._source.name, value=why))


def unpacked(source: Source, start: bytes, limits: Limits) -> Unpacked | None:
    """The files of a gzip or zip package, told by its first bytes; `None` for anything else. Raises `UnreadableError`."""
    if start.startswith(b"\x1f\x8b"):
        found = Unpacked(source, limits)
        found.gunzip()
        return found
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found = Unpacked(source, limits)
        found.unzip()
        return found
    return None


def names_in(path: Path) -> Iterator[str]:
    """The names in a zip file; nothing if it is none."""
    try:
        with zipfile.ZipFile(path) as package:
            yield from package.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return
