"""The papers of the hub, and G3 and G4 at the arrival: made from what was announced and run, the same when asked again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from douane.declarations.messages import MESSAGES
from douane.declarations.reading import restore
from douane.hub.events import Event, Kind
from douane.hub.parcel import Parcel
from douane.pipeline.hub import announce, record
from douane.store.database import connect
from douane.store.hub import HubStore
from tests.conftest import ROOT
from tests.hub.test_day import Cli
from tests.press.reading import text_of

MANIFEST = ROOT / "examples" / "import-200.csv"
FLIGHT = "XY1/2026-11-22"
MORNING = datetime(2026, 11, 22, 6, tzinfo=UTC)


def _waybills() -> list[str]:
    return sorted(HubStore(connect()).reading(lambda hub: hub.waybills()))


@pytest.mark.parametrize("message", ["g4", "g3"])
def test_one_action_makes_the_messages_of_a_whole_flight(run_cli: Cli, tmp_path: Path, message: str) -> None:
    run_cli("hub", "expect", MANIFEST, "--flight", FLIGHT)
    out = tmp_path / "messages.xml"
    code, _, err = run_cli("hub", "customs", message, "--flight", FLIGHT, "--out", out)
    assert code == 1
    assert "run it: douane run" in err.lower()
    assert not out.exists()
    run_cli("run", MANIFEST, "--out", tmp_path / "run", "--as-of", "2026-11-22", "--no-print")
    code, _, err = run_cli("hub", "customs", message, "--flight", FLIGHT, "--out", out)
    assert code == 0, err
    assert f"{len(_waybills())} data sets" in err
    first = out.read_bytes()
    run_cli("hub", "customs", message, "--flight", FLIGHT, "--out", out)
    assert out.read_bytes() == first


def test_the_storage_declaration_stands_for_all_parcels_of_its_waybill(run_cli: Cli, tmp_path: Path) -> None:
    run_cli("hub", "expect", MANIFEST, "--flight", FLIGHT)
    run_cli("run", MANIFEST, "--out", tmp_path / "run", "--as-of", "2026-11-22", "--no-print")
    waybill, out = _waybills()[0], tmp_path / "g4.xml"
    assert run_cli("hub", "customs", "g4", "--waybill", waybill, "--out", out)[0] == 0
    value = restore(MESSAGES["g4"], out.read_bytes()).value
    expected = HubStore(connect()).reading(lambda hub: hub.parcels_where(waybill=waybill))
    assert value.transport_document.reference == waybill
    assert len(value.houses) == len(expected)


def test_what_is_neither_is_told(run_cli: Cli, tmp_path: Path) -> None:
    assert run_cli("hub", "customs", "g5", "--flight", FLIGHT, "--out", tmp_path / "x")[0] == 2
    assert run_cli("hub", "customs", "g4", "--out", tmp_path / "x")[0] == 2
    assert run_cli("hub", "print", "poster", "--out", tmp_path / "x")[0] == 2
    assert run_cli("hub", "print", "outturn", "--uld", "NOBODYS", "--out", tmp_path / "x")[0] == 2


def test_papers_from_the_command_line(run_cli: Cli, tmp_path: Path) -> None:
    store = HubStore(connect())
    announce(store, [Parcel(f"LX{n}", FLIGHT, "PMC00001XY", "999-85896694", destination="BE") for n in (1, 2, 3)])
    happened = [
        Event("T", 1, Kind.ULD_RECEIVED, "PMC00001XY", MORNING, "a test"),
        Event("T", 2, Kind.ULD_OPENED, "PMC00001XY", MORNING, "a test"),
        *(Event("T", n + 2, Kind.FOUND, f"LX{n}", MORNING, "a test", uld="PMC00001XY") for n in (1, 2)),
        Event("T", 9, Kind.DECLARED, "LX1", MORNING, "customs"), Event("T", 10, Kind.RELEASED, "LX1", MORNING, "customs"),
        Event("T", 11, Kind.LOADED, "LX1", MORNING, "dock", place="1-TRK-001"),
        Event("T", 12, Kind.DISPATCHED, "1-TRK-001", MORNING, "dock", place="1-TRK-001", reason="Nora Voorbeeld"),
    ]  # fmt: skip
    assert [answer.refused for answer in record(store, happened, MORNING)] == [None] * len(happened)
    shown = {}
    for paper, more in (
        ("outturn", ("--uld", "PMC00001XY")), ("pallet-sheet", ("--uld", "PMC00001XY")), ("uld-tag", ("--uld", "PMC00001XY")),
        ("release-list", ()), ("hold-list", ("--lang", "de")), ("hand-over", ("--truck", "1-TRK-001")),
    ):  # fmt: skip
        out = tmp_path / f"{paper}.pdf"
        code, _, err = run_cli("hub", "print", paper, *more, "--out", out)
        assert code == 0, err
        shown[paper] = text_of(out.read_bytes())
    assert "LX3" in shown["outturn"]
    assert "Shortage" in shown["outturn"]
    assert "LX2" in shown["hold-list"]
    assert "LX1" not in shown["hold-list"]
    assert "Sperrliste" in shown["hold-list"]
    assert "Nothing may leave" in shown["release-list"]
    assert "Nora Voorbeeld" in shown["hand-over"]
    assert "LX1" in shown["hand-over"]
