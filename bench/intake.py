"""Reading a manifest into values, beside bare parsers doing the least that has to be done with the same bytes.

`python -m bench intake` prints all of it; the last table, a million parcels, takes a gigabyte of disk and two minutes.
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import tempfile
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from bench import manifests
from bench.bare import events
from bench.formats import house_manifest, json_manifest, workbook
from bench.measure import in_child, measure, row

PARCELS = 100_000


def bare_lxml(path: Path, tag: str, schema: Callable[[], Any]) -> int:
    """The peer: iterparse, a schema check for each consignment, all texts taken out."""
    count = 0
    compiled = schema()
    for event, element in events(path):
        if event == "end" and element.tag == tag:
            compiled.validate(element)
            count += len([part.text for part in element.iter()])
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return count


def bare_manifest(path: Path) -> int:
    """The peer for the own XML."""
    from douane.intake.manifest_xml import schema

    return bare_lxml(path, "{urn:douane:manifest:1}Consignment", schema)


def bare_house_manifest(path: Path) -> int:
    """The peer for XFHL: the same with its profile."""
    from douane.intake.cargo_xml import schema

    return bare_lxml(path, "{iata:datamodel:3}IncludedHouseConsignment", schema)


def bare_csv(path: Path) -> int:
    """The peer: the standard library's reader."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(len(cells) for cells in csv.reader(file))


def bare_json(path: Path) -> int:
    """The peer: the standard library's reader, the whole file in memory."""
    with path.open(encoding="utf-8") as file:
        return len(json.load(file)["consignments"])


def bare_calamine(path: Path) -> int:
    """The peer: python-calamine, all cells as values, in this process and without bounds."""
    from python_calamine import CalamineWorkbook

    return sum(len(cells) for cells in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())


def ours(path: Path) -> int:
    """The project's reader, into values and findings."""
    from douane.intake.recognise import open_manifest

    return sum(1 for _ in open_manifest(path).consignments())


PEERS: tuple[tuple[Callable[..., Path], Callable[[Path], int], str], ...] = (
    (manifests.xml, bare_manifest, "lxml: iterparse + schema + texts"),
    (house_manifest, bare_house_manifest, "lxml: iterparse + profile + texts"),
    (manifests.csv, bare_csv, "csv.reader"),
    (json_manifest, bare_json, "json.load"),
    (workbook, bare_calamine, "python-calamine, unbounded"),
)


def main() -> None:
    """Print the tables."""
    print(f"\nIntake, {PARCELS:,} parcels, one core (CPU, children of the reader counted)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for made, peer_work, peer_name in PEERS:
            path = in_child(made, folder, PARCELS)
            size = path.stat().st_size / 1e6
            peer = measure(peer_work, path)
            row(f"{path.suffix[1:]}: {peer_name}", peer, megabytes=size, items=PARCELS)
            row(f"{path.suffix[1:]}: douane, into values", measure(ours, path), megabytes=size, items=PARCELS, peer=peer)
        _in_two(folder / f"{PARCELS}.xml")
        _with_errors(folder)
        _growing(folder)


def _piece(name: str, piece: Any) -> tuple[int, int, bool]:
    """What a worker hands back of a piece: consignments, findings, and whether it was read whole."""
    from douane.intake.manifest_pieces import read

    done = read(piece, name)
    return len(done.received), sum(len(one.findings) for one in done.received), done.whole


def pieces(path: Path, jobs: int) -> int:
    """A manifest in own XML read by several processes into values, which stay where they are for the stages there."""
    from douane.intake.manifest_pattern import patterns
    from douane.intake.manifest_pieces import Cut
    from douane.intake.reading import Limits, Source

    # Made before the processes are, and shared by them.
    patterns()
    cut = Cut(Source(path, path.name), Limits())
    work = partial(_piece, path.name)
    if jobs == 1:
        done = [work(piece) for piece in cut.pieces()]
    else:
        done, waiting = [], deque[Future[tuple[int, int, bool]]]()
        with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as pool:
            for piece in cut.pieces():
                waiting.append(pool.submit(work, piece))
                if len(waiting) > 2 * jobs:
                    done.append(waiting.popleft().result())
            done.extend(future.result() for future in waiting)
    assert cut.whole
    assert all(whole for _, _, whole in done)
    return sum(count for count, _, _ in done)


def _in_two(path: Path) -> None:
    print(f"\nIntake of own XML in pieces, {PARCELS:,} parcels, by the clock")
    size, seconds = path.stat().st_size / 1e6, {}
    for jobs in (1, 2):
        rounds = []
        for _ in range(3):
            started = time.perf_counter()
            assert in_child(pieces, path, jobs) == PARCELS
            rounds.append(time.perf_counter() - started)
        seconds[jobs] = min(rounds)
        print(f"  {jobs} process{'es' if jobs > 1 else ''}: {seconds[jobs]:.2f} s, {size / seconds[jobs]:.1f} MB/s")
    print(f"  two are {seconds[1] / seconds[2]:.2f} times as fast as one")


# What is spoilt in a line of each format: a number with a letter, or a text that is too long.
_SPOILT: tuple[tuple[Callable[..., Path], str, str, str], ...] = (
    (manifests.xml, "a number", "<GrossMass>", "<GrossMass>x"),
    (manifests.xml, "a long text", "<Unit>", "<Unit>long"),
    (manifests.csv, "a number", ",PCE,", ",PCE,x"),
)


def _with_errors(folder: Path) -> None:
    print(f"\nIntake with bad goods lines, {PARCELS // 5:,} parcels")
    for made, what, old, new in _SPOILT:
        path = in_child(made, folder, PARCELS // 5)
        parts = path.read_text(encoding="utf-8").split(old)
        clean = None
        for share in (0, 1, 100):
            bad = path.with_name(f"bad-{share}{path.suffix}")
            spoilt = parts[0] + "".join(
                (new if share == 100 or (share and number % 100 == 50) else old) + part
                for number, part in enumerate(parts[1:])
            )
            bad.write_text(spoilt, encoding="utf-8")
            measured = measure(ours, bad)
            clean = clean or measured
            row(f"{path.suffix[1:]}: {share} % bad, {what}", measured, megabytes=bad.stat().st_size / 1e6,
                items=PARCELS // 5, peer=clean)  # fmt: skip


def _growing(folder: Path) -> None:
    print("\nIntake as manifests grow, own XML and CSV")
    for made in (manifests.xml, manifests.csv):
        for parcels in (10_000, 100_000, 1_000_000):
            path = in_child(made, folder, parcels)
            measured = measure(ours, path, rounds=1)
            row(f"{path.suffix[1:]}: {parcels:,} parcels", measured, megabytes=path.stat().st_size / 1e6, items=parcels)
            path.unlink()
