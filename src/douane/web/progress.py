"""How far an upload is, in numbers that a page can show."""

from __future__ import annotations

from typing import Any

from douane.store.chunks import DONE, PRINTED, Chunks
from douane.store.uploads import Upload
from douane.store.worklist import Worklist
from douane.web.guards import Desk


def progress_of(desk: Desk, upload: Upload) -> dict[str, Any]:
    """State, counts and share of an upload. `accepted` may be declared, `attention` waits for a person."""
    told: dict[str, Any] = {"state": upload.state, "run": upload.run, "note": upload.note, "done": 0, "known": 0,
                            "accepted": 0, "attention": 0, "phase": ""}  # fmt: skip
    if upload.run is None:
        return told
    engine = desk.site.engine(desk.organisation)
    chunks = Chunks(engine)
    work, states = chunks.work(upload.run), chunks.states(upload.run)
    counts = Worklist(engine).counts(upload.run)
    told |= {
        "phase": work.phase if work else "",
        "done": states[DONE] + states[PRINTED],
        "known": max(work.consignments if work else 0, sum(states.values())),
        "accepted": counts["ready"],
        "attention": counts["held"] + counts["rejected"] + counts["review"],
    }
    return told
