"""Documents by the hash of their bytes, in a folder or in a store like S3: written before the row that names them.

A name is the SHA-256 of the content, so writing again changes nothing and a file that no row names does no harm.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
from pathlib import Path
from typing import Any, Protocol

import fsspec

from douane import places


class DocumentMissingError(Exception):
    """A document that the store names is not where documents are kept; the message names it and the way out."""

    exit_code = 5


class Documents(Protocol):
    """Where documents are kept."""

    def put(self, content: bytes) -> str:
        """Keep the bytes for good and return their SHA-256."""
        ...

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises `DocumentMissingError` where they are not, or are not what their name says."""
        ...


class Folder:
    """Documents in a folder of this machine, or one that all machines see."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        """Write beside, flush to the disk, rename, flush the folder: after that a power cut takes nothing."""
        digest = hashlib.sha256(content).hexdigest()
        target = self.root / digest[:2] / digest
        if target.exists() and target.stat().st_size == len(content):
            return digest
        if not target.parent.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            flush_folder(self.root)
        draft = target.with_name(f".{digest}.{os.getpid()}.part")
        write_durably(draft, content)
        draft.replace(target)
        flush_folder(target.parent)
        return digest

    def get(self, sha256: str) -> bytes:
        """The bytes, checked against their name. Raises `DocumentMissingError`."""
        path = self.root / sha256[:2] / sha256
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise _missing(sha256, str(self.root)) from error
        return _checked(content, sha256, str(self.root))


class Remote:
    """Documents behind any address that fsspec reads, such as `s3://bucket/prefix`."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._files: Any
        self._files, self._root = fsspec.core.url_to_fs(address)

    def put(self, content: bytes) -> str:
        """One request writes the whole object, so none is ever seen half."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if not self._files.exists(path):
            self._files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            self._files.pipe_file(path, content)
        return digest

    def get(self, sha256: str) -> bytes:
        """The bytes, checked against their name. Raises `DocumentMissingError`."""
        try:
            content = bytes(self._files.cat_file(self._path(sha256)))
        except FileNotFoundError as error:
            raise _missing(sha256, self._address) from error
        return _checked(content, sha256, self._address)

    def _path(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest}"


def open_documents(address: str | None = None) -> Documents:
    """Where documents are kept: `DOUANE_DOCUMENTS` (a folder or an address like `s3://…`), or a folder beside the store."""
    chosen = address or os.environ.get("DOUANE_DOCUMENTS")
    if chosen and "://" in chosen:
        return Remote(chosen.removesuffix("/"))
    return Folder(Path(chosen).expanduser() if chosen else places.home() / "documents")


def write_durably(path: Path, content: bytes) -> None:
    """Write a file and flush it to the disk. A flush that fails is an error: it is never tried a second time."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(path: Path) -> None:
    """Flush the names in a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_disk(path: Path) -> None:
    """Flush all that was written to the file system of `path`: one call instead of one for each of many files."""
    handle = os.open(path, os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(handle):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(path))
    except AttributeError:
        os.sync()
    finally:
        os.close(handle)


def _missing(sha256: str, where: str) -> DocumentMissingError:
    return DocumentMissingError(f"The document {sha256} is not in {where}. Restore it from a backup: douane store restore.")


def _checked(content: bytes, sha256: str, where: str) -> bytes:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DocumentMissingError(
            f"The document {sha256} in {where} is damaged. Restore it from a backup: douane store restore."
        )
    return content
