"""What a printed file says about itself: its data, the hash of that, and each page's content."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, ClassVar

import pikepdf

from douane.press.archive import DATA, DIGEST_KEY
from douane.press.errors import PressError
from douane.press.merging import attachments_of


class NotOursError(PressError):
    """The file is no PDF, or carries no data of ours."""

    exit_code: ClassVar[int] = 3


@dataclass(frozen=True, slots=True)
class Contents:
    """A printed file, read back. `stated` is the hash that it gives of its data, `computed` what comes out now.

    `pages` are hashes of the pages' contents; `others` are hashes of the other files inside by name.
    """

    stated: str
    computed: str
    data: bytes
    pages: tuple[str, ...]
    others: Mapping[str, str]

    @property
    def about(self) -> dict[str, Any]:
        """The first line of the data: what was printed, from which template, in which language."""
        return _objects(self.data)[0]


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
        raise NotOursError(f"this is no PDF that can be read: {error}") from error
    data = inside.pop(DATA, None)
    if data is None or not _objects(data):
        raise NotOursError("this PDF carries no data of douane, so it was not printed by douane, or its data was taken out")
    others = {name: hashlib.sha256(content).hexdigest() for name, content in inside.items()}
    return Contents(stated, hashlib.sha256(data).hexdigest(), data, pages, others)


def changes(printed: Contents, found: Contents) -> Iterator[Change]:
    """What differs between a file as printed and as found."""
    for number, (before, after) in enumerate(zip_longest(_objects(printed.data), _objects(found.data), fillvalue={})):
        place = f"document {number}" if number else "heading"
        yield from _differences(before, after, place)
    for number, (old, new) in enumerate(zip_longest(printed.pages, found.pages, fillvalue=""), 1):
        if old != new:
            yield Change(f"page {number}", *_words(old, new))
    for name in sorted({*printed.others, *found.others}):
        old, new = printed.others.get(name, ""), found.others.get(name, "")
        if old != new:
            yield Change(f"file {name}", *_words(old, new))


def _words(old: str, new: str) -> tuple[str, str]:
    return ("as printed" if old else "not there"), ("drawn or written differently" if new else "not there")


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
    box = ",".join(f"{float(n):.2f}" for n in page.mediabox)  # type: ignore[arg-type]
    notes = str(len(page.get("/Annots", [])))  # type: ignore[arg-type]
    return hashlib.sha256(b"|".join((box.encode(), notes.encode(), content))).hexdigest()
