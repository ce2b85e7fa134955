"""A printed file carries its data, says that it is PDF/A-3, and is made of nothing but what it was given."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from douane.press.archive import DATA, DIGEST_KEY, Archive, Attachment, data_lines
from douane.press.merging import attachments_of, merged
from douane.press.printer import Press
from tests.press.conftest import labels, summaries

DAY = date(2026, 11, 22)


def archive_of(views: list[object], *others: Attachment) -> Archive:
    return Archive(data_lines({"template": "parcel_label", "language": "en"}, views), DAY, others)


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


@pytest.mark.parametrize("stamped", [True, False])
def test_the_structure_that_pdf_a_3_asks_for(press: Press, stamped: bool) -> None:
    views = labels()[:2]
    printer = press if stamped else Press(stamped=False)
    trace = Attachment("declarations.xml", "application/xml", b"<H7/>", "The data sets", "Source")
    with opened(printer.print("parcel_label", views, archive=archive_of([*views], trace)).pdf) as pdf:
        assert pdf.check_pdf_syntax() == []
        packet = pdf.Root.Metadata.read_bytes().decode()
        assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in packet
        assert str(pdf.docinfo["/Title"]) in packet
        intent = pdf.Root.OutputIntents[0]
        assert (intent.S, intent.DestOutputProfile.N) == ("/GTS_PDFA1", 3)
        assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
        assert [one.name for one in attachments_of(pdf)] == [DATA, "declarations.xml"]
        for spec in pdf.Root.AF:
            assert spec.AFRelationship in ("/Data", "/Source")
            assert spec.EF.F.Params.ModDate == "D:20261122000000Z"
        assert {*pdf.attachments} == {DATA, "declarations.xml"}
        assert "/ID" in pdf.trailer
        assert pdf.Root.Lang == "en"
        assert "/Encrypt" not in pdf.trailer
        for page in pdf.pages:
            assert not {"/AA", "/Annots"} & page.keys()
            for font in page.resources.Font.values():
                below = font.DescendantFonts[0]
                assert {"/FontFile2", "/FontFile3"} & below.FontDescriptor.keys()
                assert "/ToUnicode" in font


def test_widths_in_the_file_are_those_of_its_fonts(press: Press) -> None:
    from fontTools.cffLib import CFFFontSet
    from fontTools.pens.basePen import NullPen

    with opened(press.print("parcel_label", labels()[:2]).pdf) as pdf:
        fonts = [font.DescendantFonts[0] for font in pdf.pages[0].resources.Font.values()]
        programs = [one.FontDescriptor.FontFile3.read_bytes() for one in fonts if "/FontFile3" in one.FontDescriptor]
    assert programs
    for program in programs:
        fontset = CFFFontSet()
        fontset.decompile(io.BytesIO(program), None, isCFF2=False)
        top = fontset.topDictIndex[0]
        for name in top.charset:
            glyph = top.CharStrings[name]
            glyph.draw(NullPen())
            assert glyph.width == 1000


def test_the_data_is_read_back_and_named_by_its_hash(press: Press) -> None:
    views = summaries()[:2]
    archive = archive_of([*views])
    with opened(press.print("h7_summary", views, archive=archive).pdf) as pdf:
        [data] = attachments_of(pdf)
        assert hashlib.sha256(data.content).hexdigest() == str(pdf.docinfo[f"/{DIGEST_KEY}"]) == archive.digest
    head, *documents = map(json.loads, data.content.splitlines())
    assert head["about"]["template"] == "parcel_label"
    assert [one["lrn"] for one in documents] == [view.lrn for view in views]


def test_files_of_a_run_are_joined_with_bookmarks_and_data(press: Press) -> None:
    views = [replace(labels()[0], reference=f"LX{number:09}CN") for number in range(5)]
    parts = [press.print("parcel_label", chunk, archive=archive_of([*chunk])).pdf for chunk in (views[:3], views[3:])]
    whole = merged(parts)
    assert whole == merged(parts)
    with opened(whole) as pdf:
        with pdf.open_outline() as outline:
            titles = [entry.title for entry in outline.root]
            pages = [pdf.pages.index(pikepdf.Page(entry.destination[0])) for entry in outline.root]  # type: ignore[index,arg-type]
        [data] = attachments_of(pdf)
        assert str(pdf.docinfo[f"/{DIGEST_KEY}"]).split() == [
            archive_of([*chunk]).digest for chunk in (views[:3], views[3:])
        ]
    assert titles == [f"Parcel label LX{number:09}CN" for number in range(5)]
    assert pages == list(range(5))
    assert [one["reference"] for one in map(json.loads, data.content.splitlines()) if "reference" in one] == [
        view.reference for view in views
    ]


def test_a_file_is_written_page_by_page(press: Press, tmp_path: Path) -> None:
    views = (replace(labels()[0], reference=f"LX{number:09}CN") for number in range(1200))
    with (tmp_path / "labels.pdf").open("w+b") as target:
        pages, problems = press.print_into(target, "parcel_label", views)
    assert (sum(pages), problems) == (1200, ())
    with pikepdf.open(tmp_path / "labels.pdf") as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == 1200
