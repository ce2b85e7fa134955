"""From the figures of runs to the bars of the dashboard: pure functions of figures and a moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from douane.store.figures import RunFigures
from douane.web.charts import Bar
from douane.web.site import BRUSSELS

OUTCOMES = ("ready", "review", "held", "rejected")
DAYS = 14
_MOST = 12
# Hours: the upper ends of the classes of age and of release times.
AGES = (4, 24, 72, 168)
RELEASES = (1, 2, 4, 8, 12, 24, 48, 72)
_AMOUNTS = ("customs_duty", "union_fee", "vat")


def by_hour(runs: Iterable[RunFigures], today: date) -> list[Bar]:
    """Consignments received today, by the hour in Brussels and by outcome; from the first busy hour to the last."""
    hours: dict[int, Counter[str]] = {}
    for run in runs:
        local = run.received_at.astimezone(BRUSSELS)
        if local.date() == today:
            hours.setdefault(local.hour, Counter()).update(run.outcomes)
    if not hours:
        return []
    span = range(min(hours), max(hours) + 1)
    return [Bar(f"{hour:02d}", tuple(hours.get(hour, Counter())[name] for name in OUTCOMES)) for hour in span]


def _days(runs: Iterable[RunFigures], today: date) -> dict[date, list[RunFigures]]:
    days: dict[date, list[RunFigures]] = {today - timedelta(days=back): [] for back in range(DAYS - 1, -1, -1)}
    for run in runs:
        day = run.received_at.astimezone(BRUSSELS).date()
        if day in days:
            days[day].append(run)
    return days


def _name(day: date) -> str:
    return f"{day.day}/{day.month}"


def by_day(runs: Iterable[RunFigures], today: date) -> list[Bar]:
    """Consignments by the day they were received, and by outcome."""
    return [
        Bar(_name(day), tuple(sum(run.outcomes[name] for run in received) for name in OUTCOMES))
        for day, received in _days(runs, today).items()
    ]


def straight_through(runs: Iterable[RunFigures], today: date) -> list[Bar]:
    """The share of consignments that no person had to look at, in percent, for each day that had any."""
    bars = []
    for bar in by_day(runs, today):
        share = Decimal(bar.values[0]) * 100 / Decimal(bar.total) if bar.total else Decimal(0)
        bars.append(Bar(bar.name, (share.quantize(Decimal("0.1")),)))
    return bars


def by_code(runs: Iterable[RunFigures], title_of: dict[str, str]) -> list[Bar]:
    """What holds consignments back, the most frequent first."""
    found: Counter[str] = Counter()
    for run in runs:
        found.update(run.codes)
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
    return [Bar(title_of.get(code, code), (count,), f"/errors/{code}") for code, count in ordered if count]


def by_client(runs: Iterable[RunFigures], unnamed: str) -> list[Bar]:
    """Consignments that are not ready, by who sent them."""
    found: Counter[str] = Counter()
    for run in runs:
        found[run.client or unnamed] += sum(run.outcomes.values()) - run.outcomes["ready"]
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
    return [Bar(client, (count,)) for client, count in ordered if count]


def ageing(runs: Iterable[RunFigures], now: datetime) -> list[Bar]:
    """Consignments that wait for a person, by how long ago their manifest came in."""
    waiting = [
        ((now - run.received_at) / timedelta(hours=1), run.outcomes["held"] + run.outcomes["review"]) for run in runs
    ]
    return _classed(waiting, AGES)


def releases(times: Sequence[tuple[timedelta, int]]) -> list[Bar]:
    """Parcels by the hours from landing to release."""
    return _classed([(took / timedelta(hours=1), parcels) for took, parcels in times], RELEASES)


def _classed(values: Sequence[tuple[float, int]], ends: Sequence[int]) -> list[Bar]:
    counts = [0] * (len(ends) + 1)
    for hours, count in values:
        counts[next((place for place, end in enumerate(ends) if hours <= end), len(ends))] += count
    names = [*(f"≤ {_hours(end)}" for end in ends), f"> {_hours(ends[-1])}"]
    return [Bar(name, (count,)) for name, count in zip(names, counts, strict=True)]


def _hours(hours: int) -> str:
    return f"{hours} h" if hours <= 72 else f"{hours // 24} d"


def amounts(runs: Iterable[RunFigures], today: date) -> list[Bar]:
    """Customs duty, handling fee and VAT in EUR, by the day that manifests were received."""
    return [
        Bar(_name(day), tuple(sum((run.totals.get(name, Decimal(0)) for run in received), Decimal(0)) for name in _AMOUNTS))
        for day, received in _days(runs, today).items()
    ]
