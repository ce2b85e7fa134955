"""ULD tags for tests and pictures."""

from decimal import Decimal

from douane.documents.uld_tag import UldTagView, uld_tag
from tests.documents import fictional
from tests.documents.variants import WORDS

SAMPLES: dict[str, UldTagView] = {
    "short": uld_tag("AKE1234EX"),
    "ordinary": uld_tag(
        "PMC10000EX", destination="LGG", origin="SZX", flight="EX8402", on=fictional.DAY, net=Decimal("2417.5"),
        tare=Decimal(120), position="12L", contents="C", remarks="E-commerce parcels, break down at Liège",
    ),
    "extreme": uld_tag(
        "PMC99999EXA", destination="LGG", origin="SZX", flight="EX8402A/22NOV", on=fictional.DAY,
        net=Decimal("99999.999"), tare=Decimal("9999.999"), position="MAIN DECK 12L", contents="C/M/B",
        special="ELI RMD PER AVI ICE CAO DGR HEA VAL", remarks=WORDS,
    ),
}  # fmt: skip
TEMPLATES = ("uld_tag",)
