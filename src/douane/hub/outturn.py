"""The outturn: what was manifested against what was found, for a ULD or a master waybill. Tolerance 0 for parcels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from douane.hub.parcel import Parcel


class Difference(StrEnum):
    """The kinds of discrepancies of an outturn report."""

    SHORTAGE = "shortage"
    OVERAGE = "overage"
    DAMAGE = "damage"
    MISSORT = "mis-sort"
    PART_SHIPMENT = "part shipment"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One parcel that is not as announced. `action` is what somebody has decided to do; `None` while it is open."""

    parcel: str
    difference: Difference
    remark: str
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Outturn:
    """The outturn of a unit: pieces and gross mass (kg) manifested and found, and every discrepancy."""

    unit: str
    expected_pieces: int
    found_pieces: int
    expected_mass: Decimal
    found_mass: Decimal
    discrepancies: tuple[Discrepancy, ...]

    @property
    def open(self) -> tuple[Discrepancy, ...]:
        """The discrepancies that nobody has decided on: while there is one, the unit cannot be closed."""
        return tuple(each for each in self.discrepancies if each.action is None)


def of_uld(
    uld: str, flight: str, parcels: Iterable[Parcel], flights: Mapping[str, str], actions: Mapping[tuple[str, str], str]
) -> Outturn:  # fmt: skip
    """The outturn of a ULD.

    `parcels` are those manifested for it and those found in it; `flights` gives the flight of each ULD, `actions` what
    was noted for a parcel and a kind of difference.
    """
    known = list(parcels)
    manifested = [p for p in known if p.uld == uld and not p.unexpected]
    here = [p for p in known if p.found_uld == uld and p.found_at is not None]
    found: list[tuple[Parcel, Difference, str]] = []
    for parcel in manifested:
        if parcel.found_at is None:
            found.append((parcel, Difference.SHORTAGE, "manifested here, found nowhere"))
        elif parcel.found_uld != uld and flights.get(parcel.found_uld, flight) != flight:
            found.append((parcel, Difference.PART_SHIPMENT, f"came in {parcel.found_uld} of another flight"))
        elif parcel.found_uld != uld:
            found.append((parcel, Difference.MISSORT, f"found in {parcel.found_uld or 'no ULD'}"))
    for parcel in here:
        if parcel.unexpected:
            found.append((parcel, Difference.OVERAGE, "found, on no manifest: no declaration covers it"))
        elif parcel.uld != uld:
            found.append((parcel, Difference.MISSORT, f"manifested for {parcel.uld or 'no ULD'}"))
        if parcel.damaged:
            found.append((parcel, Difference.DAMAGE, "damaged when found"))
    return Outturn(
        uld, sum(p.pieces for p in manifested), sum(p.pieces for p in here),
        sum((p.mass for p in manifested), Decimal(0)), sum((p.mass for p in here), Decimal(0)),
        tuple(_discrepancy(*each, actions) for each in sorted(found, key=lambda f: (f[0].reference, f[1]))),
    )  # fmt: skip


def of_waybill(waybill: str, parcels: Sequence[Parcel], actions: Mapping[tuple[str, str], str]) -> Outturn:
    """The outturn of a master waybill: shortages and damages, whatever ULD its parcels came in."""
    manifested = [p for p in parcels if p.waybill == waybill]
    here = [p for p in manifested if p.found_at is not None]
    found = [(p, Difference.SHORTAGE, "manifested, found nowhere") for p in manifested if p.found_at is None]
    found += [(p, Difference.DAMAGE, "damaged when found") for p in here if p.damaged]
    return Outturn(
        waybill, sum(p.pieces for p in manifested), sum(p.pieces for p in here),
        sum((p.mass for p in manifested), Decimal(0)), sum((p.mass for p in here), Decimal(0)),
        tuple(_discrepancy(*each, actions) for each in sorted(found, key=lambda f: (f[0].reference, f[1]))),
    )  # fmt: skip


def _discrepancy(
    parcel: Parcel, difference: Difference, remark: str, actions: Mapping[tuple[str, str], str]
) -> Discrepancy:
    return Discrepancy(parcel.reference, difference, remark, actions.get((parcel.reference, difference.value)))
