"""Taking files in: streamed to disk as they come, hashed on the way, recognised before anything is stored."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from fastapi import Request
from python_multipart.multipart import MultipartParser, parse_options_header

from douane.store.documents import flush_folder

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks


class UploadRefusedError(Exception):
    """A file cannot be taken; the message is for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it now lies on disk."""

    name: str
    path: Path
    sha256: str
    size: int


class _Part:
    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.header = self.value = b""
        self.name = self.filename = ""
        self.text = b""


class Receiver:
    """Reads a form with files piece by piece; 200 MB never lie in memory.

    Files go to `folder` under the hash of their bytes, fields to `fields`.
    """

    def __init__(self, folder: Path, largest: int) -> None:
        self._folder = folder
        self._largest = largest
        self.fields: dict[str, str] = {}
        self.files: list[Taken] = []
        self._part = _Part()
        self._draft: Path | None = None
        self._file: BinaryIO | None = None
        self._digest = hashlib.sha256()
        self._size = 0
        self._all = 0

    async def take(self, request: Request) -> None:
        """Read the whole request. Raises `UploadRefusedError`."""
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        if kind != b"multipart/form-data" or b"boundary" not in options:
            raise UploadRefusedError("This was no form with files.")
        parser = MultipartParser(options[b"boundary"], self._callbacks())
        try:
            async for piece in _pieces(request):
                parser.write(piece)
            parser.finalize()
        except ValueError as error:
            raise UploadRefusedError("The upload broke off. Send the file again.") from error
        finally:
            self._close()

    def _callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin, "on_part_data": self._data, "on_part_end": self._end,
            "on_header_field": self._header_field, "on_header_value": self._header_value,
            "on_header_end": self._header_end, "on_headers_finished": self._open,
        }  # fmt: skip

    def _begin(self) -> None:
        self._part = _Part()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._part.header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._part.value += data[start:end]

    def _header_end(self) -> None:
        part = self._part
        if part.header.lower() == b"content-disposition":
            _, options = parse_options_header(part.value)
            part.name = options.get(b"name", b"").decode("utf-8", "replace")
            part.filename = options.get(b"filename", b"").decode("utf-8", "replace")
        part.header = part.value = b""

    def _open(self) -> None:
        if self._part.filename:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._draft = self._folder / f".{os.getpid()}-{id(self)}-{len(self.files)}.part"
            self._file = self._draft.open("wb")
            self._digest, self._size = hashlib.sha256(), 0

    def _data(self, data: bytes, start: int, end: int) -> None:
        piece = data[start:end]
        self._all += len(piece)
        if self._all > self._largest:
            raise UploadRefusedError(f"More than {self._largest >> 20} MB at once. Send fewer files, or pack them.")
        if self._file is not None:
            self._file.write(piece)
            self._digest.update(piece)
            self._size += len(piece)
        else:
            self._part.text += piece

    def _end(self) -> None:
        if self._file is None or self._draft is None:
            self.fields[self._part.name] = self._part.text.decode("utf-8", "replace")
            return
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._file = None
        digest = self._digest.hexdigest()
        name = Path(self._part.filename.replace("\\", "/")).name or "file"
        if self._size:
            # The name stays, so that findings and outputs speak of the file as its owner does.
            target = self._folder / digest / name
            target.parent.mkdir(parents=True, exist_ok=True)
            self._draft.replace(target)
            flush_folder(target.parent)
            self.files.append(Taken(name, target, digest, self._size))
        else:
            self._draft.unlink()
        self._draft = None

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._draft is not None:
            self._draft.unlink(missing_ok=True)
            self._draft = None


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    async for piece in request.stream():
        yield piece
