"""Postal item labels for tests and pictures."""

from douane.documents.item_label import ItemLabelView, item_label


def _of(number: str) -> ItemLabelView:
    view = item_label(number)
    assert view is not None
    return view


SAMPLES: dict[str, ItemLabelView] = {
    "short": _of("LX638558603CN"),
    "ordinary": _of("CX638558603CN"),
    "extreme": _of("RA473124829GB"),
}
TEMPLATES = ("item_label",)
