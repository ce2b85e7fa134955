"""The goods nomenclature of a TARIC3 XML file: codes, dashes, texts and supplementary units as they stand on a day.

Records: goods.nomenclature (400 00), its indents (400 05), description periods (400 10) and descriptions (400 15);
measures of type 109 and 110 give supplementary units. `update.type` 1 changes, 2 deletes, 3 adds a record; later records
win, and of several periods the last that has begun counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

_DELETED = "2"
_CODE, _INDENT = "goods.nomenclature", "goods.nomenclature.indents"
_PERIOD, _TEXT = "goods.nomenclature.description.period", "goods.nomenclature.description"
_MEASURE, _COMPONENT = "measure", "measure.component"
_KINDS = (_CODE, _INDENT, _PERIOD, _TEXT, _MEASURE, _COMPONENT)
_NOMENCLATURE = (_CODE, _INDENT, _PERIOD, _TEXT)
_UNIT_MEASURES = ("109", "110")

Record = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Taric3Line:
    """One line: ten digits and the suffix (80 = a code), its dashes, the days it holds, texts by language."""

    code: str
    suffix: str
    dashes: int
    start: date
    finish: date | None
    texts: Mapping[str, str]


@dataclass(slots=True)
class _Records:
    codes: dict[str, Record] = field(default_factory=dict)
    indents: dict[str, Record] = field(default_factory=dict)
    periods: dict[str, Record] = field(default_factory=dict)
    texts: dict[tuple[str, str], Record] = field(default_factory=dict)
    measures: dict[str, Record] = field(default_factory=dict)
    components: dict[tuple[str, str], Record] = field(default_factory=dict)


def has_nomenclature(path: Path) -> bool:
    """Whether a file is XML with TARIC3 records of the nomenclature."""
    if path.suffix.lower() != ".xml":
        return False
    try:
        return any(kind in _NOMENCLATURE for kind, _, _ in _records(path))
    except (etree.XMLSyntaxError, OSError):
        return False


def read_nomenclature(path: Path, state: date | None = None) -> tuple[list[Taric3Line], dict[str, str], list[str]]:
    """Lines in force on the day, supplementary units by code and suffix, and what is left out and why.

    Without a day, the newest start in the file counts. Raises `ValueError` where the file is no well-formed XML.
    """
    kept = _Records()
    try:
        for kind, deleted, record in _records(path):
            _apply(kept, kind, record, deleted=deleted)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"{path.name} is no well-formed XML: {error.msg}") from error
    problems: list[str] = []
    starts = [start for record in kept.codes.values() if (start := _start(record))]
    on = state or max(starts, default=date.max)
    lines = list(_lines(kept, on, path.name, problems))
    return lines, _units(kept, on), problems


def _records(path: Path) -> Iterator[tuple[str, bool, Record]]:
    for _, element in etree.iterparse(str(path), events=("end",), tag="{*}record", resolve_entities=False,
                                      no_network=True, huge_tree=False):  # fmt: skip
        deleted = any(_local(part) == "update.type" and (part.text or "").strip() == _DELETED for part in element)
        for part in element:
            if (kind := _local(part)) in _KINDS:
                yield kind, deleted, {_local(cell): (cell.text or "").strip() for cell in part}
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _apply(kept: _Records, kind: str, record: Record, *, deleted: bool) -> None:
    places: dict[str, tuple[dict[Any, Record], Any]] = {
        _CODE: (kept.codes, record.get("goods.nomenclature.sid")),
        _INDENT: (kept.indents, record.get("goods.nomenclature.indent.sid")),
        _PERIOD: (kept.periods, record.get("goods.nomenclature.description.period.sid")),
        _TEXT: (kept.texts, (record.get("goods.nomenclature.description.period.sid"), record.get("language.id"))),
        _MEASURE: (kept.measures, record.get("measure.sid")),
        _COMPONENT: (kept.components, (record.get("measure.sid"), record.get("duty.expression.id"))),
    }
    held, key = places[kind]
    if deleted:
        held.pop(key, None)
    else:
        held[key] = record


def _lines(kept: _Records, on: date, name: str, problems: list[str]) -> Iterator[Taric3Line]:
    indents = _last_begun(kept.indents, on)
    periods = _last_begun(kept.periods, on)
    texts: dict[str, dict[str, str]] = {}
    for (of_period, language), record in kept.texts.items():
        texts.setdefault(of_period, {})[language.lower()] = record.get("description", "")
    for sid, record in kept.codes.items():
        start, finish = _start(record), _day(record.get("validity.end.date"))
        code = record.get("goods.nomenclature.item.id", "")
        # The published schema writes "producline" here and "productline" elsewhere.
        suffix = record.get("producline.suffix") or record.get("productline.suffix") or "80"
        if start is None or len(code) != 10:
            problems.append(f"{name}: the nomenclature record {sid} ({code}) has no code of ten digits or no first day")
        elif start <= on and (finish is None or on <= finish):
            indent, period = indents.get(sid), periods.get(sid)
            if indent is None:
                problems.append(f"{name}: {code} {suffix} has no indent; it is left out")
                continue
            own = texts.get(period.get("goods.nomenclature.description.period.sid", ""), {}) if period else {}
            if not own:
                problems.append(f"{name}: {code} {suffix} has no description")
            yield Taric3Line(code, suffix, int(indent.get("number.indents") or 0), start, finish, own)


def _last_begun(records: Mapping[str, Record], on: date) -> dict[str, Record]:
    """By nomenclature line, the record with the latest start that is not after the day."""
    found: dict[str, Record] = {}
    for record in sorted(records.values(), key=lambda r: r.get("validity.start.date", "")):
        start = _start(record)
        if start and start <= on:
            found[record.get("goods.nomenclature.sid", "")] = record
    return found


def _units(kept: _Records, on: date) -> dict[str, str]:
    units: dict[str, str] = {}
    for (sid, _), component in kept.components.items():
        measure = kept.measures.get(sid)
        if measure is None or measure.get("measure.type") not in _UNIT_MEASURES:
            continue
        start, finish = _start(measure), _day(measure.get("validity.end.date"))
        code, unit = measure.get("goods.nomenclature.item.id", ""), component.get("measurement.unit.code", "")
        if start and start <= on and (finish is None or on <= finish) and unit:
            units[code.ljust(10, "0") + "80"] = unit + component.get("measurement.unit.qualifier.code", "")
    return units


def _start(record: Record) -> date | None:
    return _day(record.get("validity.start.date"))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
