"""What the hub prints: outturn report, release and hold list, pallet sheet, ULD tag, and the proof of hand-over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from douane.documents.customs_lists import parcel_list
from douane.documents.frame import FrameView, frame
from douane.documents.hand_over import hand_over
from douane.documents.outturn_report import outturn_report
from douane.documents.uld_tag import uld_tag
from douane.hub.events import Kind
from douane.hub.parcel import MAY_LEAVE, Parcel, why_it_stays
from douane.pipeline import settings
from douane.pipeline.hub import outturn_of
from douane.press.archive import Archive, data_lines
from douane.press.printer import Press
from douane.reference.law import Law
from douane.store.hub import HubStore, HubTransaction

BRUSSELS = ZoneInfo("Europe/Brussels")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a paper is of: a ULD or waybill, a truck, or a partner; empty means all that is here."""

    unit: str = ""
    truck: str = ""
    partner: str = ""

    @property
    def named(self) -> str:
        """What stands in the number of the paper."""
        return self.unit or self.truck or self.partner or "ALL"


def paper(store: HubStore, kind: str, asked: Asked, now: datetime, language: str = "en") -> bytes | None:
    """A paper of the hub as PDF/A-3 with its data inside; `None` where what was asked for is not known.

    `kind` is one of `PAPERS`; `now` is the moment it is printed at, in UTC.
    """
    at = now.astimezone(BRUSSELS)

    def work(hub: HubTransaction) -> Any:
        prefix = _PREFIXES[kind]
        number = f"{prefix}-{asked.named}" if prefix else asked.named
        return PAPERS[kind](hub, asked, frame(number, at.date(), law_version=law.version, printed=at.date()))

    law = Law.load()
    view = store.reading(work)
    if view is None:
        return None
    about = {"template": kind, "language": language, "day": at.date().isoformat(), "versions": {"law": law.version}}
    archive = Archive(data_lines(about, [{"view": asdict(view)}]), at.date())
    press = Press(overlay=settings.templates_of(settings.load()))
    return press.print(kind, [view], language=language, archive=archive).pdf


def _outturn(hub: HubTransaction, asked: Asked, framed: FrameView) -> Any:
    uld = hub.uld(asked.unit)
    if uld is None:
        return None
    waybills = hub.waybills()
    mrns = dict.fromkeys(
        mrn for parcel in hub.parcels_where(unit=uld.name) if (mrn := waybills.get(parcel.waybill, ("", None, ""))[2])
    )
    return outturn_report(outturn_of(hub, uld), framed, flight=uld.flight, customs_reference=" · ".join(mrns))


def _here(hub: HubTransaction, asked: Asked) -> list[Parcel]:
    same = {
        name: value
        for name, value in (("partner", asked.partner), ("truck", asked.truck), ("found_uld", asked.unit))
        if value
    }
    return [parcel for parcel in hub.parcels_where(**same) if parcel.found_at is not None and parcel.out_at is None]


def _releases(hub: HubTransaction, asked: Asked, framed: FrameView) -> Any:
    may_go = [p for p in _here(hub, asked) if p.customs in MAY_LEAVE and why_it_stays(p) is None]
    return parcel_list(may_go, framed, truck=asked.truck, carrier=asked.partner)


def _holds(hub: HubTransaction, asked: Asked, framed: FrameView) -> Any:
    said = {p.reference: why for p in _here(hub, asked) if (why := why_it_stays(p))}
    staying = [p for p in _here(hub, asked) if p.reference in said]
    return parcel_list(staying, framed, reasons={} if not said else _without_holds(staying, said), truck=asked.truck)


def _without_holds(staying: list[Parcel], said: Mapping[str, str]) -> dict[str, str]:
    """The list shows a parcel's holds itself: only what customs say is added."""
    return {p.reference: said[p.reference] for p in staying if not p.holds}


def _pallet(hub: HubTransaction, asked: Asked, framed: FrameView) -> Any:
    uld = hub.uld(asked.unit)
    if uld is None:
        return None
    return parcel_list(hub.parcels_where(found_uld=asked.unit), framed)


def _tag(hub: HubTransaction, asked: Asked, _framed: FrameView) -> Any:
    uld = hub.uld(asked.unit)
    if uld is None:
        return None
    flight, _, day = uld.flight.partition("/")
    inside = hub.parcels_where(found_uld=asked.unit) or hub.parcels_where(uld=asked.unit)
    destinations = {parcel.destination for parcel in inside}
    return uld_tag(
        asked.unit, flight=flight, on=datetime.fromisoformat(day).date() if day else None, contents="C",
        destination=destinations.pop() if len(destinations) == 1 else "",
        net=sum((parcel.mass for parcel in inside), Decimal(0)) if inside else None,
    )  # fmt: skip


def _proof(hub: HubTransaction, asked: Asked, framed: FrameView) -> Any:
    gone = [event for event in hub.standing_events_of(asked.truck) if event.kind is Kind.DISPATCHED]
    if not gone:
        return None
    left = gone[-1]
    parcels = [parcel for parcel in hub.parcels_where(truck=asked.truck) if parcel.out_at == left.at]
    return hand_over(
        parcels, framed, truck=asked.truck, carrier=" · ".join(sorted({p.partner for p in parcels if p.partner})),
        handed_over_by=left.who, received_by=left.reason, at=left.at.astimezone(BRUSSELS),
    )  # fmt: skip


PAPERS: Mapping[str, Callable[[HubTransaction, Asked, FrameView], Any]] = MappingProxyType({
    "outturn_report": _outturn, "release_list": _releases, "hold_list": _holds, "pallet_sheet": _pallet, "uld_tag": _tag,
    "hand_over": _proof,
})  # fmt: skip
_PREFIXES = {"outturn_report": "OT", "release_list": "RL", "hold_list": "HL", "pallet_sheet": "", "uld_tag": "",
             "hand_over": "HO"}  # fmt: skip
"""The papers of the hub by their templates."""
