"""The positive list of cross-border retail imports into China, loaded by the user (no current edition is public here).

CSV `code;name`, a code of eight digits on each line, edition by edition. An edition is a file `positive-list-<day>.csv` in
the tariff folder; on a day the newest that is not younger counts. Source: Announcement 2018 no. 157 and its amendments.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from douane import places

_HEADINGS = ["code", "name"]
_PREFIX = "positive-list"


@dataclass(frozen=True)
class PositiveList:
    """The eight-digit codes that may be sold across the border; `name` is the edition."""

    codes: frozenset[str]
    name: str

    def holds(self, code: str) -> bool | None:
        """Whether a code is on the list; `None` where a code shorter than eight digits does not tell."""
        if len(code) >= 8:
            return code[:8] in self.codes
        below = [listed for listed in self.codes if listed.startswith(code)]
        return None if below else False


def read_positive_list(text: str, name: str) -> PositiveList:
    """Read an edition. Raises `ValueError` with the line that is wrong."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    if not rows or [cell.strip().lower() for cell in rows[0]] != _HEADINGS:
        raise ValueError(f"{name}:1: the headings must be {';'.join(_HEADINGS)}")
    return PositiveList(frozenset(_codes(rows[1:], name)), name)


def _codes(rows: Iterable[list[str]], name: str) -> Iterable[str]:
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        code = re.sub(r"[\s.]", "", row[0])
        if not re.fullmatch(r"\d{8}", code, re.ASCII):
            raise ValueError(f"{name}:{number}: “{row[0]}” is no code of eight digits")
        yield code


def load_positive_list(file: Path, state: date, folder: Path | None = None) -> PositiveList:
    """Take an edition that holds from `state` into the tariff folder. Raises `ValueError` where it is none."""
    text = file.read_text(encoding="utf-8-sig")
    loaded = read_positive_list(text, file.name)
    target = (folder or places.tariff_home()) / f"{_PREFIX}-{state.isoformat()}.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(target)
    return loaded


def positive_list_on(on: date, folder: Path | None = None) -> PositiveList | None:
    """The edition of a day; `None` where none that old is loaded. Raises `ValueError`."""
    editions = sorted((folder or places.tariff_home()).glob(f"{_PREFIX}-????-??-??.csv"))
    past = [path for path in editions if path.stem[-10:] <= on.isoformat()]
    return read_positive_list(past[-1].read_text(encoding="utf-8"), past[-1].stem) if past else None
