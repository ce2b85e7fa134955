"""What a printed file says about itself: its data, the hash of that, and each page's content."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, ClassVar

import pikepdf

from douane.press.archive import DATA, DIGEST_KEY, parts_of
from douane.press.errors import PressError
from douane.press.merging import attachments_of


class NotOursError(PressError):
    """The file is no PDF, or carries no data of ours."""

    exit_code: ClassVar[int] = 3


@dataclass(frozen=True, slots=True)
class Part:
    """What was printed in one go: the data, the hash that the file gives of it, and the one that comes out now."""

    stated: str
    computed: str
    data: bytes

    @property
    def about(self) -> dict[str, Any]:
        """What was printed: template, language, versions."""
        about = _objects(self.data)[0]["about"]
        return about if isinstance(about, dict) else {}

    @property
    def documents(self) -> int:
        """How many documents it holds."""
        return len(_objects(self.data)) - 1


@dataclass(frozen=True, slots=True)
class Contents:
    """A printed file, read back. `pages` are hashes of what is drawn, `others` of the other files inside by name."""

    parts: tuple[Part, ...]
    pages: tuple[str, ...]
    others: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A difference: where (a path such as `document 3: recipient.name`, or `page 2`), before and after."""

    where: str
    before: str
    after: str


def read_back(pdf: bytes) -> Contents:
    """The contents of a printed file. Raises `NotOursError`."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            inside = {one.name: one.content for one in attachments_of(opened)}
            pages = tuple(_page_hash(page) for page in opened.pages)
            stated = str(opened.docinfo.get(f"/{DIGEST_KEY}", ""))
    except (pikepdf.PdfError, AttributeError, ValueError, KeyError) as error:
        raise NotOursError("this is no PDF that can be read; get the file again, as it was printed") from error
    data = parts_of(inside.pop(DATA, b""))
    if not data or not all(map(_objects, data)):
        raise NotOursError("this PDF carries no data of douane: it was not printed by douane, or the data was taken out")
    parts = tuple(
        Part(named or "", hashlib.sha256(part or b"").hexdigest(), part or b"")
        for named, part in zip_longest(stated.split(), data)
    )
    others = {name: hashlib.sha256(content).hexdigest() for name, content in inside.items()}
    return Contents(parts, pages, others)


def changed_data(before: bytes, after: bytes) -> Iterator[Change]:
    """What differs between the data of a part as printed and as found."""
    nothing: dict[str, Any] = {}
    for number, (old, new) in enumerate(zip_longest(_objects(before), _objects(after), fillvalue=nothing)):
        yield from _differences(old, new, f"document {number}" if number else "heading")


def changed_pages(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Which pages are drawn differently."""
    for number, (old, new) in enumerate(zip_longest(before, after, fillvalue=""), 1):
        if old != new:
            yield Change(f"page {number}", *_words(old, new))


def _words(old: str, new: str) -> tuple[str, str]:
    return ("as printed" if old else "not there"), ("drawn differently" if new else "not there")


def _differences(before: Any, after: Any, place: str) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            name = f"{place}: {key}" if ":" not in place else f"{place}.{key}"
            yield from _differences(before.get(key), after.get(key), name)
    elif isinstance(before, list) and isinstance(after, list):
        for number, (old, new) in enumerate(zip_longest(before, after)):
            yield from _differences(old, new, f"{place}[{number}]")
    elif before != after:
        yield Change(place, json.dumps(before, ensure_ascii=False), json.dumps(after, ensure_ascii=False))


def _objects(data: bytes) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in data.splitlines() if line]
    except ValueError:
        return []


def _page_hash(page: pikepdf.Page) -> str:
    """The page as drawn: its size and its operators, not how they are packed."""
    page.contents_coalesce()
    content = page.Contents.read_bytes() if "/Contents" in page else b""
    box = ",".join(f"{float(n):.2f}" for n in page.mediabox)
    notes = str(len(page.get("/Annots", [])))
    return hashlib.sha256(b"|".join((box.encode(), notes.encode(), content))).hexdigest()
