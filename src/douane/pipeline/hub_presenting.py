"""G3 and G4 at the arrival: the presentation and the storage declaration of each master waybill, with one action.

They are made from the manifests that announced the goods and that have been run: their LRNs are drawn from those of the
parcels, so that asking twice gives the same data sets and never a second number.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine

from douane.pipeline.declaring import Declared, stored_goods
from douane.pipeline.kept import order_of
from douane.pipeline.unpacking import PurgedError, Unpacking
from douane.store.arrivals import Announced, announced

KINDS = ("g3", "g4")


def messages_of(engine: Engine, kind: str, waybills: Sequence[str]) -> Declared:
    """The data sets of one kind (`KINDS`) for master waybills; `left` says what is not possible and why."""
    declared = Declared(kind)
    for waybill in waybills:
        runs = announced(engine, waybill)
        if not runs:
            declared.left.append(f"{waybill}: no manifest that names it has been run here. Run it: douane run MANIFEST")
        for run in runs:
            try:
                made = _of_run(engine, kind, run)
            except PurgedError as error:
                declared.left.append(f"{waybill}: {error}")
                continue
            declared.made += made.made
            declared.left += made.left
    return declared


def _of_run(engine: Engine, kind: str, run: Announced) -> Declared:
    unpacking = Unpacking(engine, run.run)
    lrns, received = unpacking.lrns(run.rows), unpacking.received(run.rows)
    goods = [(row, consignment) for row in run.rows if row in received and (consignment := received[row].consignment)]
    numbers = {consignment.reference or "": lrns[row] for row, consignment in goods}
    return stored_goods(kind, (consignment for _, consignment in goods), numbers, order_of(run.order))
