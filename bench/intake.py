"""Reading a manifest into values, beside bare lxml doing the least that has to be done with the same bytes."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from bench import manifests
from bench.measure import measure, row

PARCELS = 100_000


def bare_lxml(path: Path) -> int:
    """The peer: iterparse, a schema check for each consignment, all texts taken out."""
    from bench.bare import events
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


def bare_csv(path: Path) -> int:
    """The peer: the standard library's reader."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(len(cells) for cells in csv.reader(file))


def ours(path: Path) -> int:
    """The project's reader, into values and findings."""
    from douane.intake.recognise import open_manifest

    return sum(1 for _ in open_manifest(path).consignments())


def main() -> None:
    """Print the table."""
    print(f"\nIntake, {PARCELS:,} parcels, one core (CPU)")
    with tempfile.TemporaryDirectory() as name:
        for path, peer_work, peer_name in (
            (manifests.xml(Path(name), PARCELS), bare_lxml, "lxml: iterparse + schema + texts"),
            (manifests.csv(Path(name), PARCELS), bare_csv, "csv.reader"),
        ):
            size = path.stat().st_size / 1e6
            peer = measure(peer_work, path)
            row(f"{path.suffix[1:]}: {peer_name}", peer, megabytes=size, items=PARCELS)
            row(f"{path.suffix[1:]}: douane, into values", measure(ours, path), megabytes=size, items=PARCELS, peer=peer)
