"""What people mend: laid over what was received, looked at before it is kept, kept with its history, taken back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from douane.intake.received import Received
from douane.pipeline.mending import Mender, MendingError, Preview, Wanted
from douane.pipeline.order import Order, Tools
from douane.pipeline.overlay import Mend, NotMendableError, can_mend, fields_of, laid_over, of_item, text_at
from douane.pipeline.printing import order_of_prints
from douane.pipeline.run import run_manifest
from douane.pipeline.settings import load, office
from douane.reference.catalogue import finding
from douane.reference.law import Law
from douane.store import batch_tables, database
from douane.store.audit import verify
from douane.store.chunks import Chunks
from douane.store.repository import Store
from douane.store.retention import purge
from tests.conftest import TODAY, make_consignment

HEAD = (
    "parcel,mawb,sender_name,sender_country,recipient_name,recipient_street,recipient_postcode,recipient_city,"
    "recipient_country,sale_type,ioss,item_no,description,gross_kg,value,currency,hs_code,sku,manufacturer_ref\n"
)
ROW = (
    "{parcel},999-85896694,Shenzhen Muster Trading,CN,{name},Straat {no},{postcode},Gent,BE,B2C,IM0561234567,1,"
    "T-shirt of cotton,0.2,{value},EUR,610910,S1,M1\n"
)
PARCELS = ("LX638558603CN", "LX889124717CN", "LX000000005CN", "LX000000014CN")
AT = "2026-11-22T10:00:00+00:00"


@pytest.fixture(scope="module")
def tools() -> Tools:
    return Tools(TODAY)


def manifest(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "mend.csv"
    usual = {"name": "Anna Proefman", "postcode": "9000", "value": "12.50"}
    lines = [ROW.format(**{**usual, "parcel": parcel, "no": str(no), **row})
             for no, (parcel, row) in enumerate(zip(PARCELS, rows, strict=False), start=1)]  # fmt: skip
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path


def run_of(path: Path, tools: Tools) -> tuple[int, Store]:
    store = Store(database.connect())
    order = Order(TODAY, office(load()))
    report = run_manifest(path, load(), order, tools, store, jobs=1, now=lambda: AT, prints=order_of_prints([], "en"))
    return report.run, store


def outcomes(store: Store, run: int) -> dict[str, Any]:
    return {json.loads(one.record)["reference"]: one for one in store.outcomes(run)}


def counts(store: Store, run: int) -> Any:
    work = Chunks(store.engine).work(run)
    assert work is not None
    return json.loads(work.counts)


def test_every_field_reads_back_as_it_is_written() -> None:
    whole = make_consignment()
    new = {"number": "7.5", "count": "3", "date": "2026-11-20", "flag": "yes", "choice": "B2B"}
    from douane.intake.fields import BY_KEY

    for field, item in fields_of(whole):
        same = laid_over(Received(whole, (), (2,)), [Mend(field, text_at(whole, field, item), item)])
        assert same.consignment == whole, field
        text = "C085 X" if field == "documents" else new.get(BY_KEY[field].kind, "X1") if field in BY_KEY else "X1"
        mended = laid_over(Received(whole, (), (2,)), [Mend(field, text, item)]).consignment
        assert mended is not None
        assert text_at(mended, field, item) == text, field


def test_what_reading_said_of_a_mended_field_goes_and_the_rest_stays() -> None:
    found = (finding("NUMBER-FORMAT", field="value", item=1, value="zwölf"), finding("NUMBER-FORMAT", field="value", item=2),
             finding("NUMBER-FORMAT", field="gross_kg", item=1))  # fmt: skip
    left = laid_over(Received(make_consignment(), found, (2,)), [Mend("value", "12,50", 1)]).findings
    assert [(one.field, one.item) for one in left] == [("value", 2), ("gross_kg", 1)]


@pytest.mark.parametrize(
    ("mend", "words"),
    [(Mend("value", "zwölf", 1), "a number such as"), (Mend("value", "1,234", 1), "a number such as"),
     (Mend("sale_type", "X"), "B2C"), (Mend("arrival_date", "03/04/2026"), "2026-11-22"), (Mend("value", "1", 7), "1 items"),
     (Mend("parcel", "X"), "hand it in again"), (Mend("documents", "C085", 1), "C085 BE123")],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_what_would_be_accepted(mend: Mend, words: str) -> None:
    with pytest.raises(NotMendableError, match=words):
        laid_over(Received(make_consignment(), (), (2,)), [mend])
    assert can_mend("value")
    assert of_item("value")


def test_mending_is_shown_first_then_kept_and_can_be_taken_back(tmp_path: Path, tools: Tools) -> None:
    run, store = run_of(manifest(tmp_path, {"value": "zwölf"}, {}), tools)
    before, counted = outcomes(store, run), counts(store, run)
    held = before[PARCELS[0]]
    assert held.outcome == "held"
    mender = Mender(store.engine, lambda _order: tools, lambda: AT)
    wanted = [Wanted(held.consignment, Mend("value", "14.00", 1))]
    preview = mender.preview(run, wanted)
    assert [(line.old, line.new, line.before, line.after) for line in preview.lines] == [("zwölf", "14", "held", "ready")]
    assert outcomes(store, run) == before, "a look changes nothing"

    name = mender.mend(run, wanted, seen=preview.digest, who="els@broker.example", why="invoice seen")
    assert isinstance(name, str)
    after = outcomes(store, run)
    assert after[PARCELS[0]].outcome == "ready"
    assert json.loads(after[PARCELS[0]].record)["amounts"]["intrinsic_value"] == "14.00"
    assert after[PARCELS[1]] == before[PARCELS[1]]
    assert [(d.consignment, d.kind) for d in store.declarations(run)] == [
        (held.consignment, "h7"),
        (held.consignment + 1, "h7"),
    ]
    now = counts(store, run)
    assert (now["outcomes"], now["totals"]["intrinsic_value"]) == ({"ready": 2}, "26.50")
    assert "NUMBER-FORMAT" not in now["codes"]
    said = [(entry["who"], entry["what"]) for entry in store.audit()]
    assert ("els@broker.example", "value mended") in said
    assert not verify(store.audit()).faults
    assert "14.00" not in "".join(entry["body"] for entry in store.audit() if entry["what"] == "value mended")

    assert mender.take_back(name, who="els@broker.example")
    assert not mender.take_back(name, who="els@broker.example"), "once"
    assert outcomes(store, run) == before
    assert counts(store, run) == counted
    assert [edit.undone_by for edit in mender.edits.of_consignment(held.consignment)] == ["els@broker.example"]


def test_nothing_is_kept_where_something_changed_behind_the_preview(tmp_path: Path, tools: Tools) -> None:
    run, store = run_of(manifest(tmp_path, {"value": "zwölf"}), tools)
    mender = Mender(store.engine, lambda _order: tools, lambda: AT)
    row = outcomes(store, run)[PARCELS[0]].consignment
    mine, theirs = [Wanted(row, Mend("value", "14.00", 1))], [Wanted(row, Mend("value", "15.00", 1))]
    seen = mender.preview(run, mine).digest
    assert isinstance(mender.mend(run, theirs, seen=mender.preview(run, theirs).digest, who="a", why=""), str)
    answer = mender.mend(run, mine, seen=seen, who="b", why="")
    assert isinstance(answer, Preview)
    assert answer.lines[0].old == "15"
    assert json.loads(outcomes(store, run)[PARCELS[0]].record)["amounts"]["intrinsic_value"] == "15.00"


def test_what_was_seen_across_the_run_stays(tmp_path: Path, tools: Tools) -> None:
    rows = [{"value": "80.00", "no": "7"}, {"value": "80.00", "no": "7"}]
    run, store = run_of(manifest(tmp_path, *rows), tools)
    first = outcomes(store, run)[PARCELS[0]]
    assert "SAME-CONSIGNEE" in json.loads(first.record)["reasons"]
    mender = Mender(store.engine, lambda _order: tools, lambda: AT)
    wanted = [Wanted(first.consignment, Mend("sku", "S2", 1))]
    assert isinstance(mender.mend(run, wanted, seen=mender.preview(run, wanted).digest, who="a", why=""), str)
    after = outcomes(store, run)[PARCELS[0]]
    assert (after.outcome, json.loads(after.record)["reasons"]) == (first.outcome, json.loads(first.record)["reasons"])


def test_a_run_again_lays_the_mended_values_over_what_it_reads(tmp_path: Path, tools: Tools) -> None:
    path = manifest(tmp_path, {"value": "zwölf"}, {})
    run, store = run_of(path, tools)
    mender = Mender(store.engine, lambda _order: tools, lambda: AT)
    wanted = [Wanted(outcomes(store, run)[PARCELS[0]].consignment, Mend("value", "14.00", 1))]
    mender.mend(run, wanted, seen=mender.preview(run, wanted).digest, who="a", why="")
    mended = outcomes(store, run)
    assert outcomes(store, run_of(path, tools)[0]) == mended


@pytest.mark.parametrize("purged", [False, True])
def test_the_bytes_of_the_manifest_are_read_again_where_chunks_hold_nothing(
    tmp_path: Path, tools: Tools, purged: bool
) -> None:
    run, store = run_of(manifest(tmp_path, {"value": "zwölf"}, {"value": "drölf"}), tools)
    table: Any = batch_tables.Chunk.__table__  # type: ignore[attr-defined]
    with store.engine.begin() as connection:
        assert connection.execute(select(table.c.content)).scalar_one(), "kept until the purge"
        connection.execute(update(table).values(content=None))
        if purged:
            connection.exec_driver_sql("UPDATE manifest SET content = x''")
    mender = Mender(store.engine, lambda _order: tools, lambda: AT)
    wanted = [Wanted(outcomes(store, run)[PARCELS[1]].consignment, Mend("value", "14.00", 1))]
    if purged:
        with pytest.raises(MendingError, match="purged"):
            mender.preview(run, wanted)
    else:
        assert mender.preview(run, wanted).lines[0].after == "ready"


def test_what_was_received_and_what_was_mended_go_with_their_manifest(tmp_path: Path, tools: Tools) -> None:
    run, store = run_of(manifest(tmp_path, {"value": "zwölf"}), tools)
    mender = Mender(store.engine, lambda _order: tools, lambda: AT)
    row = outcomes(store, run)[PARCELS[0]].consignment
    wanted = [Wanted(row, Mend("value", "14.00", 1))]
    mender.mend(run, wanted, seen=mender.preview(run, wanted).digest, who="a", why="")
    table: Any = batch_tables.Chunk.__table__  # type: ignore[attr-defined]
    for day, kept in ((date(2029, 12, 31), True), (date(2030, 1, 1), False)):
        purge(store.engine, Law.load().on(day), at=AT, who="test")
        with store.engine.connect() as connection:
            assert bool(connection.execute(select(table.c.content)).scalar_one()) is kept
        assert [bool(edit.old or edit.new) for edit in mender.edits.of_consignment(row)] == [kept]


def test_versions_are_those_before_and_after_each_edit(tmp_path: Path, tools: Tools) -> None:
    run, store = run_of(manifest(tmp_path, {"value": "zwölf"}), tools)
    mender = Mender(store.engine, lambda _order: tools, lambda: AT)
    row = outcomes(store, run)[PARCELS[0]].consignment
    for text in ("14.00", "16.00"):
        wanted = [Wanted(row, Mend("value", text, 1))]
        mender.mend(run, wanted, seen=mender.preview(run, wanted).digest, who="a", why="")
    first, second = (edit.id for edit in mender.edits.of_consignment(row))
    values = [json.loads(mender.version(run, row, until=at).outcome.record)["amounts"]["intrinsic_value"]
              for at in (0, first, second, None)]  # fmt: skip
    assert values == [None, "14.00", "16.00", "16.00"]


def test_a_declaration_that_went_out_is_not_mended_behind_its_back(tmp_path: Path, tools: Tools) -> None:
    run, store = run_of(manifest(tmp_path, {}), tools)
    row = outcomes(store, run)[PARCELS[0]].consignment
    with store.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO lodged (eori, lrn, kind, consignment_id, state) VALUES ('BE0999999922', 'L26-1', 'h7', ?, 'exported')",
            (row,),
        )
    mender = Mender(store.engine, lambda _order: tools, lambda: AT)
    wanted = [Wanted(row, Mend("value", "14.00", 1))]
    preview = mender.preview(run, wanted)
    assert "handed out" in (preview.lines[0].fault or "")
    assert isinstance(mender.mend(run, wanted, seen=preview.digest, who="a", why=""), Preview)
