"""A printed document against the store: what was printed, from which data, and what has changed since."""

from __future__ import annotations

from dataclasses import dataclass

from douane.press.reading_back import Change, Contents, Part, changed_data, changed_pages, read_back
from douane.store.documents import Documents
from douane.store.repository import Store


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it. `is_known`: the store has printed every part; `is_printed`: and nothing has changed since."""

    parts: tuple[Part, ...]
    is_known: bool
    changes: tuple[Change, ...]

    @property
    def data_is_stated(self) -> bool:
        """Whether the data inside is that of which the file gives the hash."""
        return all(part.stated == part.computed for part in self.parts)

    @property
    def is_printed(self) -> bool:
        """Whether the document is what was printed."""
        return self.is_known and self.data_is_stated and not self.changes

    @property
    def documents(self) -> int:
        """How many documents are in the file."""
        return sum(part.documents for part in self.parts)


def verify_document(pdf: bytes, store: Store, documents: Documents) -> Verdict:
    """Read a document back and compare it with what the store has kept. Raises `NotOursError`."""
    found = read_back(pdf)
    changes: list[Change] = []
    pages: list[str] = []
    known = True
    for part in found.parts:
        # The hash that the file gives leads to the original even where the data was changed.
        kept = _kept(store, documents, part, part.computed) or _kept(store, documents, part, part.stated)
        if kept is None:
            known = False
            continue
        pages += kept.pages
        changes += changed_data(kept.parts[0].data, part.data)
    if known:
        changes += changed_pages(pages, found.pages)
    return Verdict(found.parts, known, tuple(changes))


def _kept(store: Store, documents: Documents, part: Part, digest: str) -> Contents | None:
    document = store.document(str(part.about.get("template", "")), digest) if digest else None
    return read_back(documents.get(document.sha256)) if document else None
