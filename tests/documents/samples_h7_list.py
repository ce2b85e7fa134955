"""Consolidated lists of H7 declarations for tests and pictures."""

from dataclasses import replace
from decimal import Decimal

from douane.documents.h7_list import H7ListView, h7_list
from tests.documents import fictional
from tests.documents.variants import ARABIC, LONG, framed

MANY = [
    (replace(fictional.h7(), lrn=f"LRN-OF-22-CHARACTER-{n:02}", ucr=f"U{n:034}",
             importer=replace(LONG, name=ARABIC) if n % 2 else LONG, gross_mass=Decimal("99999.123456")),
     fictional.assessment())
    for n in range(60)
]  # fmt: skip
SAMPLES: dict[str, H7ListView] = {
    "short": h7_list([], framed("999-85896694")),
    "ordinary": h7_list(
        [(fictional.h7(), fictional.assessment()),
         (replace(fictional.h7(), lrn="DNE26112100000418", ucr="LX638558617CN"), fictional.assessment())],
        framed("999-85896694"), mrns={fictional.LRN: fictional.MRN},
    ),
    "extreme": h7_list([*MANY, (fictional.h7(), fictional.unknown_assessment())], framed("999-85896694")),
}  # fmt: skip
TEMPLATES = ("h7_list",)
