"""Several PDF files as one, with the same bytes for the same files; what travelled inside them travels on."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime

import pikepdf

from douane.press.archive import DATA, DIGEST_KEY, Archive, Attachment, colour_profile, metadata


def merged(parts: Sequence[bytes], archive: Archive | None = None) -> bytes:
    """All pages in order, with the metadata of the first file. One file stays as it is; none gives no bytes.

    Each part is a bookmark where it has none of its own. Without an `archive` those of the parts are joined.
    """
    if not parts or (len(parts) == 1 and archive is None):
        return b"".join(parts)
    with ExitStack() as open_files:
        whole, *others = [open_files.enter_context(pikepdf.open(io.BytesIO(part))) for part in parts]
        archive = archive or _joined([whole, *others])
        with whole.open_outline() as outline:
            if not outline.root:
                outline.root.append(pikepdf.OutlineItem(_title(whole), 0))
            for other in others:
                first = len(whole.pages)
                with other.open_outline() as theirs:
                    places = [(entry.title, _page_of(other, entry)) for entry in theirs.root] or [(_title(other), 0)]
                whole.pages.extend(other.pages)
                outline.root.extend(pikepdf.OutlineItem(title, first + page) for title, page in places)
        if archive is not None:
            _put(whole, archive)
        target = io.BytesIO()
        # The identifier is made from the content; by default it would be made from the clock.
        whole.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return target.getvalue()


def attachments_of(pdf: pikepdf.Pdf) -> Iterator[Attachment]:
    """The associated files of a file of ours, in their order."""
    for spec in pdf.Root.get("/AF", []):
        stream = spec.EF.F
        mime = str(stream.get("/Subtype", "/application/octet-stream"))[1:]
        yield Attachment(str(spec.UF), mime, stream.read_bytes(), str(spec.get("/Desc", "")), str(spec.AFRelationship)[1:])


def day_of(pdf: pikepdf.Pdf) -> date | None:
    """The day that the associated files are dated by."""
    for spec in pdf.Root.get("/AF", []):
        return datetime.strptime(str(spec.EF.F.Params.ModDate)[2:10], "%Y%m%d").replace(tzinfo=UTC).date()
    return None


def _joined(files: Sequence[pikepdf.Pdf]) -> Archive | None:
    """The archives of several files as one: the lines of their data one after the other."""
    days = [day for day in map(day_of, files) if day]
    if not days:
        return None
    data, others = [], []
    for number, file in enumerate(files, 1):
        for one in attachments_of(file):
            if one.name == DATA:
                data.append(one.content)
            else:
                others.append(Attachment(f"{number}-{one.name}", one.mime, one.content, one.description, one.relation))
    return Archive(b"".join(data), max(days), tuple(others))


def _title(pdf: pikepdf.Pdf) -> str:
    return str(pdf.docinfo.get("/Title", ""))


def _page_of(pdf: pikepdf.Pdf, entry: pikepdf.OutlineItem) -> int:
    assert entry.destination is not None  # noqa: S101  our bookmarks point at pages
    return pdf.pages.index(pikepdf.Page(entry.destination[0]))  # type: ignore[index]


def _put(pdf: pikepdf.Pdf, archive: Archive) -> None:
    """Make the file the archive's: PDF/A-3, with the associated files and no others."""
    for name in list(pdf.attachments):
        del pdf.attachments[name]
    moment = datetime(archive.on.year, archive.on.month, archive.on.day, tzinfo=UTC)
    specs = []
    for one in archive.attachments:
        spec = pikepdf.AttachedFileSpec(
            pdf, one.content, description=one.description, filename=one.name, mime_type=one.mime,
            creation_date=moment.strftime("D:%Y%m%d000000Z"), mod_date=moment.strftime("D:%Y%m%d000000Z"),
        )  # fmt: skip
        spec.relationship = pikepdf.Name(f"/{one.relation}")
        pdf.attachments[one.name] = spec
        specs.append(spec.obj)
    pdf.Root.AF = pikepdf.Array(specs)
    title, producer = str(pdf.docinfo.get("/Title", "")), str(pdf.docinfo.get("/Producer", ""))
    pdf.docinfo[f"/{DIGEST_KEY}"] = pikepdf.String(archive.digest)
    packet = metadata(title, str(pdf.Root.get("/Lang", "en")), producer)
    pdf.Root.Metadata = pdf.make_stream(packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    profile = pdf.make_stream(b"")
    profile.write(colour_profile(), filter=pikepdf.Name.FlateDecode)
    profile.N = 3
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFA1, OutputConditionIdentifier="sRGB", Info="sRGB",
        DestOutputProfile=profile,
    )  # fmt: skip
    pdf.Root.OutputIntents = pikepdf.Array([intent])
