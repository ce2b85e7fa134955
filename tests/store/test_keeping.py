"""The audit chain, backups, retention: what is kept can be proved, and what is past its time goes."""

from __future__ import annotations

import sqlite3
import tarfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert

from douane.reference.law import Law
from douane.store import database, tables
from douane.store.backup import BackupError, backup, check_backup, restore, verify
from douane.store.documents import DocumentMissingError, Folder, open_documents
from douane.store.outcomes import StoredDeclaration, StoredOutcome
from douane.store.repository import RunKey, Store
from douane.store.retention import hold_manifest, purge, release_manifest
from douane.store.status import find, state_hash, status_of, worklist

AT, WHO = "2026-11-22T18:00:00+00:00", "a test"


def filled(store: Store, content: bytes = b"abc", *, at: str = AT, as_of: str = "2026-11-22") -> int:
    manifest = store.receive_manifest("m.csv", "csv", content, at=at, who=WHO)
    run = store.begin_run(RunKey(manifest, as_of, "auto", "law", "tariff", "1"), at=at, who=WHO)
    numbers = store.number(manifest, 0, ["A", "B"], eori="BE1", prefix="L")
    outcomes = [StoredOutcome(n.id, "ready", "H7", '{"reference": "A"}', "[]", "[]") for n in numbers]
    store.complete(run, outcomes, [StoredDeclaration(numbers[0].id, "h7", "L1", b"<x/>")], at=at, who=WHO)
    return run


@pytest.fixture
def store(home: Path) -> Store:
    found = Store(database.connect())
    filled(found)
    filled(found, b"def")
    return found


def changed(home: Path, *statements: str) -> None:
    with sqlite3.connect(home / "douane.sqlite") as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["UPDATE audit SET body = replace(body, '2', '3') WHERE id = 3"], "altered"),
        (["UPDATE audit SET who = 'someone' WHERE id = 1"], "altered"),
        (["DELETE FROM audit WHERE id = 2"], "removed or moved"),
        (["UPDATE audit SET id = 99 WHERE id = 2", "UPDATE audit SET id = 2 WHERE id = 4", "UPDATE audit SET id = 4 WHERE id = 99"],
         "removed or moved"),
        (["DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)"], "at its end were removed"),
    ],
)  # fmt: skip
def test_any_change_of_the_chain_is_found(store: Store, home: Path, statements: list[str], words: str) -> None:
    head = store.audit_head()
    assert verify(store, open_documents(), anchor=head).faults == ()
    changed(home, *statements)
    assert any(words in fault for fault in verify(store, open_documents(), anchor=head).faults)


def test_a_lost_number_is_found(store: Store, home: Path) -> None:
    changed(home, "UPDATE counter SET last = 9")
    assert "9 drawn, 4 consignments" in verify(store, open_documents()).faults[0]


def test_a_damaged_document_is_never_handed_out(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    digest = folder.put(b"%PDF")
    assert folder.put(b"%PDF") == digest
    assert folder.get(digest) == b"%PDF"
    (tmp_path / digest[:2] / digest).write_bytes(b"%PDf")
    with pytest.raises(DocumentMissingError, match="damaged"):
        folder.get(digest)
    with pytest.raises(DocumentMissingError, match="is not in"):
        folder.get("0" * 64)


def test_documents_may_lie_in_a_remote_store() -> None:
    remote = open_documents("memory://bucket/prefix")
    digest = remote.put(b"%PDF")
    assert remote.put(b"%PDF") == digest
    assert remote.get(digest) == b"%PDF"
    with pytest.raises(DocumentMissingError):
        remote.get("0" * 64)


def with_document(store: Store, kind: str = "parcel_label") -> str:
    digest = open_documents().put(kind.encode())
    row = {"run_id": 1, "kind": kind, "data": kind, "sha256": digest, "pages": 1, "notes": "[]", "content": b""}
    with store.engine.begin() as connection:
        connection.execute(insert(tables.Document), row)
    return digest


def test_a_backup_that_is_restored_is_the_same_store(
    store: Store, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = with_document(store)
    before, head = state_hash(store.engine), store.audit_head()
    file = tmp_path / "backup.tar"
    assert backup(store, open_documents(), file) == 2
    filled(store, b"later")
    with pytest.raises(BackupError, match="There is a store"):
        restore(file, database.url(), open_documents())
    monkeypatch.setenv("DOUANE_HOME", str(tmp_path / "elsewhere"))
    assert restore(file, database.url(), open_documents()) == 2
    again = Store(database.connect())
    assert (state_hash(again.engine), again.audit_head()) == (before, head)
    assert open_documents().get(digest) == b"parcel_label"
    assert verify(again, open_documents(), anchor=head).faults == ()


def test_a_damaged_backup_is_refused_before_anything_is_changed(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    backup(store, open_documents(), file)
    with tarfile.open(file) as package:
        middle = package.getmember("douane.sqlite").offset_data + 5000
    content = bytearray(file.read_bytes())
    content[middle] ^= 1
    file.write_bytes(content)
    with pytest.raises(BackupError, match=r"douane\.sqlite is damaged"):
        check_backup(file)
    file.write_bytes(bytes(content[: len(content) // 2]))
    with pytest.raises(BackupError, match="no whole backup"):
        check_backup(file)


def test_what_is_past_its_time_goes_unless_it_is_held(store: Store, law: Law, home: Path) -> None:
    with_document(store)
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of b"abc"
    hold_manifest(store.engine, sha256[:12], "inquiry 12", at=AT, who=WHO)

    def gone(day: date) -> tuple[int, int, int]:
        purged = purge(store.engine, law.on(day), at=AT, who=WHO)
        return purged.manifests, purged.declarations, purged.labels

    # The day before the end of three years, and the first day after.
    assert gone(date(2029, 12, 31)) == (0, 0, 0)
    assert gone(date(2030, 1, 1)) == (1, 0, 0)
    assert gone(date(2037, 1, 1)) == (0, 2, 0)
    release_manifest(store.engine, sha256, at=AT, who=WHO)
    assert gone(date(2037, 1, 1)) == (1, 2, 1)
    assert gone(date(2037, 1, 1)) == (0, 0, 0)
    assert {record.record for record in worklist(store.engine, "ready")} == {"{}"}
    assert verify(store, open_documents()).faults == ()
    with pytest.raises(LookupError, match="0 manifests"):
        hold_manifest(store.engine, "ffff", "why", at=AT, who=WHO)


def test_labels_go_after_ninety_days(store: Store, law: Law) -> None:
    with_document(store)
    assert purge(store.engine, law.on(date(2027, 2, 20)), at=AT, who=WHO).documents == ()
    assert purge(store.engine, law.on(date(2027, 2, 21)), at=AT, who=WHO).labels == 1


def test_worklists_come_in_pages_from_an_index(store: Store, home: Path) -> None:
    first = worklist(store.engine, "ready", most=3)
    rest = worklist(store.engine, "ready", before=first[-1].outcome, most=3)
    assert [len(first), len(rest)] == [3, 1]
    assert len({one.outcome for one in (*first, *rest)}) == 4
    assert len(find(store.engine, "A")) == 2
    assert status_of(store.engine).outcomes == {"ready": 4}
    with sqlite3.connect(home / "douane.sqlite") as connection:
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT id FROM outcome WHERE outcome = 'held' AND id < 9 ORDER BY id DESC LIMIT 5"
        ).fetchall()
    assert "ix_outcome_worklist" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
