"""Stickers that say whether goods may move, for tests and pictures."""

from douane.documents.status_label import StatusLabelView, status_label
from tests.documents import fictional
from tests.documents.variants import ARABIC, NAME

SAMPLES: dict[str, StatusLabelView] = {
    "short": status_label("release", "A-1"),
    "ordinary": status_label(
        "hold", "LX638558603CN", mawb="999-85896694", mrn=fictional.MRN, reasons=("EXPORTER-POSTCODE", "VALUE-LOW"),
        authority="Customs office of the demonstration airport", on=fictional.DAY, operator="Noor Testaert",
    ),
    "extreme": status_label(
        "seized", "HAWB1234567890ABCDEFG", mawb="999-85896694", mrn=fictional.MRN,
        reasons=tuple(f"REASON-WITH-A-LONG-NAME-{n}" for n in range(30)), authority=NAME, on=fictional.DAY,
        operator=f"{ARABIC} 😀",
    ),
}  # fmt: skip
TEMPLATES = ("status_label",)
