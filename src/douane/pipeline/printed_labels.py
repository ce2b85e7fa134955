"""The kinds of labels that a manifest has the data for, beside the parcel label of every run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from douane.documents.house_label import house_label
from douane.documents.item_label import item_label
from douane.documents.parcel_label import parcel_label
from douane.pipeline.printed_kinds import Around, PrintKind
from douane.pipeline.stages import Processed, working_codes


def _parcel(one: Processed, _around: Around) -> Sequence[Any]:
    if one.consignment is None or one.assessment is None:
        return []
    codes = [code for code in working_codes(one.decisions) if code]
    return [parcel_label(one.consignment, one.assessment.routing, lrn=one.lrn, codes=codes)]


def _house(one: Processed, _around: Around) -> Sequence[Any]:
    if one.consignment is None:
        return []
    pieces = max(1, sum(item.packages or 0 for item in one.consignment.items))
    return [house_label(one.consignment, piece, pieces) for piece in range(1, pieces + 1)]


def _item(one: Processed, _around: Around) -> Sequence[Any]:
    view = item_label(one.consignment.reference) if one.consignment else None
    return [view] if view else []


LABELS: dict[str, PrintKind] = {
    "label-a6": PrintKind("parcel_label_a6", "labels-a6.pdf", _parcel, bare=True),
    "house-label": PrintKind("house_label", "house-labels.pdf", _house, bare=True),
    "item-label": PrintKind("item_label", "item-labels.pdf", _item, bare=True),
}
"""Printed when asked for; as PDF, or as ZPL for thermal printers."""
