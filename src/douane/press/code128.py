"""Code 128 (ISO/IEC 15417): a text as bars, in the sets that make it shortest, or in set B throughout."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# Widths of bars and blanks of each symbol character, 0 to 105, in modules; the stop character has seven.
_WIDTHS = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222
123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321
232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224
111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111
111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
114311 411113 411311 113141 114131 311141 411131 211412 211214 211232
""".split()  # noqa: SIM905 - a table is read more easily in rows
_STOP = "2331112"
_CHARACTER, _STOP_MODULES, _MODULUS = 11, 13, 103
_START = {"A": 103, "B": 104, "C": 105}
_SWITCH = {"A": 101, "B": 100, "C": 99}
_FAR = 1 << 20
# The usual numbers, known to be shortest without looking: nothing that set C would shorten, or one long run of digits.
_ONLY_B = re.compile(r"[ -~]+")
_WORTH_C = re.compile(r"\d{4}|^\d\d$")
_ONE_RUN = re.compile(r"([ -/:-~]*)(\d{6,})([ -/:-~]*)")

Span = tuple[int, int]
"""A bar: where it begins and ends, in modules."""


class _Step(NamedTuple):
    """The fewest symbol characters from here to the end, and the set in which the next one is written."""

    cost: int
    written_in: str


def spans(text: str, *, only_b: bool = False) -> tuple[tuple[Span, ...], int]:
    """The bars of a text of ASCII characters without quiet zones, and how many modules they take in all."""
    values = [*(_in_b(text) if only_b else _shortest(text))]
    values.append((values[0] + sum(n * value for n, value in enumerate(values))) % _MODULUS)
    found: list[Span] = []
    for n, value in enumerate(values):
        found += _bars_of(value, n * _CHARACTER)
    end = len(values) * _CHARACTER
    return (*found, *_spans_of(_STOP, end)), end + _STOP_MODULES


def _in_b(text: str) -> list[int]:
    return [_START["B"], *[ord(character) - 32 for character in text]]


def _shortest(text: str) -> list[int]:
    """Start character and symbol characters in the sets that make the symbol shortest."""
    if not _WORTH_C.search(text) and _ONLY_B.fullmatch(text):
        return _in_b(text)
    single = _ONE_RUN.fullmatch(text)
    if single:
        return _around_one_run(*single.groups())
    steps = _steps(text)
    first = steps[0]
    # A set is begun at the cost of one character whichever it is; where two are as short, the later letter counts.
    current = min("CBA", key=lambda one: first[one].cost)
    values, place = [_START[current]], 0
    while place < len(text):
        written_in = steps[place][current].written_in
        if written_in != current:
            values.append(_SWITCH[written_in])
            current = written_in
        if current == "C":
            values.append(int(text[place : place + 2]))
            place += 2
        else:
            code = ord(text[place])
            values.append(code + 64 if code < 32 else code - 32)
            place += 1
    return values


def _around_one_run(before: str, digits: str, after: str) -> list[int]:
    """Letters, six digits or more, letters, as in `LX638558603CN`: an odd digit goes with letters."""
    if len(digits) % 2:
        before, digits, after = (before + digits[0], digits[1:], after) if before else ("", digits[:-1], digits[-1] + after)
    pairs = [int(digits[n : n + 2]) for n in range(0, len(digits), 2)]
    values = [*_in_b(before), _SWITCH["C"], *pairs] if before else [_START["C"], *pairs]
    return [*values, _SWITCH["B"], *_in_b(after)[1:]] if after else values


def _steps(text: str) -> list[dict[str, _Step]]:
    """For each place and current set the cheapest way on, computed from the end."""
    steps = [dict.fromkeys("ABC", _Step(0, "B"))]
    for place in range(len(text) - 1, -1, -1):
        code, after = ord(text[place]), steps[-1]
        pair = text[place : place + 2]
        here = {
            "A": 1 + after["A"].cost if code < 96 else _FAR,
            "B": 1 + after["B"].cost if code >= 32 else _FAR,
            "C": 1 + steps[-2]["C"].cost if len(pair) == 2 and pair.isdigit() else _FAR,
        }
        cheapest = min("CBA", key=here.__getitem__)
        other = _Step(here[cheapest] + 1, cheapest)
        steps.append({one: _Step(here[one], one) if here[one] <= other.cost else other for one in "ABC"})
    return steps[::-1]


@lru_cache(maxsize=1 << 14)
def _bars_of(value: int, start: int) -> tuple[Span, ...]:
    return _spans_of(_WIDTHS[value], start)


def _spans_of(widths: str, start: int) -> tuple[Span, ...]:
    found = []
    for n, width in enumerate(map(int, widths)):
        if n % 2 == 0:
            found.append((start, start + width))
        start += width
    return tuple(found)
