"""CN22 and CN23 for tests and pictures."""

from dataclasses import replace
from decimal import Decimal

from douane.documents.postal import PostalView, postal
from douane.domain.consignment import Document, Postal
from tests.documents import fictional
from tests.documents.variants import bare, crowded

PARCEL = replace(
    fictional.consignment(), documents=(Document("N380", "INV-1"),),
    postal=Postal("sale of goods", Decimal("38.00"), "CNY", "textiles, no quarantine"),
)  # fmt: skip
SAMPLES: dict[str, PostalView] = {
    "short": postal(bare()),
    "ordinary": postal(PARCEL, operator="Exemple Poste", office="Shenzhen", dated=fictional.DAY),
    "extreme": postal(replace(crowded(9), reference="LX638558603CN"), operator="O" * 30, office="S" * 30),
}
TEMPLATES = ("cn22", "cn23")
