"""Self-explanatory texts of the Combined Nomenclature: each code of eight digits in words that need no lines above.

Eurostat publishes them each year as spreadsheets, in more languages than the TARIC spreadsheets that most have at hand
(Dutch among them). Recognised by their headings: a column of codes, and columns of texts; the language stands in the
heading ("Self-explanatory text EN") or in the name of the file ("2023_nl_intrastat_codes.csv").
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from douane.reference.nomenclature import LANGUAGES

_CODE = re.compile(r"^(cn[ _]?(key|code|8)?|code)$", re.I)
_TEXT = re.compile(r"^(description|self[ -_]?explanatory.*|name[ _][a-z]{2}|se[ _][a-z]{2})$", re.I)
_LANGUAGE = re.compile(r"(?<![a-z])(" + "|".join(LANGUAGES) + r")(?![a-z])", re.I)
_DIGITS = 8
_OTHERS = 4

Explained = dict[tuple[str, str], str]


def is_self_explanatory(path: Path) -> bool:
    """Whether a file's headings are those of self-explanatory texts in a language that can be told."""
    rows = _rows(path)
    return bool(rows and _columns(path, rows[0])[1])


def read_self_explanatory(path: Path) -> Explained:
    """Text by code (eight digits) and language. Lines without such a code, headings say, are left out."""
    rows = _rows(path)
    found: Explained = {}
    code_column, texts = _columns(path, rows[0]) if rows else (0, {})
    for row in rows[1:]:
        code = re.sub(r"\D", "", str(row[code_column]).partition(".")[0] if row else "")
        for column, language in texts.items():
            text = " ".join(str(row[column] or "").split()) if column < len(row) else ""
            if len(code) == _DIGITS and text:
                found[code, language] = text
    return found


def _columns(path: Path, heading: Sequence[object]) -> tuple[int, dict[int, str]]:
    """The column of codes and the columns of texts with their languages; no columns where these are not told."""
    names = [str(cell).strip() for cell in heading]
    codes = [i for i, name in enumerate(names) if _CODE.match(name)]
    of_file = _LANGUAGE.search(path.stem.replace("_", " "))
    texts = {}
    for i, name in enumerate(names):
        if _TEXT.match(name) and (told := _LANGUAGE.search(name.replace("_", " ")) or of_file):
            texts[i] = told[1].lower()
    # A table of goods or of measures may have such headings too; this one has nothing else but units.
    return (codes[0], texts) if codes and len(names) <= len(texts) + _OTHERS else (0, {})


def _rows(path: Path) -> list[list[object]]:
    if path.suffix.lower() == ".csv":
        return list(_csv(path))
    if path.suffix.lower() not in (".xlsx", ".xls"):
        return []
    try:
        return [list(row) for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()]
    except (CalamineError, OSError):
        return []


def _csv(path: Path) -> Iterator[list[object]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Eurostat's older exports are in the code page of western Windows.
        text = raw.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    for row in csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count)):
        yield list(row)
