"""Data sets made up from the table of their message: boundary lengths, every optional part on and off."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from douane.declarations.forms import Form
from douane.declarations.message import Group, Leaf, Message, Part
from douane.declarations.reading import built
from douane.domain.declared import Amount


@cache
def values(form: Form) -> st.SearchStrategy[Any]:
    """Values that have the format, its shortest and longest among them."""
    facets = dict(form.facets)
    choices = [text for kind, text in form.facets if kind == "enumeration"]
    if choices or form.base == "xs:boolean":
        return st.sampled_from([form.read(text) for text in choices] or [True, False])
    if form.base == "xs:date":
        return st.dates(date(2021, 7, 1), date(2099, 12, 31))
    if form.base == "xs:dateTime" or form.mark:
        return st.sampled_from([datetime(2021, 7, 1, 0, 0, 0), datetime(2099, 12, 31, 23, 59, 59)])  # noqa: DTZ001
    if form.base == "xs:integer":
        least, most = int(facets.get("minInclusive", "1")), int(facets.get("maxInclusive", "9"))
        return st.one_of(st.sampled_from([least, most]), st.integers(least, most))
    if form.base == "xs:decimal":
        return _decimals(form)
    least, most = int(facets.get("minLength", "1")), int(facets.get("maxLength", "9"))
    return st.sampled_from([form.read(text) for text in _pool(least, most, facets.get("pattern"))])


_SHAPES = ("A", "z", "0", "9", "1", "A0", "BE0", "IM0", "a-", "é<&>\"'", "中文", "😀 x", "!~")
_SPECIAL = ("A", "D", "IMA", "IMD", "26BEABCDEFGHIJKL7", "26BEABCDEFGHIJKL7A123456", "BE000000", "XI99ZZZZ", "a@b.c",
            "x" * 100 + "@" + "y" * 150 + ".com", "+50.63742", "-5.1234567", "90.000000", "179.99999", "180.000000", "1.5",
            "0110", "BE" + "!" * 15, "12", "3")  # fmt: skip


def _pool(least: int, most: int, pattern: str | None) -> list[str]:
    """Texts of the shortest, a middle and the longest length that have the form."""
    lengths = sorted({least, min(least + 1, most), (least + most) // 2, most})
    made = [(shape * length)[:length] for length in lengths for shape in _SHAPES]
    fitting = [text for text in (*made, *_SPECIAL) if least <= len(text) <= most and text == text.strip()]
    found = [text for text in fitting if not pattern or re.fullmatch(pattern, text)]
    assert {len(text) for text in found} >= {min(map(len, found)), max(map(len, found))}, pattern
    return list(dict.fromkeys(found))


def _decimals(form: Form) -> st.SearchStrategy[Any]:
    facets = dict(form.facets)
    whole, places = int(facets["totalDigits"]), int(facets["fractionDigits"])
    least = Decimal(1).scaleb(-places)
    most = Decimal(10) ** (whole - places) - least
    edge = [least, most] + ([Decimal(0)] if "minInclusive" in facets else [])
    number = st.one_of(st.sampled_from(edge), st.integers(1, 10 ** min(whole, 9)).map(lambda n: Decimal(n).scaleb(-places)))
    if form.carried:
        return st.builds(Amount, number, st.sampled_from(["EUR", "USD", "CNY", "DKK"]))
    return number


def data_sets(message: Message) -> st.SearchStrategy[Any]:
    """Data sets of a message, each with every part that is asked for and any of the others."""

    @st.composite
    def draw_one(draw: st.DrawFn) -> Any:
        said: dict[str, Any] = {}
        _fill(draw, message.parts, said, draw(st.sampled_from([0, 1, 2])))
        for attribute in message.attributes:
            if isinstance(attribute, Leaf):
                said[attribute.of] = draw(values(attribute.form))
        if "declaration" in said:
            _put(said, "declaration.acceptance", date(2026, 11, 22))
            _put(said, "envelope.prepared", _at(said, "envelope").get("prepared", datetime(2026, 11, 22)))  # noqa: DTZ001
        return built(message.carries, said)

    return draw_one()


def _fill(draw: st.DrawFn, parts: tuple[Part, ...], said: dict[str, Any], ample: int) -> bool:
    """Give values to the leaves; `ample` 0 leaves all that is optional out, 2 puts everything in, 1 tosses a coin."""
    some = False
    for part in parts:
        asked = getattr(part, "required", True) or ample == 2 or (ample == 1 and draw(st.booleans()))
        if isinstance(part, Leaf):
            if not asked and part.most == 1:
                continue
            some = True
            if part.of == "seal_count":
                continue
            if part.most > 1:
                _put(said, part.of, draw(st.lists(values(part.form), min_size=1 if asked else 0, max_size=3)))
            elif not _has(said, part.of):
                _put(said, part.of, draw(values(part.form)))
        elif isinstance(part, Group):
            if not part.tag:
                _fill(draw, part.parts, _at(said, part.of), ample)
            elif part.most > 1:
                if not _has(said, part.of):
                    count = draw(st.integers(1, 2)) if asked else 0
                    _put(said, part.of, [_one(draw, part.parts, ample) for _ in range(count)])
            elif asked:
                some = _fill(draw, part.parts, _at(said, part.of), ample) or some
    return some


def _one(draw: st.DrawFn, parts: tuple[Part, ...], ample: int) -> Any:
    said: dict[str, Any] = {}
    _fill(draw, parts, said, ample)
    return said.get(".", said)


def _at(said: dict[str, Any], path: str) -> dict[str, Any]:
    for name in path.split(".") if path else []:
        said = said.setdefault(name, {})
    return said


def _has(said: dict[str, Any], path: str) -> bool:
    *above, last = path.split(".") if path != "." else ["."]
    return last in _at(said, ".".join(above))


def _put(said: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".") if path != "." else ["."]
    _at(said, ".".join(above))[last] = value
