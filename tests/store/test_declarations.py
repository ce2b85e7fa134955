from __future__ import annotations

from pathlib import Path

import pytest

from douane.domain.life import Event, Fact, State, life_of
from douane.store import database
from douane.store.declarations import DataSet, DeclarationStore
from douane.store.repository import RunKey, Store, StoredDeclaration, StoredOutcome

AT, LATER, WHO = "2026-11-22T18:00:00+00:00", "2026-11-22T19:00:00+00:00", "a test"
MRN = "26BEW2T2M22HMDSFR9"


@pytest.fixture
def stores(home: Path) -> tuple[Store, DeclarationStore]:
    engine = database.connect()
    return Store(engine), DeclarationStore(engine)


def ran(
    store: Store, *, as_of: str = "2026-11-22", outcomes: tuple[str, ...] = ("ready", "held"), xml: bytes = b"<x/>"
) -> list[str]:
    """A run over a manifest with a consignment for each outcome; their LRNs."""
    manifest = store.receive_manifest("m.csv", "csv", b"abc", at=AT, who=WHO)
    run = store.begin_run(RunKey(manifest, as_of, "auto", "law", "tariff", "1"), at=AT, who=WHO)
    numbers = store.number(manifest, 0, [f"P{i}" for i, _ in enumerate(outcomes)], eori="BE1", prefix="A26-")
    kept = [
        StoredOutcome(n.id, o, "H7", f'{{"lines": [{n.id}]}}', "[]", "[]") for n, o in zip(numbers, outcomes, strict=True)
    ]
    sets = [StoredDeclaration(n.id, "h7", n.lrn, xml) for n, o in zip(numbers, outcomes, strict=True) if o == "ready"]
    store.complete(run, kept, sets, at=AT, who=WHO)
    store.finish_run(run, at=AT, who=WHO)
    return [n.lrn for n in numbers]


def handed_out(declarations: DeclarationStore) -> list[DataSet]:
    return [
        one for one in declarations.data_sets() if declarations.hand_out(one, [("guid", f"G-{one.lrn}")], at=AT, who=WHO)
    ]


def test_only_what_is_ready_goes_out_and_each_once(stores: tuple[Store, DeclarationStore]) -> None:
    store, declarations = stores
    first, _ = ran(store)
    assert [one.lrn for one in handed_out(declarations)] == [first]
    assert handed_out(declarations) == []
    ran(store, as_of="2026-11-23")
    assert handed_out(declarations) == [], "a later run finds the same numbers"
    (one,) = declarations.all()
    assert (one.state, one.reference, one.kind) == (State.EXPORTED, "P0", "h7")


def test_a_declaration_is_found_by_every_name(stores: tuple[Store, DeclarationStore]) -> None:
    store, declarations = stores
    first, _ = ran(store)
    handed_out(declarations)
    (one,) = declarations.find([("lrn", first)])
    assert declarations.find([("mrn", MRN), ("guid", f"G-{first}")]) == (one,)
    assert declarations.find([("lrn", first)], "ceb621") == ()
    assert declarations.find([("order", "none")]) == ()
    declarations.tell(one.id, Fact("a", Event.ACCEPTED, LATER, MRN), at=LATER, who=WHO)
    (by_mrn,) = declarations.find([("mrn", MRN)])
    assert (by_mrn.id, by_mrn.state, by_mrn.mrn) == (one.id, State.ACCEPTED, MRN)


def test_a_fact_counts_once_and_is_audited_once(stores: tuple[Store, DeclarationStore]) -> None:
    store, declarations = stores
    ran(store)
    handed_out(declarations)
    (one,) = declarations.all()
    accepted = Fact("a", Event.ACCEPTED, LATER, MRN)
    told = declarations.tell(one.id, accepted, at=LATER, who=WHO)
    assert (told.before.state, told.after.state, told.new) == (State.EXPORTED, State.ACCEPTED, True)
    audited = len(list(store.audit()))
    again = declarations.tell(one.id, accepted, at=LATER, who=WHO)
    assert (again.before, again.after, again.new) == (told.after, told.after, False)
    assert len(list(store.audit())) == audited
    assert life_of(declarations.facts(one.id)) == told.after


def test_versions_stand_side_by_side(stores: tuple[Store, DeclarationStore]) -> None:
    store, declarations = stores
    ran(store)
    handed_out(declarations)
    (one,) = declarations.all()
    assert declarations.ask(one.id, Event.AMENDMENT_ASKED, b"<y/>", "a wrong mass", at=LATER, who=WHO) == 2
    assert declarations.ask(one.id, Event.INVALIDATION_ASKED, None, "not sent", at=LATER, who=WHO) == 2
    versions = declarations.versions(one.id)
    assert [(v.number, v.content, v.why) for v in versions] == [(1, b"<x/>", "handed out"), (2, b"<y/>", "a wrong mass")]


def test_a_file_of_answers_is_kept_as_it_came_and_once(stores: tuple[Store, DeclarationStore]) -> None:
    _, declarations = stores
    first = declarations.keep_answer_file("a.xml", b"<a/>", at=AT)
    assert declarations.keep_answer_file("b.xml", b"<a/>", at=LATER) == first
    assert declarations.keep_answer_file("a.xml", b"<b/>", at=LATER) != first


def test_a_number_without_a_declaration_has_its_reason(stores: tuple[Store, DeclarationStore]) -> None:
    store, declarations = stores
    first, second = ran(store)
    handed_out(declarations)
    assert declarations.note_gaps(at=AT, who=WHO) == 1
    assert declarations.note_gaps(at=LATER, who=WHO) == 0
    assert declarations.gaps() == (("BE1", second, "held H7"),)
    ran(store, as_of="2026-11-23", outcomes=("ready", "ready"))
    assert [one.lrn for one in handed_out(declarations)] == [second]
    assert declarations.gaps() == (), "what was handed out later is no gap"
    assert first != second


def test_a_run_that_is_not_finished_hands_nothing_out(stores: tuple[Store, DeclarationStore]) -> None:
    store, declarations = stores
    manifest = store.receive_manifest("m.csv", "csv", b"abc", at=AT, who=WHO)
    run = store.begin_run(RunKey(manifest, "2026-11-22", "auto", "law", "tariff", "1"), at=AT, who=WHO)
    number = store.number(manifest, 0, ["P"], eori="BE1", prefix="A")[0]
    outcome = StoredOutcome(number.id, "ready", "H7", "{}", "[]", "[]")
    store.complete(run, [outcome], [StoredDeclaration(number.id, "h7", number.lrn, b"<x/>")], at=AT, who=WHO)
    assert list(declarations.data_sets()) == []


def test_the_newest_record_leads_back_to_the_manifest(stores: tuple[Store, DeclarationStore]) -> None:
    store, declarations = stores
    ran(store)
    handed_out(declarations)
    (one,) = declarations.all()
    assert declarations.record(one.consignment) == f'{{"lines": [{one.consignment}]}}'
    assert declarations.record(-1) is None
