"""Measures of a TARIC3 XML file, as the Commission and customs authorities exchange it, read as values of `Measure`.

Records: measure (430 00), its components (430 05) and excluded areas (430 15), geographical areas (250 00) and their
members (250 05). `update.type` 1 changes, 2 deletes, 3 adds a record; later records win. Components become the expression
that `duty_expression` reads, so that agricultural parts and entry prices are refused by the same rules as in spreadsheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from douane.reference.measures import Measure

_DELETED = "2"
_KINDS = ("measure", "measure.component", "measure.excluded.geographical.area", "geographical.area",
          "geographical.area.membership")  # fmt: skip
# What stands before the amount, and words of expressions that carry no amount (TARIC duty expression ids).
_BEFORE = {"01": "", "02": "-", "04": "+", "19": "+", "20": "+", "15": "MIN", "17": "MAX", "35": "MAX", "36": "-"}
_WORDS = {"12": "+ EA", "14": "+ EAR", "21": "+ ADSZ", "25": "+ ADSZR", "27": "+ ADFM", "29": "+ ADFMR", "37": "NIHIL",
          "40": "EXPR40", "41": "EXPR41", "42": "EXPR42", "43": "EXPR43", "44": "EXPR44"}  # fmt: skip
_WITHOUT_DUTY = "99"


@dataclass(frozen=True, slots=True)
class Taric3:
    """What a file holds: measures with a duty, members of areas as pairs of area and country, and what is left out."""

    measures: tuple[Measure, ...]
    areas: frozenset[tuple[str, str]]
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Records:
    """The records that stand at the end of the file, by their keys."""

    measures: dict[str, Mapping[str, str]] = field(default_factory=dict)
    components: dict[str, dict[str, Mapping[str, str]]] = field(default_factory=dict)
    excluded: dict[str, set[str]] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    members: set[tuple[str, str]] = field(default_factory=set)


def is_taric3(path: Path) -> bool:
    """Whether a file is XML whose records are those of TARIC3 measures or areas."""
    if path.suffix.lower() != ".xml":
        return False
    try:
        return next(iter(_records(path)), None) is not None
    except etree.XMLSyntaxError:
        return False


def read_taric3(path: Path) -> Taric3:
    """The measures and areas of a file. Raises `ValueError` where it is no well-formed XML."""
    kept = _Records()
    try:
        for kind, deleted, texts in _records(path):
            _apply(kept, kind, texts, deleted=deleted)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"{path.name} is no well-formed XML: {error.msg}") from error
    problems: list[str] = []
    measures = tuple(_measures(kept, path.name, problems))
    areas = frozenset(
        (kept.areas[group], kept.areas[member])
        for member, group in kept.members if group in kept.areas and member in kept.areas
    )  # fmt: skip
    return Taric3(measures, areas, tuple(problems))


def _records(path: Path) -> Iterator[tuple[str, bool, Mapping[str, str]]]:
    """Each record of interest: its kind, whether it deletes, its texts by element name without namespace."""
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


def _apply(kept: _Records, kind: str, texts: Mapping[str, str], *, deleted: bool) -> None:
    sid = texts.get("measure.sid", "")
    if kind == "measure":
        _put(kept.measures, sid, texts, deleted=deleted)
    elif kind == "measure.component":
        _put(kept.components.setdefault(sid, {}), texts.get("duty.expression.id", ""), texts, deleted=deleted)
    elif kind == "measure.excluded.geographical.area":
        _mark(kept.excluded.setdefault(sid, set()), texts.get("excluded.geographical.area", ""), deleted=deleted)
    elif kind == "geographical.area":
        area = texts.get("geographical.area.sid", "")
        _put(kept.areas, area, texts.get("geographical.area.id", ""), deleted=deleted)
    else:
        pair = (texts.get("geographical.area.sid", ""), texts.get("geographical.area.group.sid", ""))
        _mark(kept.members, pair, deleted=deleted)


def _put(held: dict[str, Any], key: str, value: Any, *, deleted: bool) -> None:
    if deleted:
        held.pop(key, None)
    else:
        held[key] = value


def _mark(held: set[Any], value: Any, *, deleted: bool) -> None:
    (held.discard if deleted else held.add)(value)


def _measures(kept: _Records, name: str, problems: list[str]) -> Iterator[Measure]:
    for sid, texts in kept.measures.items():
        duty = _expression(kept.components.get(sid, {}))
        code = texts.get("goods.nomenclature.item.id", "")
        if duty is None or not code:
            continue
        try:
            start = date.fromisoformat(texts["validity.start.date"])
            end = date.fromisoformat(texts["validity.end.date"]) if texts.get("validity.end.date") else None
        except (KeyError, ValueError):
            problems.append(f"{name}: measure {sid} of {code} has no day it begins on; it is left out")
            continue
        yield Measure(
            code=code.ljust(10, "0"), origin=texts.get("geographical.area", ""), type=texts.get("measure.type", ""),
            duty=duty, additional=(texts.get("additional.code.type", "") + texts.get("additional.code", "")) or None,
            start=start, end=end, order_number=texts.get("ordernumber") or None,
            legal_base=texts.get("measure.generating.regulation.id") or None,
            excluded=frozenset(kept.excluded.get(sid, ())),
        )  # fmt: skip


def _expression(components: Mapping[str, Mapping[str, str]]) -> str | None:
    """The duty as text, parts in the order of their ids; `None` for a measure without duty, such as a control."""
    parts = [text for number in sorted(components) if (text := _part(number, components[number]))]
    return " ".join(parts).removeprefix("+ ") if parts else None


def _part(number: str, texts: Mapping[str, str]) -> str:
    if number == _WITHOUT_DUTY:
        return ""
    if number in _WORDS:
        return _WORDS[number]
    amount = texts.get("duty.amount", "")
    unit = [texts.get(name, "") for name in ("monetary.unit.code", "measurement.unit.code",
                                             "measurement.unit.qualifier.code")]  # fmt: skip
    words: Iterable[str] = (_BEFORE.get(number, f"EXPR{number}"), amount, *([part for part in unit if part] or ["%"]))
    return " ".join(word for word in words if word)
