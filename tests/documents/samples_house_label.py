"""House labels for tests and pictures."""

from dataclasses import replace

from douane.documents.house_label import HouseLabelView, house_label
from tests.documents import fictional
from tests.documents.variants import ARABIC, FAR, bare

SAMPLES: dict[str, HouseLabelView] = {
    "short": house_label(bare(), 1, 1),
    "ordinary": house_label(fictional.consignment(), 1, 2, destination="LGG"),
    "extreme": house_label(
        replace(fictional.consignment(), hawb="HAWB1234567890ABCDEFG", exporter=replace(FAR, name=f"{ARABIC} 😀"), importer=FAR),
        99_999, 99_999,
    ),
}  # fmt: skip
TEMPLATES = ("house_label",)
