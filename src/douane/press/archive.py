"""What makes a PDF an archive of its data: the data set and the trace inside the file, PDF/A-3, nothing of the clock.

PDF/A-3 (ISO 19005-3) lets files travel inside as associated files (6.8). The data is JSON lines: on the first what
was printed from which template, one document on each of the others. Its SHA-256 is the name by which the store knows
the document, and `douane verify` computes it again.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import pairwise
from xml.sax.saxutils import escape

from pydantic_core import to_json

DATA = "data.jsonl"
"""The name of the data inside the file."""

DIGEST_KEY = "DouaneData"
"""Where the information dictionary keeps the SHA-256 of the data."""


_ABOUT = "about"
_HEADING = re.compile(rb'^\{"about":', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the file. `relation` is its /AFRelationship: `Data`, `Source` or `Supplement`."""

    name: str
    mime: str
    content: bytes
    description: str
    relation: str = "Data"


@dataclass(frozen=True)
class Archive:
    """What travels with a printed file. `on` dates what is inside: the day of acceptance, never that of the clock."""

    data: bytes
    on: date
    others: tuple[Attachment, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the data, in hexadecimal digits; where files were joined, that of each, with blanks between."""
        return " ".join(hashlib.sha256(part).hexdigest() for part in parts_of(self.data))

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The data and what else is inside."""
        words = "What is printed here, with the trace of the decisions, one document a line"
        return (Attachment(DATA, "application/jsonl", self.data, words), *self.others)


def data_lines(about: Mapping[str, object], documents: Iterable[object]) -> bytes:
    """JSON lines: `about` first, then each document (dataclasses, mappings, sequences, texts, numbers, dates)."""
    return b"\n".join([to_json({_ABOUT: about}), *[to_json(document) for document in documents], b""])


def parts_of(data: bytes) -> list[bytes]:
    """The data of each file that was joined, each from its heading on."""
    starts = [found.start() for found in _HEADING.finditer(data)]
    return [data[start:end] for start, end in pairwise([*starts, len(data)])]


@lru_cache(maxsize=1)
def colour_profile() -> bytes:
    """The ICC profile sRGB v2, deflated: the output intent that PDF/A asks for. It comes with WeasyPrint."""
    return zlib.compress((files("weasyprint") / "pdf" / "sRGB2014.icc").read_bytes(), 9)


def metadata(title: str, language: str, producer: str) -> bytes:
    """The XMP packet that names the file and says PDF/A-3b (ISO 19005-3, 6.6)."""
    return _XMP.format(title=escape(title), language=escape(language), producer=escape(producer)).encode()


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance><pdf:Producer>{producer}</pdf:Producer>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
