"""GS1 logistic labels for tests and pictures."""

from dataclasses import replace
from decimal import Decimal

from douane.documents.logistic_label import LogisticLabelView, logistic_label, sscc
from douane.domain.consignment import Party
from tests.documents.variants import ARABIC, CONSIGNEE, EXPORTER, FAR

SAMPLES: dict[str, LogisticLabelView] = {
    "short": logistic_label(sscc(0, "0614141", 123456789), Party(), Party()),
    "ordinary": logistic_label(
        sscc(3, "5412345", 417), EXPORTER, CONSIGNEE, gtin="5412345000013", count=120, order="PO-2026-0417",
        gross_mass=Decimal("133.900"),
    ),
    "extreme": logistic_label(
        sscc(9, "541234567", 9_999_999), FAR, replace(FAR, name=f"{ARABIC} 😀"), gtin="5412345000013", count=999_999,
        order="P" * 35, gross_mass=Decimal("99999.999"),
    ),
}  # fmt: skip
TEMPLATES = ("logistic_label",)
