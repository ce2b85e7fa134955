"""Outturn, release list and hold list for tests and pictures."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from douane.documents.customs_lists import parcel_list
from douane.documents.hand_over import hand_over
from douane.documents.outturn_report import outturn_report
from douane.hub.outturn import Difference, Discrepancy, Outturn
from douane.hub.parcel import Customs, Parcel
from tests.documents import fictional
from tests.documents.variants import ARABIC, WORDS, framed

OUTTURN = Outturn(
    "PMC10000EX", 412, 410, Decimal("1834.250"), Decimal("1829.100"),
    (
        Discrepancy("LX638558603CN", Difference.SHORTAGE, "manifested here, found nowhere"),
        Discrepancy("LX638558617CN", Difference.DAMAGE, "damaged when found", "photographed, importer told"),
        Discrepancy("LX638558625CN", Difference.MISSORT, "found in AKE20000EX", "moved"),
    ),
)  # fmt: skip
CLEAN = Outturn("AKE20000EX", 12, 12, Decimal("31.5"), Decimal("31.5"), ())
PARCEL = Parcel(
    "LX638558603CN", "EX8402", "PMC10000EX", "999-85896694", destination="BE", partner="Exemple Livraison",
    mass=Decimal("1.089"), customs=Customs.RELEASED, mrn=fictional.MRN, found_uld="PMC10000EX", place="A-12", lane="3",
)  # fmt: skip
HELD = replace(PARCEL, customs=Customs.SELECTED, holds=("documents asked for", "trade mark suspected"))


def many(parcel: Parcel, lines: int = 80) -> list[Parcel]:
    """Many parcels with the longest words."""
    return [
        replace(parcel, reference=f"U{n:034}", destination="L" * 12, partner=ARABIC, place="P" * 12, pieces=999,
                mass=Decimal("99999.999"), holds=(WORDS[:200],) if parcel.holds else ()) for n in range(lines)
    ]  # fmt: skip


LONGEST = replace(
    OUTTURN, unit="AKE20000EX",
    discrepancies=tuple(
        Discrepancy(f"U{n:034}", list(Difference)[n % 5], WORDS[: 40 + n * 3], ARABIC if n % 2 else None) for n in range(60)
    ),
)  # fmt: skip
SAMPLES_OF: dict[str, dict[str, Any]] = {
    "outturn_report": {
        "short": outturn_report(CLEAN, framed("OT-1")),
        "ordinary": outturn_report(OUTTURN, framed("OT-2026-0417"), flight="EX8402", customs_reference=fictional.MRN),
        "extreme": outturn_report(LONGEST, framed("OT-" + "9" * 30), flight="EX8402", customs_reference=fictional.MRN),
    },
    "release_list": {
        "short": parcel_list([], framed("RL-1")),
        "ordinary": parcel_list(
            [PARCEL, replace(PARCEL, reference="LX638558617CN", lane="4")], framed("RL-2026-0417"), place="LGG 12",
            truck="1-ABC-417", carrier="Exemple Route",
        ),
        "extreme": parcel_list(many(PARCEL), framed("RL-" + "9" * 15), place="P" * 30, truck="T" * 15, carrier=ARABIC),
    },
    "hand_over": {
        "short": hand_over([], framed("HO-1"), truck=""),
        "ordinary": hand_over(
            [replace(PARCEL, truck="1-ABC-417"), replace(PARCEL, reference="LX638558617CN", truck="1-ABC-417")],
            framed("HO-1-ABC-417"), truck="1-ABC-417", carrier="Exemple Route", place="LGG 12", handed_over_by="dock",
            received_by="Nora Voorbeeld", at=datetime(2026, 11, 22, 18, 5, tzinfo=ZoneInfo("Europe/Brussels")),
        ),
        "extreme": hand_over(
            many(PARCEL), framed("HO-" + "9" * 15), truck="T" * 15, carrier=ARABIC, place="P" * 30,
            handed_over_by="M" * 40, received_by=ARABIC, at=datetime(2026, 11, 22, 18, 5, tzinfo=ZoneInfo("Europe/Brussels")),
        ),
    },
    "pallet_sheet": {
        "short": parcel_list([], framed("PMC10000EX")),
        "ordinary": parcel_list([PARCEL, replace(PARCEL, reference="LX638558617CN")], framed("PMC10000EX"), place="LGG 12"),
        "extreme": parcel_list(many(PARCEL), framed("AKE" + "9" * 15), place="P" * 30, truck="T" * 15, carrier=ARABIC),
    },
    "hold_list": {
        "short": parcel_list([], framed("HL-1")),
        "ordinary": parcel_list([HELD], framed("HL-2026-0417"), reasons={PARCEL.reference: "selected by customs"}),
        "extreme": parcel_list(many(HELD, 40), framed("HL-" + "9" * 15), place="P" * 30),
    },
}  # fmt: skip
