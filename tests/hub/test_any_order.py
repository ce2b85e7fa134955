"""No order of events loses a parcel, lets a held one go, or closes a ULD with an open discrepancy."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from douane.hub.events import Event, Kind
from douane.hub.parcel import MAY_LEAVE
from douane.pipeline.hub import announce, outturn, record
from douane.store.database import connect
from douane.store.hub import HubStore
from tests.hub.made import at, make_parcel

ULDS = ("U1", "U2")
ANNOUNCED = tuple(f"P{n}" for n in range(4))
SUBJECTS = (*ANNOUNCED, "SURPLUS")
OF_ULDS = (Kind.ULD_RECEIVED, Kind.ULD_OPENED, Kind.ULD_CLOSED)
OF_CUSTOMS = (Kind.DECLARED, Kind.SELECTED, Kind.RELEASED, Kind.REJECTED, Kind.TRANSIT, Kind.REEXPORTED, Kind.DESTROYED,
              Kind.ABANDONED, Kind.SEIZED)  # fmt: skip


class AnyOrder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = HubStore(connect(f"sqlite:///{Path(self.folder.name) / 'hub.sqlite'}"))
        announce(self.store, [make_parcel(name, uld=ULDS[i % 2]) for i, name in enumerate(ANNOUNCED)])
        self.moment = 0
        self.sent: list[Event] = []
        self.seen = set(ANNOUNCED)
        self.allowed_out: set[str] = set()

    def teardown(self) -> None:
        self.folder.cleanup()

    def send(self, kind: Kind, subject: str, late: int = 0, **more: str) -> None:
        self.moment += 1
        event = Event("T", self.moment, kind, subject, at(self.moment - late), "a test", **more)
        self.sent.append(event)
        before = self.parcels()
        answer = record(self.store, [event], at(self.moment))[0]
        if kind is Kind.FOUND:
            self.seen.add(subject)
        after = self.parcels()
        if answer.refused:
            assert before == after
        for name, parcel in after.items():
            if parcel.out_at and not (name in before and before[name].out_at):
                assert before[name].customs in MAY_LEAVE
                assert not before[name].holds
                assert before[name].truck

    def parcels(self):  # type: ignore[no-untyped-def]
        return self.store.reading(lambda hub: hub.parcels(SUBJECTS))

    @rule(subject=st.sampled_from(SUBJECTS), uld=st.sampled_from(ULDS), late=st.integers(0, 9))
    def find(self, subject: str, uld: str, late: int) -> None:
        self.send(Kind.FOUND, subject, late, uld=uld)

    @rule(subject=st.sampled_from(SUBJECTS), kind=st.sampled_from((Kind.DAMAGED, Kind.STORED, Kind.SORTED)))
    def handle(self, subject: str, kind: Kind) -> None:
        self.send(kind, subject, place="R1")

    @rule(subject=st.sampled_from(SUBJECTS), kind=st.sampled_from(OF_CUSTOMS))
    def answer(self, subject: str, kind: Kind) -> None:
        self.send(kind, subject)

    @rule(subject=st.sampled_from(SUBJECTS), kind=st.sampled_from((Kind.HELD, Kind.HOLD_LIFTED)), why=st.sampled_from("ab"))
    def hold(self, subject: str, kind: Kind, why: str) -> None:
        self.send(kind, subject, reason=why)

    @rule(uld=st.sampled_from(ULDS), kind=st.sampled_from(OF_ULDS))
    def unit(self, uld: str, kind: Kind) -> None:
        self.send(kind, uld)

    @rule(subject=st.sampled_from(SUBJECTS), difference=st.sampled_from(("shortage", "overage", "damage", "mis-sort")))
    def note(self, subject: str, difference: str) -> None:
        self.send(Kind.NOTED, subject, place=difference, reason="looked at")

    @rule(subject=st.sampled_from(SUBJECTS), kind=st.sampled_from((Kind.LOADED, Kind.UNLOADED)))
    def truck(self, subject: str, kind: Kind) -> None:
        self.send(kind, subject, place="TRUCK")

    @rule()
    def leave(self) -> None:
        self.send(Kind.DISPATCHED, "TRUCK", place="TRUCK")

    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        if self.sent:
            self.send(Kind.CORRECTED, data.draw(st.sampled_from(self.sent)).name)

    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        if self.sent:
            before = self.parcels()
            assert record(self.store, [data.draw(st.sampled_from(self.sent))], at(self.moment))[0].again
            assert self.parcels() == before

    @invariant()
    def no_parcel_is_lost(self) -> None:
        assert set(self.parcels()) == self.seen

    @invariant()
    def no_unit_is_closed_with_an_open_discrepancy(self) -> None:
        for uld in self.store.reading(lambda hub: hub.ulds()):
            if uld.state == "closed":
                found = outturn(self.store, uld.name)
                assert found is not None
                assert not found.open


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=15, stateful_step_count=40, deadline=None)
