"""CMR consignment notes for tests and pictures."""

from decimal import Decimal

from douane.documents.road_waybill import Carriage, RoadWaybillView, road_waybill
from douane.domain.consignment import Address, Party
from tests.documents import fictional
from tests.documents.variants import LONG, WORDS, bare, crowded, exported, framed

CARRIER = Party("Exemple Route SRL", None, Address("Quai de l’Exemple 3", "4000", "Liège", None, "BE"))
CARRIAGE = Carriage(
    "Liège Airport, building 12", "Liège", fictional.DAY, "INV-2026-0417, packing list", "EX-0417", "cartons",
    "EAD " + fictional.MRN, "carriage paid", "none", "none", "keep dry", "sender", "Liège, 2026-11-21", CARRIER,
    volumes=(Decimal("0.264"), Decimal("0.180")),
)  # fmt: skip
LONGEST = Carriage(*[WORDS[:120]] * 2, None, *[WORDS[:60]] * 9, WORDS[:60], LONG, (LONG, CARRIER))
SAMPLES: dict[str, RoadWaybillView] = {
    "short": road_waybill(bare(), Carriage(), framed("CMR-1")),
    "ordinary": road_waybill(exported(), CARRIAGE, framed("CMR-2026-0417")),
    "extreme": road_waybill(crowded(), LONGEST, framed("CMR-" + "9" * 28)),
}
TEMPLATES = ("road_waybill",)
