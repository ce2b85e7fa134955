"""Reading a manifest into values, beside bare parsers doing the least that has to be done with the same bytes."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from bench import manifests
from bench.bare import events
from bench.formats import house_manifest, workbook
from bench.measure import in_child, measure, row

PARCELS = 100_000


def bare_lxml(path: Path) -> int:
    """The peer: iterparse, a schema check for each consignment, all texts taken out."""
    from douane.intake.manifest_xml import schema

    count = 0
    compiled = schema()
    for event, element in events(path):
        if event == "end" and element.tag == "{urn:douane:manifest:1}Consignment":
            compiled.validate(element)
            count += len([part.text for part in element.iter()])
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return count


def bare_house_manifest(path: Path) -> int:
    """The peer for XFHL: the same with its profile."""
    from douane.intake.cargo_xml import schema

    count = 0
    compiled = schema()
    for event, element in events(path):
        if event == "end" and element.tag == "{iata:datamodel:3}IncludedHouseConsignment":
            compiled.validate(element)
            count += len([part.text for part in element.iter()])
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return count


def bare_csv(path: Path) -> int:
    """The peer: the standard library's reader."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(len(cells) for cells in csv.reader(file))


def bare_calamine(path: Path) -> int:
    """The peer: python-calamine, all cells as values, in this process and without bounds."""
    from python_calamine import CalamineWorkbook

    return sum(len(cells) for cells in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())


def ours(path: Path) -> int:
    """The project's reader, into values and findings."""
    from douane.intake.recognise import open_manifest

    return sum(1 for _ in open_manifest(path).consignments())


def main() -> None:
    """Print the tables."""
    print(f"\nIntake, {PARCELS:,} parcels, one core (CPU; children of the reader not counted)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for made, peer_work, peer_name in (
            (manifests.xml, bare_lxml, "lxml: iterparse + schema + texts"),
            (manifests.csv, bare_csv, "csv.reader"),
            (house_manifest, bare_house_manifest, "lxml: iterparse + profile + texts"),
            (workbook, bare_calamine, "python-calamine, unbounded"),
        ):
            path = in_child(made, folder, PARCELS)
            size = path.stat().st_size / 1e6
            peer = measure(peer_work, path)
            row(f"{path.suffix[1:]}: {peer_name}", peer, megabytes=size, items=PARCELS)
            row(f"{path.suffix[1:]}: douane, into values", measure(ours, path), megabytes=size, items=PARCELS, peer=peer)
        _with_errors(folder)
        _growing(folder)


def _with_errors(folder: Path) -> None:
    print(f"\nIntake with bad rows, own XML and CSV, {PARCELS // 5:,} parcels")
    for made, old, new in ((manifests.xml, "<GrossMass>", "<GrossMass>x"), (manifests.csv, ",PCE,", ",PCE,x")):
        path = in_child(made, folder, PARCELS // 5)
        text = path.read_text(encoding="utf-8").split("\n")
        for share in (0, 1, 100):
            bad = path.with_name(f"bad-{share}{path.suffix}")
            bad.write_text("\n".join(
                line.replace(old, new) if share == 100 or (share and number % 100 == 50) else line
                for number, line in enumerate(text)), encoding="utf-8")  # fmt: skip
            row(
                f"{path.suffix[1:]}: {share} % bad",
                measure(ours, bad),
                megabytes=bad.stat().st_size / 1e6,
                items=PARCELS // 5,
            )


def _growing(folder: Path) -> None:
    print("\nIntake as manifests grow, own XML")
    for parcels in (10_000, 100_000, 1_000_000):
        path = in_child(manifests.xml, folder, parcels)
        row(f"{parcels:,} parcels", measure(ours, path, rounds=1), megabytes=path.stat().st_size / 1e6, items=parcels)
