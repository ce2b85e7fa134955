"""The outturn and discrepancy report: what was manifested against what was found, for a ULD or a waybill (DOMAIN §7)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from douane.documents.frame import FrameView
from douane.documents.wording import mass
from douane.hub.outturn import Difference, Outturn

Kind = Literal["shortage", "overage", "damage", "mis-sort", "part shipment"]
_KINDS: dict[Difference, Kind] = {
    Difference.SHORTAGE: "shortage",
    Difference.OVERAGE: "overage",
    Difference.DAMAGE: "damage",
    Difference.MISSORT: "mis-sort",
    Difference.PART_SHIPMENT: "part shipment",
}


@dataclass(frozen=True, slots=True)
class DiscrepancyView:
    """One parcel that is not as announced; `action` is empty while nobody has decided."""

    parcel: str
    kind: Kind
    remark: str
    action: str


@dataclass(frozen=True, slots=True)
class CountView:
    """How many discrepancies of a kind."""

    kind: Kind
    count: str


@dataclass(frozen=True, slots=True)
class OutturnReportView:
    """Everything that the report shows. Masses in kilograms; differences carry their sign."""

    frame: FrameView
    unit: str
    flight: str
    customs_reference: str
    expected_pieces: str
    found_pieces: str
    pieces_difference: str
    expected_mass: str
    found_mass: str
    mass_difference: str
    open: int
    counts: tuple[CountView, ...]
    lines: tuple[DiscrepancyView, ...]


def outturn_report(
    outturn: Outturn, frame: FrameView, *, flight: str = "", customs_reference: str = ""
) -> OutturnReportView:  # fmt: skip
    """The report of an outturn; `customs_reference` is the temporary storage declaration."""
    counts = Counter(_KINDS[one.difference] for one in outturn.discrepancies)
    return OutturnReportView(
        frame=frame,
        unit=outturn.unit,
        flight=flight,
        customs_reference=customs_reference,
        expected_pieces=str(outturn.expected_pieces),
        found_pieces=str(outturn.found_pieces),
        pieces_difference=f"{outturn.found_pieces - outturn.expected_pieces:+d}",
        expected_mass=mass(outturn.expected_mass),
        found_mass=mass(outturn.found_mass),
        mass_difference=f"{outturn.found_mass - outturn.expected_mass:+.3f}",
        open=len(outturn.open),
        counts=tuple(CountView(kind, str(counts[kind])) for kind in _KINDS.values()),
        lines=tuple(
            DiscrepancyView(one.parcel, _KINDS[one.difference], one.remark, one.action or "")
            for one in outturn.discrepancies
        ),
    )
