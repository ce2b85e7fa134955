"""Which goods without a settled code come first: by what is at stake times doubt; the same goods stand there once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from douane.assessment.duty import DutyQuestion, duty_of
from douane.classification.text import fingerprint
from douane.domain.numbers import ZERO
from douane.pipeline.order import Tools
from douane.reference.measures_of_goods import Outcome, Touch, measures_on
from douane.store.undecided import Undecided

_STOPPING = (Outcome.BLOCK, Outcome.HOLD, Outcome.LICENCE)
OPEN = ("review", "abstained")
Stake = Callable[[Sequence[str], Decimal], "AtStake"]
Fingerprint = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class AtStake:
    """What hangs on a code: duty in euro between the dearest and the cheapest candidate, and value under restriction.

    Where no rate is known, `duty` is `None` and the value of the goods stands for it.
    """

    duty: Decimal | None
    restricted: Decimal
    restrictions: tuple[str, ...] = ()
    value: Decimal = ZERO

    @property
    def whole(self) -> Decimal:
        """In euro; a cent at least, so that doubt alone still orders goods of which nothing is known."""
        return max((self.value if self.duty is None else self.duty) + self.restricted, Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Goods that wait for a code: where they were first seen, how many lines are like them, what is at stake.

    `doubt` is 1 less the probability of the best candidate; `score` is stake times doubt, in euro.
    """

    run: int
    consignment: int
    item: int
    description: str
    lines: int
    consignments: int
    value: Decimal
    best: str | None
    doubt: Decimal
    stake: AtStake

    @property
    def score(self) -> Decimal:
        """What the queue is ordered by."""
        return self.stake.whole * self.doubt


def queue(undecided: Iterable[Undecided], stake: Stake) -> list[Waiting]:
    """The queue, the gravest first."""
    groups: dict[Fingerprint, list[tuple[Undecided, dict[str, object]]]] = defaultdict(list)
    for row in undecided:
        for item in row.record.get("items", ()):
            if item["decision"] in OPEN:
                groups[fingerprint(item["description"] or "")].append((row, item))
    waiting = (_waiting(group, stake) for group in groups.values())
    return sorted(waiting, key=lambda one: (-one.score, one.description))


def restrictions_of(codes: Sequence[str | None], tools: Tools, origin: str | None = None) -> tuple[str, ...]:
    """The regimes that stop goods of these codes, or may: what asks for a second person. Sorted, each once.

    Measures that need words too, or another origin, are left to the rules: they look at the consignment.
    """
    measures = measures_on(tools.as_of)
    met = (
        measures.by_name[name]
        for code in codes if code
        for name, touch in measures.touched(code).items() if touch is not Touch.NONE
    )  # fmt: skip
    stopping = (m for m in met if m.outcome in _STOPPING and m.match == "any" and (not m.origins or origin in m.origins))
    return tuple(sorted({measure.regime for measure in stopping}))


def stake_on(tools: Tools) -> Stake:
    """What is at stake on a day."""

    def stake(codes: Sequence[str], value: Decimal) -> AtStake:
        duties = [_duty(code, value, tools) for code in codes]
        known = [duty for duty in duties if duty is not None]
        restrictions = restrictions_of(codes, tools)
        return AtStake(max(known) - min(known) if known else None, value if restrictions else ZERO, restrictions, value)

    return stake


def _duty(code: str, value: Decimal, tools: Tools) -> Decimal | None:
    if tools.measures is None:
        return None
    question = DutyQuestion(code, "CN", value, {}, tools.as_of, ancestors=tools.ancestors(code))
    return duty_of(question, tools.measures, tools.law).amount


def _waiting(group: list[tuple[Undecided, dict[str, object]]], stake: Stake) -> Waiting:
    row, item = group[0]
    candidates = item.get("candidates") or []
    assert isinstance(candidates, list)  # noqa: S101  as `record_of` writes it
    codes = [str(candidate["code"]) for candidate in candidates]
    best = Decimal(str(candidates[0]["probability"])) if candidates else ZERO
    value = sum((_share(one.record) for one, _ in group), ZERO)
    number = next(i for i, other in enumerate(row.record["items"], start=1) if other is item)
    return Waiting(
        row.run, row.consignment, number, str(item["description"] or ""), len(group),
        len({(one.run, one.consignment) for one, _ in group}), value, codes[0] if codes else None, 1 - best,
        stake(codes, value),
    )  # fmt: skip


def _share(record: dict[str, object]) -> Decimal:
    """An item's share of the value of its consignment: the record holds the value of the whole."""
    amounts, items = record["amounts"], record["items"]
    assert isinstance(amounts, dict)  # noqa: S101  as `record_of` writes it
    assert isinstance(items, list)  # noqa: S101
    return Decimal(amounts["intrinsic_value"] or 0) / max(1, len(items))
