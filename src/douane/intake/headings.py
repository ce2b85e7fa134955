"""Which field each column holds, told by its heading in five languages or by a saved mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from douane.domain.finding import Finding
from douane.intake.fields import BY_HEADING, BY_KEY, Field, Kind, heading_key
from douane.intake.languages import BY_WORD
from douane.reference.catalogue import finding

FEWEST_HEADINGS = 3
# The column that `douane fix` adds is no column of the manifest.
NOTES_HEADING = "douane_findings"


def field_of(heading: str) -> Field | None:
    """The field that a heading means without doubt; `None` for one that is not known."""
    key = heading_key(heading)
    found = BY_HEADING.get(key)
    if found is None and (word := BY_WORD.get(key)):
        found = BY_KEY[word]
    return found


@dataclass(frozen=True, slots=True)
class Columns:
    """The heading row, and which field each column holds. `mapped` says that a mapping told it.

    `gone` are the headings that the mapping tells and the file does not have.
    """

    headings: tuple[str, ...]
    fields: tuple[Field | None, ...]
    line: int = 1
    mapped: str | None = None
    gone: tuple[str, ...] = ()
    keys: tuple[str | None, ...] = field(init=False, repr=False)
    loose: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", tuple(one.key if one else None for one in self.fields))
        object.__setattr__(
            self,
            "loose",
            tuple(i for i, one in enumerate(self.fields) if one is None and self.headings[i] != NOTES_HEADING),
        )

    @classmethod
    def of(cls, cells: list[str], line: int = 1) -> Columns:
        """The columns of a heading row that stands in a line; two columns for one field hold none."""
        headings = tuple(cell.strip().lstrip("\ufeff") for cell in cells)
        found = [field_of(heading) for heading in headings]
        often = Counter(one.key for one in found if one)
        twice = {key for key, times in often.items() if times > 1}
        return cls(headings, tuple(None if one and one.key in twice else one for one in found), line)

    def using(self, mapping: Mapping[str, str | None], name: str) -> Columns:
        """The same columns as a mapping from heading to field key says; headings it does not name stay as they are.

        A field that the mapping gives to one column is taken from every other; a heading that stands twice holds none.
        """
        given = {key for heading, key in mapping.items() if key and heading in self.headings}
        fields: list[Field | None] = []
        for heading, one in zip(self.headings, self.fields, strict=True):
            key = mapping.get(heading)
            if self.headings.count(heading) > 1:
                fields.append(None)
            elif heading in mapping:
                fields.append(BY_KEY[key] if key else None)
            else:
                fields.append(None if one and one.key in given else one)
        gone = tuple(heading for heading in mapping if heading not in self.headings)
        return replace(self, fields=tuple(fields), mapped=name, gone=gone)

    @property
    def known(self) -> int:
        """How many columns hold a field."""
        return sum(one is not None for one in self.fields)

    @property
    def numeric(self) -> tuple[int, ...]:
        """The positions of the columns that hold numbers."""
        return tuple(i for i, one in enumerate(self.fields) if one and one.kind is Kind.NUMBER)

    def position(self, key: str) -> int | None:
        """Where the column stands that holds a field."""
        return next((i for i, one in enumerate(self.fields) if one and one.key == key), None)

    def name_of(self, key: str) -> str | None:
        """The heading of the column that holds a field."""
        at = self.position(key)
        return None if at is None else self.headings[at]

    def findings(self) -> Iterator[Finding]:
        """What is to be said about the headings: two columns for one field, and columns that are not used."""
        for heading, one in zip(self.headings, self.fields, strict=True):
            if one is None and heading and heading != NOTES_HEADING:
                meant = None if self.mapped else field_of(heading)
                if meant:
                    yield finding("HEADING-TWICE", field=heading, value=heading, expected=meant.key, line=self.line)
                else:
                    yield finding("HEADING-UNKNOWN", field=heading, value=heading, line=self.line)
        for heading in self.gone:
            yield finding("MAPPING-HEADING", {"mapping": self.mapped or ""}, field=heading, value=heading, line=self.line)
        if self.mapped:
            yield finding("MAPPING-USED", value=self.mapped, line=self.line)
