"""Stored assessments asked again: the same manifest, the same day, and the law files as they are now."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from douane.domain.consignment import Direction
from douane.intake.recognise import open_manifest
from douane.pipeline.across import Across, unique
from douane.pipeline.order import Order, Tools
from douane.pipeline.records import amounts, trace_json
from douane.pipeline.settings import Settings, office
from douane.pipeline.stages import process_guarded
from douane.store.manifests import Manifests, StoredRun
from douane.store.repository import Store


@dataclass(frozen=True, slots=True)
class Replayed:
    """One consignment: what was stored and what is answered now. The words of a step count as much as its numbers."""

    reference: str
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return self.before == self.after


def replay(
    store: Store, run: StoredRun, settings: Settings, tools_of: Callable[[date], Tools] = Tools
) -> Iterator[Replayed]:  # fmt: skip
    """The consignments of a run with their stored and their present assessment, in the order of the manifest."""
    tools = tools_of(date.fromisoformat(run.as_of))
    asked = None if run.direction == "auto" else Direction(run.direction)
    stored = {record["reference"]: (record, json.loads(one.assessment)) for one in store.outcomes(run.id)
              if (record := json.loads(one.record))["reference"]}  # fmt: skip
    with received_file(Manifests(store.engine), run.manifest, run.name) as path:
        reading = open_manifest(path)
        order = Order(tools.as_of, office(settings, reading.header.declarant), asked)
        for received in unique(iter(reading.consignments()), Across(tools.law)):
            if received.consignment is None or received.consignment.reference not in stored:
                continue
            record, trace = stored[received.consignment.reference]
            done = process_guarded(received, record["lrn"], order, tools)
            now = done.assessment
            before = {"route": record["route"], "amounts": record["amounts"], "trace": trace}
            after = {"route": now.routing.route.value if now else "none", "amounts": amounts(now), "trace": trace_json(now)}
            yield Replayed(received.consignment.reference, before, after)


@contextmanager
def received_file(manifests: Manifests, manifest: int, name: str) -> Iterator[Path]:
    """A manifest of the store as a file under its own name, as long as it is needed."""
    with TemporaryDirectory(prefix="douane-") as folder:
        path = Path(folder) / (Path(name).name or "manifest")
        path.write_bytes(manifests.content(manifest))
        yield path
