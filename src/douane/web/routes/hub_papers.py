"""The papers of the hub as PDF, and the messages that a flight needs at its arrival as XML."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from douane.pipeline.hub_papers import PAPERS, Asked, paper
from douane.pipeline.hub_presenting import KINDS, messages_of
from douane.store.arrivals import waybills_of
from douane.web.guards import Desk, needs
from douane.web.pages import language_of
from douane.web.roles import May
from douane.web.scanning import store_of

router = APIRouter()
Hub = Annotated[Desk, Depends(needs(May.HUB))]


@router.get("/hub/papers/{kind}.pdf")
def printed(request: Request, desk: Hub, kind: str, uld: str = "", truck: str = "", partner: str = "") -> Response:
    """A paper of the hub: outturn, release or hold list, pallet sheet, ULD tag, proof of hand-over."""
    if kind not in PAPERS:
        raise HTTPException(404, "There is no such page.")
    asked = Asked(uld.strip(), truck.strip(), partner.strip())
    made = paper(store_of(desk), kind, asked, desk.site.now(), language_of(request, desk))
    if made is None:
        raise HTTPException(404, "There is nothing to print: this unit or truck is not known here as such.")
    name = f"{kind.replace('_', '-')}.pdf"
    return Response(made, media_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


@router.get("/hub/customs/{kind}.xml")
def messages(desk: Hub, kind: str, waybill: str = "", flight: str = "") -> Response:
    """The storage declarations (G4) or presentations (G3) of a waybill, or of all waybills of a flight."""
    if kind not in KINDS:
        raise HTTPException(404, "There is no such page.")
    engine = desk.site.engine(desk.organisation)
    declared = messages_of(engine, kind, [waybill.strip()] if waybill.strip() else waybills_of(engine, flight.strip()))
    if declared.left:
        why = "; ".join(declared.left)
        raise HTTPException(409, why)
    if not declared.made:
        raise HTTPException(409, "This flight has no master waybills.")
    name = f"{kind}-{(waybill or flight).strip()}".replace("/", "-")
    safe = "".join(sign for sign in name if sign.isascii() and (sign.isalnum() or sign in "-."))
    headers = {"Content-Disposition": f'attachment; filename="{safe}.xml"'}
    return Response(declared.content, media_type="application/xml", headers=headers)
