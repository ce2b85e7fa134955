"""A document is compared with what was printed: unchanged, changed in its data, drawn over, or not ours."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pikepdf
import pytest

from douane.pipeline.verifying import verify_document
from douane.press.archive import DATA, Archive, data_lines
from douane.press.merging import merged
from douane.press.printer import Press
from douane.press.reading_back import NotOursError
from douane.store.outcomes import PrintedDocument
from tests.press.conftest import labels

DAY = date(2026, 11, 22)


class Kept:
    """What a store keeps of printed documents, and where they lie."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}

    def keep(self, archive: Archive, pdf: bytes) -> bytes:
        self.contents[archive.digest] = pdf
        return pdf

    def document(self, kind: str, data: str) -> PrintedDocument | None:
        return PrintedDocument(kind, data, data, 1, "[]") if data in self.contents else None

    def get(self, sha256: str) -> bytes:
        return self.contents[sha256]


@pytest.fixture
def kept() -> Kept:
    return Kept()


def print_labels(press: Press, kept: Kept, first: int, count: int) -> bytes:
    views = [replace(labels()[0], reference=f"LX{number:09}CN") for number in range(first, first + count)]
    lines = data_lines({"template": "parcel_label", "language": "en"}, [{"view": view} for view in views])
    archive = Archive(lines, DAY)
    return kept.keep(archive, press.print("parcel_label", views, archive=archive).pdf)


def verdict(pdf: bytes, kept: Any) -> Any:
    return verify_document(pdf, kept, kept)


def test_what_was_printed_is_what_was_printed(press: Press, kept: Kept) -> None:
    found = verdict(print_labels(press, kept, 1, 2), kept)
    assert (found.is_printed, found.documents, found.changes) == (True, 2, ())


def test_joined_files_are_found_part_by_part(press: Press, kept: Kept) -> None:
    whole = merged([print_labels(press, kept, 1, 2), print_labels(press, kept, 3, 1)])
    found = verdict(whole, kept)
    assert (found.is_printed, found.documents, len(found.parts)) == (True, 3, 2)


def test_changed_data_is_named_with_its_path(press: Press, kept: Kept) -> None:
    with pikepdf.open(io.BytesIO(print_labels(press, kept, 1, 2))) as pdf:
        stream = pdf.Root.AF[0].EF.F
        stream.write(stream.read_bytes().replace(b"LX000000002CN", b"LX000000009CN"))
        target = io.BytesIO()
        pdf.save(target)
    found = verdict(target.getvalue(), kept)
    assert (found.is_printed, found.data_is_stated) == (False, False)
    assert [(c.where, c.before, c.after) for c in found.changes] == [
        ("document 2: view.reference", '"LX000000002CN"', '"LX000000009CN"')
    ]


def test_a_page_that_was_drawn_over_is_named(press: Press, kept: Kept) -> None:
    with pikepdf.open(io.BytesIO(print_labels(press, kept, 1, 2))) as pdf:
        pdf.pages[1].contents_add(b"0 0 200 200 re f")
        target = io.BytesIO()
        pdf.save(target)
    found = verdict(target.getvalue(), kept)
    assert (found.is_printed, found.data_is_stated) == (False, True)
    assert [change.where for change in found.changes] == ["page 2"]


def test_data_under_a_new_name_is_not_known(press: Press, kept: Kept) -> None:
    pdf = print_labels(press, kept, 1, 1)
    found = verdict(pdf, Kept())
    assert (found.is_printed, found.is_known, found.data_is_stated) == (False, False, True)


@pytest.mark.parametrize("pdf", [b"", b"no PDF at all"])
def test_what_is_no_pdf_is_said(kept: Kept, pdf: bytes) -> None:
    with pytest.raises(NotOursError, match="no PDF"):
        verdict(pdf, kept)


def test_a_pdf_without_our_data_is_said(press: Press, kept: Kept) -> None:
    with pytest.raises(NotOursError, match="carries no data"):
        verdict(press.print("parcel_label", labels()[:1]).pdf, kept)
    assert DATA == "data.jsonl"
