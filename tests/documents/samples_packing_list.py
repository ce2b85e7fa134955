"""Packing lists for tests and pictures."""

from douane.documents.packing_list import PackingListView, packing_list
from tests.documents.variants import bare, crowded, exported, framed

SAMPLES: dict[str, PackingListView] = {
    "short": packing_list(bare(), framed("INV-1")),
    "ordinary": packing_list(
        exported(), framed("INV-2026-0417"), marks="EX-0417", dimensions=("60 × 40 × 55", "40 × 30 × 30"),
        treated_wood=True,
    ),
    "extreme": packing_list(crowded(), framed("INV-" + "9" * 31), marks="MARK/" * 20),
}  # fmt: skip
TEMPLATES = ("packing_list",)
