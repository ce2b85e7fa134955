from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from douane.domain.life import FINAL, Event, Fact, Life, State, life_of, may_ask

MRN = "26BEW2T2M22HMDSFR9"


def fact(event: Event, minute: int, *, mrn: str | None = None, version: int | None = None, name: str = "") -> Fact:
    return Fact(name or f"{event.value}-{minute}", event, f"2026-11-22T10:{minute:02d}:00+00:00", mrn, version)


BEGIN = (fact(Event.PREPARED, 0), fact(Event.EXPORTED, 1, version=1))
ACCEPTED = (*BEGIN, fact(Event.RECEIVED, 2), fact(Event.ACCEPTED, 3, mrn=MRN))


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ((), State.DRAFT),
        (BEGIN[:1], State.READY),
        (BEGIN, State.EXPORTED),
        (ACCEPTED[:3], State.RECEIVED),
        (ACCEPTED, State.ACCEPTED),
        ((*ACCEPTED, fact(Event.RELEASED, 9)), State.RELEASED),
        ((*ACCEPTED, fact(Event.SELECTED, 9)), State.SELECTED),
        ((*ACCEPTED, fact(Event.SELECTED, 9), fact(Event.RELEASED, 10)), State.RELEASED),
        ((*ACCEPTED, fact(Event.HELD, 9)), State.HELD),
        ((*BEGIN, fact(Event.REJECTED, 9)), State.REJECTED),
        ((*ACCEPTED, fact(Event.AMENDED, 9)), State.AMENDED),
        ((*ACCEPTED, fact(Event.INVALIDATED, 9)), State.INVALIDATED),
        ((*ACCEPTED, fact(Event.RELEASED, 9), fact(Event.EXITED, 10)), State.EXITED),
        ((*BEGIN, fact(Event.TEMPORARY_ERROR, 9)), State.EXPORTED),
    ],
)
def test_facts_lead_to_a_state(facts: tuple[Fact, ...], state: State) -> None:
    assert life_of(facts).state is state
    assert life_of(facts).conflicts == ()


def test_every_order_of_arrival_leads_to_the_same_life() -> None:
    facts = (*ACCEPTED, fact(Event.SELECTED, 4), fact(Event.RELEASED, 5))
    lives = {life_of(order) for order in itertools.permutations(facts)}
    assert len(lives) == 1
    assert lives.pop().state is State.RELEASED


def test_a_release_without_its_acceptance_counts_and_the_acceptance_comes_late_or_not_at_all() -> None:
    released = fact(Event.RELEASED, 4, mrn=MRN)
    assert life_of((*BEGIN, released)).state is State.RELEASED
    late = life_of((*BEGIN, released, fact(Event.ACCEPTED, 6, mrn=MRN)))
    assert (late.state, late.late) == (State.RELEASED, ("accepted-6",))


def test_an_answer_twice_changes_nothing() -> None:
    assert life_of((*ACCEPTED, *ACCEPTED)) == life_of(ACCEPTED)


def test_an_error_of_the_connection_is_no_rejection() -> None:
    life = life_of((*BEGIN, fact(Event.TEMPORARY_ERROR, 2), fact(Event.TEMPORARY_ERROR, 3)))
    assert (life.state, life.errors) == (State.EXPORTED, 2)


@pytest.mark.parametrize(
    ("end", "event"),
    [(Event.REJECTED, Event.RELEASED), (Event.INVALIDATED, Event.RELEASED), (Event.RELEASED, Event.REJECTED),
     (Event.EXITED, Event.INVALIDATED)],
)  # fmt: skip
def test_what_cannot_be_true_together_is_told_and_changes_nothing(end: Event, event: Event) -> None:
    before = life_of((*ACCEPTED, fact(end, 8)))
    after = life_of((*ACCEPTED, fact(end, 8), fact(event, 9)))
    assert after.state is before.state
    assert after.conflicts == (f"{event.value}-9",)


def test_a_second_mrn_is_a_conflict_and_the_first_one_stays() -> None:
    life = life_of((*ACCEPTED, fact(Event.RELEASED, 9, mrn="26BEP21APZSFC5M8R9")))
    assert (life.mrn, life.conflicts, life.state) == (MRN, ("released-9",), State.RELEASED)


def test_an_amendment_is_in_force_when_customs_accepts_it() -> None:
    asked = (*ACCEPTED, fact(Event.AMENDMENT_ASKED, 4, version=2))
    assert (life_of(asked).version, life_of(asked).asked) == (1, Event.AMENDMENT_ASKED)
    refused = life_of((*asked, fact(Event.AMENDMENT_REFUSED, 5)))
    assert (refused.version, refused.asked, refused.state) == (1, None, State.ACCEPTED)
    accepted = life_of((*asked, fact(Event.AMENDED, 5)))
    assert (accepted.version, accepted.asked, accepted.state) == (2, None, State.AMENDED)


def test_a_correction_after_release_leaves_the_goods_released() -> None:
    facts = (*ACCEPTED, fact(Event.RELEASED, 4), fact(Event.AMENDMENT_ASKED, 5, version=2), fact(Event.AMENDED, 6))
    life = life_of(facts)
    assert (life.state, life.corrected, life.version) == (State.RELEASED, True, 2)


def test_requests_are_possible_only_where_the_law_has_them() -> None:
    assert may_ask(life_of(ACCEPTED), Event.AMENDMENT_ASKED) is None
    assert may_ask(life_of(ACCEPTED), Event.INVALIDATION_ASKED) is None
    assert "exported" in (may_ask(life_of(BEGIN), Event.AMENDMENT_ASKED) or "")
    waiting = replace(life_of(ACCEPTED), asked=Event.AMENDMENT_ASKED)
    assert "not answered" in (may_ask(waiting, Event.INVALIDATION_ASKED) or "")
    for state in FINAL:
        assert may_ask(Life(state=state), Event.INVALIDATION_ASKED)


FACTS = st.builds(fact, st.sampled_from(Event), st.integers(0, 59), mrn=st.sampled_from([None, MRN]),
                  version=st.none() | st.integers(1, 3))  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(FACTS, max_size=12, unique_by=lambda f: f.id), st.randoms())
def test_the_life_hangs_on_what_happened_and_not_on_what_arrived_first(facts: list[Fact], chance: object) -> None:
    shuffled = list(facts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert life_of(shuffled) == life_of(facts)
    assert life_of([*shuffled, *facts]) == life_of(facts)


class Declared(RuleBasedStateMachine):
    """One declaration: facts happen in order, arrive in any order and more than once."""

    def __init__(self) -> None:
        super().__init__()
        self.happened: list[Fact] = []
        self.arrived: list[Fact] = []
        self.ended: State | None = None

    @rule(event=st.sampled_from(Event), mrn=st.sampled_from([None, MRN]))
    def something_happens(self, event: Event, mrn: str | None) -> None:
        minute = len(self.happened)
        if minute < 59:
            self.happened.append(fact(event, minute, mrn=mrn, version=2))

    @precondition(lambda self: self.happened)
    @rule(data=st.data())
    def something_arrives(self, data: st.DataObject) -> None:
        self.arrived.append(data.draw(st.sampled_from(self.happened)))

    @rule()
    def everything_arrives_again(self) -> None:
        before = life_of(self.arrived)
        self.arrived.extend(list(self.arrived))
        assert life_of(self.arrived) == before

    @rule()
    def nothing_is_outstanding(self) -> None:
        self.arrived.extend(self.happened)
        assert life_of(reversed(self.arrived)) == life_of(self.happened)

    @invariant()
    def what_was_told_holds_together(self) -> None:
        life = life_of(self.arrived)
        told = {one.event for one in self.arrived}
        if life.state not in (State.DRAFT, State.READY, State.EXPORTED):
            assert {State.RECEIVED: Event.RECEIVED, State.ACCEPTED: Event.ACCEPTED, State.SELECTED: Event.SELECTED,
                    State.HELD: Event.HELD, State.RELEASED: Event.RELEASED, State.REJECTED: Event.REJECTED,
                    State.AMENDED: Event.AMENDED, State.INVALIDATED: Event.INVALIDATED,
                    State.EXITED: Event.EXITED}[life.state] in told  # fmt: skip
        assert not (life.state is State.REJECTED and Event.REJECTED not in told)
        assert life.mrn in (None, MRN)
        assert life.errors == len({one.id for one in self.arrived if one.event is Event.TEMPORARY_ERROR})

    @invariant()
    def an_end_is_an_end(self) -> None:
        """In the order of happening nothing leads out of an end."""
        states = [life_of(self.happened[:count]).state for count in range(len(self.happened) + 1)]
        for before, after in itertools.pairwise(states):
            assert before not in FINAL or before is after


TestDeclared = Declared.TestCase
TestDeclared.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
