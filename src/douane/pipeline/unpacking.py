"""Consignments of a run as they were received: from its chunks, else from the bytes of the manifest read again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Engine

from douane.intake.mapping import SavedMapping
from douane.intake.received import Received
from douane.intake.recognise import open_manifest
from douane.pipeline import kept
from douane.pipeline.across import Across, unique
from douane.pipeline.replaying import received_file
from douane.reference.law import Law
from douane.store.chunks import Chunks
from douane.store.edits import Edits
from douane.store.manifests import Manifests


class PurgedError(LookupError):
    """What was received has been purged after its time."""


class Unpacking:
    """What was received for one run. Raises `LookupError` for a run that is not there.

    `mapping` says how the columns of a table were read, for a manifest whose chunks hold nothing any more.
    """

    def __init__(self, engine: Engine, run: int, mapping: SavedMapping | None = None) -> None:
        self._engine, self._run, self._mapping = engine, run, mapping
        self._edits, self._chunks, self._manifests = Edits(engine), Chunks(engine), Manifests(engine)
        found = self._manifests.run(run)
        if found is None:
            raise LookupError("There is no such run.")
        self._stored = found

    @property
    def manifest(self) -> int:
        """The row of the manifest."""
        return self._stored.manifest

    def lrns(self, rows: Sequence[int]) -> dict[int, str]:
        """The LRNs of consignments, by row."""
        return {row: lrn for row, lrn, *_ in self._edits.places(self._run, rows)}

    def received(self, rows: Sequence[int]) -> dict[int, Received]:
        """Consignments as received, by row. Raises `PurgedError`."""
        by_chunk: dict[int | None, list[tuple[int, int, int]]] = defaultdict(list)
        for row, _, ordinal, chunk, first in self._edits.places(self._run, rows):
            by_chunk[chunk].append((row, ordinal, first or 0))
        found: dict[int, Received] = {}
        gone: dict[int, int] = {}
        for chunk, places in by_chunk.items():
            content = self._chunks.chunk(chunk).content if chunk is not None else b""
            if content:
                received = kept.unpacked(content)
                found.update({row: received[ordinal - first] for row, ordinal, first in places})
            else:
                gone.update({ordinal: row for row, ordinal, _ in places})
        return found | self._read_again(gone) if gone else found

    def _read_again(self, wanted: dict[int, int]) -> dict[int, Received]:
        """Read the manifest as far as the last of the wanted ordinals."""
        last = max(wanted)
        found = {}
        with received_file(self._manifests, self._stored.manifest, self._stored.name) as path:
            if not path.stat().st_size:
                raise PurgedError("What was received has been purged after its time; it can be shown no more.")
            across = Across(Law.load().on(self._stored.day))
            stream = unique(iter(open_manifest(path, mapping=self._mapping).consignments()), across)
            for ordinal, received in enumerate(stream):
                if ordinal in wanted:
                    found[wanted[ordinal]] = received
                if ordinal >= last:
                    break
        return found
