"""A mapping proposed from headings and content: which field each column seems to hold, and why. A person confirms it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from douane.domain.identifiers import awb_fault, gtin_fault, ioss_fault, s10_fault
from douane.intake import values
from douane.intake.csv_rows import rows_of
from douane.intake.delimited import DELIMITERS
from douane.intake.fields import BY_KEY, heading_key
from douane.intake.headings import field_of
from douane.intake.languages import either
from douane.intake.mapping import text_of
from douane.intake.reading import Limits, Source, UnreadableError
from douane.intake.spreadsheet import Cells
from douane.intake.text_file import encoding_of
from douane.reference.catalogue import finding
from douane.reference.code_lists import countries, currencies

_SAMPLE = 200
_MOST = 0.9
_CODE = re.compile(r"\d{6}(?:\d{2}){0,2}\Z", re.ASCII)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_FEWEST_WORDS = 3
_SHOWN = 3


def _is_day(text: str) -> bool:
    try:
        values.day(text)
    except values.AmbiguousValueError:
        return True
    except ValueError:
        return False
    return True


def _is_chinese(text: str) -> bool:
    return bool(_CHINESE.search(text))


def _is_sentence(text: str) -> bool:
    return not _is_chinese(text) and len([word for word in text.split() if word.isalpha()]) >= _FEWEST_WORDS


# Several keys with one test are a choice that only a person can make, unless the heading settles it.
_CONTENT: Mapping[str, Callable[[str], bool]] = {
    "ioss": lambda text: ioss_fault(text) is None,
    "parcel": lambda text: s10_fault(text) is None,
    "mawb": lambda text: awb_fault(text) is None,
    "gtin": lambda text: gtin_fault(text) is None,
    "hs_code": lambda text: bool(_CODE.match(text)),
    "currency": lambda text: text in currencies(),
    "sale_type": lambda text: text.upper() in ("B2B", "B2C", "C2C"),
    "url": lambda text: text.startswith(("http://", "https://")),
    "arrival_date": _is_day,
    **dict.fromkeys(("recipient_country", "sender_country", "origin"), lambda text: text in countries()),
    **dict.fromkeys(("description_zh", "sender_name_zh", "recipient_name_zh"), _is_chinese),
    **dict.fromkeys(("description", "category"), _is_sentence),
}


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """A column: its heading, the field it seems to hold, why, and the first values in it."""

    heading: str
    key: str | None
    why: str
    samples: tuple[str, ...]


def proposal(path: Path) -> str:
    """A mapping file for a table with headings. Raises `UnreadableError` where no table can be seen."""
    columns = columns_of(path)
    return text_of(tuple(c.heading for c in columns), {c.heading: (c.key, c.why) for c in columns})


def columns_of(path: Path) -> list[ProposedColumn]:
    """What each column of a table seems to hold. Two that fit one field are left open for a person to choose.

    Raises `UnreadableError` where no table can be seen.
    """
    headings, rows = _table(Source(path, path.name))
    found: list[ProposedColumn] = []
    for position, heading in enumerate(headings):
        texts = [row[position].strip() for row in rows if position < len(row) and row[position].strip()]
        found.append(ProposedColumn(heading, *_proposed(heading, texts), tuple(texts[:_SHOWN])))
    taken: dict[str, list[str]] = {}
    for column in found:
        if column.key:
            taken.setdefault(column.key, []).append(column.heading)
    return [
        replace(c, key=None, why=f"{c.key}? also fits {', '.join(h for h in taken[c.key] if h != c.heading)}: choose one")
        if c.key and len(taken[c.key]) > 1 else c for c in found
    ]  # fmt: skip


def _proposed(heading: str, texts: list[str]) -> tuple[str | None, str]:
    if known := field_of(heading):
        return known.key, "the heading says so"
    fitting = [key for key, fits in _CONTENT.items() if texts and _share(fits, texts) >= _MOST]
    if len(fitting) == 1:
        return fitting[0], f"{_share(_CONTENT[fitting[0]], texts):.0%} of {len(texts)} values have its form"
    words = set(heading_key(heading).split("_"))
    near = [key for key in BY_KEY if words and words <= set(key.split("_"))]
    both = [key for key in fitting if key in near]
    if len(both) == 1:
        return both[0], "the heading resembles it and the values have its form"
    if len(near) == 1:
        return near[0], "the heading resembles it"
    choices = list(either(heading)) or fitting or near
    settled = [key for key in choices if key in fitting]
    if len(settled) == 1:
        return settled[0], "the heading may mean it and the values have its form"
    return None, f"{' or '.join(choices)}? choose one" if choices else "not known"


def _share(fits: Callable[[str], bool], texts: Iterable[str]) -> float:
    found = [fits(text) for text in texts]
    return sum(found) / len(found)


def _table(source: Source) -> tuple[list[str], list[list[str]]]:
    with source.path.open("rb") as file:
        start = file.read(4)
    if start.startswith(b"PK"):
        cells = Cells(source, Limits())
        table = [row for sheet in cells.sheets[:1] for _, row in islice(cells.rows(sheet), _SAMPLE + 1)]
    else:
        encoding = encoding_of(source)
        tables = [[row for _, row in islice(rows_of(source.path, encoding, d), _SAMPLE + 1)] for d in DELIMITERS]
        table = max(tables, key=lambda rows: len(rows[0]) if rows else 0)
    if not table or len(table[0]) < 2:
        raise UnreadableError(finding("FORMAT-UNKNOWN", file=source.name, value=", ".join(table[0])[:80] if table else ""))
    return [heading.strip().lstrip("\ufeff") for heading in table[0]], table[1:]
