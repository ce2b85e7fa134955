from __future__ import annotations

import multiprocessing
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from douane.store import database
from douane.store.repository import RunKey, Store, StoredDeclaration, StoredOutcome, entry_hash

AT, WHO = "2026-11-22T18:00:00+00:00", "a test"
KEY = RunKey(1, "2026-11-22", "auto", "law", "tariff", "1")


@pytest.fixture
def store(home: Path) -> Store:
    return Store(database.connect())


def received(store: Store, content: bytes = b"abc") -> int:
    return store.receive_manifest("m.csv", "csv", content, at=AT, who=WHO)


def test_the_same_bytes_are_one_manifest(store: Store) -> None:
    assert received(store) == received(store)
    assert received(store, b"other") != received(store)
    assert store.count("manifest") == 2


def test_numbers_are_drawn_once_in_file_order(store: Store) -> None:
    manifest = received(store)
    first = store.number(manifest, 0, ["A", None, "B"], eori="BE1", prefix="L26-")
    second = store.number(manifest, 3, ["C"], eori="BE1", prefix="L26-")
    assert [n.lrn for n in (*first, *second)] == [f"L26-{i:010d}" for i in (1, 2, 3, 4)]
    assert store.number(manifest, 0, ["A", None, "B"], eori="BE1", prefix="L26-") == first
    assert store.count("consignment") == 4


def test_each_declarant_has_a_row_of_numbers_of_his_own(store: Store) -> None:
    manifest = received(store)
    one = store.number(manifest, 0, ["A"], eori="BE1", prefix="L")
    other = store.number(manifest, 0, ["A"], eori="BE2", prefix="L")
    assert one[0].lrn == other[0].lrn
    assert one[0].id != other[0].id


def test_a_chunk_is_kept_whole_or_not_at_all(store: Store) -> None:
    manifest = received(store)
    run = store.begin_run(KEY, at=AT, who=WHO)
    numbers = store.number(manifest, 0, ["A", "B"], eori="BE1", prefix="L")
    good = StoredOutcome(numbers[0].id, "ready", "H7", "{}", "[]", "[]")
    declaration = StoredDeclaration(numbers[0].id, "h7", numbers[0].lrn, b"<x/>")
    with pytest.raises(IntegrityError):
        store.complete(run, [good, good], [declaration], at=AT, who=WHO)
    assert (store.count("outcome"), store.count("declaration")) == (0, 0)
    store.complete(run, [good], [declaration], at=AT, who=WHO)
    assert (store.count("outcome"), store.count("declaration")) == (1, 1)


def test_an_amended_outcome_loses_its_data_set(store: Store) -> None:
    manifest = received(store)
    run = store.begin_run(KEY, at=AT, who=WHO)
    number = store.number(manifest, 0, ["A"], eori="BE1", prefix="L")[0]
    outcome = StoredOutcome(number.id, "ready", "H7", "{}", "[]", "[]")
    store.complete(run, [outcome], [StoredDeclaration(number.id, "h7", number.lrn, b"<x/>")], at=AT, who=WHO)
    store.amend(run, StoredOutcome(number.id, "held", "H7", "{}", "[1]", "[]"), at=AT, who=WHO)
    assert store.outcome(run, number.id).outcome == "held"
    assert list(store.declarations(run)) == []


def test_the_same_question_is_the_same_run_and_begins_clean(store: Store) -> None:
    manifest = received(store)
    run = store.begin_run(KEY, at=AT, who=WHO)
    number = store.number(manifest, 0, ["A"], eori="BE1", prefix="L")[0]
    store.complete(run, [StoredOutcome(number.id, "ready", "H7", "{}", "[]", "[]")], [], at=AT, who=WHO)
    assert store.begin_run(KEY, at=AT, who=WHO) == run
    assert list(store.outcomes(run)) == []


def test_the_audit_chain_holds_together(store: Store) -> None:
    received(store)
    store.begin_run(KEY, at=AT, who=WHO)
    previous = "0" * 64
    for entry in store.audit():
        assert entry["previous"] == previous
        assert entry["hash"] == entry_hash(previous, entry["at"], entry["who"], entry["what"], entry["body"])
        previous = entry["hash"]


def test_writing_while_reading_does_not_wait(store: Store) -> None:
    manifest = received(store)
    run = store.begin_run(KEY, at=AT, who=WHO)
    numbers = store.number(manifest, 0, ["A", "B"], eori="BE1", prefix="L")
    store.complete(run, [StoredOutcome(n.id, "ready", "H7", "{}", "[]", "[]") for n in numbers], [], at=AT, who=WHO)
    for outcome in store.outcomes(run):
        store.amend(run, StoredOutcome(outcome.consignment, "held", "H7", "{}", "[]", "[]"), at=AT, who=WHO)
    assert {outcome.outcome for outcome in store.outcomes(run)} == {"held"}


def _draw(url: str, times: int) -> None:
    store = Store(database.connect(url))
    for i in range(times):
        manifest = store.receive_manifest(
            "m", "csv", f"{multiprocessing.current_process().pid}-{i}".encode(), at=AT, who=WHO
        )
        store.number(manifest, 0, ["A"], eori="BE1", prefix="L")


def test_four_processes_draw_no_number_twice(home: Path) -> None:
    url = database.url()
    database.connect(url)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_draw, args=(url, 25)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with sqlite3.connect(home / "douane.sqlite") as connection:
        numbers = [row[0] for row in connection.execute("SELECT lrn FROM consignment ORDER BY lrn")]
    assert numbers == [f"L{i:010d}" for i in range(1, 101)]


def test_every_connection_is_durable_and_waits(home: Path) -> None:
    engine = database.connect()
    with engine.connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_store_of_a_newer_version_is_refused_in_words(home: Path) -> None:
    database.connect().dispose()
    with sqlite3.connect(home / "douane.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(database.StoreError, match="newer version"):
        database.connect()
