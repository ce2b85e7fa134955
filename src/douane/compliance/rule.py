"""What a rule is, and what it may look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from douane.domain.assessment import Assessment
from douane.domain.consignment import Consignment, Direction, GoodsItem
from douane.domain.decision import Decision
from douane.domain.finding import Finding
from douane.domain.mandate import Mandate
from douane.reference.catalogue import finding
from douane.reference.law import LawOnDay
from douane.reference.measures_of_goods import MeasuresOnDay, measures_on

ALWAYS = date.min


class Screens(Protocol):
    """Looks the parties of a consignment up in a list of sanctioned persons; `screening.Screen` is one."""

    def findings(self, case: Case) -> Iterator[Finding]:
        """What the list says about the parties, after what a person has decided about them."""
        ...


class Prices(Protocol):
    """Prices per kilogram paid before; `price_history.PriceHistory` is one."""

    def findings(self, case: Case) -> Iterator[Finding]:
        """What earlier prices say about those declared."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """All that a rule may look at: one consignment, what was decided about it, and the law of the day.

    Without `screen` no party is looked up, and without `prices` no price is compared: who runs without a list says so.
    `mandates` are those of a representative; `None` where nobody represents, or no mandates are on file.
    """

    consignment: Consignment
    decisions: tuple[Decision, ...]
    assessment: Assessment
    law: LawOnDay
    code_exists: Callable[[str], bool]
    nomenclature: str
    direction: Direction = Direction.IMPORT
    measures_given: MeasuresOnDay | None = None
    screen: Screens | None = None
    prices: Prices | None = None
    mandates: tuple[Mandate, ...] | None = None

    @property
    def measures(self) -> MeasuresOnDay:
        """Prohibitions and restrictions of the day: those given, else those of the packaged law."""
        return self.measures_given or measures_on(self.law.on)

    def note(self, code: str, field: str, value: object = None, expected: str | None = None, /, **facts: str) -> Finding:
        """A finding about the consignment as a whole."""
        where = self.consignment
        return finding(code, facts, field=field, value=None if value is None else str(value), expected=expected,
                       consignment=where.reference, line=where.line)  # fmt: skip

    def note_item(
        self, code: str, position: int, field: str, value: object = None, expected: str | None = None, /, **facts: str
    ) -> Finding:
        """A finding about one goods item, by its position from 0."""
        item = self.consignment.items[position]
        return finding(code, facts, field=field, value=None if value is None else str(value), expected=expected,
                       consignment=self.consignment.reference, item=position + 1, line=item.line)  # fmt: skip

    @property
    def items(self) -> Iterable[tuple[int, GoodsItem]]:
        """The goods items with their positions from 0."""
        return enumerate(self.consignment.items)


Check = Callable[[Case], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: the codes it may find, the sentence it enforces, the acceptance dates it is in force on.

    `regime` marks a rule over the measures of that regime (`law/*/measures`), whose dates stand with each measure.
    `direction` spares goods that go the other way the question.
    """

    codes: tuple[str, ...]
    sentence: str
    check: Check
    since: date = ALWAYS
    until: date | None = None
    regime: str | None = None
    direction: Direction | None = None

    def in_force(self, on: date) -> bool:
        """Whether the rule applies to declarations accepted on that day; `until` is the first day it does not."""
        return self.since <= on and (self.until is None or on < self.until)


def rule(*codes: str, **dates: Any) -> Callable[[Check], Rule]:
    """Make a rule of a function; the first paragraph of its docstring is the sentence."""

    def make(check: Check) -> Rule:
        sentence = " ".join((check.__doc__ or "").split("\n\n")[0].split())
        return Rule(codes, sentence, check, **dates)

    return make
