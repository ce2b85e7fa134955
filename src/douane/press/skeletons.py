"""A page of HTML taken apart: what is the same for many records, and what is not.

A template marks an element that holds nothing but text with `data-fit="name"` (a box of a definite height, into which
the text is shrunk) or with `data-field="name"` (a box as high as its text). Barcodes stand in `<svg data-barcode=…>`.
Everything else is the skeleton; two records with the same skeleton can share a layout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

_BODY = "<body"
_TITLE = re.compile(r"<title>([^<]*)</title>")
_SPLIT = re.compile(r'(?<= data-f)((?:it|ield)="[^"]*"[^>]*>)([^<]*)(?=</)|(<svg data-barcode="[^"]*">)([^<]*)(?=</)')
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_LOOSE = re.compile(r"^ | $|  |[\t\n\r\f]")
FIT, FIELD, BARCODE = "data-fit", "data-field", "data-barcode"


@dataclass(frozen=True, slots=True)
class Parts:
    """A page taken apart. `texts` are those of the marked elements in the order of the page, as they stand there.

    `barcodes` are what each barcode carries with the words that say how it is drawn.
    """

    title: str
    skeleton: tuple[str, ...]
    texts: tuple[str, ...]
    barcodes: tuple[tuple[str, str], ...]


def take_apart(html: str) -> Parts:
    """The parts of a page that a template of ours has made."""
    head, _, body = html.partition(_BODY)
    title = _TITLE.search(head)
    pieces = _SPLIT.split(body)
    marks, codes = pieces[1::5], pieces[3::5]
    texts = [unescape(text) if "&" in text else text for text in pieces[2::5] if text is not None]
    drawn = zip(codes, pieces[4::5], strict=True)
    return Parts(
        unescape(title[1]) if title else "",
        tuple([piece or "" for kind in (pieces[0::5], marks, codes) for piece in kind]),
        tuple(texts),
        tuple([(code[19:-2], unescape(text)) for code, text in drawn if code]),
    )


def collapsed(text: str) -> str:
    """The text with its blanks joined as CSS joins them (`white-space: normal`)."""
    return _BLANKS.sub(" ", text).strip(" ") if _LOOSE.search(text) else text
