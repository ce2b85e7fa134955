"""The hub on a tablet: arrival, breakdown, storage, hand-over, and the board of clocks."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import Response

from douane.hub.clocks import clocks_of
from douane.hub.events import Kind
from douane.hub.parcel import status_of
from douane.pipeline import hub as rules
from douane.pipeline.hub_records import release_list
from douane.pipeline.hub_stock import GROUPS, board, stock_now
from douane.reference.law import Law
from douane.store.hub import HubTransaction, Recorded, Uld
from douane.web.guards import Desk, needs
from douane.web.pages import page
from douane.web.roles import May
from douane.web.scanning import Scan, fresh_number, recorded, store_of

router = APIRouter()
Hub = Annotated[Desk, Depends(needs(May.HUB))]
_SHOWN = 200


def scan_of(
    subject: Annotated[str, Form()] = "",
    device: Annotated[str, Form()] = "",
    number: Annotated[int, Form()] = 0,
    uld: Annotated[str, Form()] = "",
    place: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    mrn: Annotated[str, Form()] = "",
) -> Scan:  # fmt: skip
    """What a form of the hub sends: what was scanned, and the name of the scan."""
    return Scan(subject.strip(), device, number, uld.strip(), place.strip(), reason.strip(), mrn.strip())


Scanned = Annotated[Scan, Depends(scan_of)]


def shown(request: Request, desk: Desk, template: str, answer: Recorded | None = None, **values: Any) -> Response:
    """A page of the hub, with the answer to the last scan and the name of the next one."""
    device = f"desk {desk.person.email}"
    return page(request, template, desk, answer=answer, device=device, number_of_scan=fresh_number(desk), **values)


@router.get("/hub")
def arrival(request: Request, desk: Hub) -> Response:
    """Flights, unit load devices and master waybills that are expected or here, and the latest alarms."""
    return _arrival(request, desk, None)


@router.post("/hub/arrival/{kind}")
def arrived(request: Request, desk: Hub, kind: str, scan: Scanned) -> Response:
    """A flight has landed, or a master waybill was presented to customs."""
    kinds = {"landed": Kind.LANDED, "presented": Kind.PRESENTED}
    return _arrival(request, desk, recorded(desk, _of(kinds, kind), scan))


def _arrival(request: Request, desk: Desk, answer: Recorded | None) -> Response:
    def work(hub: HubTransaction) -> dict[str, Any]:
        return {"flights": hub.flights(), "ulds": hub.ulds(), "waybills": hub.waybills(), "alarms": hub.alarms(10),
                "known": hub.count()}  # fmt: skip

    found = store_of(desk).reading(work)
    by_flight = Counter(uld.flight for uld in found["ulds"])
    return shown(request, desk, "hub.html", answer, by_flight=by_flight, **found)


def _of(kinds: dict[str, Kind], name: str) -> Kind:
    if name not in kinds:
        raise HTTPException(404, "There is no such page.")
    return kinds[name]


@router.get("/hub/breakdown")
def breakdown(request: Request, desk: Hub, uld: str = "") -> Response:
    """Choose a unit load device, then scan what comes out of it."""
    return _breakdown(request, desk, uld.strip(), None)


_OF_ULDS = {
    "received": Kind.ULD_RECEIVED, "opened": Kind.ULD_OPENED, "closed": Kind.ULD_CLOSED, "found": Kind.FOUND,
    "damaged": Kind.DAMAGED, "noted": Kind.NOTED,
}  # fmt: skip


@router.post("/hub/breakdown/{kind}")
def broke_down(request: Request, desk: Hub, kind: str, scan: Scanned) -> Response:
    """A scan, a decision on a discrepancy, or the next state of the unit load device."""
    what = _of(_OF_ULDS, kind)
    if what is Kind.NOTED and scan.place not in rules.DIFFERENCES:
        raise HTTPException(422, "Something in this form could not be read.")
    return _breakdown(request, desk, scan.uld, recorded(desk, what, scan))


def _breakdown(request: Request, desk: Desk, uld: str, answer: Recorded | None) -> Response:
    def work(hub: HubTransaction) -> tuple[list[Uld], Uld | None, Any]:
        unit = hub.uld(uld) if uld else None
        return ([] if unit else hub.ulds()), unit, rules.outturn_of(hub, unit) if unit else None

    ulds, unit, outturn = store_of(desk).reading(work)
    return shown(request, desk, "hub_breakdown.html", answer, ulds=ulds, unit=unit, outturn=outturn, asked=uld)


@router.get("/hub/storage")
def storage(request: Request, desk: Hub, parcel: str = "") -> Response:
    """What is here and for how long; a parcel's place and history."""
    return _storage(request, desk, parcel.strip(), None)


@router.post("/hub/storage/{kind}")
def moved(request: Request, desk: Hub, kind: str, scan: Scanned) -> Response:
    """A parcel was put somewhere, went to another facility (G5), or is held back."""
    kinds = {"stored": Kind.STORED, "moved": Kind.MOVED, "held": Kind.HELD}
    return _storage(request, desk, "", recorded(desk, _of(kinds, kind), scan))


def _storage(request: Request, desk: Desk, reference: str, answer: Recorded | None) -> Response:
    store, on = store_of(desk), desk.site.today()
    known = rules.parcel_with_events(store, reference) if reference else None
    parcel, around, happened = known or (None, None, [])
    standing = status_of(parcel, around) if parcel and around else None
    clocks = clocks_of(parcel, around) if parcel and around else None
    return shown(request, desk, "hub_storage.html", answer, stock=stock_now(store, on, Law.load().on(on)), asked=reference,
                 parcel=parcel, standing=standing, clocks=clocks, happened=happened)  # fmt: skip


@router.get("/hub/trucks")
def trucks(request: Request, desk: Hub, truck: str = "") -> Response:
    """Load a truck, see what may not go, let it go."""
    return _trucks(request, desk, truck.strip(), None)


@router.post("/hub/trucks/{kind}")
def handed_over(request: Request, desk: Hub, kind: str, scan: Scanned) -> Response:
    """A parcel was loaded or unloaded, or the truck goes: `reason` then names who has signed for it."""
    kinds = {"loaded": Kind.LOADED, "unloaded": Kind.UNLOADED, "dispatched": Kind.DISPATCHED}
    what = _of(kinds, kind)
    if what is Kind.DISPATCHED and not scan.reason:
        raise HTTPException(422, "Say who takes the parcels over: their name stands in the proof of hand-over.")
    return _trucks(request, desk, scan.place, recorded(desk, what, scan))


def _trucks(request: Request, desk: Desk, truck: str, answer: Recorded | None) -> Response:
    loaded = rules.on_truck(store_of(desk), truck) if truck else []
    left = bool(truck) and rules.has_left(store_of(desk), truck)
    return shown(request, desk, "hub_trucks.html", answer, truck=truck, left=left, loaded=loaded[:_SHOWN],
                 count=len(loaded),
                 staying=[(parcel, why) for parcel, why in loaded if why])  # fmt: skip


@router.get("/hub/release-list.csv")
def releases(desk: Hub, partner: str = "", truck: str = "", uld: str = "") -> Response:
    """The parcels that may leave, as CSV."""
    text = release_list(rules.may_go(store_of(desk), partner=partner, truck=truck, uld=uld))
    return Response(text, media_type="text/csv; charset=utf-8",
                    headers={"Content-Disposition": 'attachment; filename="release-list.csv"'})  # fmt: skip


@router.get("/hub/board")
def clocks_board(request: Request, desk: Hub, by: str = "flight") -> Response:
    """Landing to dock-out against 24 and 72 hours, and what blocks the late ones."""
    by = by if by in GROUPS else GROUPS[0]
    rows = board(store_of(desk), by, desk.site.now())
    return shown(request, desk, "hub_board.html", by=by, rows=rows, hours=_hours, share=_share)


def _hours(took: timedelta | None) -> str:
    if took is None:
        return "–"
    hours, rest = divmod(int(took.total_seconds()) // 60, 60)
    return f"{hours} h {rest:02d} min"


def _share(kept: int, measured: int) -> str:
    return f"{kept * 100 // measured} %" if measured else "–"
