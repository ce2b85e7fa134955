"""Parcel labels on A6 for tests and pictures."""

from dataclasses import replace

from douane.documents.parcel_label import ParcelLabelView, parcel_label
from tests.documents import fictional
from tests.documents.variants import ARABIC, FAR

ORDINARY = fictional.consignment()
SAMPLES: dict[str, ParcelLabelView] = {
    "short": parcel_label(replace(ORDINARY, reference="A-1", items=(), mawb=None, uld=None), fictional.ROUTING),
    "ordinary": parcel_label(ORDINARY, fictional.ROUTING, lrn=fictional.LRN, service="Standard · LGG → 4460"),
    "extreme": parcel_label(
        replace(ORDINARY, reference="LX638558603CN", importer=FAR, exporter=replace(FAR, name=f"{ARABIC} 😀")),
        fictional.ROUTING, lrn="LRN-OF-22-CHARACTERS-X", codes=[f"{code}0010" for code in range(610910, 610930)],
    ),
}  # fmt: skip
TEMPLATES = ("parcel_label_a6",)
