"""What is known of a code on a day, for a person who looks it up: path, units, notes, measures, everyday goods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from douane.classification import books
from douane.classification.wording import name_of, say
from douane.reference import harmonized
from douane.reference.china_lines import china_line
from douane.reference.measures import MeasureTable
from douane.reference.nomenclature import Nomenclature
from douane.reference.sections import section_of

_MOST_GOODS, _MOST_MEASURES, _MOST_NOTES = 12, 20, 3


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the path or below the code: its digits (a section has its numeral) and its text."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class CodeView:
    """A code with what stands above and below it and what is told of it, in words of one language."""

    code: str
    edition: str
    path: tuple[Step, ...]
    below: tuple[Step, ...]
    unit: str | None
    told: tuple[str, ...]


def view(
    code: str, edition: Nomenclature | None, measures: MeasureTable | None, on: date, language: str
) -> CodeView | None:  # fmt: skip
    """All that is known of a code (2 to 10 digits), or `None` where the edition does not hold it."""
    section = section_of(code, language)
    top = (Step(say("show.section", language, numeral=section.numeral), section.title),) if section else ()
    if edition is None:
        texts = harmonized.texts()
        steps = tuple(Step(code[:n], texts[code[:n]]) for n in (2, 4, 6) if len(code) >= n and code[:n] in texts)
        if not steps or len(steps[-1].code) < min(6, len(code)):
            return None
        told = tuple(_of_goods(code, language))
        return CodeView(code, harmonized.EDITION, (*top, *steps), (), None, told)
    if not edition.exists(code):
        return None
    nodes = edition.path(code, language)
    unit = next((node.unit for node in reversed(nodes) if node.unit), None)
    told = (*_explained(code, edition, language), *_units(code, edition, unit, language),
            *_measures(code, edition, measures, on, language), *_of_goods(code, language))  # fmt: skip
    path = tuple(Step(node.short, node.text) for node in nodes)
    below = tuple(Step(node.short, node.text) for node in edition.children(code, language))
    return CodeView(code, edition.name, (*top, *path), below, unit, told)


def _explained(code: str, edition: Nomenclature, language: str) -> Iterator[str]:
    text = edition.explained(code, language) if len(code) >= 8 else None
    if text:
        yield say("show.explained", language, text=text)


def _units(code: str, edition: Nomenclature, unit: str | None, language: str) -> Iterator[str]:
    line = china_line(edition, code)
    units = line.units or ((unit,) if unit else ())
    if units:
        yield say("show.unit", language, unit=", ".join(units))
    if line.elements:
        yield say("show.elements", language, names="、".join(line.elements))
    if line.conditions:
        yield say("show.conditions", language, letters=" ".join(line.conditions))
    if line.ciq:
        yield say("show.ciq", language, ciq=line.ciq)


def _measures(
    code: str, edition: Nomenclature, measures: MeasureTable | None, on: date, language: str
) -> Iterator[str]:  # fmt: skip
    if measures is None or edition.name.startswith("cn"):
        return
    above = tuple(node.code for node in reversed(edition.path(code)))
    in_force = [measure for measure in measures.above(code.ljust(10, "0"), above) if measure.in_force(on)]
    for measure in in_force[:_MOST_MEASURES]:
        yield say("show.measure", language, type=measure.type, origin=measure.origin, duty=measure.duty)


def _of_goods(code: str, language: str) -> Iterator[str]:
    """Goods of the lexicon that stand under the code, and the notes that put them there."""
    if len(code) < 4:
        return
    here = [good for good in books.load().goods if any(hs.startswith(code[:6]) for hs in good.codes)]
    notes = dict.fromkeys(good.why for good in here if good.why)
    for why in list(notes)[:_MOST_NOTES]:
        yield say("show.note", language, why=why)
    if here:
        yield say("show.goods", language, names=", ".join(name_of(good, language) for good in here[:_MOST_GOODS]))
