"""The files that a run has written, as the desk shows them: listed, opened singly, packed, or joined for the printer."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from douane.press.merging import merged

# Entries carry the first moment that the format knows, so that the same files are the same package.
_ALWAYS = (1980, 1, 1, 0, 0, 0)
_IN_MEMORY = 8 << 20


class NoSuchPaperError(Exception):
    """A run has no such file."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of a run: its name within the run's folder, as `documents/h7-summary.pdf`, and its size in bytes."""

    run: int
    name: str
    size: int

    @property
    def prints(self) -> bool:
        """Whether it can be shown and printed."""
        return self.name.endswith(".pdf")


def papers_of(folder: Path, run: int) -> list[Paper]:
    """The files of a run, those that print first; `folder` is that of all runs."""
    root = folder / str(run)
    found = [Paper(run, str(path.relative_to(root)), path.stat().st_size) for path in _files(root)]
    return sorted(found, key=lambda paper: (not paper.prints, "/" in paper.name, paper.name))


def _files(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())


def path_of(folder: Path, run: int, name: str) -> Path:
    """Where a file of a run lies. Raises `NoSuchPaperError`, also for a name that leads out of the run's folder."""
    root = (folder / str(run)).resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        raise NoSuchPaperError(name)
    return path


def packed(folder: Path, run: int) -> BinaryIO:
    """All files of a run as one zip, on disk where it is large. Raises `NoSuchPaperError` where the run has none."""
    root = folder / str(run)
    target = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  the one who reads it closes it
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(_files(root)):
            entry = zipfile.ZipInfo(str(path.relative_to(root)), _ALWAYS)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as source, package.open(entry, "w", force_zip64=True) as place:
                while piece := source.read(1 << 20):
                    place.write(piece)
        if not package.namelist():
            raise NoSuchPaperError(str(run))
    target.seek(0)
    return cast(BinaryIO, target)


def joined(folder: Path, chosen: Sequence[tuple[int, str]]) -> bytes:
    """The chosen PDFs as one file, in the order in which they were chosen. Raises `NoSuchPaperError`."""
    if not chosen or not all(name.endswith(".pdf") for _, name in chosen):
        raise NoSuchPaperError
    return merged([path_of(folder, run, name).read_bytes() for run, name in chosen])
