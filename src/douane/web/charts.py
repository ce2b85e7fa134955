"""Charts drawn on the server as SVG: bars that stand or lie. Every bar has its number beside it.

A chart is only shape: words and the table behind it come from the page, colours are classes of the style sheet. Series
stand in the order in which the page names them, so that no meaning lies in colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from markupsafe import Markup

_WIDTH = 640
_ROW = 26
_LABEL = 230
_TALL = 220
_WIDEST = 90.0
_FOOT = 34
_TOP = 18

Number = int | Decimal
Show = Callable[[Number], str]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it is called, and one value for each series. `to` is where the table's line leads."""

    name: str
    values: tuple[Number, ...]
    to: str = ""

    @property
    def total(self) -> Number:
        """All its values together."""
        return sum(self.values, Decimal(0))


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as a page needs it: the drawing, and the figures for the table behind it."""

    key: str
    title: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    svg: Markup

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(bar.total for bar in self.bars)


def lying(key: str, title: str, bars: Sequence[Bar], show: Show, kind: str = "press") -> Chart:
    """Bars that lie, the longest names readable: for codes, clients, ages."""
    most = max((bar.total for bar in bars), default=0) or 1
    room = _WIDTH - _LABEL - 90
    parts = []
    for place, bar in enumerate(bars):
        y = place * _ROW
        long = float(bar.total) / float(most) * room
        parts.append(f'<text x="{_LABEL - 8}" y="{y + 17}" text-anchor="end">{escape(_short(bar.name))}</text>')
        parts.append(f'<rect class="{kind}" x="{_LABEL}" y="{y + 4}" width="{long:.1f}" height="{_ROW - 8}"/>')
        parts.append(f'<text x="{_LABEL + long + 6:.1f}" y="{y + 17}">{escape(show(bar.total))}</text>')
    return Chart(key, title, ("",), tuple(bars), _svg(key, title, _said(bars, show), len(bars) * _ROW or _ROW, parts))


def standing(key: str, title: str, series: Sequence[str], bars: Sequence[Bar], show: Show,
             kinds: Sequence[str] = ("good", "look", "bad", "soft"), most: Number = 0) -> Chart:  # fmt: skip
    """Bars that stand in the order of time, their series on top of each other; `most` is the full height."""
    most = most or max((bar.total for bar in bars), default=0) or 1
    step = min(_WIDTH / max(len(bars), 1), _WIDEST)
    parts = []
    for place, bar in enumerate(bars):
        x, y = place * step + step * 0.15, float(_TOP + _TALL)
        for kind, value in zip(kinds, bar.values, strict=False):
            tall = float(value) / float(most) * _TALL
            y -= tall
            parts.append(f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{step * 0.7:.1f}" height="{tall:.1f}"/>')
        middle = x + step * 0.35
        if bar.total:
            parts.append(f'<text x="{middle:.1f}" y="{y - 5:.1f}" text-anchor="middle">{escape(show(bar.total))}</text>')
        parts.append(f'<text x="{middle:.1f}" y="{_TOP + _TALL + 18}" text-anchor="middle">{escape(bar.name)}</text>')
    parts.append(f'<line class="rule" x1="0" x2="{_WIDTH}" y1="{_TOP + _TALL}" y2="{_TOP + _TALL}"/>')
    return Chart(key, title, tuple(series), tuple(bars), _svg(key, title, _said(bars, show), _TOP + _TALL + _FOOT, parts))


def _said(bars: Sequence[Bar], show: Show) -> str:
    return "; ".join(f"{bar.name}: {show(bar.total)}" for bar in bars if bar.total) or "–"


def _svg(key: str, title: str, said: str, height: int, parts: Sequence[str]) -> Markup:
    return Markup(  # noqa: S704  every text in it was escaped
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="{key}-title {key}-desc">'
        f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-desc">{escape(said)}</desc>{"".join(parts)}</svg>'
    )


def _short(name: str, most: int = 34) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"
